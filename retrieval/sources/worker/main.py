"""The worker process that parses untrusted content, and can be killed if it hangs.

Started by :mod:`retrieval.sources.worker.article_reader`, which sends requests on standard input
and receives answers on standard output.
"""

from __future__ import annotations

import fcntl
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from retrieval.sources.files.detection import kind_of
from retrieval.sources.files.formats import reader_of
from retrieval.sources.files.parts import found_by
from retrieval.sources.files.registry import parts_of
from retrieval.sources.worker.messages import (
    LENGTH_BYTES,
    Alive,
    Done,
    FindOtherPage,
    Found,
    OtherPage,
    OutOfMemory,
    ReadEntry,
    ReadFile,
    ReadSource,
    Request,
    Started,
    answer_with,
    framed,
    length_of,
    request_of,
)
from retrieval.types import IngestFailure

MEMORY_BYTES = 1 << 30
"""Memory limit, in addition to the process's size at the start."""

_IDLE_S = 60.0  # the process exits when idle for that long
_HEARTBEAT_S = 0.5
_STDIN, _STDOUT = 0, 1


def main() -> None:
    """Answer requests until none has come for a while, or the parent process has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent(int(sys.argv[1]))
    answers = os.dup(_STDOUT)
    os.dup2(
        os.open(os.devnull, os.O_WRONLY), _STDOUT
    )  # keeps prints of libraries out of the answers
    _limit_memory()
    try:
        while (request := _next_request()) is not None:
            for frame in _HANDLERS[type(request)](request):
                _send(answers, frame)
            _send(answers, framed(Done()))
    except MemoryError:
        _send(answers, framed(OutOfMemory()))


def _end_with_parent(lifeline: int) -> None:
    """Let the kernel kill this process when the parent ends, even in the middle of a request.

    Only the parent has the other end of the pipe ``lifeline``; when it is closed, the kernel sends
    SIGIO, which no library handles.
    """
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | os.O_ASYNC)
    if select.select([lifeline], [], [], 0)[0]:  # ended before the setup
        sys.exit()


def _limit_memory() -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + MEMORY_BYTES
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _next_request() -> Request | None:
    poll = select.poll()
    poll.register(_STDIN, select.POLLIN)
    if not poll.poll(_IDLE_S * 1000):
        return None
    head = _received(LENGTH_BYTES)
    return request_of(_received(length_of(head))) if head else None


def _received(count: int) -> bytes:
    """Read ``count`` bytes of requests; none at the end of the input."""
    content = bytearray()
    while len(content) < count:
        block = os.read(_STDIN, count - len(content))
        if not block:
            return b""
        content += block
    return bytes(content)


def _send(answers: int, frame: bytes) -> None:
    left = memoryview(frame)
    while left:
        left = left[os.write(answers, left) :]


def _file(request: ReadFile) -> Iterator[bytes]:
    path = Path(os.fsdecode(request.path))
    if kind := kind_of(path):
        reader_of(kind)  # imported before the time for this file is counted
    yield framed(Alive())
    reported_s = time.monotonic()
    parts = parts_of(path, request.name)
    for number in count():
        try:
            part = next(parts, None)
        except MemoryError:
            raise
        except Exception as error:  # libraries may raise anything
            yield _broken(request.name, error)
            return
        if part is None:
            return
        if number >= request.skip:
            if part.source != request.name:
                yield framed(Started(part.source))
            yield _read(part.source, part.read)
        elif time.monotonic() - reported_s > _HEARTBEAT_S:
            reported_s = time.monotonic()
            yield framed(Alive())


def _source(request: ReadSource) -> Iterator[bytes]:
    from retrieval.sources.web.listings import read_source

    yield framed(Alive())
    yield _read(request.address, lambda: read_source(request.page, request.address))


def _entry(request: ReadEntry) -> Iterator[bytes]:
    from retrieval.sources.web.listings import read_entry

    page = request.page or request.failure
    assert page is not None
    yield framed(Alive())
    yield _read(request.entry.address, partial(read_entry, request.entry, page))


def _other_page(request: FindOtherPage) -> Iterator[bytes]:
    from retrieval.sources.web.listings import other_page

    yield framed(Alive())
    yield _read(request.page.address, lambda: OtherPage(other_page(request.page) or ""))


_HANDLERS: dict[type[Request], Callable[[Any], Iterator[bytes]]] = {
    ReadFile: _file,
    ReadSource: _source,
    ReadEntry: _entry,
    FindOtherPage: _other_page,
}


def _read(source: str, read: Callable[[], Found]) -> bytes:
    """The result of ``read`` as a frame; an exception becomes a failure of ``source``."""
    try:
        return framed(answer_with(found_by(read, source)))
    except MemoryError:
        raise
    except Exception as error:  # libraries may raise anything
        return _broken(source, error)


def _broken(source: str, error: Exception) -> bytes:
    problem = f"could not be read ({type(error).__name__}): save the article as plain text."
    return framed(answer_with(IngestFailure(source, problem)))


if __name__ == "__main__":
    main()
