"""Baselines for retrieval quality: dense vectors, BM25, and reciprocal rank fusion of both.

All search the text of passages only, as in the examples of common libraries.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from retrieval.protocols import Embedder
from retrieval.text.words.terms import index_terms, question_terms
from retrieval.types import FloatArray, Passage

_K1, _B = 1.5, 0.75
_RRF = 60  # Cormack et al., "Reciprocal Rank Fusion", 2009
_DEPTH = 100


class Baselines:
    """Rankings of ``passages`` as indices, best first; vectors are cached in ``cache``."""

    def __init__(self, passages: Sequence[Passage], embedder: Embedder, cache: Path) -> None:
        self._embedder = embedder
        self._vectors = _vectors(passages, embedder, cache)
        self._words = Bm25([index_terms(passage.text) for passage in passages])

    def by_vectors(self, question: str) -> list[int]:
        """MiniLM with exact inner product."""
        return _best(self._vectors @ self._embedder.embed_question(question))

    def by_words(self, question: str) -> list[int]:
        """BM25 with k1 1.5 and b .75."""
        return _best(self._words.scores(question_terms(question)))

    def by_ranks(self, question: str) -> list[int]:
        """Both by reciprocal rank fusion."""
        scores: defaultdict[int, float] = defaultdict(float)
        for ranking in (self.by_vectors(question), self.by_words(question)):
            for rank, index in enumerate(ranking, start=1):
                scores[index] += 1.0 / (_RRF + rank)
        return sorted(scores, key=lambda index: (-scores[index], index))


class Bm25:
    """BM25 over lists of terms."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self._count = len(texts)
        mean = max(1.0, sum(map(len, texts)) / max(1, len(texts)))
        self._postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for index, terms in enumerate(texts):
            norm = _K1 * (1.0 - _B + _B * len(terms) / mean)
            for term, frequency in Counter(terms).items():
                self._postings[term].append((index, frequency * (_K1 + 1.0) / (frequency + norm)))

    def scores(self, terms: Sequence[str]) -> FloatArray:
        """The score of every text. (n,) float32"""
        total = np.zeros(self._count, dtype=np.float32)
        for term in terms:
            own = self._postings.get(term, [])
            weight = math.log(1.0 + (self._count - len(own) + 0.5) / (len(own) + 0.5))
            for index, score in own:
                total[index] += weight * score
        return total


def _best(scores: FloatArray) -> list[int]:
    return [int(index) for index in np.argsort(-scores, kind="stable")[:_DEPTH]]


def _vectors(passages: Sequence[Passage], embedder: Embedder, cache: Path) -> FloatArray:
    ids = np.array([passage.passage_id for passage in passages])
    if cache.is_file():
        with np.load(cache, allow_pickle=False) as cached:
            if np.array_equal(cached["ids"], ids):
                return np.asarray(cached["vectors"], dtype=np.float32)
    vectors = embedder.embed_passages([passage.text for passage in passages])
    np.savez(cache, ids=ids, vectors=vectors)
    return vectors
