"""Quality of a confidence model, on questions with and without their answering articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.evaluation.logistic import Array, sigmoid
from retrieval.evaluation.probabilities import (
    answered_at,
    calibration_error,
    reliability,
    roc_area,
)
from retrieval.search.judging.confidence import (
    COMPARED_RESULTS,
    ConfidenceModel,
    confidence_features,
)
from retrieval.search.ranking.fusion import diversify
from retrieval.search.ranking.reranker import default_reranker
from scripts.quality.archives import JudgedQuestion

_DRAWS = 200


@dataclass(frozen=True, slots=True)
class ConfidenceFigures:
    """Figures by name, and the reliability: mean probability, share right, count of each bin."""

    values: dict[str, float]
    reliability: list[tuple[float, float, int]]


def features_and_labels(judged: Iterable[JudgedQuestion]) -> tuple[Array, Array]:
    """The confidence features, and whether the first result is relevant."""
    rows = list(_labelled(judged))
    return np.array([row for row, _ in rows]), np.array([label for _, label in rows])


def figures(judged: Sequence[JudgedQuestion], model: ConfidenceModel) -> ConfidenceFigures:
    """The quality of ``model`` on questions for which something was found."""
    features, labels = features_and_labels(judged)
    probabilities = sigmoid(features @ np.array(model.weights) + model.intercept)
    is_in = np.array(
        [float(own.question.is_answerable and not own.is_answer_hidden) for own in judged]
    )
    sure = labels == is_in  # another article may answer as well, and no answer may be found
    passed = probabilities >= 0.5
    values = {
        "calibration error": calibration_error(probabilities, labels),
        "of that by chance, with so many questions": _error_by_chance(probabilities),
        "ROC area, articles there against taken out": roc_area(probabilities, is_in),
        "ROC area, first answers or not": roc_area(probabilities, labels),
        "ROC area, answered with them there, not without": roc_area(
            probabilities[sure], is_in[sure]
        ),
        "answered at 10 % false answers": answered_at(
            probabilities[sure], is_in[sure], false_answers=0.1
        ),
        "answered at .5 of those that the first answers": float(passed[labels == 1].mean()),
        "answered at .5 of the others": float(passed[labels == 0].mean()),
    }
    return ConfidenceFigures(values, reliability(probabilities, labels))


def print_figures(
    name: str, judged: Sequence[JudgedQuestion], model: ConfidenceModel
) -> ConfidenceFigures:
    """Prints the figures of a set; returns them."""
    found = figures(judged, model)
    print(f"{name}: {len(judged)} questions")
    for figure, value in found.values.items():
        print(f"  {value:.3f}  {figure}")
    for claimed, true, count in found.reliability:
        print(f"    said {claimed:.2f}  was {true:.2f}  ({count})")
    return found


def _error_by_chance(probabilities: Array) -> float:
    """The mean error of perfect probabilities: labels are drawn by them, with a fixed seed."""
    drawn = np.random.default_rng(0).random((_DRAWS, len(probabilities))) < probabilities
    return float(np.mean([calibration_error(probabilities, own) for own in drawn]))


def _labelled(questions: Iterable[JudgedQuestion]) -> Iterator[tuple[list[float], float]]:
    for judged in questions:
        found = judged.found
        scores = default_reranker().scores(judged.query, found.results, found.features)
        order = diversify(found.results, scores, COMPARED_RESULTS)
        first = [found.features[index] for index in order]
        features = confidence_features(judged.query, first, found.mean_match)
        yield features, float(judged.relevant[order[0]])
