"""Models: of texts to vectors, and of passages to answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from retrieval.types import (
    AnswerScores,
    BinaryTokenVectors,
    FloatArray,
    ModelIdentity,
    TokenVectors,
)


class Embedder(Protocol):
    """Text → unit float32 vectors; cosine similarity is their inner product.

    The same text always gives the same vector, whatever else is in the batch (to 1e-4).
    """

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is."""

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of passages, (n, dimension)."""

    def embed_question(self, text: str) -> FloatArray:
        """The vector of one question, (dimension,)."""

    def embed_questions(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of many questions as from :meth:`embed_question`, (n, dimension)."""

    def embed_passage_tokens(
        self, texts: Sequence[str]
    ) -> tuple[FloatArray, list[BinaryTokenVectors]]:
        """Vectors of passages as from :meth:`embed_passages`, and those of their tokens.

        A model without token vectors returns the vector of the text as a single token.
        """

    def embed_question_tokens(self, text: str) -> tuple[FloatArray, TokenVectors]:
        """The vector of one question, and those of its tokens."""

    def known_share(self, text: str) -> float:
        """The share of the letters of ``text`` that are in words which the model can read, 0 to 1.

        A model reads a word that its vocabulary holds, or that it breaks into few pieces.
        """


class AnswerReader(Protocol):
    """Reads passages for the answer: question and passage → relevance and scores of its tokens."""

    @property
    def max_passages(self) -> int:
        """How many passages it reads for a question."""

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[AnswerScores]:
        """Scores each passage, given as the pair of its article's heading and its text.

        The scores of a passage do not depend on the other passages (to 1e-4).
        """
