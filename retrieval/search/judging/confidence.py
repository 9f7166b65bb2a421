"""Confidence: the probability that the first result answers the question."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from retrieval.search.evidence.words_only import (
    CONFIDENCE_WORD_FEATURES,
    confidence_weights,
    confidence_word_features,
)
from retrieval.text.answers.answer_type import answer_type
from retrieval.types import JsonObject, PassageFeatures, Query

COMPARED_RESULTS = 3  # the first result is compared with the others of these

# These names are stored in calibrated archives and must not change.
CONFIDENCE_FEATURES = (
    "relevance",
    "answer_score",
    "relevance_of_others",
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
# Models are fitted to questions asked as often without their answering articles as with them. In
# use people ask an archive for what it is about; nine answerable questions to five that are not
# are assumed. Of 2,587 questions, five to three would get 8 fewer right answers and 3 fewer wrong
# ones, and two to one no more right answers, but 10 more wrong ones.
# What the reader has not read, as in other languages than English, gets no such credit.
_LOG_USAGE_ODDS = math.log(9 / 5)

# What follows an answer is mostly about its article, which so answers likelier than others.
_LOG_SHOWN_ODDS = math.log(2.0)

_TELLS_OF_TOPIC = 0.6  # at least, for a passage that names all that a question names

# A code, or the row of a year, tells more surely than other words what is asked about.
_LOG_EXACT_ODDS = math.log(4.0)

# A passage that fits another name or number better answers less often: the weight was fitted on
# eight desks of invented news, where 13 of 817 right answers fit another, and 9 of 86 others.
_LOG_OTHER_ODDS = -0.9

# At most, for what lacks the codes or the name asked for, or is about something else.
_ABOUT_ANOTHER = 0.1
_HIGHEST_RELEVANCE = 8.0  # what lies beyond makes no passage likelier to answer
_HIGHEST_ANSWER_SCORE = 16.0

_SHARED_FILE = "confidence.json"
_FILES = {"multilingual": "confidence_multilingual.json"}  # of embedders with models of their own

_MEAN_OVER = 40  # results; missing ones count as a typical match
_TYPICAL_MATCH = 0.3
_TYPICAL_MATCHES = {"multilingual": 0.14}  # of embedders with models of their own


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """A logistic regression over :func:`confidence_features`.

    ``is_read`` is whether it is for results that the answer reader has read, ``by_words`` whether
    for those found by words alone, whose features are others. ``embedder`` is the name of the
    embedder for which it is; "" is for all that have no model of their own.
    """

    weights: tuple[float, ...]
    intercept: float
    is_read: bool = True
    by_words: bool = False
    embedder: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its features."""
        return CONFIDENCE_WORD_FEATURES if self.by_words else CONFIDENCE_FEATURES

    @property
    def prior(self) -> float:
        """The log-odds to which the weighted features are added in use."""
        return self.intercept + (_LOG_USAGE_ODDS if self.is_read else 0.0)


def mean_match(features: Sequence[PassageFeatures], embedder: str = "") -> float:
    """The mean token match of the passages retrieved for a question by the embedder of that name.

    Where an archive has few passages, those that are missing count as it typically finds them.
    """
    matches = [own.token_match for own in features[:_MEAN_OVER]]
    typical = _TYPICAL_MATCHES.get(embedder, _TYPICAL_MATCH)
    return (sum(matches) + typical * (_MEAN_OVER - len(matches))) / _MEAN_OVER


def confidence_features(
    query: Query, features: Sequence[PassageFeatures], mean_match: float
) -> list[float]:
    """The inputs of the confidence model, in the order of CONFIDENCE_FEATURES.

    Results found by words alone have those of CONFIDENCE_WORD_FEATURES.

    They are those of the first result and of the question; ``relevance_of_others`` is the highest
    relevance of another of the first COMPARED_RESULTS, and ``contrast`` how far the token match
    exceeds ``mean_match``.
    """
    first, others = features[0], features[1:COMPARED_RESULTS]
    if first.words is not None:
        return confidence_word_features(query, features)
    wanted = answer_type(query.asked, query.language)
    return [
        _limited(first.relevance, _HIGHEST_RELEVANCE),
        _limited(first.answer_score, _HIGHEST_ANSWER_SCORE),
        max(
            (_limited(own.relevance, _HIGHEST_RELEVANCE) for own in others),
            default=-_HIGHEST_RELEVANCE,
        ),
        first.cosine,
        first.token_match,
        first.sentence_match,
        first.coverage,
        first.sentence_coverage,
        first.name_coverage,
        float(first.has_answer_type),
        math.log1p(len(query.terms)),
        float(wanted == "number"),
        float(wanted == "name"),
        first.token_match - mean_match,
    ]


