"""Kills ingest, remove, rebuild, restore and saving of indexes at random moments."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from retrieval.factory import restore_archive
from retrieval.settings import Settings
from retrieval.types import Progress
from scripts.stress.archive import (
    GeneratedArticle,
    contents,
    missing,
    name_of,
    open_stress_archive,
    problems_of,
    url_of,
    write_source,
)
from scripts.stress.outcome import tell
from scripts.stress.processes import ChildResult, Report, prepare_in_child, run_in_child

_BEFORE = [GeneratedArticle(key, 1) for key in range(60)]
_AFTER = [GeneratedArticle(key, 2 if key % 5 == 0 else 1) for key in range(30, 170)]
_REMOVED = range(10, 18)
_ALL = [*_BEFORE, *_AFTER]


@dataclass(slots=True)
class Kills:
    """Counts of kills, lost articles, and other problems."""

    kills: dict[str, int] = field(default_factory=dict)
    ended_before: int = 0
    lost_articles: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation that is killed, and its checks.

    ``lost`` returns what was reported as done but is missing, ``unfinished`` what is missing after
    a second run. ``prepare`` sets up other files than the archive.
    """

    work: Callable[[Path, Report], None]
    lost: Callable[[Path, list[int]], list[str]]
    unfinished: Callable[[Path], list[str]]
    prepare: Callable[[Path], None] = lambda folder: None


class Copies(Protocol):
    """Makes archives to be killed, and copies of them."""

    def create(self, archive: Path) -> None:
        """Makes room for a new archive."""

    def copy(self, archive: Path, copied: Path) -> None:
        """Copies an archive, replacing an earlier copy."""


class FolderCopies:
    """See :class:`Copies`: archives are folders."""

    def create(self, archive: Path) -> None:
        """See :class:`Copies`."""

    def copy(self, archive: Path, copied: Path) -> None:
        shutil.rmtree(copied, ignore_errors=True)
        shutil.copytree(archive, copied)


def kill_all(
    folder: Path,
    kills: int,
    *,
    seed: int = 0,
    operations: Mapping[str, Operation] | None = None,
    copies: Copies | None = None,
) -> Kills:
    """Kill each operation equally often, ``kills`` times in total; works in ``folder``.

    ``operations`` are by default those of this module, ``copies`` those of folders.
    """
    copies = copies or FolderCopies()
    _prepare(folder, copies, with_backup=operations is None)
    random_ = random.Random(seed)
    counted = Kills()
    all_operations = sorted((operations or OPERATIONS).items())
    random_.shuffle(all_operations)
    chosen = all_operations[:kills]
    took = {name: _time_of(folder, operation, copies) for name, operation in chosen}
    while left := kills - sum(counted.kills.values()):
        fewest = min(counted.kills.get(name, 0) for name, _ in chosen)
        behind = [own for own in chosen if counted.kills.get(own[0], 0) == fewest]
        for name, operation in behind[:left]:
            _fresh(folder, operation, copies)
            after_s = random_.uniform(0, took[name] * 1.05)
            ended = _kill_once(folder, name, operation, after_s, counted)
            if ended.was_killed:
                tell(sum(counted.kills.values()), kills)
            else:  # the first run may have taken much longer, and most kills would come too late
                took[name] = min(took[name], ended.took_s)
    return counted


def _prepare(folder: Path, copies: Copies, *, with_backup: bool) -> None:
    """Make an archive, a backup of another state of it, and the sources."""
    copies.create(folder / "base")

    def make(report: Report) -> None:
        write_source(folder / "before.jsonl", _BEFORE)
        write_source(folder / "after.jsonl", _AFTER)
        with open_stress_archive(folder / "base", create=True) as archive:
            archive.ingest([folder / "before.jsonl"])

    def make_backup(report: Report) -> None:
        copies.copy(folder / "base", folder / "other")
        with open_stress_archive(folder / "other") as archive:
            archive.ingest([folder / "after.jsonl"])
            archive.backup(folder / "news.backup")

    prepare_in_child(make)
    if with_backup:
        prepare_in_child(make_backup)


def _time_of(folder: Path, operation: Operation, copies: Copies) -> float:
    _fresh(folder, operation, copies)
    return run_in_child(lambda report: operation.work(folder, report)).took_s


def _fresh(folder: Path, operation: Operation, copies: Copies) -> None:
    copies.copy(folder / "base", folder / "archive")
    prepare_in_child(lambda report: operation.prepare(folder))


def _kill_once(
    folder: Path, name: str, operation: Operation, after_s: float, counted: Kills
) -> ChildResult:
    ended = run_in_child(lambda report: operation.work(folder, report), kill_after_s=after_s)
    if ended.was_killed:
        counted.kills[name] = counted.kills.get(name, 0) + 1
    else:
        counted.ended_before += 1
    check(folder, name, operation, ended, counted)
    return ended


