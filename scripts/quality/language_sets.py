"""XQuAD: the same articles and questions in several languages, in the same order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from retrieval.text.articles.passages import paragraph_spans
from retrieval.types import Article, Passage, Result
from scripts.quality.sets import SHARED, read_lines

LANGUAGES = ("en", "de", "es", "ru", "ro")
_FOLDER = SHARED / "data" / "languages"


@dataclass(frozen=True, slots=True)
class LanguageQuestion:
    """A question, the words that answer it, and the paragraph, from 1, that holds them."""

    text: str
    answer: str
    url: str
    paragraph: int

    def is_answered_by(self, result: Result) -> bool:
        """Whether a result is of the answering article and has a part of the paragraph."""
        return result.article.url == self.url and self.is_in(result.article, result.passage)

    def is_in(self, article: Article, passage: Passage) -> bool:
        """Whether a passage of the answering article has a part of the paragraph."""
        span = paragraph_spans(article.text)[self.paragraph - 1]
        return passage.start < span.end and span.start < passage.end


@dataclass(frozen=True, slots=True)
class LanguageSet:
    """The articles, as a file for ``ingest``, and the questions of one language."""

    code: str
    articles: Path
    questions: tuple[LanguageQuestion, ...]


def language_sets() -> list[LanguageSet]:
    """The sets of all LANGUAGES; none without the folder ``shared``."""
    return [language_set(code) for code in LANGUAGES] if _FOLDER.is_dir() else []


def language_set(code: str) -> LanguageSet:
    """The set in the language of that code, one of LANGUAGES."""
    questions = (
        LanguageQuestion(row["question"], row["answer"], row["url"], row["paragraph"])
        for row in read_lines(_FOLDER / f"xquad_{code}.questions.jsonl")
    )
    return LanguageSet(code, _FOLDER / f"xquad_{code}.articles.jsonl", tuple(questions))
