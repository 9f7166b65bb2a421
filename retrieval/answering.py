"""Results → answer: the sentence that answers, and how likely it is that the archive answers."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from retrieval.protocols import Embedder
from retrieval.sentences import sentence_spans
from retrieval.terms import index_terms
from retrieval.types import FloatArray, Query, Result, Span

CONFIDENT_RESULTS = 3
_COSINE_SHARE = 0.6  # of a sentence's strength; the rest is the share of the question's words


@dataclass(frozen=True, slots=True)
class Evidence:
    """How well a result fits the question.

    ``span`` is the sentence of its passage that fits best and ``sentence_cosine`` that sentence's
    cosine with the question; ``cosine`` is the whole passage's. ``sentence_coverage`` and
    ``coverage`` are the shares of the question's terms, each weighted by its rarity, that stand in
    the sentence, and in the passage with its title.
    """

    span: Span
    cosine: float
    sentence_cosine: float
    coverage: float
    sentence_coverage: float
    names_covered: float


def weigh(
    query: Query,
    question_vector: FloatArray,
    results: Sequence[Result],
    *,
    cosines: Mapping[int, float],
    term_weights: Mapping[str, float],
    embedder: Embedder,
) -> list[Evidence]:
    """The evidence of each of ``results``; ``cosines`` are their passages' own."""
    sentences = [
        (result, span) for result in results for span in sentence_spans(result.passage.text)
    ]
    if not sentences:
        return []
    texts = [result.passage.text[span.start : span.end] for result, span in sentences]
    similar = embedder.embed_passages(texts) @ question_vector  # (n,) float32, cosine
    best: dict[int, tuple[float, Span, float, float]] = {}
    for (result, span), text, cosine in zip(sentences, texts, similar, strict=True):
        share = coverage(text, term_weights)
        strength = _COSINE_SHARE * float(cosine) + (1.0 - _COSINE_SHARE) * share
        if result.rank not in best or strength > best[result.rank][0]:
            best[result.rank] = (strength, span, float(cosine), share)
    return [
        _evidence(query, result, best[result.rank], cosines, term_weights) for result in results
    ]


def _evidence(
    query: Query,
    result: Result,
    best: tuple[float, Span, float, float],
    cosines: Mapping[int, float],
    term_weights: Mapping[str, float],
) -> Evidence:
    _, span, cosine, share = best
    around = f"{result.article.title or ''}\n{result.passage.text}"
    names = {term: weight for term, weight in term_weights.items() if term in query.names}
    return Evidence(
        span=span,
        cosine=cosines.get(result.passage.passage_id, 0.0),
        sentence_cosine=cosine,
        coverage=coverage(around, term_weights),
        sentence_coverage=share,
        names_covered=coverage(around, names) if names else 1.0,
    )


def coverage(text: str, term_weights: Mapping[str, float]) -> float:
    """The share of the weight of the terms that stand in ``text``, 0 to 1.

    >>> coverage("The mayor spoke.", {"mayor": 2.0, "kyiv": 6.0})
    0.25
    """
    total = sum(term_weights.values())
    own = set(index_terms(text))
    covered = sum(weight for term, weight in term_weights.items() if term in own)
    return covered / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression over :func:`features`."""

    weights: tuple[float, ...]
    intercept: float


FEATURES = ("cosine", "sentence_cosine", "coverage", "sentence_coverage", "names_covered", "terms")


def features(query: Query, evidence: Sequence[Evidence]) -> list[float]:
    """What confidence is judged by, in the order of FEATURES.

    Each is the best that the first results offer, for any one of them may answer.
    """
    first = evidence[:CONFIDENT_RESULTS]
    return [
        max(item.cosine for item in first),
        max(item.sentence_cosine for item in first),
        max(item.coverage for item in first),
        max(item.sentence_coverage for item in first),
        max(item.names_covered for item in first),
        math.log1p(len(query.terms)),
    ]


def confidence(query: Query, evidence: Sequence[Evidence]) -> float:
    """The probability that one of the first three results answers, 0 where there are none.

    A logistic regression fitted by ``scripts/fit_confidence.py`` on questions with and without
    their answering articles in the archive.
    """
    if not evidence:
        return 0.0
    model = _model()
    weighted = zip(model.weights, features(query, evidence), strict=True)
    score = model.intercept + sum(weight * value for weight, value in weighted)
    return 1.0 / (1.0 + math.exp(-score))


@lru_cache(maxsize=1)
def _model() -> Model:
    text = files("retrieval").joinpath("confidence.json").read_text(encoding="utf-8")
    model = json.loads(text)
    return Model(tuple(model["weights"]), float(model["intercept"]))
