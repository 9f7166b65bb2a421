"""One process asks while another writes: consistent articles, fresh results, no blocking."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.archive import Archive
from retrieval.types import Result
from scripts.stress.archive import (
    GeneratedArticle,
    contents,
    name_of,
    open_stress_archive,
    url_of,
    write_source,
)
from scripts.stress.outcome import Outcome
from scripts.stress.processes import Report, prepare_in_child, run_in_child

_CONSTANT = 60  # articles that do not change; later ones are added and removed
_CHANGING = 12


@dataclass(slots=True)
class ReaderStats:
    """Counts and times of a reader beside a writer, and problems.

    ``slowest_change_s`` is how long after a change a question was begun that did not see it.
    """

    answers: int = 0
    changes: int = 0
    slowest_answer_s: float = 0.0
    slowest_change_s: float = 0.0
    problems: list[str] = field(default_factory=list)


def read_beside_writer(folder: Path, changes: int, *, limit_s: float, seed: int = 0) -> Outcome:
    """Read while another process makes ``changes``, each an ingest or a removal.

    An answer that takes longer than ``limit_s`` is a problem, and a question that is begun later
    than that after a change and does not see it.
    """

    def make(report: Report) -> None:
        with open_stress_archive(folder / "archive", create=True) as archive:
            source = write_source(
                folder / "known.jsonl", [GeneratedArticle(key, 1) for key in range(_CONSTANT)]
            )
            archive.ingest([source])

    prepare_in_child(make)
    reading, writing = os.pipe()
    writer = os.fork()
    if writer == 0:
        status = 1
        try:
            os.close(reading)
            _change(folder, changes, seed, writing)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    ended = run_in_child(lambda report: _read(folder, reading, limit_s, report))
    os.close(reading)
    has_failed = os.waitpid(writer, 0)[1] != 0
    if ended.failed or has_failed:
        return Outcome({}, ["the reader or the writer failed"])
    stats = ReaderStats(*ended.reported[0])
    counts = {
        "changes beside a reader": stats.changes,
        "answers beside a writer": stats.answers,
        "slowest answer beside a writer, s": round(stats.slowest_answer_s, 2),
        "slowest change to be seen, s": round(stats.slowest_change_s, 2),
    }
    return Outcome(counts, stats.problems)


def _change(folder: Path, changes: int, seed: int, writing: int) -> None:
    """Add and remove articles; reports time, key and version of each change."""
    random_ = random.Random(seed)
    stored: dict[int, int] = {}
    with open_stress_archive(folder / "archive") as archive:
        for version in range(1, changes + 1):
            key = _CONSTANT + random_.randrange(_CHANGING)
            if key in stored and random_.random() < 0.5:
                archive.remove(contents(archive)[url_of(key)].doc_id)
                del stored[key]
            else:
                archive.ingest(
                    [write_source(folder / f"{key}.jsonl", [GeneratedArticle(key, version)])]
                )
                stored[key] = version
            os.write(writing, f"{time.monotonic()} {key} {stored.get(key, 0)}\n".encode())
            time.sleep(random_.uniform(0, 0.1))


def _read(folder: Path, reading: int, limit_s: float, report: Report) -> None:
    """Ask for changed articles until the change is visible, and for constant ones."""
    os.set_blocking(reading, False)
    stats = ReaderStats()
    waiting: dict[int, tuple[float, int]] = {}  # time and expected version, 0 for a removal
    is_open, rest = True, b""
    with open_stress_archive(folder / "archive") as archive:
        while is_open or waiting:
            is_open, block = _received(reading)
            *lines, rest = (rest + block).split(b"\n")
            for since, number, version in (line.decode().split() for line in lines):
                waiting[int(number)] = (float(since), int(version))
                stats.changes += 1
            _ask(archive, random.randrange(_CONSTANT), time.monotonic(), 1, stats)
            for key, (since_s, expected) in list(waiting.items()):
                is_late = time.monotonic() - since_s > 5 * limit_s
                if _ask(archive, key, since_s, expected, stats, is_last=is_late):
                    del waiting[key]
    if stats.slowest_answer_s > limit_s:
        stats.problems.append(f"a reader waited {stats.slowest_answer_s:.1f} s")
    if stats.slowest_change_s > limit_s:
        stats.problems.append(f"a change was not seen after {stats.slowest_change_s:.1f} s")
    report([getattr(stats, name) for name in ReaderStats.__slots__])


def _received(reading: int) -> tuple[bool, bytes]:
    """Whether the writer is still running, and the bytes that it sent."""
    try:
        block = os.read(reading, 1 << 16)
    except BlockingIOError:
        return True, b""
    return bool(block), block


def _ask(
    archive: Archive,
    key: int,
    since_s: float,
    expected: int,
    stats: ReaderStats,
    *,
    is_last: bool = False,
) -> bool:
    """Ask for an article; returns whether the expected version was found, or it ``is_last``."""
    start = time.monotonic()
    answer = archive.ask(f"How many people came to {name_of(key)}?")
    now = time.monotonic()
    stats.answers += 1
    stats.slowest_answer_s = max(stats.slowest_answer_s, now - start)
    found = _version_found(key, answer.results, stats.problems.append)
    if found == expected:
        return True
    if key >= _CONSTANT:
        stats.slowest_change_s = max(stats.slowest_change_s, start - since_s)
    if key < _CONSTANT or is_last:
        stats.problems.append(f"wrong answer: {key} in version {found}, not {expected}")
        return True
    return False


def _version_found(key: int, results: Sequence[Result], wrong: Callable[[str], None]) -> int:
    """The version of the article in the results, 0 for none; checks their consistency."""
    found = 0
    for result in results:
        article, passage = result.article, result.passage
        number = int((article.url or "/-1").rsplit("/", 1)[1])
        count = int(article.text.partition("About ")[2].partition(" ")[0])
        version = (count - number) // 1000
        if article.text != GeneratedArticle(number, version).text:
            wrong(f"half an article: {article.url}")
        if article.text[passage.start : passage.end] != passage.text:
            wrong(f"wrong answer: not verbatim, {article.url}")
        if number == key:
            found = version
    return found
