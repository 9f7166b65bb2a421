#!/usr/bin/env python3
"""Fits ``retrieval/confidence.json``: how likely it is that an archive answers a question.

Each training question is asked twice, with its answering articles in the archive and without; what
is fitted is whether one of the first three results is right. Needs the folder ``shared``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from retrieval.answering import (  # noqa: E402
    CONFIDENCE_FEATURES,
    CONFIDENT_RESULTS,
    confidence_features,
)
from retrieval.logistic import (  # noqa: E402
    Array,
    answered_at,
    calibration_error,
    fit_intercept,
    fit_logistic,
    reliability,
    roc_area,
    sigmoid,
)
from retrieval.ranking import best_first  # noqa: E402
from retrieval.reranking import default_reranker  # noqa: E402
from scripts.quality_archives import Case, all_cases  # noqa: E402
from scripts.quality_sets import SETS, SHARED  # noqa: E402

TARGET = ROOT / "retrieval" / "confidence.json"
_PENALTY = 10.0
# Unanswerable questions about a paragraph that is there differ from answerable ones by its meaning
# alone, which nothing here can tell: at full weight they would only make every answer doubtful.
_SEEMING_WEIGHT = 0.3


def main() -> int:
    """Fits on training questions, prints how good it is on the others, writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="folder of the archives")
    arguments = parser.parse_args()
    if not SHARED.is_dir():
        print(f"There is nothing to fit on: {SHARED} is not there.")
        return 0
    cases = {name: list(all_cases(make(), arguments.cache)) for name, make in SETS.items()}
    training = [case for own in cases.values() for case in own if not case.question.is_test]
    features, labels = _rows(training)
    counts = np.array(
        [1.0 if case.question.is_answerable else _SEEMING_WEIGHT for case in training]
    )
    fit = fit_logistic(features, labels, counts=counts, penalty=_PENALTY)
    # Such questions teach what to look at, but how often to answer is learnt without them.
    plain = [case for case in training if case.question.is_answerable]
    intercept = fit_intercept(*_rows(plain), fit.weights)
    for name, own in cases.items():
        _report(name, [case for case in own if case.question.is_test], fit.weights, intercept)
    weights = {
        name: round(float(weight), 4)
        for name, weight in zip(CONFIDENCE_FEATURES, fit.weights, strict=True)
    }
    content = {"weights": weights, "intercept": round(intercept, 4)}
    TARGET.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0


def _rows(cases: Iterable[Case]) -> tuple[Array, Array]:
    """Features and labels of questions for which anything was found."""
    rows = list(_labelled(cases))
    return np.array([row for row, _ in rows]), np.array([label for _, label in rows])


def _labelled(cases: Iterable[Case]) -> Iterator[tuple[list[float], float]]:
    for case in cases:
        results, evidence = case.found.results, case.found.evidence
        scores = default_reranker().scores(case.query, results, evidence)
        places = best_first(results, scores)[:CONFIDENT_RESULTS]
        is_answered = any(case.right[place] for place in places)
        first = [evidence[place] for place in places]
        features = confidence_features(case.query, first, case.found.background)
        yield features, float(is_answered)


def _report(name: str, cases: Sequence[Case], weights: Array, intercept: float) -> None:
    if not cases:
        return
    features, labels = _rows(cases)
    odds = sigmoid(features @ weights + intercept)
    is_in = np.array([float(not case.is_hidden) for case in cases])
    sure = labels == is_in  # another article may answer as well, and no answer may be found
    passed = odds >= 0.5
    print(f"{name}: {len(cases)} questions, half of them without their articles")
    figures = {
        "calibration error": calibration_error(odds, labels),
        "ROC area, articles there against taken out": roc_area(odds, is_in),
        "ROC area, first three answer or not": roc_area(odds, labels),
        "ROC area, answered with them there, not without": roc_area(odds[sure], is_in[sure]),
        "answered at 10 % false answers": answered_at(odds[sure], is_in[sure], false_answers=0.1),
        "answered at .5 of those that the first three answer": float(passed[labels == 1].mean()),
        "answered at .5 of the others": float(passed[labels == 0].mean()),
    }
    for figure, value in figures.items():
        print(f"  {value:.3f}  {figure}")
    for claimed, true, count in reliability(odds, labels):
        print(f"    said {claimed:.2f}  was {true:.2f}  ({count})")


if __name__ == "__main__":
    sys.exit(main())
