"""A web address → the article of a page, or of all pages listed by a feed or sitemap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeAlias

from retrieval.errors import AddressError
from retrieval.sources.metadata.url_identity import url_key
from retrieval.sources.web.entries import Entry, moment_of, newest
from retrieval.sources.web.fetch import MAX_BYTES
from retrieval.sources.web.fetched import Fetched
from retrieval.sources.web.gzip_limited import GZIP_MARK, BrokenGzipError, TooLargeError, gunzip
from retrieval.sources.web.kinds import LIST_KINDS
from retrieval.sources.web.robots import PoliteFetcher
from retrieval.sources.worker.article_reader import ArticleReader
from retrieval.sources.worker.messages import Listing
from retrieval.types import Article, IngestFailure

_MAX_SITEMAPS = 20
_MAX_PAGES = 20  # of an article
_NO_ENTRIES = "lists no article: check that it is the right feed or sitemap."

IsKnown: TypeAlias = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class PageRead:
    """The outcome of reading one page, and how many pages are ``left``.

    ``key`` identifies the page in the archive; its ``state`` differs after the page has changed.
    ``found`` is None if it has not changed and was not fetched. ``address`` is the final address
    after all redirects, "" if the page was not fetched.
    """

    key: str
    state: str
    found: Article | IngestFailure | None
    left: int = 0
    address: str = ""


def read_address(
    address: str, polite: PoliteFetcher, reader: ArticleReader, is_known: IsKnown, *, most: int
) -> Iterator[PageRead]:
    """Read the page at ``address``, or the ``most`` newest pages that its feed or sitemap lists.

    The content decides whether it is a page, a feed, a sitemap or a sitemap index. ``is_known``
    returns whether the archive has a page, given by its key, in that state. Never raises because
    of the content.
    """
    try:
        source = _decompressed(polite.fetcher.fetch(address), address)
    except AddressError as error:
        yield PageRead(url_key(address), "", _failure(error))
        return
    source, lacking = _with_other_pages(source, polite, reader)
    yield from lacking
    found = reader.read_source(source, address)
    if not isinstance(found, Listing):
        yield PageRead(url_key(address), "page", found, address=source.address)
        return
    listed, failures = _with_sitemaps(found, polite, reader, most)
    entries = newest(listed, most)
    if not entries and not failures:
        failures = [IngestFailure(address, _NO_ENTRIES)]
    for failure in failures:
        yield PageRead(url_key(failure.source), "", failure, len(entries))
    for left, entry in zip(reversed(range(len(entries))), entries, strict=True):
        # Feeds and sitemaps date the same page differently, so each has its own key.
        key = f"{found.kind} {url_key(entry.address)}"
        state = f"listed {entry.changed or 'without date'}"
        if is_known(key, state):
            yield PageRead(key, state, None, left)
        else:
            article, final_address, lacking = _read_entry(entry, polite, reader)
            yield from lacking
            yield PageRead(key, state, article, left, final_address)


def page_keys(address: str) -> set[str]:
    """Return all keys under which the archive may have the page at ``address``."""
    key = url_key(address)
    return {key, *(f"{kind} {key}" for kind in LIST_KINDS)}


def _read_entry(
    entry: Entry, polite: PoliteFetcher, reader: ArticleReader
) -> tuple[Article | IngestFailure, str, list[PageRead]]:
    """The article of an entry, its final address, and those of its pages that are lacking."""
    try:
        page = _decompressed(polite.fetch(entry.address), entry.address)
    except AddressError as error:
        return reader.read_entry(entry, _failure(error)), entry.address, []
    page, lacking = _with_other_pages(page, polite, reader)
    return reader.read_entry(entry, page), page.address, lacking


def _with_other_pages(
    page: Fetched, polite: PoliteFetcher, reader: ArticleReader
) -> tuple[Fetched, list[PageRead]]:
    """The page with the other pages of its article, and a failure for one that cannot be fetched.

    At most ``_MAX_PAGES`` are fetched, and none twice.
    """
    fetched = {url_key(page.address)}
    while len(fetched) < _MAX_PAGES and (address := reader.other_page(page)):
        if url_key(address) in fetched:
            break
        try:
            other = _decompressed(polite.fetch(address), address)
        except AddressError as error:
            return page, [PageRead(url_key(address), "", _failure(error))]
        if url_key(other.address) in fetched:
            break
        fetched |= {url_key(address), url_key(other.address)}
        page = replace(page, more=(*page.more, other))
    return page, []


def _with_sitemaps(
    found: Listing, polite: PoliteFetcher, reader: ArticleReader, most: int
) -> tuple[list[Entry], list[IngestFailure]]:
    """The entries of a listing and of its sitemaps, which are read newest first.

    Once there are enough entries, older sitemaps are skipped.
    """
    entries, failures = list(found.entries), []
    in_order = sorted(found.sitemaps, key=lambda item: moment_of(item.changed), reverse=True)
    for item in islice(in_order, _MAX_SITEMAPS):
        if len(entries) >= most and item.changed:
            break
        try:
            part = _decompressed(polite.fetch(item.address), item.address)
        except AddressError as error:
            failures.append(_failure(error))
            continue
        listed = reader.read_sitemap(part)
        if isinstance(listed, IngestFailure):
            failures.append(listed)
        else:
            entries += listed.entries
    return entries, failures


def _decompressed(source: Fetched, address: str) -> Fetched:
    """The content of a gzip file, such as many sitemaps; other content unchanged."""
    if not source.content.startswith(GZIP_MARK):
        return source
    try:
        content = gunzip(source.content, MAX_BYTES)
    except TooLargeError as error:
        problem = (
            f"is larger than {MAX_BYTES // 1024**2} MB once decompressed: give a smaller part."
        )
        raise AddressError(address, problem) from error
    except BrokenGzipError as error:
        raise AddressError(address, "is damaged: try again later.") from error
    return Fetched(source.address, source.media_type, source.charset, content)


def _failure(error: AddressError) -> IngestFailure:
    return IngestFailure(error.source, error.problem, is_private=error.is_private)
