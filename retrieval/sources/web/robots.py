"""Fetching many pages as a good guest: robots.txt, a pause between two, and giving up in time."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from retrieval.errors import AddressError
from retrieval.sources.files.decoding import decode
from retrieval.sources.web.fetch import USER_AGENT, Fetched, Fetcher

_MOST_SILENCES = 3
_MAX_DELAY_S = 10.0
_MAX_ROBOTS_BYTES = 500 * 1024  # as much as RFC 9309 asks for
_AGENT_LINE = re.compile(r"[ \t]*user[- ]?agent[ \t]*:?[ \t]*([^\s#/]*)[^\r\n]*", re.IGNORECASE)
_PRODUCT = USER_AGENT.partition("/")[0]
_DISALLOWED = "may not be read by programs, as the host's robots.txt says: save the page."
_NO_RULES = "has a host whose robots.txt cannot be read: try again later."
_SILENT = f"has a host that did not answer {_MOST_SILENCES} times in a row: try again later."


class PoliteFetcher:
    """Fetches pages that nobody named one by one; ``delay_s`` lies between two of one host.

    A host that asks for more in its robots.txt gets it, up to ten seconds. ``fetcher`` itself is
    for the pages that somebody did name.
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
        self._free_at: dict[str, float] = {}
        self._silences: Counter[str] = Counter()

    def fetch(self, address: str) -> Fetched:
        """See :meth:`Fetcher.fetch`; raises AddressError also where robots.txt forbids it, and
        for a host that was silent time and again.
        """
        host = _host_of(address)
        if self._silences[host] >= _MOST_SILENCES:
            raise AddressError(address, _SILENT, is_unreachable=True)
        rules = self._rules_of(host)
        if rules is None or not rules.can_fetch(address, _PRODUCT):
            raise AddressError(address, _NO_RULES if rules is None else _DISALLOWED)
        self._wait(host)
        try:
            fetched = self.fetcher.fetch(address)
        except AddressError as error:
            self._silences[host] = self._silences[host] + 1 if error.is_unreachable else 0
            raise
        finally:
            self._free_at[host] = self._clock() + self._delay(rules)
        self._silences[host] = 0
        return fetched

    def _wait(self, host: str) -> None:
        left_s = self._free_at.get(host, 0.0) - self._clock()
        if left_s > 0:
            self._pause(left_s)

    def _delay(self, rules: Protego) -> float:
        asked_s = float(rules.crawl_delay(_PRODUCT) or 0)
        return max(self._delay_s, min(asked_s, _MAX_DELAY_S))

    def _rules_of(self, host: str) -> Protego | None:
        """The host's robots.txt, None where it cannot be read now."""
        if host not in self._rules:
            self._rules[host] = self._read_rules(host)
        return self._rules[host]

    def _read_rules(self, host: str) -> Protego | None:
        try:
            content = self.fetcher.fetch(f"{host}/robots.txt").content
        except AddressError as error:
            if error.is_unreachable:
                return None
            content = b""  # there is none, so that all is allowed
        return read_rules(content)


def read_rules(content: bytes) -> Protego:
    """Return the rules of a robots.txt; what lies beyond 500 KiB of it is not read.

    Programs other than ours are all called "other": the rules of thousands in one group would
    otherwise be kept for each of them.
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
    """Scheme, name and port: what a robots.txt is for."""
    parts = urlsplit(address)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}"
