"""The default reranker: a linear model over the evidence, compared among the results of a question.

Fitted by ``python -m scripts.train ranking`` so that the passage that answers comes first. The
evidence is standardised among the results, for what a score means differs from archive to archive
and from question to question.
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

from retrieval.types import Evidence, FloatArray, Query, Result

_MEASURES = ("cosine", "lexical", "token_match", "sentence_match")
RANKING_FEATURES = (
    *_MEASURES,
    "article_match",
    "offers",
    "timeliness",
    "named_publisher",
    "lead",
    "reading",
)
_READING_SCALE = 4.0  # passages read so much weaker than the strongest are about as bad as any
_DAYS = 30.0  # so far from the time asked about, the first month weighs as much as the next three


@dataclass(frozen=True, slots=True)
class LinearReranker:
    """See :class:`retrieval.protocols.Reranker`; one weight for each of RANKING_FEATURES."""

    weights: tuple[float, ...]

    def scores(
        self, query: Query, results: Sequence[Result], evidence: Sequence[Evidence]
    ) -> list[float]:
        """See :class:`retrieval.protocols.Reranker`."""
        features = ranking_features(results, evidence)
        return [float(score) for score in features @ np.array(self.weights)]


@cache
def default_reranker() -> LinearReranker:
    """The reranker with the weights that the program comes with."""
    text = files("retrieval.search").joinpath("ranking.json").read_text(encoding="utf-8")
    weights = json.loads(text)
    return LinearReranker(tuple(weights[name] for name in RANKING_FEATURES))


def ranking_features(results: Sequence[Result], evidence: Sequence[Evidence]) -> FloatArray:
    """What results are ordered by, in the order of RANKING_FEATURES. (results, features)

    The first four are z-scores among the results. ``article_match`` is the highest token match, as
    z-score, of any passage of the article: whether the article is about what is asked.
    ``timeliness`` falls with the logarithm of the days that lie between the article and the time
    that is asked about; 0 for all where none is, and the median of the others for an article that
    is not dated. ``named_publisher`` is 1 for articles of a publisher that the question names.
    ``lead`` falls with the logarithm of the paragraph: news tells the main thing first. ``reading``
    falls with how much weaker than the strongest the passage was read; those that were not read
    count as the weakest.
    """
    if not results:
        return np.zeros((0, len(RANKING_FEATURES)), dtype=np.float32)
    raw = np.array([[getattr(item, name) for name in _MEASURES] for item in evidence])
    deviation = raw.std(axis=0)
    relative = (raw - raw.mean(axis=0)) / np.where(deviation > 1e-6, deviation, 1.0)
    support = _article_match(results, relative[:, _MEASURES.index("token_match")])
    offers = np.array([float(item.offers) for item in evidence])
    named = np.array([float(item.is_named_publisher) for item in evidence])
    lead = np.array([-math.log(result.passage.paragraph) for result in results])
    columns = [relative, support, offers, _timeliness(evidence), named, lead, _readings(evidence)]
    return np.column_stack(columns).astype(np.float32)


def _timeliness(evidence: Sequence[Evidence]) -> FloatArray:
    days = [item.days_away for item in evidence]
    known = [-math.log1p(away / _DAYS) for away in days if away is not None]
    middle = statistics.median(known) if known else 0.0
    values = [middle if away is None else -math.log1p(away / _DAYS) for away in days]
    return np.array(values, dtype=np.float32)


def _readings(evidence: Sequence[Evidence]) -> FloatArray:
    read = [item.reading for item in evidence if item.reading is not None]
    strongest, weakest = max(read, default=0.0), min(read, default=0.0)
    values = [weakest if item.reading is None else item.reading for item in evidence]
    behind = np.array(values, dtype=np.float32) - np.float32(strongest)
    return np.asarray(np.tanh(behind / _READING_SCALE), dtype=np.float32)


def _article_match(results: Sequence[Result], matches: FloatArray) -> list[float]:
    best: dict[str, float] = {}
    for result, match in zip(results, matches, strict=True):
        doc_id = result.article.doc_id
        best[doc_id] = max(best.get(doc_id, float(match)), float(match))
    return [best[result.article.doc_id] for result in results]
