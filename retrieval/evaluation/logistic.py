"""Logistic regression by Newton's method, and measures of how good its probabilities are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_STEPS = 50
_BINS = 10


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights, one a feature, and the intercept, 0 where none was asked for."""

    weights: Array
    intercept: float


def fit_logistic(
    features: Array,
    labels: Array,
    *,
    counts: Array | None = None,
    penalty: float = 1.0,
    intercept: bool = True,
    prior: Array | None = None,
) -> Fit:
    """The weights that make ``labels``, 0 or 1, (n,), most likely given ``features``, (n, f).

    ``counts`` says how often each row counts. ``penalty`` holds the weights of the features at
    deviation 1 near the ``prior`` ones, 0 where none are given; the intercept is free.
    """
    counts = np.ones(len(labels)) if counts is None else counts
    scale = features.std(axis=0)
    scale[scale < 1e-9] = 1.0
    rows = features / scale
    if intercept:
        rows = np.column_stack([rows, np.ones(len(rows))])
    ridge = np.full(rows.shape[1], penalty)
    if intercept:
        ridge[-1] = 1e-9
    start = np.zeros(rows.shape[1])
    if prior is not None:
        start[: len(prior)] = prior * scale
    weights = start.copy()
    if intercept:  # far from it Newton's steps would lead away
        weights[-1] = fit_intercept(rows[:, :-1], labels, start[:-1])
    for _ in range(_STEPS):
        probabilities = sigmoid(rows @ weights)
        slope = rows.T @ (counts * (probabilities - labels)) + ridge * (weights - start)
        curve = (
            rows * (counts * probabilities * (1.0 - probabilities))[:, None]
        ).T @ rows + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    own = weights[: features.shape[1]] / scale
    return Fit(own, float(weights[-1]) if intercept else 0.0)


def fit_intercept(features: Array, labels: Array, weights: Array) -> float:
    """The intercept that makes ``labels`` most likely where the ``weights`` are given.

    With it the mean of the probabilities is the share of ones.
    """
    low, high = -50.0, 50.0
    for _ in range(100):
        middle = (low + high) / 2.0
        if sigmoid(features @ weights + middle).mean() < labels.mean():
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def sigmoid(values: Array) -> Array:
    """1 / (1 + e^-x), without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * values)))


def calibration_error(probabilities: Array, labels: Array) -> float:
    """Expected calibration error: mean over ten bins of |mean probability - share that is right|.

    Guo et al., "On Calibration of Modern Neural Networks", 2017.
    """
    return sum(
        count / len(labels) * abs(claimed - true)
        for claimed, true, count in reliability(probabilities, labels)
    )


def reliability(probabilities: Array, labels: Array) -> list[tuple[float, float, int]]:
    """For each tenth of the probabilities that occurs: its mean, the share right, how many."""
    places = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    return [
        (float(probabilities[own].mean()), float(labels[own].mean()), int(own.sum()))
        for place in range(_BINS)
        if (own := places == place).any()
    ]


def roc_area(scores: Array, labels: Array) -> float:
    """The probability that a score of label 1 is above one of label 0; ties count half."""
    positive, negative = scores[labels == 1], scores[labels == 0]
    above = (positive[:, None] > negative[None, :]).mean()
    ties = (positive[:, None] == negative[None, :]).mean()
    return float(above + 0.5 * ties)


def answered_at(scores: Array, labels: Array, *, false_answers: float) -> float:
    """The share of label 1 above the score that ``false_answers`` of label 0 pass."""
    bar = np.quantile(scores[labels == 0], 1.0 - false_answers)
    return float((scores[labels == 1] > bar).mean())
