"""What alerts ask: each question once, however many alerts ask it, and understood once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from retrieval.search.filtered_answering import Asked, with_named_filters
from retrieval.search.searcher import Searcher
from retrieval.types import (
    Alert,
    BinaryTokenVectors,
    Filters,
    FloatArray,
    ModelIdentity,
    Query,
    TokenVectors,
)

if TYPE_CHECKING:
    from retrieval.protocols import Embedder


class AlertQuestion(NamedTuple):
    """A question as several alerts may ask it."""

    text: str
    filters: Filters
    threshold: float | None


def by_question(alerts: Sequence[Alert]) -> dict[AlertQuestion, list[Alert]]:
    """Alerts by what they ask, in order."""
    asked: defaultdict[AlertQuestion, list[Alert]] = defaultdict(list)
    for alert in alerts:
        asked[AlertQuestion(alert.question, alert.filters, alert.threshold)].append(alert)
    return asked


@dataclass(frozen=True, slots=True)
class UnderstoodQuestion:
    """A question within the filters that it names, and the query for it."""

    asked: Asked
    query: Query

    @classmethod
    def of(cls, question: AlertQuestion, searcher: Searcher) -> UnderstoodQuestion:
        """What ``searcher`` understands."""
        within = replace(searcher, filters=question.filters)
        asked = with_named_filters(Asked(question.text, (), question.filters), within)
        return cls(asked, replace(within, filters=asked.filters).understand(asked.question))


@dataclass(frozen=True, slots=True)
class RememberingEmbedder:
    """See :class:`retrieval.protocols.Embedder`; questions are embedded once each."""

    embedder: Embedder
    _questions: dict[str, tuple[FloatArray, TokenVectors]] = field(default_factory=dict)

    @property
    def identity(self) -> ModelIdentity:
        """See :class:`retrieval.protocols.Embedder`."""
        return self.embedder.identity

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        """See :class:`retrieval.protocols.Embedder`."""
        return self.embedder.embed_passages(texts)

    def embed_question(self, text: str) -> FloatArray:
        """See :class:`retrieval.protocols.Embedder`."""
        return self.embedder.embed_question(text)

    def embed_questions(self, texts: Sequence[str]) -> FloatArray:
        """See :class:`retrieval.protocols.Embedder`."""
        return self.embedder.embed_questions(texts)

    def embed_passage_tokens(
        self, texts: Sequence[str]
    ) -> tuple[FloatArray, list[BinaryTokenVectors]]:
        """See :class:`retrieval.protocols.Embedder`."""
        return self.embedder.embed_passage_tokens(texts)

    def embed_question_tokens(self, text: str) -> tuple[FloatArray, TokenVectors]:
        """See :class:`retrieval.protocols.Embedder`."""
        if text not in self._questions:
            self._questions[text] = self.embedder.embed_question_tokens(text)
        return self._questions[text]

    def known_share(self, text: str) -> float:
        """See :class:`retrieval.protocols.Embedder`."""
        return self.embedder.known_share(text)