def _limited(score: float | None, limit: float) -> float:
    return -limit if score is None else min(max(score, -limit), limit)


def confidence(
    query: Query,
    features: Sequence[PassageFeatures],
    mean_match: float,
    *,
    model: ConfidenceModel | None = None,
) -> float:
    """The probability that the first result answers, 0 where there is none.

    The packaged models, one for results that were read and one for others, were fitted by ``python
    -m scripts.train confidence`` on questions with and without their answering articles in the
    archive. ``model`` is one fitted to the archive; it counts for results of its own kind.
    """
    if not features:
        return 0.0
    model = model_for(features, model)
    weighted = zip(model.weights, confidence_features(query, features, mean_match), strict=True)
    score = prior_of(query, features, model) + sum(weight * value for weight, value in weighted)
    probability = 1.0 / (1.0 + math.exp(-score))
    first = features[0]
    if not first.has_codes or first.lacks_name or first.is_about_other:
        return min(probability, _ABOUT_ANOTHER)
    return max(probability, _TELLS_OF_TOPIC) if first.tells_of_topic else probability


def prior_of(query: Query, features: Sequence[PassageFeatures], model: ConfidenceModel) -> float:
    """The log-odds to which the weighted features of results for ``query`` are added."""
    if not features:
        return model.prior
    first = features[0]
    return (
        model.prior
        + first.was_shown * _LOG_SHOWN_ODDS
        + first.names_exactly * _LOG_EXACT_ODDS
        + first.fits_other_name * _LOG_OTHER_ODDS
    )


def model_for(
    features: Sequence[PassageFeatures], model: ConfidenceModel | None
) -> ConfidenceModel:
    """``model`` if it is for results like these, read or not; else the packaged one that is."""
    if features and features[0].words is not None:
        return model if model and model.by_words else words_model()
    if model and model.by_words:
        model = None
    is_read = bool(features) and features[0].relevance is not None
    if model and model.is_read == is_read:
        return model
    return default_model(is_read=is_read, embedder=model.embedder if model else "")


@cache
def default_model(*, is_read: bool = True, embedder: str = "") -> ConfidenceModel:
    """The packaged model of that kind for the embedder of that name."""
    name = _FILES.get(embedder, _SHARED_FILE)
    models = json.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
    return next(model for model in map(_model, models) if model.is_read == is_read)


@cache
def words_model() -> ConfidenceModel:
    """The packaged model for results that were found by words alone."""
    weights, intercept = confidence_weights()
    return ConfidenceModel(weights, intercept, is_read=False, by_words=True)


@lru_cache(maxsize=8)
def read_model(text: str) -> ConfidenceModel:
    """Parses what :func:`model_text` wrote; raises ValueError where features are missing."""
    return _model(json.loads(text))


def _model(values: JsonObject) -> ConfidenceModel:
    try:
        by_words = bool(values.get("by_words"))
        names = CONFIDENCE_WORD_FEATURES if by_words else CONFIDENCE_FEATURES
        weights = tuple(float(values["weights"][name]) for name in names)
        is_read = bool(values["is_read"])
        embedder = str(values.get("embedder", ""))
        return ConfidenceModel(weights, float(values["intercept"]), is_read, by_words, embedder)
    except (KeyError, TypeError) as error:
        raise ValueError("This confidence model lacks features of the current version.") from error


def model_text(model: ConfidenceModel) -> str:
    """``model`` as JSON."""
    weights = dict(zip(model.names, model.weights, strict=True))
    rounded = {name: round(weight, 4) for name, weight in weights.items()}
    values = {
        "is_read": model.is_read,
        **({"by_words": True} if model.by_words else {}),
        "weights": rounded,
        "intercept": round(model.intercept, 4),
    }
    if model.embedder:
        values["embedder"] = model.embedder
    return json.dumps(values, indent=1)
