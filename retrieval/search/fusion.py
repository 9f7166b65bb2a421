"""Fusion of rankings and what is shown of them: pure functions over scores and passages.

Scores are fused, not ranks: reciprocal rank fusion throws away how much better the first hit was,
which is most of what the two searches know (Bruch et al., "An Analysis of Fusion Functions for
Hybrid Retrieval", 2023).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import repeat

import numpy as np

from retrieval.text.terms import index_terms
from retrieval.types import FloatArray, Hit, Result

DENSE_WEIGHT = 0.6
SAME_ARTICLE = 0.3  # of the score of the default reranker, whose deviation is about 1
_NEARLY_THE_SAME = 0.8


def fuse(
    dense: Mapping[int, float],
    lexical: Mapping[int, float],
    *,
    depth: int | None = None,
    dense_weight: float = DENSE_WEIGHT,
) -> list[Hit]:
    """The convex sum of the z-scores of both, best first, ties by lower id, up to ``depth`` if any.

    A passage that one side did not score counts as that side's lowest.

    >>> [hit.passage_id for hit in fuse({1: 0.9, 2: 0.8, 3: 0.1}, {2: 9.0, 3: 1.0})]
    [2, 1, 3]
    """
    ids = sorted(dense.keys() | lexical.keys())
    if not ids:
        return []
    lexical_weight = 1.0 - dense_weight
    total = dense_weight * _z_scores(dense, ids) + lexical_weight * _z_scores(lexical, ids)
    order = np.argsort(-total, kind="stable")[:depth]
    return [Hit(ids[p], s) for p, s in zip(order.tolist(), total[order].tolist(), strict=True)]


def _z_scores(scores: Mapping[int, float], ids: Sequence[int]) -> FloatArray:
    """Scores of ``ids`` with mean 0 and deviation 1; all 0 where they do not differ. (n,)"""
    lowest = min(scores.values(), default=0.0)
    values = np.fromiter(map(scores.get, ids, repeat(lowest)), np.float32, len(ids))
    values -= values.mean()
    deviation = math.sqrt(float(values @ values) / len(ids))
    return values / np.float32(deviation) if deviation > 1e-6 else np.zeros_like(values)


def best_first(results: Sequence[Result], scores: Sequence[float]) -> list[int]:
    """Places of ``results`` in the order of their scores, ties by lower id of the passage."""
    return sorted(
        range(len(results)), key=lambda place: (-scores[place], results[place].passage.passage_id)
    )


def varied(results: Sequence[Result], scores: Sequence[float], k: int) -> list[int]:
    """Places of the best ``k`` of ``results``, best first, that do not repeat each other.

    Another passage of an article that is there already must be better than one of another article
    by SAME_ARTICLE. A passage that nearly repeats one before it is left out: where the shorter
    one's words stand to four fifths in the other, as agency copy in two papers does.
    """
    kept: list[int] = []
    words: list[frozenset[str]] = []
    articles: set[str] = set()
    left = best_first(results, scores)

    def worth(place: int) -> float:
        return scores[place] - SAME_ARTICLE * (results[place].article.doc_id in articles)

    while left and len(kept) < k:
        place = max(left, key=worth)
        left.remove(place)
        own = frozenset(index_terms(results[place].passage.text))
        if not any(_overlap(own, other) > _NEARLY_THE_SAME for other in words):
            kept.append(place)
            words.append(own)
            articles.add(results[place].article.doc_id)
    return kept


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
