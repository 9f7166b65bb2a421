"""Confidence: the probability that the first results answer the question."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from retrieval.text.answer_type import answer_type
from retrieval.types import PassageFeatures, Query

CONFIDENT_RESULTS = 3

# These names are stored in calibrated archives and must not change.
CONFIDENCE_FEATURES = (
    "cosine",
    "token_match",
    "sentence_match",
    "coverage",
    "sentence_coverage",
    "names_covered",
    "offers",
    "terms",
    "asks_number",
    "asks_name",
    "contrast",
)

_MEAN_OVER = 40  # results; missing ones count as _TYPICAL_MATCH
_TYPICAL_MATCH = 0.3


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """A logistic regression over :func:`confidence_features`."""

    weights: tuple[float, ...]
    intercept: float


def mean_match(features: Sequence[PassageFeatures]) -> float:
    """The mean token match of the passages retrieved for a question."""
    matches = [own.token_match for own in features[:_MEAN_OVER]]
    return (sum(matches) + _TYPICAL_MATCH * (_MEAN_OVER - len(matches))) / _MEAN_OVER


def confidence_features(
    query: Query, features: Sequence[PassageFeatures], mean_match: float
) -> list[float]:
    """The inputs of the confidence model, in the order of CONFIDENCE_FEATURES.

    Each feature of a passage is the maximum over the first results, because any one of them may
    answer. The last is how far the best token match exceeds ``mean_match``.
    """
    first = features[:CONFIDENT_RESULTS]
    best_match = max(own.token_match for own in first)
    wanted = answer_type(query.text)
    return [
        max(own.cosine for own in first),
        best_match,
        max(own.sentence_match for own in first),
        max(own.coverage for own in first),
        max(own.sentence_coverage for own in first),
        max(own.name_coverage for own in first),
        float(any(own.has_answer_type for own in first)),
        math.log1p(len(query.terms)),
        float(wanted == "number"),
        float(wanted == "name"),
        best_match - mean_match,
    ]


def confidence(
    query: Query,
    features: Sequence[PassageFeatures],
    mean_match: float,
    *,
    model: ConfidenceModel | None = None,
) -> float:
    """The probability that one of the first three results answers, 0 where there are none.

    The default model was fitted by ``python -m scripts.train confidence`` on questions with and
    without their answering articles in the archive.
    """
    if not features:
        return 0.0
    model = model or default_model()
    weighted = zip(model.weights, confidence_features(query, features, mean_match), strict=True)
    score = model.intercept + sum(weight * value for weight, value in weighted)
    return 1.0 / (1.0 + math.exp(-score))


@cache
def default_model() -> ConfidenceModel:
    """The packaged model."""
    text = files("retrieval.search").joinpath("confidence.json").read_text(encoding="utf-8")
    return read_model(text)


@lru_cache(maxsize=8)
def read_model(text: str) -> ConfidenceModel:
    """Parses what :func:`model_text` wrote; raises ValueError where features are missing."""
    values = json.loads(text)
    try:
        weights = tuple(float(values["weights"][name]) for name in CONFIDENCE_FEATURES)
        return ConfidenceModel(weights, float(values["intercept"]))
    except (KeyError, TypeError) as error:
        raise ValueError("This confidence model lacks features of the current version.") from error


def model_text(model: ConfidenceModel) -> str:
    """``model`` as JSON."""
    weights = dict(zip(CONFIDENCE_FEATURES, model.weights, strict=True))
    rounded = {name: round(weight, 4) for name, weight in weights.items()}
    return json.dumps({"weights": rounded, "intercept": round(model.intercept, 4)}, indent=1)
