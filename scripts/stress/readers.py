"""One process asks while another ingests and removes: whole articles only, soon, and no waiting."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.archive import Archive
from retrieval.types import Result
from scripts.stress.archive import Told, contents, name_of, open_stress_archive, write_source
from scripts.stress.processes import Report, run_apart

_KNOWN = 60  # articles that stay; those after them come and go
_COMING = 12
_LIMIT_S = 2.0  # for an answer, and for a change to be seen
_GIVEN_UP_S = 10.0


@dataclass(slots=True)
class Reading:
    """Counts of a reader beside a writer, and what was wrong."""

    answers: int = 0
    changes: int = 0
    slowest_answer_s: float = 0.0
    slowest_change_s: float = 0.0
    problems: list[str] = field(default_factory=list)


def read_beside_writer(folder: Path, changes: int, *, seed: int = 0) -> Reading:
    """Reads while another process makes ``changes``, each an ingest or a removal."""

    def make(report: Report) -> None:
        with open_stress_archive(folder / "archive", create=True) as archive:
            source = write_source(folder / "known.jsonl", [Told(key, 1) for key in range(_KNOWN)])
            archive.ingest([source])

    if run_apart(make).failed:
        raise SystemExit("The archive for stress cannot be made.")
    told, telling = os.pipe()
    writer = os.fork()
    if writer == 0:
        status = 1
        try:
            os.close(told)
            _change(folder, changes, seed, telling)
            status = 0
        finally:
            os._exit(status)
    os.close(telling)
    ended = run_apart(lambda report: _read(folder, told, report))
    os.close(told)
    has_failed = os.waitpid(writer, 0)[1] != 0
    if ended.failed or has_failed:
        return Reading(problems=["the reader or the writer failed"])
    return Reading(*ended.reported[0])


def _change(folder: Path, changes: int, seed: int, telling: int) -> None:
    """Adds and removes articles; tells which version of which is there now, and since when."""
    random_ = random.Random(seed)
    there: dict[int, int] = {}
    with open_stress_archive(folder / "archive") as archive:
        for version in range(1, changes + 1):
            key = _KNOWN + random_.randrange(_COMING)
            if key in there and random_.random() < 0.5:
                archive.remove(contents(archive)[f"https://e.example/{key}"].doc_id)
                del there[key]
            else:
                archive.ingest([write_source(folder / f"{key}.jsonl", [Told(key, version)])])
                there[key] = version
            os.write(telling, f"{time.monotonic()} {key} {there.get(key, 0)}\n".encode())
            time.sleep(random_.uniform(0, 0.1))


def _read(folder: Path, told: int, report: Report) -> None:
    """Asks for what has changed until that is seen, and for what stays."""
    os.set_blocking(told, False)
    reading = Reading()
    waiting: dict[int, tuple[float, int]] = {}  # since when which version is there, 0 for none
    is_open, rest = True, b""
    with open_stress_archive(folder / "archive") as archive:
        while is_open or waiting:
            is_open, block = _heard(told)
            *lines, rest = (rest + block).split(b"\n")
            for since, number, version in (line.decode().split() for line in lines):
                waiting[int(number)] = (float(since), int(version))
                reading.changes += 1
            _ask(archive, random.randrange(_KNOWN), time.monotonic(), 1, reading)
            for key, (since_s, expected) in list(waiting.items()):
                if _ask(archive, key, since_s, expected, reading):
                    del waiting[key]
    if reading.slowest_answer_s > _LIMIT_S:
        reading.problems.append(f"a reader waited {reading.slowest_answer_s:.1f} s")
    if reading.slowest_change_s > _LIMIT_S:
        reading.problems.append(f"a change was seen after {reading.slowest_change_s:.1f} s")
    report([getattr(reading, name) for name in Reading.__slots__])


def _heard(told: int) -> tuple[bool, bytes]:
    """Whether the writer may still tell something, and what it has told."""
    try:
        block = os.read(told, 1 << 16)
    except BlockingIOError:
        return True, b""
    return bool(block), block


def _ask(archive: Archive, key: int, since_s: float, expected: int, reading: Reading) -> bool:
    """Asks for the article of that key; whether the expected version of it was found."""
    start = time.monotonic()
    answer = archive.ask(f"How many people came to {name_of(key)}?")
    now = time.monotonic()
    reading.answers += 1
    reading.slowest_answer_s = max(reading.slowest_answer_s, now - start)
    found = _version_found(key, answer.results, reading.problems.append)
    if found == expected:
        if key >= _KNOWN:
            reading.slowest_change_s = max(reading.slowest_change_s, now - since_s)
        return True
    if key < _KNOWN or now - since_s > _GIVEN_UP_S:
        reading.problems.append(f"wrong answer: {key} in version {found}, not {expected}")
        return True
    return False


def _version_found(key: int, results: Sequence[Result], wrong: Callable[[str], None]) -> int:
    """Which version of the article the results hold, 0 for none; tells what is not whole."""
    found = 0
    for result in results:
        article, passage = result.article, result.passage
        number = int((article.url or "/-1").rsplit("/", 1)[1])
        count = int(article.text.partition("About ")[2].partition(" ")[0])
        version = (count - number) // 1000
        if article.text != Told(number, version).text:
            wrong(f"half an article: {article.url}")
        if article.text[passage.start : passage.end] != passage.text:
            wrong(f"wrong answer: not verbatim, {article.url}")
        if number == key:
            found = version
    return found
