"""Damages each file of an archive in various ways, and checks that it is noticed and repaired."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

from retrieval.archive import Archive
from retrieval.errors import DamagedArchiveError, RetrievalError
from retrieval.factory import restore_archive
from retrieval.settings import Settings
from scripts.stress.archive import (
    GeneratedArticle,
    contents,
    name_of,
    open_stress_archive,
    url_of,
    write_source,
)
from scripts.stress.outcome import Outcome, tell
from scripts.stress.processes import Report, prepare_in_child, run_in_child

_ARTICLES = [GeneratedArticle(key, 1) for key in range(80)]
_LATER = [GeneratedArticle(key, 1) for key in range(80, 100)]
_ASKED = range(0, 80, 9)
_PAGE = 4096
_CURES = ("article-bot restore FILE --force", "article-bot rebuild")

Damage = Callable[[bytes, random.Random], bytes]


WAYS: dict[str, Damage] = {
    "emptied": lambda content, random_: b"",
    "cut in half": lambda content, random_: content[: len(content) // 2],
    "cut by a byte": lambda content, random_: content[:-1],
    "zeroed": lambda content, random_: bytes(len(content)),
    "page zeroed": lambda content, random_: _page_zeroed(content, random_),
    "bit flipped": lambda content, random_: _flipped(content, random_),
    "garbage": lambda content, random_: random_.randbytes(len(content)),
}
_RANDOM_WAYS = ("page zeroed", "bit flipped")  # repeated, because the position matters


def damage_all(folder: Path, times: int, *, most: int | None = None, seed: int = 0) -> Outcome:
    """Damage and remove every file in every way, at random positions ``times`` times.

    ``most`` limits the total number to an even sample.
    """
    prepare_in_child(lambda report: _prepare(folder))
    counts = {"damages": 0, "damages told with their cure": 0, "damages without effect": 0}
    counted = Outcome(counts)
    random_ = random.Random(seed)
    cases = [
        (source, path.name, way)
        for source in ("closed", "killed")
        for path in sorted((folder / source).iterdir())
        if path.is_file()
        for way in [*WAYS, "missing"]
        for _ in range(times if way in _RANDOM_WAYS else 1)
    ]
    chosen = cases[:: max(1, len(cases) // (most or len(cases)))]
    for done, (source, name, way) in enumerate(chosen, start=1):
        _damage_once(folder, source, name, way, random_.getrandbits(32), counted)
        tell(done, len(chosen))
    return counted


def _prepare(folder: Path) -> None:
    """Make a closed archive, one that was killed with a full log, and a backup."""
    with open_stress_archive(folder / "closed", create=True) as archive:
        archive.ingest([write_source(folder / "news.jsonl", _ARTICLES)])
        archive.backup(folder / "news.backup")
    with open_stress_archive(folder / "closed") as archive:
        archive.ask("warm up")
    shutil.copytree(folder / "closed", folder / "work")
    with open_stress_archive(folder / "work") as archive:
        archive.ingest([write_source(folder / "later.jsonl", _LATER)])
        shutil.copytree(folder / "work", folder / "killed")  # in its current state on disk
    shutil.rmtree(folder / "work")


def _damage_once(
    folder: Path, source: str, name: str, way: str, seed: int, counted: Outcome
) -> None:
    archive = folder / "archive"
    shutil.rmtree(archive, ignore_errors=True)
    shutil.copytree(folder / source, archive)
    path = archive / name
    if way == "missing":
        path.unlink()
    else:
        path.write_bytes(WAYS[way](path.read_bytes(), random.Random(seed)))
    checked = run_in_child(lambda report: _check(folder, name, report))
    outcomes = [text for kind, text in checked.reported if kind == "outcome"]
    counted.counts["damages"] += 1
    counted.counts["damages told with their cure"] += "reported" in outcomes
    counted.counts["damages without effect"] += "harmless" in outcomes
    where = f"{name} ({source}) {way}, seed {seed}"
    counted.problems += [f"{where}: {text}" for kind, text in checked.reported if kind == "problem"]
    if checked.failed:
        counted.problems.append(f"{where}: the program failed")


def _check(folder: Path, name: str, report: Report) -> None:
    archive = folder / "archive"
    _use(archive, is_store=name.startswith("store.sqlite"), report=report)
    restore_archive(Settings(archive=str(archive)), folder / "news.backup", force=True)
    with open_stress_archive(archive) as cured:
        if len(contents(cured)) != len(_ARTICLES) or _answers(cured, report) != len(_ASKED):
            report(["problem", "restore did not restore all articles"])
        for finding in cured.doctor():
            report(["problem", f"after restore: {finding.problem}"])


def _use(folder: Path, *, is_store: bool, report: Report) -> None:
    """Use a damaged archive: answers must be right, or an error must say what to do."""
    found: list[str] = []
    try:
        with open_stress_archive(folder) as archive:
            right = _answers(archive, report)
            stored = contents(archive)
            found = [finding.problem for finding in archive.doctor()]
        for expected in [*_ARTICLES, *_LATER]:
            article = stored.get(expected.url)
            if article is not None and (article.title, article.text) != (
                expected.title,
                expected.text,
            ):
                report(["problem", f"wrong answer: article {expected.key} has changed unnoticed"])
        if right == len(_ASKED) and len(stored) >= len(_ARTICLES):
            report(["outcome", "harmless"])
        elif not found:
            report(["problem", f"unnoticed: {right} answers right, {len(stored)} articles"])
        if found and not is_store:
            report(["problem", f"a cache was not rebuilt: {found[0]}"])
        elif found:
            report(["outcome", "reported"])
    except RetrievalError as error:
        report(["outcome", "reported"])
        if not is_store:
            report(["problem", f"a damaged cache stops the archive: {error}"])
        elif isinstance(error, DamagedArchiveError) and not any(c in str(error) for c in _CURES):
            report(["problem", f"no cure is named: {error}"])
        elif not isinstance(error, DamagedArchiveError):
            report(["problem", f"not reported as damage: {error}"])


def _answers(archive: Archive, report: Report) -> int:
    """Count questions with the right first article; reports results that are not verbatim."""
    right = 0
    for key in _ASKED:
        results = archive.ask(f"How many people came to {name_of(key)}?").results
        right += bool(results) and results[0].article.url == url_of(key)
        for result in results:
            expected = GeneratedArticle(int((result.article.url or "/-1").rsplit("/", 1)[1]), 1)
            if expected.text[result.passage.start : result.passage.end] != result.passage.text:
                report(["problem", f"wrong answer: not verbatim, {result.article.url}"])
            if result.article.title != expected.title:
                report(["problem", f"wrong answer: wrong title, {result.article.url}"])
    return right


def _page_zeroed(content: bytes, random_: random.Random) -> bytes:
    first = random_.randrange(max(1, len(content) // _PAGE)) * _PAGE
    return content[:first] + bytes(len(content[first : first + _PAGE])) + content[first + _PAGE :]


def _flipped(content: bytes, random_: random.Random) -> bytes:
    if not content:
        return content
    position = random_.randrange(len(content))
    return (
        content[:position]
        + bytes([content[position] ^ 1 << random_.randrange(8)])
        + content[position + 1 :]
    )
