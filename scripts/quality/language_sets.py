"""The same articles and questions in several languages (XQuAD), read from the folder ``shared``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from retrieval.text.passages import paragraph_spans
from retrieval.types import Result
from scripts.quality.sets import SHARED

_FOLDER = SHARED / "data" / "languages"


@dataclass(frozen=True, slots=True)
class LanguageQuestion:
    """A question, the words that answer it, and the paragraph, from 1, that holds them."""

    text: str
    answer: str
    url: str
    paragraph: int

    def is_answered_by(self, result: Result) -> bool:
        """Whether the passage holds the answering paragraph, or begins or ends within it."""
        if result.article.url != self.url:
            return False
        span = paragraph_spans(result.article.text)[self.paragraph - 1]
        return result.passage.start < span.end and span.start < result.passage.end


@dataclass(frozen=True, slots=True)
class LanguageSet:
    """The articles, as a file for ``ingest``, and the questions of one language."""

    code: str
    articles: Path
    questions: tuple[LanguageQuestion, ...]


def language_sets() -> list[LanguageSet]:
    """All sets that are there, by their language; none without the folder ``shared``."""
    return [_language_set(path) for path in sorted(_FOLDER.glob("xquad_*.articles.jsonl"))]


def _language_set(articles: Path) -> LanguageSet:
    code = articles.name.removeprefix("xquad_").removesuffix(".articles.jsonl")
    lines = (articles.parent / f"xquad_{code}.questions.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in lines.splitlines()]
    questions = (
        LanguageQuestion(row["question"], row["answer"], row["url"], row["paragraph"])
        for row in rows
    )
    return LanguageSet(code, articles, tuple(questions))
