"""A web address → the article of a page, or of all pages listed by a feed or sitemap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from retrieval.errors import AddressError
from retrieval.protocols.removal import is_removed
from retrieval.sources.metadata.url_identity import url_key
from retrieval.sources.web.entries import Entry, moment_of, newest
from retrieval.sources.web.fetched import ANY_VERSION, Fetched
from retrieval.sources.web.kinds import LIST_KINDS, LIST_OF_FEEDS
from retrieval.sources.web.page_states import (
    PAGE,
    is_dated,
    state_in,
    validators_in,
    with_validators,
)
from retrieval.sources.web.robots import PoliteFetcher
from retrieval.sources.web.whole_pages import Fetch, fetch_page, with_other_pages
from retrieval.sources.worker.article_reader import ArticleReader
from retrieval.sources.worker.messages import Listing
from retrieval.types import Article, IngestFailure

_MAX_SITEMAPS = 50
_MAX_DEPTH = 3
_NOTHING_TO_READ = "has neither an address nor its whole text in the feed: look for its page."
_NO_LIST = "is listed as a feed or sitemap, but is a page: check the list."
_NO_ENTRIES = "lists no article: check that it is the right feed or sitemap."


@dataclass(frozen=True, slots=True)
class NamedRead:
    """What lies at an address that was named, as far as the host tells.

    ``kind`` is "page" or one of LIST_KINDS, "" if it is unchanged or cannot be read, as ``error``
    or ``failure`` tells. ``state`` is that of a list, with its validators. ``moved_to`` is where it
    has moved for good, and ``pause_s`` how long it asks not to be requested again. ``feeds`` are
    those that a list of feeds names; one that ``is_broken`` may lack some of its pages.
    """

    kind: str = ""
    title: str = ""
    state: str = ""
    moved_to: str = ""
    pause_s: float = 0.0
    feeds: tuple[str, ...] = ()
    is_broken: bool = False
    is_unchanged: bool = False
    error: AddressError | None = None
    failure: IngestFailure | None = None


def _ignore_named(named: NamedRead) -> None:
    """For callers that need only the pages."""


def _is_never_put_off(key: str, state: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class PageRead:
    """The outcome of reading one page, and how many pages are ``left``.

    ``key`` identifies the page in the archive; its ``state`` differs after the page has changed.
    ``found`` is None if it has not changed. ``address`` is the final address after all redirects,
    "" if the page was not fetched.
    """

    key: str
    state: str
    found: Article | IngestFailure | None
    left: int = 0
    address: str = ""


@dataclass(frozen=True, slots=True)
class AddressReader:
    """Reads web addresses: requests pages by ``polite`` and parses them by ``reader``.

    ``state_of`` tells the state in which the archive has a page by its key, "" if it has none: it
    is requested only in another version. ``is_put_off`` tells whether a listed page, of which the
    list says that state, is not to be requested now.
    """

    polite: PoliteFetcher
    reader: ArticleReader
    state_of: Callable[[str], str]
    is_put_off: Callable[[str, str], bool] = _is_never_put_off

    def read(
        self,
        address: str,
        *,
        most: int,
        fetch: Fetch | None = None,
        on_named: Callable[[NamedRead], None] = _ignore_named,
        with_feeds: bool = True,
    ) -> Iterator[PageRead]:
        """Read the page at ``address``, or the ``most`` newest pages that its list names.

        The content decides whether it is a page, a feed, a sitemap or a sitemap index. ``fetch`` is
        for the address itself; ``on_named`` is told what lies there before the pages that it lists
        are read. Without ``with_feeds``, those that a list of feeds names are only told. Never
        raises because of the content.
        """
        known = self.state_of(url_key(address))
        try:
            source = fetch_page(
                fetch or self.polite.fetcher.fetch, address, validators_in(known, PAGE)
            )
        except AddressError as error:
            on_named(NamedRead(pause_s=error.retry_after_s, error=error))
            yield PageRead(url_key(address), "", _failure(error))
            return
        named = NamedRead(moved_to=source.moved_to, pause_s=source.fresh_s)
        if source.is_unchanged:
            on_named(replace(named, is_unchanged=True))
            yield PageRead(url_key(address), known, None, address=source.address)
            return
        source, lacking = with_other_pages(source, self.polite.fetch, self.reader)
        if lacking is not None:
            yield _lacking_page(lacking)
        found = self.reader.read_source(source, address)
        if not isinstance(found, Listing):
            failure = found if isinstance(found, IngestFailure) else None
            on_named(replace(named, kind="page", title=_title_of(found), failure=failure))
            state = PAGE if lacking else with_validators(PAGE, source.validators)
            yield PageRead(url_key(address), state, found, address=source.address)
            return
        on_named(_named_list(named, found, source))
        if with_feeds or found.kind != LIST_OF_FEEDS:
            yield from self._read_list(found, address, most)

    def _read_list(self, found: Listing, address: str, most: int) -> Iterator[PageRead]:
        """The newest pages of the list at ``address``, and of those that it names."""
        listed, failures = self._with_lists(found, most)
        entries = newest(listed, most)
        if not entries and not failures:
            failures = [IngestFailure(address, _NO_ENTRIES)]
        for failure in failures:
            yield PageRead(url_key(failure.source), "", failure, len(entries))
        for left, entry in zip(reversed(range(len(entries))), entries, strict=True):
            # Feeds and sitemaps date the same page differently, so each has its own key.
            feed = "" if entry.address else url_key(address)
            for page in self._read_listed(entry, found.kind, f"{feed}{entry.key}"):
                yield replace(page, left=left)

    def _read_listed(self, entry: Entry, kind: str, address: str) -> Iterator[PageRead]:
        """The article of an entry of a list of that kind, which is in the feed or at its address.

        If one of its pages cannot be fetched, the others are read, and all again next time.
        """
        key = f"{kind} {address}"
        known, state = self.state_of(key), entry.state
        if self.is_put_off(key, state):
            yield PageRead(key, known, None)
            return
        if state_in(known) == state and not _may_have_changed(entry, known, kind):
            yield PageRead(key, known, None)
            return
        if not entry.address:
            found = self.reader.read_entry(
                entry, IngestFailure(entry.title or key, _NOTHING_TO_READ)
            )
            yield PageRead(key, state, found)
            return
        # Where only the teaser was edited, the page tells whether the article was.
        is_teaser = not entry.content and is_dated(known, entry.dated)
        validators = validators_in(known, state_in(known) if is_teaser else state)
        try:
            page = fetch_page(self.polite.fetch, entry.address, validators)
        except AddressError as error:
            found = self.reader.read_entry(entry, _failure(error))
            yield PageRead(key, state, found, address=entry.address)
            return
        if page.is_unchanged:
            yield PageRead(key, with_validators(state, validators), None, address=page.address)
            return
        page, lacking = with_other_pages(page, self.polite.fetch, self.reader)
        if lacking is not None:
            yield _lacking_page(lacking)
        state = "" if lacking else with_validators(state, page.validators)
        yield PageRead(key, state, self.reader.read_entry(entry, page), address=page.address)

    def _with_lists(self, found: Listing, most: int) -> tuple[list[Entry], list[IngestFailure]]:
        """The entries of a listing and of the lists that it names, which are read newest first.

        Lists may name further ones, down to a depth of three. Once there are enough entries, older
        lists are skipped.
        """
        entries, failures = list(found.entries), []
        queue = [(item, 1) for item in _newest_first(found.lists)]
        seen: set[str] = set()
        while queue and len(seen) < _MAX_SITEMAPS:
            item, depth = queue.pop(0)
            if url_key(item.address) in seen:
                continue
            seen.add(url_key(item.address))
            if len(entries) >= most and item.changed:
                break
            try:
                part = fetch_page(self.polite.fetch, item.address)
            except AddressError as error:
                failures.append(_failure(error))
                continue
            listed = self.reader.read_source(part, item.address)
            if isinstance(listed, IngestFailure):
                failures.append(listed)
            elif isinstance(listed, Article):
                failures.append(IngestFailure(item.address, _NO_LIST))
            else:
                entries += listed.entries
                if depth < _MAX_DEPTH:
                    queue[:0] = [(one, depth + 1) for one in _newest_first(listed.lists)]
        return entries, failures


def _named_list(named: NamedRead, found: Listing, source: Fetched) -> NamedRead:
    """What is told of a list that was read."""
    is_of_feeds = found.kind == LIST_OF_FEEDS
    return replace(
        named,
        kind=found.kind,
        title=found.title,
        state=with_validators(PAGE, source.validators),
        pause_s=max(named.pause_s, found.pause_s),
        feeds=tuple(item.address for item in found.lists) if is_of_feeds else (),
        is_broken=found.is_broken,
    )


def _title_of(found: Article | IngestFailure) -> str:
    return (found.title or "") if isinstance(found, Article) else ""


def page_keys(address: str) -> set[str]:
    """Return all keys under which the archive may have the page at ``address``."""
    key = url_key(address)
    return {key, *(f"{kind} {key}" for kind in LIST_KINDS)}


def _lacking_page(error: AddressError) -> PageRead:
    """The failure for a page of an article, which cannot be fetched."""
    return PageRead(url_key(error.source), "", _failure(error))


def _may_have_changed(entry: Entry, known: str, kind: str) -> bool:
    """Whether a known page may be another version, though the list says nothing of it.

    Feeds list few pages, which are requested again if undated; sitemaps list many, of which only
    those are requested again whose hosts can answer that nothing has changed.
    """
    if entry.changed or not entry.address or is_removed(known):
        return False
    return kind != "sitemap" or validators_in(known, entry.state) != ANY_VERSION


def _newest_first(lists: Iterable[Entry]) -> list[Entry]:
    return sorted(lists, key=lambda item: moment_of(item.changed), reverse=True)


def _failure(error: AddressError) -> IngestFailure:
    return IngestFailure(error.source, error.problem, is_private=error.is_private)
