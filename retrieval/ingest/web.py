"""Ingest of web addresses: pages, feeds and sitemaps → articles, stored one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.ingest.merging import Origin, with_stored_identity
from retrieval.ingest.report import ReportBuilder
from retrieval.ingest.writer import Writer
from retrieval.protocols import ARTICLE_REMOVED
from retrieval.sources import READER_VERSION
from retrieval.sources.metadata.url_identity import url_key, without_tracking
from retrieval.sources.web.address import PageRead, page_keys, read_address
from retrieval.sources.web.fetch import Fetcher
from retrieval.sources.web.ip_policy import is_any, is_public
from retrieval.sources.web.robots import PoliteFetcher
from retrieval.sources.worker.article_reader import ArticleReader
from retrieval.types import Article, IngestFailure, OnProgress, Progress, WebAccess


@dataclass(frozen=True, slots=True)
class WebWriter:
    """Ingests web addresses; ``now`` is the time, ISO 8601 UTC."""

    writer: Writer
    web: WebAccess
    reader: ArticleReader
    results: ReportBuilder
    on_progress: OnProgress
    now: str

    def ingest(self, addresses: Sequence[str]) -> None:
        """Adds or updates the articles of ``addresses``.

        Each page is stored as soon as it is fetched, so that an interruption loses nothing.
        """
        may_reach = is_any if self.web.allow_private_addresses else is_public
        polite = PoliteFetcher(Fetcher(may_reach=may_reach), self.web.delay_s)
        most, done = self.web.most_entries, 0
        self.on_progress(Progress("fetching", 0, None))
        for address, left in zip(addresses, reversed(range(len(addresses))), strict=True):
            before = self.results.totals()
            for page in read_address(address, polite, self.reader, self._is_known, most=most):
                self._put(page)
                done += 1
                self.on_progress(Progress("fetching", done, done + page.left + left))
            if self.results.has_only_failed(before):
                self.results.failed_sources.append(address)

    def _is_known(self, key: str, state: str) -> bool:
        """Whether a page was stored in that state, even if the user has removed it since."""
        states = (state, f"{ARTICLE_REMOVED}{state}")
        return any(self.writer.store.is_file_known(key, one, READER_VERSION) for one in states)

    def _put(self, page: PageRead) -> None:
        """Stores a page, in addition to earlier articles of its address."""
        store = self.writer.store
        before = store.file_articles(page.key)
        if page.found is None:
            self.results.counts["unchanged"] += bool(before)
        elif isinstance(page.found, IngestFailure):
            self.results.failed.append(page.found)
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
                    store.put_file(key, "page", READER_VERSION, [article.doc_id, *earlier])

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
