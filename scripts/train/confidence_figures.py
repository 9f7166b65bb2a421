"""How good a model of confidence is, on questions with and without their answering articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.evaluation.logistic import (
    Array,
    answered_at,
    calibration_error,
    reliability,
    roc_area,
    sigmoid,
)
from retrieval.search.fusion import varied
from retrieval.search.judgement import CONFIDENT_RESULTS, ConfidenceModel, confidence_features
from retrieval.search.reranker import default_reranker
from scripts.train.quality_archives import Case


@dataclass(frozen=True, slots=True)
class ConfidenceFigures:
    """Figures by name, and for each tenth of the probabilities: claimed, true, how many."""

    values: dict[str, float]
    reliability: list[tuple[float, float, int]]


def features_and_labels(cases: Iterable[Case]) -> tuple[Array, Array]:
    """What confidence is judged by, and whether one of the first three results was right."""
    rows = list(_labelled(cases))
    return np.array([row for row, _ in rows]), np.array([label for _, label in rows])


def figures(cases: Sequence[Case], model: ConfidenceModel) -> ConfidenceFigures:
    """How good ``model`` is on ``cases``, each of which found something."""
    features, labels = features_and_labels(cases)
    odds = sigmoid(features @ np.array(model.weights) + model.intercept)
    is_in = np.array([float(not case.is_hidden) for case in cases])
    sure = labels == is_in  # another article may answer as well, and no answer may be found
    passed = odds >= 0.5
    values = {
        "calibration error": calibration_error(odds, labels),
        "ROC area, articles there against taken out": roc_area(odds, is_in),
        "ROC area, first three answer or not": roc_area(odds, labels),
        "ROC area, answered with them there, not without": roc_area(odds[sure], is_in[sure]),
        "answered at 10 % false answers": answered_at(odds[sure], is_in[sure], false_answers=0.1),
        "answered at .5 of those that the first three answer": float(passed[labels == 1].mean()),
        "answered at .5 of the others": float(passed[labels == 0].mean()),
    }
    return ConfidenceFigures(values, reliability(odds, labels))


def print_figures(name: str, cases: Sequence[Case], model: ConfidenceModel) -> ConfidenceFigures:
    """Prints the figures of a set; returns them."""
    found = figures(cases, model)
    print(f"{name}: {len(cases)} questions, half of them without their articles")
    for figure, value in found.values.items():
        print(f"  {value:.3f}  {figure}")
    for claimed, true, count in found.reliability:
        print(f"    said {claimed:.2f}  was {true:.2f}  ({count})")
    return found


def _labelled(cases: Iterable[Case]) -> Iterator[tuple[list[float], float]]:
    for case in cases:
        results, evidence = case.found.results, case.found.evidence
        scores = default_reranker().scores(case.query, results, evidence)
        places = varied(results, scores, CONFIDENT_RESULTS)
        first = [evidence[place] for place in places]
        features = confidence_features(case.query, first, case.found.background)
        yield features, float(any(case.right[place] for place in places))
