"""Pairwise learning to rank by logistic regression."""

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
    """Fits one weight per feature to the pairs of a relevant and an irrelevant row of a group.

    A group is its features, (rows, features), which rows are relevant, and the group's weight,
    however many pairs it has. ``penalty`` pulls the weights towards ``prior``, 0 by default.
    """
    differences, counts = [], []
    for features, is_relevant, weight in groups:
        relevant = np.array(is_relevant, dtype=bool)
        pairs_of = features[relevant][:, None] - features[~relevant][None]
        own = pairs_of.reshape(-1, features.shape[1])
        differences.append(own)
        counts.append(np.full(len(own), weight / max(1, len(own))))
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
    """The weight of a group of each kind, so that both kinds have equal total weight; mean 1."""
    count = {kind: kinds.count(kind) for kind in (True, False)}
    return {kind: len(kinds) / (2.0 * max(1, own)) for kind, own in count.items()}
