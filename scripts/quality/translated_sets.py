"""XQuAD in several languages: the same paragraphs and questions, in the same order."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.text.passages import paragraph_spans
from retrieval.types import Passage, Result
from scripts.quality.sets import SHARED

LANGUAGES = ("en", "de", "es", "ru", "ro")
_FOLDER = SHARED / "data" / "languages"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article: characters ``start:end`` of its text."""

    url: str
    start: int
    end: int

    def overlaps(self, passage: Passage) -> bool:
        """Whether a passage of the same article has a part of it."""
        return passage.start < self.end and self.start < passage.end


@dataclass(frozen=True, slots=True)
class TranslatedSet:
    """The articles of a language as a file for ``ingest``, their paragraphs, and the questions,
    each with the place of the paragraph that answers it; places are the same in all languages.
    """

    file: Path
    paragraphs: tuple[Paragraph, ...]
    questions: tuple[tuple[str, int], ...]


def translated_set(language: str) -> TranslatedSet:
    """The set in the language of that code, one of LANGUAGES."""
    file = _FOLDER / f"xquad_{language}.articles.jsonl"
    paragraphs: list[Paragraph] = []
    places: dict[tuple[str, int], int] = {}
    for article in _lines(file):
        for number, span in enumerate(paragraph_spans(article["text"]), start=1):
            places[article["url"], number] = len(paragraphs)
            paragraphs.append(Paragraph(article["url"], span.start, span.end))
    rows = _lines(_FOLDER / f"xquad_{language}.questions.jsonl")
    questions = tuple((row["question"], places[row["url"], row["paragraph"]]) for row in rows)
    return TranslatedSet(file, tuple(paragraphs), questions)


def is_of(result: Result, paragraph: Paragraph) -> bool:
    """Whether a result quotes from the paragraph."""
    return result.article.url == paragraph.url and paragraph.overlaps(result.passage)


def _lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
