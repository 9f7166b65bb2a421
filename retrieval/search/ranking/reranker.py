"""The default reranker: a linear model over passage features, fitted to put answers first.

Fitted by ``python -m scripts.train ranking``. Scores are standardised among the results of a
question because their scale differs between archives and between questions.
"""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from retrieval.search.evidence.words_only import ranking_weights, ranking_word_features
from retrieval.types import FloatArray, PassageFeatures, Query, Result

_STANDARDISED = ("cosine", "bm25", "token_match", "sentence_match")
RANKING_FEATURES = (
    *_STANDARDISED,
    "article_match",
    "has_answer_type",
    "date_proximity",
    "named_publisher",
    "paragraph_position",
    "relevance",
)
_SHOWN_SCORE = 0.5  # of a passage whose article answered the question before a follow-up
_EXACT_SCORE = 1.5  # of a passage that has just the code, age or year that is asked about
# What was asked before tells which articles are meant, but also draws to the sentences that it was
# asked of: the words of a follow-up itself count more.
_OWN_RELEVANCE_SCORE, _OWN_COVERAGE_SCORE = 2.0, 2.0
_RELEVANCE_SCALE = 4.0  # differences from the highest saturate beyond it
_DAYS_SCALE = 30.0  # the first month of distance counts as much as the next three


@dataclass(frozen=True, slots=True)
class LinearReranker:
    """See :class:`retrieval.protocols.Reranker`; one weight for each of RANKING_FEATURES.

    ``unread_weights`` are for results none of which was read. Results that were found by words
    alone have weights of their own.
    """

    weights: tuple[float, ...]
    unread_weights: tuple[float, ...]

    def scores(
        self, query: Query, results: Sequence[Result], features: Sequence[PassageFeatures]
    ) -> list[float]:
        if features and features[0].words is not None:
            rows = ranking_word_features(results, features, date_proximity(features))
            return _with_shown(rows @ ranking_weights(), features)
        is_read = any(own.relevance is not None for own in features)
        weights = self.weights if is_read else self.unread_weights
        scores = ranking_features(results, features) @ np.array(weights)
        if query.context_chars:
            scores += _of_itself(features)
        return _with_shown(scores, features)


def _of_itself(features: Sequence[PassageFeatures]) -> FloatArray:
    """What passages score as answers to a follow-up without what was asked before it. (n,)"""
    coverage = np.array([own.sentence_coverage for own in features])
    relevance = _relative([own.own_relevance for own in features])
    return np.asarray(_OWN_RELEVANCE_SCORE * relevance + _OWN_COVERAGE_SCORE * coverage)


def _with_shown(scores: FloatArray, features: Sequence[PassageFeatures]) -> list[float]:
    return [
        float(score) + _SHOWN_SCORE * own.was_shown + _EXACT_SCORE * own.names_exactly
        for score, own in zip(scores, features, strict=True)
    ]


@cache
def default_reranker() -> LinearReranker:
    """The reranker with the packaged weights."""
    text = files(__package__).joinpath("ranking.json").read_text(encoding="utf-8")
    values = json.loads(text)
    read, unread = (
        tuple(values[kind][name] for name in RANKING_FEATURES) for kind in ("read", "unread")
    )
    return LinearReranker(read, unread)


def ranking_features(results: Sequence[Result], features: Sequence[PassageFeatures]) -> FloatArray:
    """The feature matrix, with RANKING_FEATURES as columns: (results, features).

    The first four are z-scores among the results. ``article_match`` is the highest z-score of
    ``token_match`` of any passage of the same article. ``date_proximity`` falls with the logarithm
    of the days between the article and the time asked about; it is 0 for all results of a question
    about no time, and the median of the others for an undated article. ``named_publisher`` is 1 for
    articles of a publisher that the question names. ``paragraph_position`` falls with the logarithm
    of the paragraph's number because news tells the main thing first. ``relevance`` is
    relative to the highest one.
    """
    if not results:
        return np.zeros((0, len(RANKING_FEATURES)), dtype=np.float32)
    raw = np.array([[getattr(own, name) for name in _STANDARDISED] for own in features])
    deviation = raw.std(axis=0)
    z_scores = (raw - raw.mean(axis=0)) / np.where(deviation > 1e-6, deviation, 1.0)
    columns = [
        z_scores,
        _article_match(results, z_scores[:, _STANDARDISED.index("token_match")]),
        np.array([float(own.has_answer_type) for own in features]),
        date_proximity(features),
        np.array([float(own.is_named_publisher) for own in features]),
        np.array([-math.log(result.passage.paragraph) for result in results]),
        _relative([own.relevance for own in features]),
    ]
    return np.column_stack(columns).astype(np.float32)


def date_proximity(features: Sequence[PassageFeatures]) -> FloatArray:
    """How near each article is to the time asked about, as in :func:`ranking_features`. (n,)"""
    days = [own.days_away for own in features]
    known = [-math.log1p(away / _DAYS_SCALE) for away in days if away is not None]
    median = statistics.median(known) if known else 0.0
    values = [median if away is None else -math.log1p(away / _DAYS_SCALE) for away in days]
    return np.array(values, dtype=np.float32)


def _relative(relevances: Sequence[float | None]) -> FloatArray:
    """Relevances relative to the highest one; passages that were not read get the lowest. (n,)"""
    known = [own for own in relevances if own is not None]
    highest, lowest = max(known, default=0.0), min(known, default=0.0)
    values = [lowest if own is None else own for own in relevances]
    difference = np.array(values, dtype=np.float32) - np.float32(highest)
    return np.asarray(np.tanh(difference / _RELEVANCE_SCALE), dtype=np.float32)


def _article_match(results: Sequence[Result], matches: FloatArray) -> list[float]:
    best: dict[str, float] = {}
    for result, match in zip(results, matches, strict=True):
        doc_id = result.article.doc_id
        best[doc_id] = max(best.get(doc_id, float(match)), float(match))
    return [best[result.article.doc_id] for result in results]
