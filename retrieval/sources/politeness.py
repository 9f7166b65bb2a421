"""Fetching many pages as a good guest: robots.txt, a pause between two, and giving up in time."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from retrieval.errors import AddressError
from retrieval.sources.decoding import decode
from retrieval.sources.fetching import USER_AGENT, Fetched, Fetcher

_MOST_SILENCES = 3
_MAX_DELAY_S = 10.0
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
        self._rules: dict[str, RobotFileParser | None] = {}
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
        if rules is None or not rules.can_fetch(_PRODUCT, address):
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

    def _delay(self, rules: RobotFileParser) -> float:
        asked_s = float(rules.crawl_delay(_PRODUCT) or 0)
        return max(self._delay_s, min(asked_s, _MAX_DELAY_S))

    def _rules_of(self, host: str) -> RobotFileParser | None:
        """The host's robots.txt, None where it cannot be read now."""
        if host not in self._rules:
            self._rules[host] = self._read_rules(host)
        return self._rules[host]

    def _read_rules(self, host: str) -> RobotFileParser | None:
        rules = RobotFileParser()
        try:
            written = decode(self.fetcher.fetch(f"{host}/robots.txt").content) or ""
        except AddressError as error:
            if error.is_unreachable:
                return None
            written = ""  # there is none, so that all is allowed
        rules.parse(written.splitlines())
        return rules


def _host_of(address: str) -> str:
    """Scheme, name and port: what a robots.txt is for."""
    parts = urlsplit(address)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}"
