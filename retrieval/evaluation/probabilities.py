"""Measures of how well probabilities are calibrated and tell right from wrong."""

from __future__ import annotations

import numpy as np

from retrieval.evaluation.logistic import Array

_BINS = 10


def calibration_error(probabilities: Array, labels: Array) -> float:
    """Expected calibration error: mean over ten bins of |mean probability - share that is right|.

    Guo et al., "On Calibration of Modern Neural Networks", 2017.
    """
    return sum(
        count / len(labels) * abs(predicted - observed)
        for predicted, observed, count in reliability(probabilities, labels)
    )


def reliability(probabilities: Array, labels: Array) -> list[tuple[float, float, int]]:
    """For each non-empty bin of a tenth: mean probability, share of label 1, count."""
    bins = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    return [
        (float(probabilities[own].mean()), float(labels[own].mean()), int(own.sum()))
        for number in range(_BINS)
        if (own := bins == number).any()
    ]


def roc_area(scores: Array, labels: Array) -> float:
    """The probability that a score of label 1 is above one of label 0; ties count half."""
    positive, negative = scores[labels == 1], scores[labels == 0]
    above = (positive[:, None] > negative[None, :]).mean()
    ties = (positive[:, None] == negative[None, :]).mean()
    return float(above + 0.5 * ties)


def answered_at(scores: Array, labels: Array, *, false_answers: float) -> float:
    """The true positive rate at the threshold with a false positive rate of ``false_answers``."""
    threshold = np.quantile(scores[labels == 0], 1.0 - false_answers)
    return float((scores[labels == 1] > threshold).mean())
