"""The archive as the bot uses it: every call off the event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TypeVar

from retrieval import (
    Answer,
    Archive,
    ArchiveStatus,
    Article,
    ArticleNotFoundError,
    IngestReport,
    OnProgress,
    Progress,
    RetrievalError,
)

_log = logging.getLogger(__name__)
T = TypeVar("T")


class AsyncArchive:
    """Questions on some threads, changes on one of their own, so that neither waits for the loop.

    ``search_threads`` questions are searched for at a time, in the order in which they came.
    """

    def __init__(self, archive: Archive, *, search_threads: int) -> None:
        self._archive = archive
        self._searches = ThreadPoolExecutor(search_threads, thread_name_prefix="search")
        self._changes = ThreadPoolExecutor(1, thread_name_prefix="change")
        self._has_articles = False
        self._is_changing = False

    async def ask(self, question: str, *, k: int, earlier: Sequence[str] = ()) -> Answer:
        """See :meth:`retrieval.Archive.ask`."""
        return await self._search(lambda: self._archive.ask(question, k=k, earlier=earlier))

    async def is_empty(self) -> bool:
        """Whether there is no article at all; remembered once there was one."""
        if not self._has_articles:
            first = await self._search(lambda: next(iter(self._archive.articles()), None))
            self._has_articles = first is not None
        return not self._has_articles

    async def article(self, doc_id: str) -> Article | None:
        """The article of that id, None where there is none."""
        try:
            return await self._search(lambda: self._archive.article(doc_id))
        except ArticleNotFoundError:
            return None

    async def titled(self, words: str, *, most: int) -> list[Article]:
        """Articles whose title or publisher holds every one of ``words``, newest first."""
        wanted = words.casefold().split()

        def fits(article: Article) -> bool:
            around = f"{article.title or ''} {article.publisher or ''}".casefold()
            return all(word in around for word in wanted)

        return await self._search(
            lambda: list(islice(filter(fits, self._archive.articles()), most))
        )

    async def status(self) -> ArchiveStatus:
        """See :meth:`retrieval.Archive.status`."""
        return await self._search(self._archive.status)

    async def ingest(self, source: str | Path, on_progress: OnProgress) -> IngestReport:
        """See :meth:`retrieval.Archive.ingest`; one at a time. A file is one that will be gone.

        The first progress comes when those before it are done.
        """

        def ingest() -> IngestReport:
            on_progress(Progress("reading", 0, None))
            return self._archive.ingest([source], on_progress=on_progress, files_stay=False)

        return await self._change(ingest)

    async def max_file_bytes(self, name: str) -> int | None:
        """See :meth:`retrieval.Archive.max_file_bytes`."""
        return await self._search(lambda: self._archive.max_file_bytes(name))

    async def remove(self, doc_id: str) -> bool:
        """Removes an article; False where it was not there."""
        try:
            await self._change(lambda: self._archive.remove(doc_id))
        except ArticleNotFoundError:
            return False
        self._has_articles = False
        return True

    async def warm(self) -> None:
        """Loads what the first question would wait for; an empty archive needs nothing."""
        if await self.is_empty():
            return
        try:
            await self.ask("warm up", k=1)
        except RetrievalError as error:
            _log.error("The archive cannot be searched: %s", error)

    def close(self) -> bool:
        """Ends the threads as soon as they are done; False where a change is still going on."""
        self._searches.shutdown(wait=False, cancel_futures=True)
        self._changes.shutdown(wait=False, cancel_futures=True)
        return not self._is_changing

    async def _search(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._searches, work)

    async def _change(self, work: Callable[[], T]) -> T:
        def changing() -> T:  # says so from its own thread, which outlives who waits for it
            self._is_changing = True
            try:
                return work()
            finally:
                self._is_changing = False

        return await asyncio.get_running_loop().run_in_executor(self._changes, changing)
