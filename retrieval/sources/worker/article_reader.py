"""Reads articles in a separate process, with limits on time and memory for each article.

If a library hangs or crashes, the process is killed, the article is reported as a failure, and the
next one is read by a new process.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import msgspec

from retrieval.sources.files.find import printable
from retrieval.sources.files.formats import FileItem
from retrieval.sources.web.entries import Entry
from retrieval.sources.web.fetched import Fetched
from retrieval.sources.worker.messages import (
    Alive,
    Done,
    FindOtherPage,
    Found,
    Listing,
    OtherPage,
    OutOfMemory,
    ReadEntry,
    ReadFile,
    ReadSource,
    Request,
    Started,
    found_in,
)
from retrieval.sources.worker.process import (
    WorkerEndedError,
    WorkerProcess,
    WorkerSilentError,
    idle_worker,
    keep_idle,
    not_started,
)
from retrieval.types import Article, IngestFailure

_START_S = 60.0  # for the process to start and to import libraries
_CRASHED = "crashed the process that reads it ({}): save the article as plain text."
_NO_MEMORY = "needs more than 1 GB of memory to read: save the article alone."


class _StoppedError(Exception):
    """Reading was aborted.

    ``source`` is the part of the file that was being read, None for the whole file. If the process
    ``never_answered``, it had not started to read. If the error ``may_pass``, reading is retried.
    """

    def __init__(
        self, source: str | None, problem: str, *, may_pass: bool, never_answered: bool
    ) -> None:
        super().__init__(problem)
        self.source = source
        self.problem = problem
        self.may_pass = may_pass
        self.never_answered = never_answered


class ArticleReader:
    """Reads articles in another process, which is started on first use; not thread-safe.

    To be used in a ``with`` block. An article (a file, line, page or entry) that takes longer than
    ``timeout_s`` is a failure. The methods raise BackendError if the process cannot be started.
    """

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        self._worker: WorkerProcess | None = None
        self._is_busy = False

    def __enter__(self) -> ArticleReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if self._worker is not None and not self._is_busy:
            keep_idle(self._worker)
            self._worker = None
        self._end()

    def read_file(self, path: Path) -> Iterator[FileItem]:
        """Yield every article of a file, a failure for each part without one, and notes."""
        for found in self._results(ReadFile(os.fsencode(path), printable(path)), printable(path)):
            if not isinstance(found, Listing | OtherPage):
                yield found

    def read_source(self, page: Fetched, address: str) -> Article | IngestFailure | Listing:
        """Read a response; see listings.read_source."""
        found = self._result(ReadSource(page, address), address)
        assert isinstance(found, Article | IngestFailure | Listing)
        return found

    def other_page(self, page: Fetched) -> str | None:
        """Return the address of an article's page before or after ``page``; see listings."""
        found = self._result(FindOtherPage(page), page.address)
        return found.address or None if isinstance(found, OtherPage) else None

    def read_entry(self, entry: Entry, page: Fetched | IngestFailure) -> Article | IngestFailure:
        """Read the article of an entry; see listings.read_entry."""
        if isinstance(page, IngestFailure):
            request = ReadEntry(entry, None, page)
        else:
            request = ReadEntry(entry, page, None)
        found = self._result(request, entry.address)
        assert isinstance(found, Article | IngestFailure)
        return found

    def _result(self, request: Request, source: str) -> Found:
        [found] = self._results(request, source)
        return found

    def _results(self, request: Request, source: str) -> Iterator[Found]:
        """The results of a request, from as many processes as necessary."""
        is_retry = False
        while True:
            try:
                for found in self._exchange(request):
                    yield found
                    request, is_retry = _skipping_one(request), False
                return
            except _StoppedError as stopped:
                if stopped.may_pass and not is_retry:
                    is_retry = True
                    continue
                if stopped.never_answered:
                    raise not_started(stopped.problem) from stopped
                yield IngestFailure(stopped.source or source, stopped.problem)
                if stopped.source is None:
                    return
                request, is_retry = _skipping_one(request), False

    def _exchange(self, request: Request) -> Iterator[Found]:
        """The answers of one process; raises _StoppedError if it ended or had to be killed."""
        source, has_answered = None, False
        try:
            worker = self._send(request)
            while not isinstance(answer := worker.receive(limit_s=self._limit(has_answered)), Done):
                has_answered = True
                if isinstance(answer, Started):
                    source = answer.source
                elif isinstance(answer, OutOfMemory):
                    raise _StoppedError(source, _NO_MEMORY, may_pass=False, never_answered=False)
                elif not isinstance(answer, Alive):
                    source = None
                    yield found_in(answer)
            self._is_busy = False
        except WorkerSilentError:
            self._end()
            raise _StoppedError(
                source,
                self._timeout_problem(),
                may_pass=not has_answered,
                never_answered=not has_answered,
            ) from None
        except WorkerEndedError as ended:
            self._end()
            problem = _CRASHED.format(ended) if has_answered else str(ended)
            raise _StoppedError(
                source, problem, may_pass=True, never_answered=not has_answered
            ) from None
        except BaseException:
            self._end()
            raise

    def _send(self, request: Request) -> WorkerProcess:
        """Send a request; returns the process."""
        if self._is_busy:  # with what nobody has read to its end
            self._end()
        if self._worker is None:
            self._worker = idle_worker()
        self._is_busy = True
        self._worker.send(request, limit_s=_START_S)
        return self._worker

    def _limit(self, has_answered: bool) -> float:
        return self.timeout_s if has_answered else max(_START_S, self.timeout_s)

    def _timeout_problem(self) -> str:
        return (
            f"took longer than {self.timeout_s:g} s to read: save the article alone, or raise "
            "ARTICLE_BOT_READ_TIMEOUT_S."
        )

    def _end(self) -> None:
        self._is_busy = False
        if self._worker is not None:
            self._worker.end()
            self._worker = None


def _skipping_one(request: Request) -> Request:
    """The request without the next part of its file."""
    if isinstance(request, ReadFile):
        return msgspec.structs.replace(request, skip=request.skip + 1)
    return request
