"""The exchangeable parts of a search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from retrieval.types import (
    PassageFeatures,
    Query,
    Rarity,
    Result,
    Rewriting,
    Turn,
)


class Reranker(Protocol):
    """Scores the retrieved results again, by their features."""

    def scores(
        self, query: Query, results: Sequence[Result], features: Sequence[PassageFeatures]
    ) -> list[float]:
        """How well each result answers, higher is better; comparable within one question."""


class QuestionRewriter(Protocol):
    """Makes a follow-up whole, so that it can be searched for."""

    def rewrite(
        self, question: str, turns: Sequence[Turn], *, language: str, rarity: Rarity
    ) -> Rewriting:
        """What ``question`` asks after ``turns``, of which there is one at least, oldest first.

        ``rarity`` tells how rare terms are in the archive. It is asked only for questions that may
        refer back, and returns those that do not as they are.
        """
