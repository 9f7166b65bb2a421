"""Copies an archive to another store, a folder or a database, and checks that it is the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import islice
from typing import TypeAlias

from retrieval.archive import Archive
from retrieval.errors import BackendError, DamagedArchiveError
from retrieval.factory import location_of
from retrieval.replies.examples import example_candidates
from retrieval.settings import Settings
from retrieval.store.store import SqlStore
from retrieval.store.transfer import copy_rows, count_rows, is_empty
from retrieval.types import Answer, OnProgress, Progress

_MAX_QUESTIONS = 50
_CONFIDENCE_DIGITS = 3

_Shown: TypeAlias = tuple[bool, float, tuple[tuple[str, int, int], ...]]


def check_target(source: Settings, target: Settings) -> None:
    """Raises BackendError if the archive of ``target`` holds anything, or its folder other files.

    It is created if it does not exist, and then empty. Raises ArchiveNotFoundError if that of
    ``source`` does not exist.
    """
    with _opened(source):
        if location_of(target).has_other_files():
            raise BackendError(
                f"The folder {target.archive} holds other files: name one that does not exist yet "
                "or is empty."
            )
    with _opened(target, create=True) as store:
        if not is_empty(store.connections):
            raise BackendError(
                f"The archive in {store.name} is not empty, and nothing is overwritten: name a "
                "folder that does not exist yet or an empty database, or remove that archive."
            )


def copy_archive(source: Settings, target: Settings, on_progress: OnProgress) -> int:
    """Copies all rows of an archive to an empty one, whole or not at all; returns how many.

    Other programs can ask the archive meanwhile, but cannot write to it. Raises BackendError if the
    rows of both differ in the end, and DamagedArchiveError if those of the source are damaged.
    """
    with _opened(source) as old, _opened(target, create=True) as new:
        if damage := old.damage():
            raise DamagedArchiveError(old.name, damage[0])
        total = count_rows(old.connections)
        copied = copy_rows(
            old.connections,
            new.connections,
            lambda done: on_progress(Progress("copying", done, total)),
        )
        if damage := new.damage():
            raise DamagedArchiveError(new.name, damage[0])
        return copied


def stored_questions(archive: Archive, rated: Iterable[str]) -> list[str]:
    """Questions to compare two copies of an archive by: of alerts, those rated, and examples.

    At most 50. The examples are made of the articles, and are their titles where none can be made.
    """
    own = [*(alert.question for alert in archive.alerts()), *rated]
    articles = list(islice(archive.articles(), _MAX_QUESTIONS))
    made = [candidate.question for candidate in example_candidates(articles)]
    titles = [article.title for article in articles if article.title]
    return list(dict.fromkeys([*own, *made, *titles]))[:_MAX_QUESTIONS]


def different_answers(
    source: Archive, target: Archive, questions: Sequence[str], on_progress: OnProgress
) -> list[str]:
    """The questions to which two archives give other passages, or another confidence.

    Both search indexes built in the same way, as that of the source may have grown for years.
    """
    shown: list[list[_Shown]] = []
    for archive in (source, target):
        shown.append([])
        for answer in archive.answers_by_new_index(questions):
            shown[-1].append(_shown(answer))
            done = sum(map(len, shown))
            on_progress(Progress("asking", done, 2 * len(questions)))
    return [
        question
        for question, before, after in zip(questions, *shown, strict=True)
        if before != after
    ]


def _shown(answer: Answer) -> _Shown:
    passages = tuple(
        (result.article.doc_id, result.passage.start, result.passage.end)
        for result in answer.results
    )
    return answer.answered, round(answer.confidence, _CONFIDENCE_DIGITS), passages


def _opened(settings: Settings, *, create: bool = False) -> closing[SqlStore]:
    return closing(location_of(settings).open(create=create))
