"""Models that remember, as alerts ask the same questions of many articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from retrieval.types import (
    AnswerScores,
    BinaryTokenVectors,
    FloatArray,
    ModelIdentity,
    TokenVectors,
)

if TYPE_CHECKING:
    from retrieval.protocols import AnswerReader, Embedder


@dataclass(frozen=True, slots=True)
class RememberingEmbedder:
    """See :class:`retrieval.protocols.Embedder`; questions are embedded once each."""

    embedder: Embedder
    _questions: dict[str, tuple[FloatArray, TokenVectors]] = field(default_factory=dict)

    @property
    def identity(self) -> ModelIdentity:
        return self.embedder.identity

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        return self.embedder.embed_passages(texts)

    def embed_question(self, text: str) -> FloatArray:
        return self.embedder.embed_question(text)

    def embed_questions(self, texts: Sequence[str]) -> FloatArray:
        return self.embedder.embed_questions(texts)

    def embed_passage_tokens(
        self, texts: Sequence[str]
    ) -> tuple[FloatArray, list[BinaryTokenVectors]]:
        return self.embedder.embed_passage_tokens(texts)

    def embed_question_tokens(self, text: str) -> tuple[FloatArray, TokenVectors]:
        if text not in self._questions:
            self._questions[text] = self.embedder.embed_question_tokens(text)
        return self._questions[text]

    def known_share(self, text: str) -> float:
        return self.embedder.known_share(text)


@dataclass(frozen=True, slots=True)
class RememberingReader:
    """See :class:`retrieval.protocols.AnswerReader`; passages are read once each."""

    reader: AnswerReader
    max_passages: int
    _scores: dict[tuple[str, tuple[str, str]], AnswerScores] = field(default_factory=dict)

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[AnswerScores]:
        new = [own for own in dict.fromkeys(passages) if (question, own) not in self._scores]
        read = self.reader.read(question, new) if new else []
        for passage, scores in zip(new, read, strict=True):
            self._scores[question, passage] = scores
        return [self._scores[question, own] for own in passages]
