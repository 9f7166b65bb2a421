"""Fits ``retrieval/ranking.json``: what the first hits of a question are ordered by.

Logistic regression over pairs of a passage that answers and one that does not, of one question. On
training questions only; questions of later dates and of another domain tell how it transfers.
First without reading on all of them; then with it on those that the reader has not seen, held near
what was found first. Needs the folder ``shared``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np

from retrieval.evaluation.logistic import Array
from retrieval.search.fusion import best_first
from retrieval.search.reranker import (
    RANKING_FEATURES,
    LinearReranker,
    ranking_features,
)
from scripts.train.pairwise import fit_pairwise
from scripts.train.quality_archives import Case, cases, fitting_cache, quality_archive
from scripts.train.quality_sets import SETS, QualitySet

ROOT = Path(__file__).resolve().parents[2]

TARGET = ROOT / "retrieval" / "search" / "ranking.json"
_PENALTY = 30.0
# Hardly a question at hand names a publisher: what nothing can be learnt of stays as set here.
_PRIOR = {"named_publisher": 0.5}

Scores: TypeAlias = Callable[[Case], Sequence[float]]


def main() -> int:
    """Fits on training questions, prints how good it is, writes the weights."""
    cache = fitting_cache(__doc__)
    if cache is None:
        return 0
    sets = {name: make() for name, make in SETS.items()}
    weighed = {name: _answerable(one, cache) for name, one in sets.items()}
    unread = [case for one in sets.values() for case in _answerable(one, cache, read=False)]
    prior = np.array([_PRIOR.get(name, 0.0) for name in RANKING_FEATURES])
    first = _fitted([case for case in unread if not case.question.is_test], prior)
    read = [case for own in weighed.values() for case in own if case.question.is_for_fitting]
    fitted = _fitted(read, first)
    weights = dict(zip(RANKING_FEATURES, (round(float(w), 4) for w in fitted), strict=True))
    reranker = LinearReranker(tuple(weights.values()))
    for name, own in weighed.items():
        for is_test in (False, True):
            _report(name, [c for c in own if c.question.is_test is is_test], reranker)
    TARGET.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    return 0


def _fitted(training: Sequence[Case], prior: Array) -> Array:
    groups = ((_features(case), case.right, 1.0) for case in training)
    return fit_pairwise(groups, penalty=_PENALTY, prior=prior)


def reciprocal_rank(case: Case, scores: Sequence[float], *, depth: int = 10) -> float:
    """One by the rank of the first right result; 0 where none of the first ``depth`` is."""
    order = best_first(case.found.results, scores)[:depth]
    return next((1.0 / rank for rank, i in enumerate(order, start=1) if case.right[i]), 0.0)


def _features(case: Case) -> Array:
    return ranking_features(case.found.results, case.found.evidence).astype(np.float64)


def _reading(strength: float | None) -> float:
    return -math.inf if strength is None else strength


def _answerable(quality_set: QualitySet, cache: Path, *, read: bool = True) -> list[Case]:
    questions = [question for question in quality_set.questions if question.is_answerable]
    with quality_archive(quality_set, cache) as archive:
        return list(cases(quality_set, archive, questions, hide=False, read=read))


def _report(name: str, questions: Sequence[Case], reranker: LinearReranker) -> None:
    if not questions:
        return
    kind = "test" if questions[0].question.is_test else "training"
    rankings: dict[str, Scores] = {
        "fused": lambda case: [result.score for result in case.found.results],
        "reading alone": lambda case: [_reading(e.reading) for e in case.found.evidence],
        "late interaction alone": lambda case: [e.token_match for e in case.found.evidence],
        "fitted": lambda case: reranker.scores(case.query, case.found.results, case.found.evidence),
    }
    for ranking, scores in rankings.items():
        ranks = np.array([reciprocal_rank(case, scores(case)) for case in questions])
        first, five = (ranks == 1.0).mean(), (ranks >= 0.2).mean()
        print(f"{name} {kind}: {ranking:24s} {ranks.mean():.3f} · {first:.3f} · {five:.3f}")
