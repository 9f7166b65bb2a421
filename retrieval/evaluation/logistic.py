"""Logistic regression by Newton's method."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_MAX_STEPS = 50


@dataclass(frozen=True, slots=True)
class Fit:
    """The weights of a logistic regression, (f,), and its intercept, 0 if not fitted."""

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
    """Fits a logistic regression of ``labels``, 0 or 1, (n,), on ``features``, (n, f).

    ``counts`` are the weights of the rows. ``penalty`` is that of an L2 regularisation towards
    ``prior``, 0 by default, on features scaled to deviation 1; the intercept is not penalised.
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
    if intercept:  # else Newton's method may diverge
        weights[-1] = fit_intercept(rows[:, :-1], labels, start[:-1])
    for _ in range(_MAX_STEPS):
        probabilities = sigmoid(rows @ weights)
        gradient = rows.T @ (counts * (probabilities - labels)) + ridge * (weights - start)
        hessian = (
            rows * (counts * probabilities * (1.0 - probabilities))[:, None]
        ).T @ rows + np.diag(ridge)
        step = np.linalg.solve(hessian, gradient)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    own = weights[: features.shape[1]] / scale
    return Fit(own, float(weights[-1]) if intercept else 0.0)


def fit_intercept(features: Array, labels: Array, weights: Array) -> float:
    """The maximum likelihood intercept for given ``weights``, by bisection.

    With it, the mean probability equals the share of ones.
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
