"""Ranking and judging by words alone, in languages that no model here reads.

The weights were fitted by ``python -m scripts.train languages`` on several languages and have been
checked on each with weights that were fitted without it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from importlib.resources import files

import numpy as np

from retrieval.text.answers.answer_type import answer_type, asks_for_kind
from retrieval.text.questions.question_form import capital_marks_names
from retrieval.types import (
    FloatArray,
    JsonObject,
    PassageFeatures,
    Query,
    Result,
    UnmetTerms,
    WordFeatures,
)

SENTENCE_WORD_FEATURES = (
    "coverage",
    "likeness",
    "closeness",
    "rarest",
    "around_likeness",
    "specific",
    "beyond_heading",
    "has_answer_type",
    "of_kind",
    "gives_reason",
    "reason_likeness",
    "reason_before",
    "counted",
    "person",
    "opens_article",
    "length",
)
"""Of a sentence. ``around_likeness`` is that of the sentence together with the heading and the
sentences beside it; ``specific`` and ``beyond_heading`` leave out what the whole article is about,
see :class:`retrieval.search.evidence.word_match.SentenceMatch`; ``of_kind`` is ``has_answer_type``
where a number, an age, a price or a person is asked for, else 0; ``gives_reason`` is 0 unless a
reason is asked for, and so are ``reason_likeness``, which is ``likeness``, and ``reason_before``,
which is that of the sentence before; ``counted`` is how similar a word behind a number in it is to
the word that is counted, where a number is asked for; ``person`` is whether it names somebody,
where a person is asked for; ``length`` is the logarithm of its terms relative to a usual sentence.
"""

_STANDARDISED = ("bm25", "sentence_score")
_AS_THEY_ARE = (
    "likeness",
    "closeness",
    "rarest",
    "sentence_likeness",
    "sentence_closeness",
    "around_likeness",
)
RANKING_WORD_FEATURES = (
    *_STANDARDISED,
    "article_bm25",
    *_AS_THEY_ARE,
    "bm25_share",
    "bm25_of_best",
    "has_answer_type",
    "names_covered",
    "paragraph_position",
    "date_proximity",
    "named_publisher",
)
_UNMET = tuple(field.name for field in fields(UnmetTerms))
CONFIDENCE_WORD_FEATURES = (
    "likeness",
    "whole_likeness",
    "closeness",
    "rarest",
    "sentence_coverage",
    "sentence_likeness",
    "sentence_closeness",
    "around_likeness",
    "names_covered",
    "has_names",
    "offers",
    "terms",
    "asks_number",
    "asks_name",
    "bm25_share",
    "bm25_contrast",
    "likeness_contrast",
    "asks_kind",
    "counted",
    "lacks_kind",
    *(f"unmet_{name}" for name in _UNMET),
)

# A second sentence is highlighted if it is at least a quarter as likely as the best to answer.
SECOND_SENTENCE_MARGIN = math.log(4.0)


def ranking_word_features(
    results: Sequence[Result], features: Sequence[PassageFeatures], dates: FloatArray
) -> FloatArray:
    """The feature matrix, with RANKING_WORD_FEATURES as columns: (results, features).

    The first two are z-scores among the results; ``article_bm25`` is the highest z-score of
    ``bm25`` of any passage of the same article, and ``bm25_of_best`` its share of the best score.
    ``dates`` is how near each article is to the time asked about; it and the two features before
    it are as in the default reranker.
    """
    if not results:
        return np.zeros((0, len(RANKING_WORD_FEATURES)), dtype=np.float32)
    words = [_words(own) for own in features]
    z_scores = [
        _z_scores([own.bm25 for own in features]),
        _z_scores([own.sentence_score for own in words]),
    ]
    best = max(own.bm25 for own in features) or 1.0
    highest: dict[str, float] = {}
    for result, score in zip(results, z_scores[0].tolist(), strict=True):
        highest[result.article.doc_id] = max(score, highest.get(result.article.doc_id, score))
    columns: list[FloatArray] = [
        *z_scores,
        np.array([highest[result.article.doc_id] for result in results]),
        np.array([[getattr(own, name) for name in _AS_THEY_ARE] for own in words]),
        np.array([own.bm25_share for own in words]),
        np.array([own.bm25 / best for own in features]),
        np.array([own.has_answer_type for own in features]),
        np.array([own.name_coverage for own in features]),
        np.array([-math.log(result.passage.paragraph) for result in results]),
        dates,
        np.array([own.is_named_publisher for own in features]),
    ]
    return np.column_stack(columns).astype(np.float32)


def confidence_word_features(
    query: Query, results_features: Sequence[PassageFeatures]
) -> list[float]:
    """The inputs of the confidence model, in the order of CONFIDENCE_WORD_FEATURES.

    The contrasts are how far the first result exceeds the best of the others. Where all nouns have
    a capital, too few names are told from other words to count here.
    """
    first, others = results_features[0], results_features[1:]
    words = _words(first)
    wanted = answer_type(query.asked, query.language)
    has_names = bool(query.names) and capital_marks_names(query.language)
    next_bm25 = max((own.bm25 for own in others), default=0.0)
    next_likeness = max((_words(own).whole_likeness for own in others), default=0.0)
    return [
        words.likeness,
        words.whole_likeness,
        words.closeness,
        words.rarest,
        first.sentence_coverage,
        words.sentence_likeness,
        words.sentence_closeness,
        words.around_likeness,
        first.name_coverage if has_names else 1.0,
        float(has_names),
        float(first.has_answer_type),
        math.log1p(len(query.terms)),
        float(wanted == "number"),
        float(wanted == "name"),
        words.bm25_share,
        (first.bm25 - next_bm25) / first.bm25 if first.bm25 else 0.0,
        words.whole_likeness - next_likeness,
        float(asks_for_kind(query.asked, query.language)),
        words.counted,
        float(words.lacks_kind),
        *(getattr(words.unmet, name) for name in _UNMET),
    ]


@cache
def sentence_weights() -> FloatArray:
    """Weights of SENTENCE_WORD_FEATURES. (features,)"""
    return _weights("sentence", SENTENCE_WORD_FEATURES)


@cache
def ranking_weights() -> FloatArray:
    """Weights of RANKING_WORD_FEATURES. (features,)"""
    return _weights("ranking", RANKING_WORD_FEATURES)


@cache
def confidence_weights() -> tuple[tuple[float, ...], float]:
    """Weights of CONFIDENCE_WORD_FEATURES, and the intercept."""
    weights = _weights("confidence", CONFIDENCE_WORD_FEATURES)
    return tuple(map(float, weights)), float(_values()["intercept"])


def _weights(kind: str, names: Sequence[str]) -> FloatArray:
    return np.array([_values()[kind][name] for name in names], dtype=np.float32)


@cache
def _values() -> JsonObject:
    text = files(__package__).joinpath("words_only.json").read_text(encoding="utf-8")
    values: JsonObject = json.loads(text)
    return values


def _words(features: PassageFeatures) -> WordFeatures:
    if features.words is None:
        raise ValueError("These features were not computed by words alone.")
    return features.words


def _z_scores(values: Sequence[float]) -> FloatArray:
    own = np.array(values, dtype=np.float32)
    deviation = float(own.std())
    return np.asarray((own - own.mean()) / (deviation if deviation > 1e-6 else 1.0), np.float32)
