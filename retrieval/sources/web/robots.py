"""Polite crawling: robots.txt, a delay between requests, and giving up on silent hosts."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from retrieval.errors import AddressError
from retrieval.sources.files.decoding import decode
from retrieval.sources.web.fetch import USER_AGENT, Fetcher
from retrieval.sources.web.fetched import ANY_VERSION, Fetched, Validators

_MAX_TIMEOUTS = 3
_RULES_HOLD_S = 86_400.0  # as long as RFC 9309 allows
_MAX_DELAY_S = 10.0
_MAX_ROBOTS_BYTES = 500 * 1024  # as much as RFC 9309 asks for
_AGENT_LINE = re.compile(r"[ \t]*user[- ]?agent[ \t]*:?[ \t]*([^\s#/]*)[^\r\n]*", re.IGNORECASE)
_PRODUCT = USER_AGENT.partition("/")[0]
_DISALLOWED = "may not be read by programs, as the host's robots.txt says: save the page."
_NO_RULES = "has a host whose robots.txt cannot be read: try again later."
_NOT_ANSWERING = f"has a host that did not answer {_MAX_TIMEOUTS} times in a row: try again later."


class PoliteFetcher:
    """Fetches listed pages, with at least ``delay_s`` between two requests to the same host.

    A longer crawl delay in robots.txt is respected, up to ten seconds. Pages named by the user are
    fetched by ``fetcher`` directly.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        delay_s: float,
        *,
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.fetcher = fetcher
        self._delay_s = delay_s
        self._pause = pause
        self._clock = clock
        self._rules: dict[str, Protego | None] = {}
        self._read_at: dict[str, float] = {}
        self._next_request_at: dict[str, float] = {}
        self._timeouts: Counter[str] = Counter()

    def fetch(self, address: str, validators: Validators = ANY_VERSION) -> Fetched:
        """See :meth:`Fetcher.fetch`; also raises AddressError if robots.txt forbids the address,
        and for a host that repeatedly did not answer.
        """
        host = _host_of(address)
        if self._timeouts[host] >= _MAX_TIMEOUTS:
            raise AddressError(address, _NOT_ANSWERING, is_unreachable=True)
        rules = self._rules_of(host)
        if rules is None or not rules.can_fetch(address, _PRODUCT):
            raise AddressError(address, _NO_RULES if rules is None else _DISALLOWED)
        self._wait(host)
        try:
            fetched = self.fetcher.fetch(address, validators)
        except AddressError as error:
            self._timeouts[host] = self._timeouts[host] + 1 if error.is_unreachable else 0
            raise
        finally:
            self._next_request_at[host] = self._clock() + self._delay(rules)
        self._timeouts[host] = 0
        return fetched

    def fetch_named(self, address: str, validators: Validators = ANY_VERSION) -> Fetched:
        """See :meth:`Fetcher.fetch`: an address that the user named, whatever robots.txt says.

        It waits for other requests to the host.
        """
        host = _host_of(address)
        self._wait(host)
        try:
            return self.fetcher.fetch(address, validators)
        finally:
            self._next_request_at[host] = self._clock() + self._delay_s

    def forget_old(self) -> None:
        """Forgets hosts that did not answer, and each robots.txt that is older than a day."""
        now = self._clock()
        self._timeouts.clear()
        for host, rules in list(self._rules.items()):
            if rules is None or now - self._read_at[host] > _RULES_HOLD_S:
                del self._rules[host], self._read_at[host]
        for host, moment in list(self._next_request_at.items()):
            if moment < now:
                del self._next_request_at[host]

    def _wait(self, host: str) -> None:
        left_s = self._next_request_at.get(host, 0.0) - self._clock()
        if left_s > 0:
            self._pause(left_s)

    def _delay(self, rules: Protego) -> float:
        asked_s = float(rules.crawl_delay(_PRODUCT) or 0)
        return max(self._delay_s, min(asked_s, _MAX_DELAY_S))

    def _rules_of(self, host: str) -> Protego | None:
        """The host's robots.txt; None if it cannot be fetched now."""
        if host not in self._rules:
            self._rules[host] = self._read_rules(host)
            self._read_at[host] = self._clock()
        return self._rules[host]

    def _read_rules(self, host: str) -> Protego | None:
        try:
            content = self.fetcher.fetch(f"{host}/robots.txt").content
        except AddressError as error:
            if error.is_unreachable:
                return None
            content = b""  # without robots.txt everything is allowed
        return read_rules(content)


def read_rules(content: bytes) -> Protego:
    """Parse a robots.txt, of which at most 500 KiB are read.

    Other user agents are all renamed to "other", because the parser would store the rules of a
    group for each of its agents.
    """
    lines = (decode(content[:_MAX_ROBOTS_BYTES]) or "").splitlines()
    return Protego.parse("\n".join(map(_with_known_agent, lines)))


def _with_known_agent(line: str) -> str:
    agent = _AGENT_LINE.fullmatch(line)
    if agent is None:
        return line
    name = agent[1].lower()
    return f"User-agent: {name if name in ('*', _PRODUCT.lower()) else 'other'}"


def _host_of(address: str) -> str:
    """Scheme, host and port: the scope of a robots.txt."""
    parts = urlsplit(address)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}"
