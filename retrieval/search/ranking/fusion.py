"""Fusion of dense and lexical scores, and diversification of the final ranking.

Scores are fused, not ranks: reciprocal rank fusion discards how much better the first hit was,
which carries most of the information (Bruch et al., "An Analysis of Fusion Functions for Hybrid
Retrieval", 2023).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence, Set
from itertools import repeat

import numpy as np

from retrieval.text.articles.corrections import is_corrected
from retrieval.text.words.terms import index_terms
from retrieval.types import FloatArray, Hit, Result

DENSE_WEIGHT = 0.6
SAME_ARTICLE_PENALTY = 0.3  # in scores of the default reranker, whose deviation is about 1
_NEAR_DUPLICATE = 0.8


def fuse(dense: Mapping[int, float], lexical: Mapping[int, float]) -> list[Hit]:
    """The convex combination of the z-scores of both, best first.

    Ties are broken by the lower id. A passage that one side did not score gets that side's lowest.

    >>> [hit.passage_id for hit in fuse({1: 0.9, 2: 0.8, 3: 0.1}, {2: 9.0, 3: 1.0})]
    [2, 1, 3]
    """
    ids = sorted(dense.keys() | lexical.keys())
    if not ids:
        return []
    total = DENSE_WEIGHT * _z_scores(dense, ids) + (1.0 - DENSE_WEIGHT) * _z_scores(lexical, ids)
    order = np.argsort(-total, kind="stable")
    return [Hit(ids[p], s) for p, s in zip(order.tolist(), total[order].tolist(), strict=True)]


def with_shown(
    hits: Sequence[Hit], shown: Set[int], *, depth: int, always: Set[int] = frozenset()
) -> list[Hit]:
    """The first ``depth`` of ``hits``; the best passages of ``shown`` are among them, and all of
    ``always``, which are few.

    >>> hits = [Hit(1, 0.9), Hit(2, 0.5), Hit(3, 0.4)]
    >>> [hit.passage_id for hit in with_shown(hits, {3}, depth=2)]
    [1, 3]
    >>> [hit.passage_id for hit in with_shown(hits, {2}, depth=2, always={3})]
    [2, 3]
    """
    own = [hit for hit in hits if hit.passage_id in shown - always][: depth // 2]
    own += [hit for hit in hits if hit.passage_id in always]
    others = [hit for hit in hits if hit not in own][: depth - len(own)]
    return sorted((*own, *others), key=lambda hit: (-hit.score, hit.passage_id))


def _z_scores(scores: Mapping[int, float], ids: Sequence[int]) -> FloatArray:
    """Scores of ``ids`` with mean 0 and deviation 1; all 0 where they do not differ. (n,)"""
    lowest = min(scores.values(), default=0.0)
    values = np.fromiter(map(scores.get, ids, repeat(lowest)), np.float32, len(ids))
    values -= values.mean()
    deviation = math.sqrt(float(values @ values) / len(ids))
    return values / np.float32(deviation) if deviation > 1e-6 else np.zeros_like(values)


def best_first(results: Sequence[Result], scores: Sequence[float]) -> list[int]:
    """Indices of ``results`` by descending score, ties by lower passage id."""
    return sorted(range(len(results)), key=lambda i: (-scores[i], results[i].passage.passage_id))


def diversify(
    results: Sequence[Result],
    scores: Sequence[float],
    k: int,
    *,
    story_of: Callable[[Result], int | None] = lambda _: None,
) -> list[int]:
    """Indices of the best ``k`` of ``results``, best first, without repetitions.

    A further passage of an article already chosen is penalised by SAME_ARTICLE_PENALTY. Near
    duplicates of a chosen passage are left out: four fifths of the terms of the shorter one occur
    in the other, unless it states another figure, day or name. Passages of copies of a chosen
    article are left out, too: those of the same story by ``story_of``.
    """
    chosen: list[int] = []
    chosen_terms: list[frozenset[str]] = []
    chosen_articles: set[str] = set()
    quoted: dict[int | None, str] = {}  # the article of each story
    remaining = best_first(results, scores)

    def penalised_score(index: int) -> float:
        is_repeated = results[index].article.doc_id in chosen_articles
        return scores[index] - SAME_ARTICLE_PENALTY * is_repeated

    while remaining and len(chosen) < k:
        index = max(remaining, key=penalised_score)
        remaining.remove(index)
        result, story = results[index], story_of(results[index])
        doc_id = result.article.doc_id
        terms = frozenset(index_terms(result.passage.text, result.article.language))
        is_copy = story is not None and quoted.get(story, doc_id) != doc_id
        alike = (
            results[other].passage.text
            for other, other_terms in zip(chosen, chosen_terms, strict=True)
            if _overlap(terms, other_terms) > _NEAR_DUPLICATE
        )
        if not is_copy and all(
            is_corrected(result.passage.text, text, result.article.language) for text in alike
        ):
            chosen.append(index)
            chosen_terms.append(terms)
            chosen_articles.add(doc_id)
            quoted[story] = doc_id
    return chosen


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the smaller set that is in the other."""
    return len(one & other) / max(1, min(len(one), len(other)))
