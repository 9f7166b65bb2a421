"""The archive for async code: every call runs in a thread pool."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from bot.async_alerts import AsyncAlerts, in_pool
from retrieval import (
    Archive,
    Article,
    ArticleNotFoundError,
    IngestReport,
    OnProgress,
    Progress,
    RetrievalError,
    SourceVersion,
    SourceWatch,
    Subscription,
    SubscriptionNotFoundError,
    UpdateReport,
)
from retrieval.replies.examples import ExampleCandidate

_log = logging.getLogger(__name__)
T = TypeVar("T")
_MAX_EXAMPLES_TRIED = 40


class AsyncArchive:
    """Runs reads on ``search_threads`` threads, in order of arrival, writes on one thread, and
    updates of subscriptions on another.
    """

    ask = in_pool(Archive.ask)
    topics = in_pool(Archive.topics)
    compare = in_pool(Archive.compare)
    generation = in_pool(Archive.generation)
    digest = in_pool(Archive.digest)
    status = in_pool(Archive.status)
    articles_from = in_pool(Archive.articles_from)
    max_file_bytes = in_pool(Archive.max_file_bytes)
    copies = in_pool(Archive.copies)
    subscriptions = in_pool(Archive.subscriptions)
    due_subscriptions = in_pool(Archive.due_subscriptions)
    unreported_subscriptions = in_pool(Archive.unreported_subscriptions)
    put_reported = in_pool(Archive.put_reported)

    def __init__(self, archive: Archive, *, search_threads: int) -> None:
        self._archive = archive
        self._read_pool = ThreadPoolExecutor(search_threads, thread_name_prefix="search")
        self._write_pool = ThreadPoolExecutor(1, thread_name_prefix="write")
        self.alerts = AsyncAlerts(archive, self._read)
        # Reading a feed takes minutes, for which what administrators send must not wait.
        self._update_pool = ThreadPoolExecutor(1, thread_name_prefix="update")
        self._has_articles = False
        self._writing: set[ThreadPoolExecutor] = set()

    async def examples(self, *, most: int) -> list[ExampleCandidate]:
        """Questions made of the articles that the archive surely answers."""
        candidates = await self._read(self._archive.example_candidates)
        found: list[ExampleCandidate] = []
        for candidate in candidates[:_MAX_EXAMPLES_TRIED]:
            if len(found) == most:
                break
            if candidate.is_answered_by(await self.ask(candidate.question, k=1)):
                found.append(candidate)
        return found

    async def is_empty(self) -> bool:
        """Whether there is no article; cached once there is one."""
        if not self._has_articles:
            first = await self._read(lambda: next(iter(self._archive.articles()), None))
            self._has_articles = first is not None
        return not self._has_articles

    async def article(self, doc_id: str) -> Article | None:
        """The article with that id; None if there is none."""
        try:
            return await self._read(lambda: self._archive.article(doc_id))
        except ArticleNotFoundError:
            return None

    async def find(self, words: str, *, first: int, limit: int) -> tuple[list[Article], int]:
        """Up to ``limit`` articles with these words from number ``first`` on, and how many have.

        See :meth:`retrieval.Archive.articles`; numbers count from 0.
        """

        def find() -> tuple[list[Article], int]:
            found = enumerate(self._archive.articles(words=words))
            page, count = [], 0
            for number, article in found:
                count = number + 1
                page += [article] if first <= number < first + limit else []
            return page, count

        return await self._read(find)

    async def ingest(
        self,
        source: str | Path,
        on_progress: OnProgress = lambda _: None,
        *,
        known_as: SourceVersion | None = None,
    ) -> IngestReport:
        """See :meth:`retrieval.Archive.ingest`; one at a time. Files need not stay in place.

        Progress is first reported when earlier ingests are done.
        """

        def ingest() -> IngestReport:
            on_progress(Progress("reading", 0, None))
            return self._archive.ingest(
                [source], on_progress=on_progress, files_stay=False, known_as=known_as
            )

        return await self._write(ingest)

    async def remove(self, *doc_ids: str) -> bool:
        """Removes articles; False if there was none with one of these ids."""
        try:
            await self._write(lambda: self._archive.remove(*doc_ids))
        except ArticleNotFoundError:
            return False
        self._has_articles = False
        return True

    async def subscribe(self, source: str) -> Subscription:
        """See :meth:`retrieval.Archive.subscribe`; it is to be read at once, by :meth:`update`."""
        return await self._read(lambda: self._archive.subscribe(source, is_read_next=True))

    async def unsubscribe(self, subscription: int | str) -> Subscription | None:
        """See :meth:`retrieval.Archive.unsubscribe`; None if it does not exist."""
        try:
            return await self._read(lambda: self._archive.unsubscribe(subscription))
        except SubscriptionNotFoundError:
            return None

    async def update(self, subscription_id: int, on_progress: OnProgress) -> UpdateReport:
        """Reads a subscription now; see :meth:`ingest` of progress."""

        def update() -> UpdateReport:
            on_progress(Progress("fetching", 0, None))
            only = {subscription_id}
            return self._archive.update(due_only=False, only=only, on_progress=on_progress)

        return await self._write_in(self._write_pool, update)

    async def update_in_background(self, *subscription_ids: int) -> UpdateReport:
        """Reads those of these subscriptions that are due, and removes what is kept no longer."""
        return await self._write_in(
            self._update_pool, lambda: self._archive.update(only=set(subscription_ids))
        )

    def watch_sources(self) -> SourceWatch:
        """See :meth:`retrieval.Archive.watch_sources`."""
        return self._archive.watch_sources()

    async def warm_up(self) -> None:
        """Loads models and indexes, unless the archive is empty."""
        if await self.is_empty():
            return
        try:
            await self.ask("warm up", k=1)
        except RetrievalError as error:
            _log.error("The archive cannot be searched: %s", error)

    def close(self) -> bool:
        """Stops the threads; False if a write is still running.

        Reads in progress are waited for: the archive must not be closed while they use its store.
        """
        self.alerts.close()
        self._read_pool.shutdown(wait=True, cancel_futures=True)
        self._write_pool.shutdown(wait=False, cancel_futures=True)
        self._update_pool.shutdown(wait=not self._writing, cancel_futures=True)
        return not self._writing

    async def _read(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._read_pool, work)

    async def _write(self, work: Callable[[], T]) -> T:
        return await self._write_in(self._write_pool, work)

    async def _write_in(self, pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        def write() -> T:  # notes it in the thread, which may outlive the awaiting task
            self._writing.add(pool)
            try:
                return work()
            finally:
                self._writing.discard(pool)

        return await asyncio.get_running_loop().run_in_executor(pool, write)
