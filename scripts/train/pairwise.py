"""Weights that put what is right before what is wrong: logistic regression over pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from retrieval.evaluation.logistic import Array, fit_logistic


def fit_pairwise(
    groups: Iterable[tuple[Array, Sequence[bool], float]],
    *,
    penalty: float,
    prior: Array | None = None,
) -> Array:
    """One weight a feature, fitted to the pairs of a right and a wrong row of the same group.

    A group is its features, (rows, features), which rows are right, and how much it counts, however
    many pairs it has. ``penalty`` holds the weights near the ``prior`` ones, 0 where none are.
    """
    differences, counts = [], []
    for features, is_right, count in groups:
        right = np.array(is_right, dtype=bool)
        own = (features[right][:, None] - features[~right][None]).reshape(-1, features.shape[1])
        differences.append(own)
        counts.append(np.full(len(own), count / max(1, len(own))))
    pairs = np.concatenate(differences)
    return fit_logistic(
        pairs,
        np.ones(len(pairs)),
        counts=np.concatenate(counts),
        penalty=penalty,
        intercept=False,
        prior=prior,
    ).weights


def balanced(kinds: Sequence[bool]) -> dict[bool, float]:
    """What a group of each kind counts, so that both kinds together count alike; 1 on the mean."""
    count = {kind: kinds.count(kind) for kind in (True, False)}
    return {kind: len(kinds) / (2.0 * max(1, own)) for kind, own in count.items()}