def check(
    folder: Path, name: str, operation: Operation, ended: ChildResult, counted: Kills
) -> None:
    """Check the archive of an operation that was ended, and again once it has run as a whole."""

    def examine(report: Report) -> None:
        for problem in problems_of(folder / "archive", _ALL, is_finished=False):
            report(["problem", f"{name}: {problem}"])
        for lost in operation.lost(folder / "archive", ended.reported):
            report(["lost", f"{name}: {lost}"])
        operation.work(folder, lambda value: None)
        for problem in problems_of(folder / "archive", _ALL, is_finished=True):
            report(["problem", f"{name}, run again: {problem}"])
        for problem in operation.unfinished(folder / "archive"):
            report(["problem", f"{name}, run again: {problem}"])

    checked = run_in_child(examine)
    counted.problems += [text for kind, text in checked.reported if kind == "problem"]
    counted.lost_articles += [text for kind, text in checked.reported if kind == "lost"]
    if checked.failed or ended.failed:
        counted.problems.append(f"{name}: the program failed")


# Operations -------------------------------------------------------------------------------------


def _ingest(folder: Path, report: Report) -> None:
    def on_progress(progress: Progress) -> None:
        if progress.step == "reading":
            report(progress.done)

    with open_stress_archive(folder / "archive") as archive:
        archive.ingest([folder / "after.jsonl"], on_progress=on_progress)


def _ingest_lost(archive: Path, reported: list[int]) -> list[str]:
    return missing(archive, _AFTER[: max(reported, default=0)])


def _ingest_unfinished(archive: Path) -> list[str]:
    return missing(archive, _AFTER)


def _remove(folder: Path, report: Report) -> None:
    with open_stress_archive(folder / "archive") as archive:
        ids = {url: article.doc_id for url, article in contents(archive).items()}
        for key in _REMOVED:
            if doc_id := ids.get(url_of(key)):
                archive.remove(doc_id)
            report(key)
        archive.ingest([])  # completes an interrupted removal


def _not_removed(archive: Path, reported: list[int]) -> list[str]:
    with open_stress_archive(archive) as opened:
        stored = contents(opened)
    there = [key for key in reported if url_of(key) in stored]
    gone = [GeneratedArticle(key, 1) for key in range(60) if key not in _REMOVED]
    return [f"removed and still there: {key}" for key in there] + missing(archive, gone)


def _remove_unfinished(archive: Path) -> list[str]:
    return [*_not_removed(archive, list(_REMOVED)), *_bytes_left(archive)]


def _bytes_left(archive: Path) -> Iterator[str]:
    for path in sorted(path for path in archive.rglob("*") if path.is_file()):
        content = path.read_bytes().lower()
        for key in _REMOVED:
            if name_of(key).lower().encode() in content:
                yield f"bytes of a removed article: {key} in {path.name}"


def _rebuild(folder: Path, report: Report) -> None:
    with open_stress_archive(folder / "archive", embedder="other") as archive:
        archive.rebuild()
        report(1)


def _rebuild_lost(archive: Path, reported: list[int]) -> list[str]:
    return missing(archive, _BEFORE) + (_other_model(archive) if reported else [])


def _rebuild_unfinished(archive: Path) -> list[str]:
    return _rebuild_lost(archive, [1])


def _other_model(archive: Path) -> list[str]:
    with open_stress_archive(archive) as opened:
        embedder = opened.status().embedder
    return [] if embedder and embedder.model.model == "other" else ["the old model is active"]


def _restore(folder: Path, report: Report) -> None:
    settings = Settings(archive=str(folder / "archive"))
    restore_archive(settings, folder / "news.backup", force=True)
    report(1)


def _neither_old_nor_new(archive: Path, reported: list[int]) -> list[str]:
    old = missing(archive, _BEFORE)
    new = missing(archive, [GeneratedArticle(key, 1) for key in range(30)] + _AFTER)
    return new if reported or old else []


def _restore_unfinished(archive: Path) -> list[str]:
    left = [path.name for path in archive.glob("*.restoring*")]
    return _neither_old_nor_new(archive, [1]) + [f"left behind: {name}" for name in left]


def _write_vectors(folder: Path, report: Report) -> None:
    with open_stress_archive(folder / "archive") as archive:
        archive.ingest([folder / "after.jsonl"])
        for _ in range(12):
            active = archive._store.active_embedder()
            if active is not None:
                archive._components.cache_for(active).take_over()
            archive.ask("How many people came?")
            archive.save_indexes()
        report(len(_AFTER))


OPERATIONS = {
    "ingest": Operation(_ingest, _ingest_lost, _ingest_unfinished),
    "remove": Operation(_remove, _not_removed, _remove_unfinished),
    "rebuild": Operation(_rebuild, _rebuild_lost, _rebuild_unfinished),
    "restore": Operation(_restore, _neither_old_nor_new, _restore_unfinished),
    "write vectors": Operation(_write_vectors, _ingest_lost, _ingest_unfinished),
}
