"""Evidence → confidence: how likely it is that the archive answers the question."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from retrieval.text.question_type import asked_kind
from retrieval.types import Evidence, Query

CONFIDENT_RESULTS = 3

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

_POOL = 40  # hits; fewer are filled up with such as any archive has
_TYPICAL_MATCH = 0.3


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """A logistic regression over :func:`confidence_features`."""

    weights: tuple[float, ...]
    intercept: float


def background(evidence: Sequence[Evidence]) -> float:
    """How well the hits of a question match it on the whole: the mean of their token matches."""
    matches = [item.token_match for item in evidence[:_POOL]]
    return (sum(matches) + _TYPICAL_MATCH * (_POOL - len(matches))) / _POOL


def confidence_features(
    query: Query, evidence: Sequence[Evidence], background: float
) -> list[float]:
    """What confidence is judged by, in the order of CONFIDENCE_FEATURES.

    Each of the evidence is the best that the first results offer, for any one of them may answer.
    ``contrast`` is how far the best token match stands out from the ``background`` of all hits.
    """
    first = evidence[:CONFIDENT_RESULTS]
    kind = asked_kind(query.text)
    return [
        *(max(float(getattr(item, name)) for item in first) for name in CONFIDENCE_FEATURES[:7]),
        math.log1p(len(query.terms)),
        float(kind == "number"),
        float(kind == "name"),
        max(item.token_match for item in first) - background,
    ]


def confidence(
    query: Query,
    evidence: Sequence[Evidence],
    background: float,
    *,
    model: ConfidenceModel | None = None,
) -> float:
    """The probability that one of the first three results answers, 0 where there are none.

    The model, where none is given, is the one that ``python -m scripts.train confidence`` fitted on
    questions with and without their answering articles in the archive.
    """
    if not evidence:
        return 0.0
    model = model or default_model()
    weighted = zip(model.weights, confidence_features(query, evidence, background), strict=True)
    score = model.intercept + sum(weight * value for weight, value in weighted)
    return 1.0 / (1.0 + math.exp(-score))


@cache
def default_model() -> ConfidenceModel:
    """The model that the program comes with."""
    text = files("retrieval.search").joinpath("confidence.json").read_text(encoding="utf-8")
    return read_model(text)


@lru_cache(maxsize=8)
def read_model(text: str) -> ConfidenceModel:
    """The model that :func:`model_text` wrote; raises ValueError where ``text`` is none."""
    values = json.loads(text)
    try:
        weights = tuple(float(values["weights"][name]) for name in CONFIDENCE_FEATURES)
        return ConfidenceModel(weights, float(values["intercept"]))
    except (KeyError, TypeError) as error:
        raise ValueError("It is not a model of confidence with the features of today.") from error


def model_text(model: ConfidenceModel) -> str:
    """``model`` as JSON."""
    weights = dict(zip(CONFIDENCE_FEATURES, model.weights, strict=True))
    rounded = {name: round(weight, 4) for name, weight in weights.items()}
    return json.dumps({"weights": rounded, "intercept": round(model.intercept, 4)}, indent=1)
