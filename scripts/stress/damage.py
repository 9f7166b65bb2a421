"""Damages each file of an archive in each way, and looks who notices and what cures it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.archive import Archive
from retrieval.errors import DamagedArchiveError, RetrievalError
from retrieval.factory import restore_archive
from retrieval.settings import Settings
from scripts.stress.archive import Told, contents, name_of, open_stress_archive, write_source
from scripts.stress.processes import Report, run_apart

_TOLD = [Told(key, 1) for key in range(80)]
_LATER = [Told(key, 1) for key in range(80, 100)]
_ASKED = range(0, 80, 9)
_PAGE = 4096
_CURES = ("article-bot restore FILE --force", "article-bot rebuild")

Damage = Callable[[bytes, random.Random], bytes]


@dataclass(slots=True)
class Damages:
    """Counts of the damages, who noticed, and what was wrong."""

    done: dict[str, int] = field(default_factory=dict)
    told: int = 0  # by a sentence that names the cure
    harmless: int = 0  # the same answers all the same
    problems: list[str] = field(default_factory=list)

    @property
    def wrong_answers(self) -> list[str]:
        """Those of the problems that are one."""
        return [problem for problem in self.problems if "wrong answer" in problem]


WAYS: dict[str, Damage] = {
    "emptied": lambda content, random_: b"",
    "cut in half": lambda content, random_: content[: len(content) // 2],
    "cut by a byte": lambda content, random_: content[:-1],
    "zeroed": lambda content, random_: bytes(len(content)),
    "page zeroed": lambda content, random_: _page_zeroed(content, random_),
    "bit flipped": lambda content, random_: _flipped(content, random_),
    "garbage": lambda content, random_: random_.randbytes(len(content)),
}
_RANDOM_WAYS = ("page zeroed", "bit flipped")  # where it falls matters: done many times


def damage_all(folder: Path, times: int, *, most: int | None = None, seed: int = 0) -> Damages:
    """Damages every file in every way, those that fall anywhere ``times`` times, and removes it.

    ``most`` of all these where it is given, evenly taken.
    """
    if run_apart(lambda report: _prepare(folder)).failed:
        raise SystemExit("The archive for stress cannot be made.")
    counted = Damages()
    random_ = random.Random(seed)
    cases = [
        (source, path.name, way)
        for source in ("closed", "killed")
        for path in sorted((folder / source).iterdir())
        if path.is_file()
        for way in [*WAYS, "missing"]
        for _ in range(times if way in _RANDOM_WAYS else 1)
    ]
    for source, name, way in cases[:: max(1, len(cases) // (most or len(cases)))]:
        _damage_once(folder, source, name, way, random_.getrandbits(32), counted)
    return counted


def _prepare(folder: Path) -> None:
    """An archive that was closed, one that was killed with its log full, and a backup of both."""
    with open_stress_archive(folder / "closed", create=True) as archive:
        archive.ingest([write_source(folder / "news.jsonl", _TOLD)])
        archive.backup(folder / "news.backup")
    with open_stress_archive(folder / "closed") as archive:
        archive.ask("warm up")
    shutil.copytree(folder / "closed", folder / "work")
    with open_stress_archive(folder / "work") as archive:
        archive.ingest([write_source(folder / "later.jsonl", _LATER)])
        shutil.copytree(folder / "work", folder / "killed")  # as it lies on the disk right now
    shutil.rmtree(folder / "work")


def _damage_once(
    folder: Path, source: str, name: str, way: str, seed: int, counted: Damages
) -> None:
    archive = folder / "archive"
    shutil.rmtree(archive, ignore_errors=True)
    shutil.copytree(folder / source, archive)
    path = archive / name
    if way == "missing":
        path.unlink()
    else:
        path.write_bytes(WAYS[way](path.read_bytes(), random.Random(seed)))
    checked = run_apart(lambda report: _check(folder, name, report))
    counted.done[way] = counted.done.get(way, 0) + 1
    outcomes = [text for kind, text in checked.reported if kind == "outcome"]
    counted.told += "told" in outcomes
    counted.harmless += "harmless" in outcomes
    where = f"{name} ({source}) {way}, seed {seed}"
    counted.problems += [f"{where}: {text}" for kind, text in checked.reported if kind == "problem"]
    if checked.failed:
        counted.problems.append(f"{where}: the program failed")


def _check(folder: Path, name: str, report: Report) -> None:
    archive = folder / "archive"
    _look(archive, is_store=name.startswith("store.sqlite"), report=report)
    restore_archive(Settings(archive=str(archive)), folder / "news.backup", force=True)
    with open_stress_archive(archive) as cured:
        if len(contents(cured)) != len(_TOLD) or _answers(cured, report) != len(_ASKED):
            report(["problem", "restore did not bring back what was backed up"])
        for finding in cured.doctor():
            report(["problem", f"after restore: {finding.problem}"])


def _look(folder: Path, *, is_store: bool, report: Report) -> None:
    """Uses a damaged archive: right answers, or one sentence that names the cure."""
    found: list[str] = []
    try:
        with open_stress_archive(folder) as archive:
            right = _answers(archive, report)
            stored = contents(archive)
            found = [finding.problem for finding in archive.doctor()]
        for told in [*_TOLD, *_LATER]:
            article = stored.get(f"https://e.example/{told.key}")
            if article is not None and (article.title, article.text) != (told.title, told.text):
                report(["problem", f"wrong answer: article {told.key} has changed unnoticed"])
        if right == len(_ASKED) and len(stored) >= len(_TOLD):
            report(["outcome", "harmless"])
        elif not found:
            report(["problem", f"unnoticed: {right} answers right, {len(stored)} articles"])
        if found and not is_store:
            report(["problem", f"a cache was not made anew: {found[0]}"])
        elif found:
            report(["outcome", "told"])
    except RetrievalError as error:
        report(["outcome", "told"])
        if not is_store:
            report(["problem", f"a damaged cache stops the archive: {error}"])
        elif isinstance(error, DamagedArchiveError) and not any(c in str(error) for c in _CURES):
            report(["problem", f"no cure is named: {error}"])
        elif not isinstance(error, DamagedArchiveError):
            report(["problem", f"not told as damage: {error}"])


def _answers(archive: Archive, report: Report) -> int:
    """How many questions get the right article first; reports what is not verbatim."""
    right = 0
    for key in _ASKED:
        results = archive.ask(f"How many people came to {name_of(key)}?").results
        right += bool(results) and results[0].article.url == f"https://e.example/{key}"
        for result in results:
            told = Told(int((result.article.url or "/-1").rsplit("/", 1)[1]), 1)
            if told.text[result.passage.start : result.passage.end] != result.passage.text:
                report(["problem", f"wrong answer: not verbatim, {result.article.url}"])
            if result.article.title != told.title:
                report(["problem", f"wrong answer: wrong title, {result.article.url}"])
    return right


def _page_zeroed(content: bytes, random_: random.Random) -> bytes:
    first = random_.randrange(max(1, len(content) // _PAGE)) * _PAGE
    return content[:first] + bytes(len(content[first : first + _PAGE])) + content[first + _PAGE :]


def _flipped(content: bytes, random_: random.Random) -> bytes:
    if not content:
        return content
    place = random_.randrange(len(content))
    return (
        content[:place] + bytes([content[place] ^ 1 << random_.randrange(8)]) + content[place + 1 :]
    )
