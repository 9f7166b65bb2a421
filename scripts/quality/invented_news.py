"""The news desks that we invented: articles of their papers, and questions as they are typed.

Nothing in them is about real events, and other weights than the reader's are not fitted on them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.types import JsonObject

DESKS = ("kessock", "estmark")

_FOLDER = Path(__file__).with_name("invented_news")
# About articles in other languages, about the archive, and articles that give orders to a program.
_NOT_FOR_READER = frozenset({"same-lang", "cross-lang", "meta", "injection"})


@dataclass(frozen=True, slots=True)
class DeskQuestion:
    """A question; ``answers`` are strings of which an answering passage holds one, or empty.

    ``articles`` are parts of the addresses of the articles that may answer.
    """

    text: str
    answers: tuple[str, ...]
    articles: tuple[str, ...]

    def is_answered_by(self, url: str) -> bool:
        """Whether the article at ``url`` may answer."""
        return any(part in url for part in self.articles)


@dataclass(frozen=True, slots=True)
class Desk:
    """The articles of a desk, as objects for ``ingest``, and what the reader is asked of them."""

    articles: tuple[JsonObject, ...]
    questions: tuple[DeskQuestion, ...]

    @classmethod
    def read(cls, name: str) -> Desk:
        """The desk of that name."""
        rows = [row for row in _lines(name, "questions") if row["kind"] not in _NOT_FOR_READER]
        asked = (
            DeskQuestion(row["question"], tuple(row["gold"] or ()), tuple(row["articles"] or ()))
            for row in rows
        )
        return cls(tuple(_lines(name, "articles")), tuple(asked))


def _lines(desk: str, name: str) -> list[Any]:
    text = (_FOLDER / desk / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]
