"""A web address → the articles of the page, or of all pages that its feed or sitemap lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from retrieval.errors import AddressError
from retrieval.sources.decoding import decode
from retrieval.sources.entries import Entry, moment_of, newest
from retrieval.sources.feeds import read_feed, read_json_feed
from retrieval.sources.fetching import MAX_BYTES, Fetched
from retrieval.sources.identity import url_key
from retrieval.sources.json_articles import WrongShapeError, parse_json
from retrieval.sources.pages import completed, read_content, read_page
from retrieval.sources.politeness import PoliteFetcher
from retrieval.sources.sitemaps import read_sitemap
from retrieval.sources.unpacking import GZIP_MARK, BrokenGzipError, TooLargeError, gunzip
from retrieval.types import Article, IngestFailure

_HEAD_BYTES = 65_536
_ASIDES = (("<!--", "-->"), ("<?", "?>"))  # what may stand before the root of XML, beside spaces
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_KIND_OF_ROOT = {"rss": "feed", "rdf": "feed", "feed": "feed", "urlset": "sitemap",
                 "sitemapindex": "sitemap"}  # fmt: skip
_MAX_SITEMAPS = 20
_MAX_FEED_BYTES = 5 * 1024**2  # a broken one of this size takes feedparser a minute
_LARGE_FEED = "is a feed of more than 5 MB: give one of fewer articles."
_NO_ENTRIES = "lists no article: check that it is the right feed or sitemap."
_NO_FEED = "is JSON, but no JSON Feed: save it as a file of articles and ingest that."

IsKnown: TypeAlias = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class PageRead:
    """One page of an address, with what came of it, and how many are ``left`` after it.

    ``key`` is the name under which the archive remembers the page, and ``state`` tells whether it
    has changed since; ``found`` is None where it has not, so that it was not fetched.
    """

    key: str
    state: str
    found: Article | IngestFailure | None
    left: int = 0


@dataclass(frozen=True, slots=True)
class _Listed:
    """What feeds and sitemaps list, and those of them that could not be read."""

    entries: Sequence[Entry]
    failures: tuple[IngestFailure, ...] = ()


def read_address(
    address: str, polite: PoliteFetcher, is_known: IsKnown, *, most: int
) -> Iterator[PageRead]:
    """Yield every page that ``address`` stands for, read; nothing that it holds makes this raise.

    What it is, is told by its content: a feed, a sitemap, a list of sitemaps, or a page. Of a feed
    or sitemap, the ``most`` newest pages are read. ``is_known`` tells whether the archive knows a
    page by its key in that state.
    """
    try:
        source = _unpacked(polite.fetcher.fetch(address), address)
        kind = kind_of_content(source)
        if kind == "page":
            yield PageRead(url_key(address), "page", read_page(source, address))
            return
        listed = _LISTED[kind](source, polite, most)
    except AddressError as error:
        yield PageRead(url_key(address), "", _failure(error))
        return
    entries = newest(listed.entries, most)
    failures = listed.failures if entries or listed.failures else (_nothing(address),)
    for failure in failures:
        yield PageRead(url_key(failure.source), "", failure, len(entries))
    for left, entry in zip(reversed(range(len(entries))), entries, strict=True):
        # Feeds and sitemaps date the same page differently, so that each is remembered apart.
        key, state = f"{kind} {url_key(entry.address)}", f"listed {entry.changed or 'without date'}"
        found = None if is_known(key, state) else _read_entry(entry, polite)
        yield PageRead(key, state, found, left)


def kind_of_content(source: Fetched) -> str:
    """Return "feed", "json feed", "sitemap" or "page", whatever the address or the host say."""
    head = _without_asides((decode(source.content[:_HEAD_BYTES]) or "").lstrip("\ufeff"))
    if head.startswith("{") and "html" not in source.media_type:
        return "json feed"
    root = _ROOT.search(head) if head.startswith("<") else None
    return _KIND_OF_ROOT.get(root[1].lower(), "page") if root else "page"


def _without_asides(head: str) -> str:
    """What follows the comments and instructions with which a text begins."""
    place = 0
    while True:
        place += len(head[place:]) - len(head[place:].lstrip())
        closing = next((end for start, end in _ASIDES if head.startswith(start, place)), None)
        if closing is None:
            return head[place:]
        end = head.find(closing, place)
        if end < 0:
            return ""
        place = end + len(closing)


def _read_entry(entry: Entry, polite: PoliteFetcher) -> Article | IngestFailure:
    """The article of the entry's page, else the one that the feed carries."""
    try:
        page = _unpacked(polite.fetch(entry.address), entry.address)
        found = read_page(page, entry.address)
    except AddressError as error:
        found = _failure(error)
    if isinstance(found, IngestFailure) and entry.content and not found.is_private:
        carried = read_content(entry)
        found = carried if isinstance(carried, Article) else found
    return completed(found, entry) if isinstance(found, Article) else found


def _feed(source: Fetched, polite: PoliteFetcher, most: int) -> _Listed:
    if len(source.content) > _MAX_FEED_BYTES:
        raise AddressError(source.address, _LARGE_FEED)
    return _Listed(read_feed(source.content, source.address, source.charset))


def _json_feed(source: Fetched, polite: PoliteFetcher, most: int) -> _Listed:
    try:
        feed = parse_json(decode(source.content) or "")
    except WrongShapeError as error:
        raise AddressError(source.address, str(error)) from error
    if not isinstance(feed, dict) or "jsonfeed" not in str(feed.get("version")):
        raise AddressError(source.address, _NO_FEED)
    return _Listed(read_json_feed(feed, source.address))


def _sitemap(source: Fetched, polite: PoliteFetcher, most: int) -> _Listed:
    """What a sitemap and the sitemaps that it lists say, the newest of these first.

    Once enough are found, sitemaps that say how old they are, are left.
    """
    sitemap = read_sitemap(source.content)
    entries, failures = list(sitemap.entries), []
    in_order = sorted(sitemap.sitemaps, key=lambda item: moment_of(item.changed), reverse=True)
    for item in islice(in_order, _MAX_SITEMAPS):
        if len(entries) >= most and item.changed:
            break
        try:
            part = _unpacked(polite.fetch(item.address), item.address)
            entries += read_sitemap(part.content).entries
        except AddressError as error:
            failures.append(_failure(error))
    return _Listed(entries, tuple(failures))


_LISTED: dict[str, Callable[[Fetched, PoliteFetcher, int], _Listed]] = {
    "feed": _feed,
    "json feed": _json_feed,
    "sitemap": _sitemap,
}


def _unpacked(source: Fetched, address: str) -> Fetched:
    """What lies in a gzip file, as sitemaps often are; anything else as it is."""
    if not source.content.startswith(GZIP_MARK):
        return source
    try:
        content = gunzip(source.content, MAX_BYTES)
    except TooLargeError as error:
        problem = f"is larger than {MAX_BYTES // 1024**2} MB once unpacked: give a smaller part."
        raise AddressError(address, problem) from error
    except BrokenGzipError as error:
        raise AddressError(address, "is damaged: try again later.") from error
    return Fetched(source.address, source.media_type, source.charset, content)


def _nothing(address: str) -> IngestFailure:
    return IngestFailure(address, _NO_ENTRIES)


def _failure(error: AddressError) -> IngestFailure:
    return IngestFailure(error.source, error.problem, is_private=error.is_private)
