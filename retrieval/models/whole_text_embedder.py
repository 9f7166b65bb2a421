"""What embedders share that tell no tokens apart: a text has one vector."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from retrieval.models.token_vectors import binarize, single_token
from retrieval.types import BinaryTokenVectors, FloatArray, TokenVectors


class WholeTextEmbedder(ABC):
    """See :class:`retrieval.protocols.Embedder`; questions are embedded as passages are."""

    @abstractmethod
    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        """See :class:`retrieval.protocols.Embedder`."""

    def embed_question(self, text: str) -> FloatArray:
        vector: FloatArray = self.embed_questions([text])[0]
        return vector

    def embed_questions(self, texts: Sequence[str]) -> FloatArray:
        return self.embed_passages(texts)

    def embed_passage_tokens(
        self, texts: Sequence[str]
    ) -> tuple[FloatArray, list[BinaryTokenVectors]]:
        """See :class:`retrieval.protocols.Embedder`; the whole text is a single token."""
        vectors = self.embed_passages(texts)
        return vectors, [binarize(single_token(vector)) for vector in vectors]

    def embed_question_tokens(self, text: str) -> tuple[FloatArray, TokenVectors]:
        """See :class:`retrieval.protocols.Embedder`; the whole text is a single token."""
        vector = self.embed_question(text)
        return vector, single_token(vector)

    def known_share(self, text: str) -> float:
        """See :class:`retrieval.protocols.Embedder`; all of it, as pieces are not known."""
        return 1.0
