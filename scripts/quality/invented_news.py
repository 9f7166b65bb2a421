"""The news desks that we invented: articles of their papers, and questions as they are typed.

Nothing in them is about real events. The reader is trained on some; the confidence model, which
uses the reader's scores, is fitted on the others. What they ask in other languages than English is
for judging by words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.types import JsonObject
from scripts.quality.sets import QualitySet, SetQuestion, holds, read_lines

_FOLDER = Path(__file__).with_name("invented_news")
FITTING_DESKS = (
    "aldhaven",
    "barroca",
    "caldmere",
    "motu",
    "porvenna",
    "tamsel",
    "thornwick",
    "vantry",
)
READER_DESKS = tuple(
    sorted({own.name for own in _FOLDER.iterdir() if own.is_dir()}.difference(FITTING_DESKS))
)
# About articles in other languages, about the archive, and articles that give orders to a program.
_NOT_FOR_READER = frozenset({"same-lang", "cross-lang", "meta", "injection"})


@dataclass(frozen=True, slots=True)
class DeskQuestion:
    """A question; ``answers`` are strings of which an answering passage holds one, or empty.

    ``articles`` are the names of the articles that may answer; without any, all may.
    """

    text: str
    kind: str
    answers: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: JsonObject) -> DeskQuestion:
        """The question in a line of a file."""
        answers, articles = (tuple(row[name] or ()) for name in ("gold", "articles"))
        return cls(row["question"], row["kind"], answers, articles)

    def is_answered_by(self, url: str) -> bool:
        """Whether the article at ``url`` may answer."""
        return not self.articles or any(f"//{name}." in url for name in self.articles)

    def is_in(self, url: str, text: str) -> bool:
        """Whether ``text``, a part of the article at ``url``, answers."""
        return self.is_answered_by(url) and any(answer in text for answer in self.answers)


@dataclass(frozen=True, slots=True)
class Desk:
    """The articles of a desk, as objects for ``ingest``, and what is asked of them.

    Of each of the ``conversations`` the questions follow each other.
    """

    name: str
    articles: tuple[JsonObject, ...]
    questions: tuple[DeskQuestion, ...]
    conversations: tuple[tuple[DeskQuestion, ...], ...]

    @property
    def asked(self) -> tuple[tuple[DeskQuestion, ...], ...]:
        """The questions, each alone, and the conversations."""
        return (*((own,) for own in self.questions), *self.conversations)

    @classmethod
    def read(cls, name: str) -> Desk:
        """The desk of that name."""
        rows = (row for row in _lines(name, "questions") if row["kind"] not in _NOT_FOR_READER)
        chats = (map(DeskQuestion.of, row["turns"]) for row in _lines(name, "chats"))
        return cls(
            name,
            tuple(_lines(name, "articles")),
            tuple(map(DeskQuestion.of, rows)),
            tuple(map(tuple, chats)),
        )


def foreign_questions(name: str) -> QualitySet:
    """The questions in other languages of the desk of that name about its articles in them."""
    articles = tuple(_lines(name, "articles"))
    rows = (row for row in _lines(name, "questions") if row["kind"] == "same-lang")
    questions = (_set_question(DeskQuestion.of(row), articles) for row in rows)
    return QualitySet(name, articles, tuple(questions), relevance="both")


def _set_question(question: DeskQuestion, articles: Sequence[JsonObject]) -> SetQuestion:
    """``question`` with the first of its answers that stands as whole words in an article."""
    for answer in question.answers:
        told = (a for a in articles if question.is_answered_by(a["url"]))
        urls = frozenset(a["url"] for a in told if holds(a["text"], answer))
        if urls:
            return SetQuestion(question.text, urls, answer)
    return SetQuestion(question.text, frozenset(), is_answerable=False)


def _lines(desk: str, name: str) -> list[Any]:
    return list(read_lines(_FOLDER / desk / f"{name}.jsonl"))
