"""Fits ``search/ranking/ranking.json``: the weights of the linear reranker.

Pairwise logistic regression over a relevant and an irrelevant passage of the same question, on
training questions only; questions of later dates and of another domain show how it generalises. The
weights are fitted first without the reader on all of them, then with it on those that the reader
was not trained on, with the first weights as prior. Needs the folder ``shared``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np

from retrieval.evaluation.logistic import Array
from retrieval.search.ranking.fusion import best_first
from retrieval.search.ranking.reranker import (
    RANKING_FEATURES,
    LinearReranker,
    default_reranker,
    ranking_features,
)
from retrieval.types import PassageFeatures
from scripts.quality.archives import (
    JudgedQuestion,
    fitting_cache,
    judge_questions,
    quality_archive,
)
from scripts.quality.sets import FITTING_SETS, MOST_QUESTIONS, SETS, QualitySet
from scripts.train.pairwise import fit_pairwise

ROOT = Path(__file__).resolve().parents[2]

TARGET = ROOT / "retrieval" / "search" / "ranking" / "ranking.json"
_PENALTY = 30.0
# Too few of the questions name a publisher to learn its weight, so the prior decides it.
_PRIOR = {"named_publisher": 0.5}
# There are few questions that the reader was not trained on: they hardly move the weights from
# those without reading and this one for the relevance.
_READ_PRIOR, _READ_PENALTY = {"relevance": 5.0}, 100.0

Scores: TypeAlias = Callable[[JudgedQuestion], Sequence[float]]


def main() -> int:
    """Fits the weights on training questions, prints their quality, writes them."""
    cache = fitting_cache(__doc__)
    if cache is None:
        return 0
    sets = {name: SETS[name]() for name in FITTING_SETS}
    unread = [own for one in sets.values() for own in _judged(one, cache, use_reader=False)]
    prior = _with_priors(np.zeros(len(RANKING_FEATURES)), _PRIOR)
    before = _fit([own for own in unread if not own.question.is_test], prior, _PENALTY)
    _write(before, before)  # chooses what is read below
    judged = {name: _judged(one, cache, use_reader=True) for name, one in sets.items()}
    fitting = [own for group in judged.values() for own in group if own.question.is_for_fitting]
    prior = _with_priors(before, _READ_PRIOR)
    reranker = _write(_fit(fitting, prior, _READ_PENALTY), before)
    for name, group in judged.items():
        for is_test in (False, True):
            _report(name, [own for own in group if own.question.is_test is is_test], reranker)
    return 0


def _with_priors(weights: Array, priors: Mapping[str, float]) -> Array:
    """``weights``, but those of the features in ``priors`` from there."""
    named = zip(RANKING_FEATURES, weights.tolist(), strict=True)
    return np.array([priors.get(name, weight) for name, weight in named])


def _write(read: Array, unread: Array) -> LinearReranker:
    """Writes the weights for results that were read and for others; the reranker with them."""
    weights = {
        kind: dict(zip(RANKING_FEATURES, (round(float(w), 4) for w in own), strict=True))
        for kind, own in (("read", read), ("unread", unread))
    }
    TARGET.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    default_reranker.cache_clear()
    return default_reranker()


def _fit(training: Sequence[JudgedQuestion], prior: Array, penalty: float) -> Array:
    groups = ((_features(judged), judged.relevant, 1.0) for judged in training)
    return fit_pairwise(groups, penalty=penalty, prior=prior)


def reciprocal_rank(judged: JudgedQuestion, scores: Sequence[float]) -> float:
    """1 / rank of the first relevant result; 0 if none of the first ten is relevant."""
    order = best_first(judged.found.results, scores)[:10]
    return next((1.0 / rank for rank, i in enumerate(order, start=1) if judged.relevant[i]), 0.0)


def _features(judged: JudgedQuestion) -> Array:
    return ranking_features(judged.found.results, judged.found.features).astype(np.float64)


def _judged(quality_set: QualitySet, cache: Path, *, use_reader: bool) -> list[JudgedQuestion]:
    answerable = [question for question in quality_set.questions if question.is_answerable]
    answerable = answerable[:MOST_QUESTIONS] if use_reader else answerable
    with quality_archive(quality_set, cache) as archive:
        return list(judge_questions(quality_set, archive, answerable, use_reader=use_reader))


def _report(name: str, questions: Sequence[JudgedQuestion], reranker: LinearReranker) -> None:
    if not questions:
        return
    kind = "test" if questions[0].question.is_test else "training"
    rankings: dict[str, Scores] = {
        "fused": lambda q: [result.score for result in q.found.results],
        "reader alone": lambda q: [_relevance(own) for own in q.found.features],
        "late interaction alone": lambda q: [own.token_match for own in q.found.features],
        "fitted": lambda q: reranker.scores(q.query, q.found.results, q.found.features),
    }
    for ranking, scores in rankings.items():
        ranks = np.array([reciprocal_rank(judged, scores(judged)) for judged in questions])
        first, five = (ranks == 1.0).mean(), (ranks >= 0.2).mean()
        print(f"{name} {kind}: {ranking:24s} {ranks.mean():.3f} · {first:.3f} · {five:.3f}")


def _relevance(features: PassageFeatures) -> float:
    return -math.inf if features.relevance is None else features.relevance
