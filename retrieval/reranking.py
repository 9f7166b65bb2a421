"""The default reranker: a linear model over the evidence, compared among the results of a question.

Fitted by ``scripts/fit_ranking.py`` so that the passage that answers comes before those that do
not. The evidence is standardised among the results, for what a score means differs from archive to
archive and from question to question.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from retrieval.types import Evidence, FloatArray, Query, Result

_MEASURES = ("cosine", "lexical", "token_match", "sentence_match")
RANKING_FEATURES = (*_MEASURES, "article_match", "offers")


@dataclass(frozen=True, slots=True)
class LinearReranker:
    """See :class:`retrieval.protocols.Reranker`; one weight for each of RANKING_FEATURES."""

    weights: tuple[float, ...]

    def scores(
        self, query: Query, results: Sequence[Result], evidence: Sequence[Evidence]
    ) -> list[float]:
        """See :class:`retrieval.protocols.Reranker`."""
        features = ranking_features(results, evidence)
        return [float(score) for score in features @ np.array(self.weights)]


@cache
def default_reranker() -> LinearReranker:
    """The reranker with the weights that the program comes with."""
    text = files("retrieval").joinpath("ranking.json").read_text(encoding="utf-8")
    weights = json.loads(text)
    return LinearReranker(tuple(weights[name] for name in RANKING_FEATURES))


def ranking_features(results: Sequence[Result], evidence: Sequence[Evidence]) -> FloatArray:
    """What results are ordered by, in the order of RANKING_FEATURES. (results, features)

    The first four are z-scores among the results. ``article_match`` is the highest token match, as
    z-score, of another passage of the same article: it is about what is asked.
    """
    if not results:
        return np.zeros((0, len(RANKING_FEATURES)), dtype=np.float32)
    raw = np.array([[getattr(item, name) for name in _MEASURES] for item in evidence])
    deviation = raw.std(axis=0)
    relative = (raw - raw.mean(axis=0)) / np.where(deviation > 1e-6, deviation, 1.0)
    support = _article_match(results, relative[:, _MEASURES.index("token_match")])
    offers = np.array([float(item.offers) for item in evidence])
    return np.column_stack([relative, support, offers]).astype(np.float32)


def _article_match(results: Sequence[Result], matches: FloatArray) -> FloatArray:
    best = np.zeros(len(results), dtype=np.float32)
    for place, result in enumerate(results):
        others = [
            match
            for other, match in zip(results, matches, strict=True)
            if other is not result and other.article.doc_id == result.article.doc_id
        ]
        best[place] = max(others, default=0.0)
    return best
