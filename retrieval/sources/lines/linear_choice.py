"""Linear models that choose among candidates, as for a title."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from retrieval.sources.lines.line_features import Features


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights of features by name; below ``threshold``, a probability, nothing is chosen."""

    weights: Mapping[str, float]
    intercept: float
    threshold: float

    def choose_one(self, candidates: Sequence[Features]) -> int | None:
        """Return the number of the candidate that is right if exactly one is; None where unsure.

        The probabilities of the candidates, a softmax of their scores, add up to 1.
        """
        scores = [self.score(features) for features in candidates]
        best = max(scores, default=0.0)
        total = sum(math.exp(score - best) for score in scores)
        return scores.index(best) if scores and 1 / total >= self.threshold else None

    def choose_any(self, candidates: Sequence[Features]) -> int | None:
        """Return the number of the likeliest candidate; None if it is likely that none is right."""
        scores = [self.score(features) for features in candidates]
        best = max(scores, default=-math.inf)
        return scores.index(best) if _probability(best) >= self.threshold else None

    def score(self, features: Features) -> float:
        """Return the score of a candidate, higher if it is likelier to be right."""
        known = (self.weights.get(name, 0.0) * value for name, value in features.items())
        return sum(known) + self.intercept


@cache
def linear_model(package: str, name: str) -> LinearModel:
    """Return the model in the file ``name`` of a package, as ``scripts.train`` wrote it."""
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    return LinearModel(**json.loads(text))


def _probability(score: float) -> float:
    return 0.5 * (1.0 + math.tanh(0.5 * score))
