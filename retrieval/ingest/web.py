"""Ingest of web addresses: pages, feeds and sitemaps → articles, stored one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from retrieval.ingest.merging import Origin, with_stored_identity
from retrieval.ingest.report import ReportBuilder
from retrieval.ingest.writer import Writer
from retrieval.sources import READER_VERSION
from retrieval.sources.metadata.url_identity import article_id, url_key, without_tracking
from retrieval.sources.web.address import AddressReader, PageRead, page_keys
from retrieval.sources.web.fetch import Fetcher
from retrieval.sources.web.ip_policy import is_any, is_public
from retrieval.sources.web.page_states import PAGE, state_in
from retrieval.sources.web.robots import PoliteFetcher
from retrieval.sources.worker.article_reader import ArticleReader
from retrieval.types import Article, IngestFailure, OnProgress, Progress, WebAccess


@dataclass(frozen=True, slots=True)
class WebWriter:
    """Ingests web addresses; ``now`` is the time, ISO 8601 UTC.

    ``embed`` makes the vectors of what was stored, called after each page.
    """

    writer: Writer
    web: WebAccess
    reader: ArticleReader
    results: ReportBuilder
    on_progress: OnProgress
    now: str
    embed: Callable[[], None]

    def ingest(self, addresses: Sequence[str]) -> None:
        """Adds or updates the articles of ``addresses``.

        Each page is stored as soon as it is fetched, so that an interruption loses nothing.
        """
        polite = PoliteFetcher(Fetcher(may_reach=reachable(self.web)), self.web.delay_s)
        most, done = self.web.most_entries, 0
        self.on_progress(Progress("fetching", 0, None))
        web_reader = AddressReader(polite, self.reader, self._state_of)
        for address, left in zip(addresses, reversed(range(len(addresses))), strict=True):
            before = self.results.totals()
            for page in web_reader.read(address, most=most):
                self.put(page)
                done += 1
                self.on_progress(Progress("fetching", done, done + page.left + left))
            if self.results.has_only_failed(before):
                self.results.failed_sources.append(address)

    def _state_of(self, key: str) -> str:
        return self.writer.store.file_state(key, READER_VERSION)

    def put(self, page: PageRead) -> None:
        """Stores a page, in addition to earlier articles of its address, and makes its vectors."""
        self._put(page)
        self.embed()

    def _put(self, page: PageRead) -> None:
        store = self.writer.store
        before = store.file_articles(page.key)
        if page.found is None:
            self.results.counts["unchanged"] += bool(before)
            if page.state != self._state_of(page.key):  # only its teaser in the feed was edited
                store.put_file(page.key, page.state, READER_VERSION, before)
        elif isinstance(page.found, IngestFailure):
            self.results.failed.append(page.found)
        elif not page.address:
            self._put_feed_only(page, page.found)
        else:
            own, key = without_tracking(page.address), url_key(page.address)
            with store.write_transaction():
                origin = Origin({page.key, *page_keys(page.address)}, own)
                found = with_stored_identity(page.found, origin, store)
                article = replace(self._with_stored_metadata(found), fetched_at=self.now)
                self.results.count(self.writer.put(article), article.doc_id)
                store.put_file(page.key, page.state, READER_VERSION, [article.doc_id, *before])
                if key != page.key:
                    earlier = store.file_articles(key)
                    state = page.state.replace(state_in(page.state), PAGE, 1)
                    store.put_file(key, state, READER_VERSION, [article.doc_id, *earlier])

    def _put_feed_only(self, page: PageRead, found: Article) -> None:
        """Stores an article that is only in a feed, in place of its entry's earlier version."""
        store = self.writer.store
        with store.write_transaction():
            doc_id = article_id(page.key, None, "")
            article = replace(found, doc_id=doc_id, fetched_at=self.now)
            self.results.count(self.writer.put(article), doc_id)
            store.put_file(page.key, page.state, READER_VERSION, [doc_id])

    def _with_stored_metadata(self, article: Article) -> Article:
        """Fills in metadata that the page lacks from the stored version of the article."""
        known = self.writer.store.article(article.doc_id)
        if known is None:
            return article
        return replace(
            article,
            title=article.title or known.title,
            publisher=article.publisher or known.publisher,
            authors=article.authors or known.authors,
            published_at=article.published_at or known.published_at,
        )


def reachable(web: WebAccess) -> Callable[[str], bool]:
    """Which IP addresses may be reached."""
    return is_any if web.allow_private_addresses else is_public
