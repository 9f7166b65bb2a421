"""How an answer came about, for those who ask."""

from __future__ import annotations

from collections.abc import Mapping

from retrieval.search.evidence.heading import heading
from retrieval.search.judging.confidence import (
    ConfidenceModel,
    confidence_features,
    model_for,
    prior_of,
)
from retrieval.search.searcher import Searcher, SearchResults
from retrieval.text.words.terms import index_terms
from retrieval.types import ConfidenceFactor, Explanation, Query, Result, TermMatch


def explain(
    query: Query,
    found: SearchResults,
    searcher: Searcher,
    *,
    model: ConfidenceModel,
    threshold: float,
    times_ms: Mapping[str, float],
) -> Explanation:
    """The explanation of the answer made of what ``searcher`` has ``found``.

    ``model`` is as for ``confidence``.
    """
    period = searcher.questions.period(query)
    model = model_for(found.features, model)
    return Explanation(
        terms=_term_matches(query, found, searcher),
        period=(period.first.isoformat(), period.last.isoformat()) if period else None,
        time=found.time,
        features=found.features[: len(found.results)],
        factors=_factors(query, found, model),
        intercept=prior_of(query, found.features, model),
        threshold=threshold,
        times_ms=times_ms,
    )


def _term_matches(query: Query, found: SearchResults, searcher: Searcher) -> tuple[TermMatch, ...]:
    weights = searcher.words.term_weights(query.terms, query.variants)
    held = {result.rank: query.met_by(_terms_of(result)) for result in found.results}
    return tuple(
        TermMatch(
            term,
            weights[term],
            term in query.names,
            tuple(rank for rank, terms in held.items() if term in terms),
        )
        for term in query.terms
    )


def _terms_of(result: Result) -> frozenset[str]:
    """The terms of a passage and of its article's publisher, day and title."""
    return frozenset(
        index_terms(f"{heading(result.article)}\n{result.passage.text}", result.article.language)
    )


def _factors(
    query: Query, found: SearchResults, model: ConfidenceModel
) -> tuple[ConfidenceFactor, ...]:
    if not found.features:
        return ()
    values = confidence_features(query, found.features, found.mean_match)
    factors = zip(model.names, values, model.weights, strict=True)
    return tuple(ConfidenceFactor(name, float(value), weight) for name, value, weight in factors)
