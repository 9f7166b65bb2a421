"""Kills a program that ingests articles and tells of alerts: none may be missed or told twice.

Stories come in random order, most with copies and some with a correction. Telling writes a line to
a file, as a chat accepts a message; a kill between that and its record may repeat one.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.stress.archive import open_stress_archive
from scripts.stress.outcome import Outcome
from scripts.stress.processes import run_in_child

_ARTICLES_A_FILE = 50
_OWNERS_OF_ALERTS = 4  # alerts of each
_PUBLISHERS = ("Post", "Herald", "Courier")
# What people come for: other words for most stories, so that few others may answer an alert.
_EVENTS = (
    "festival marathon auction circus carnival regatta funeral wedding election parade concert "
    "exhibition tournament eclipse trial strike harvest premiere pilgrimage rodeo"
).split()
_TOLD = "told.jsonl"
_LEAST_S = 0.3  # before a kill
_SPREAD = 2.0  # times the mean time between two kills: so they fall evenly on all files
_THRESHOLD = 0.025  # the toy model grows less sure the more copies hold a name


@dataclass(frozen=True, slots=True)
class Printed:
    """An article as one publisher prints it; version 2 of a story corrects version 1."""

    key: int
    version: int
    publisher: int

    @property
    def line(self) -> str:
        """The article as a line of JSON Lines."""
        name = _name_of(self.key)
        text = (
            f"The new bridge of {name} was opened on Monday by the mayor and the minister of "
            f"transport after years of work.\n\nAbout {self.version * 1000 + self.key} people came "
            f"to {name} for the {_event_of(self.key)}, the local police reported in the evening."
            f"\n\nNobody in {name} was hurt, and shops along the river stayed open until midnight."
        )
        url = f"https://{_PUBLISHERS[self.publisher].lower()}.example/{self.key}/{self.version}"
        own = {"url": url, "title": f"News from {name}", "text": text}
        return json.dumps({**own, "publisher": _PUBLISHERS[self.publisher]})


def kill_alerts(folder: Path, kills: int, *, articles: int, alerts: int, seed: int) -> Outcome:
    """Kills the program ``kills`` times while so many articles come to so many alerts.

    How long a file took last tells when the next kill is; the first one is not interrupted. Once
    all have come, they come again, unchanged and within a moment, until the last kill.
    """
    random_ = random.Random(seed)
    printed = _printed(articles, random_)
    files = _write(folder, printed)
    keys = random_.sample(sorted({own.key for own in printed}), alerts)
    run_in_child(lambda report: _make(folder, keys))
    killed, found = 0, Outcome({})
    file_s = run_in_child(lambda report: _work(folder, files[:1])).took_s
    least_s, most_files = _LEAST_S, _SPREAD * len(files) / max(1, kills)
    while True:
        limit = least_s + random_.uniform(0.0, most_files * file_s)
        before = _done(folder)
        ended = run_in_child(
            lambda report: _work(folder, files),
            kill_after_s=limit if killed < kills else None,
        )
        if ended.was_killed:
            killed += 1
            file_s = ended.took_s / max(1, _done(folder) - before)
        elif ended.failed:
            found.problems.append("alerts: the program failed")
            return found
        elif killed >= kills:
            break
        else:
            least_s, file_s = 0.0, ended.took_s / len(files)
            (folder / "done").unlink(missing_ok=True)
    _check(folder, keys, printed, killed, found)
    return found


def _printed(count: int, random_: random.Random) -> list[Printed]:
    """So many articles in random order, of stories with copies and corrections."""
    made: list[Printed] = []
    key = 0
    while len(made) < count:
        versions = (1, 2) if random_.random() < 0.3 else (1,)
        for version in versions:
            publishers = random_.sample(range(len(_PUBLISHERS)), random_.choice((1, 2, 3)))
            made += [Printed(key, version, publisher) for publisher in publishers]
        key += 1
    random_.shuffle(made)
    return made


def _write(folder: Path, printed: Sequence[Printed]) -> list[Path]:
    files = []
    for first in range(0, len(printed), _ARTICLES_A_FILE):
        file = folder / f"{first:06}.jsonl"
        lines = [own.line for own in printed[first : first + _ARTICLES_A_FILE]]
        file.write_text("\n".join(lines), encoding="utf-8")
        files.append(file)
    return files


def _make(folder: Path, keys: Sequence[int]) -> None:
    with open_stress_archive(folder / "archive", create=True) as archive:
        for number, key in enumerate(keys):
            owner = f"telegram:{number // _OWNERS_OF_ALERTS}"
            archive.add_alert(_question(key), owner=owner, threshold=_THRESHOLD)


def _question(key: int) -> str:
    return f"How many people came to {_name_of(key)} for the {_event_of(key)}?"


def _event_of(key: int) -> str:
    return _EVENTS[key % len(_EVENTS)]


def _name_of(key: int) -> str:
    """A name of which no other one is a misspelling, as those of neighbouring keys would be."""
    digits = hashlib.sha256(str(key).encode()).hexdigest()[:8]
    letters = digits.translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop"))
    return f"Zq{letters}"


def _work(folder: Path, files: Sequence[Path]) -> None:
    """Ingests the files that were not yet, and tells what the alerts find, as a bot does."""
    known = _done(folder)
    with open_stress_archive(folder / "archive") as archive:
        archive.judge_alerts()
        for number, file in enumerate(files[known:], start=known):
            archive.ingest([file])
            for match in archive.take_matches("telegram"):
                text = match.answer.results[0].passage.text
                _accept(folder, [match.alert.question, text, match.kind])
                archive.mark_told([match.match_id])
            replacement = folder / "done.new"
            replacement.write_text(str(number + 1))
            replacement.replace(folder / "done")


def _done(folder: Path) -> int:
    """How many files were ingested, and what was found in them told."""
    done = folder / "done"
    return int(done.read_text()) if done.exists() else 0


def _accept(folder: Path, message: list[str]) -> None:
    with (folder / _TOLD).open("a", encoding="utf-8") as file:
        file.write(json.dumps(message) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _check(
    folder: Path, keys: Sequence[int], printed: Sequence[Printed], killed: int, found: Outcome
) -> None:
    lines = (folder / _TOLD).read_text(encoding="utf-8").splitlines()
    told = Counter(tuple(json.loads(line)) for line in lines)
    repeated = sum(count - 1 for count in told.values())
    found.counts = {
        "kills while alerts are told": killed,
        "told by alerts": len(told),
        "corrections of them": sum(kind == "correction" for _, _, kind in told),
        "told again after a kill": repeated,
    }
    if repeated > killed:
        found.problems.append(f"alerts: {repeated} repeated after {killed} kills")
    asked = {_question(key): key for key in keys}
    versions = Counter[tuple[int, int]]()
    for question, text, _ in told:
        key = asked[question]
        figures = [version for version in (1, 2) if f"{version * 1000 + key} people" in text]
        versions.update((key, version) for version in figures)  # none of a story like it
    for key in keys:
        if not versions[key, _came_last(printed, key)]:
            found.problems.append(f"alerts: missed: {_question(key)}")
        if max(versions[key, version] for version in (1, 2)) > 1:
            found.problems.append(f"alerts: told twice: {_question(key)}")


def _came_last(printed: Sequence[Printed], key: int) -> int:
    """The version of a story whose first article came last."""
    firsts: dict[int, int] = {}
    for place, own in enumerate(printed):
        if own.key == key:
            firsts.setdefault(own.version, place)
    return max(firsts, key=lambda version: firsts[version])
