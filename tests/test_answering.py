"""Confidence: a probability that grows with the evidence and asks nothing of the archive's size."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval.search.judgement import (
    CONFIDENCE_FEATURES,
    ConfidenceModel,
    background,
    confidence,
    confidence_features,
)
from retrieval.search.query import understand
from retrieval.types import Evidence, Span

QUERY = understand("Who is the mayor of Kyiv?")
BACKGROUND = 0.3
WEAK = Evidence(Span(0, 9), 0.2, 3.0, 0.3, 0.25, 0.3, 0.2, 0.0, False)
STRONG = Evidence(Span(0, 9), 0.7, 14.0, 0.75, 0.7, 1.0, 1.0, 1.0, True)


def test_strong_evidence_answers_and_weak_evidence_does_not() -> None:
    assert confidence(QUERY, [STRONG], BACKGROUND) > 0.8
    assert confidence(QUERY, [WEAK], BACKGROUND) < 0.1


def test_any_of_the_first_three_results_may_answer_and_no_later_one() -> None:
    alone = confidence(QUERY, [WEAK, WEAK, WEAK], BACKGROUND)
    assert confidence(QUERY, [WEAK, WEAK, STRONG], BACKGROUND) > 0.8
    assert confidence(QUERY, [WEAK, WEAK, WEAK, STRONG], BACKGROUND) == alone


def test_nothing_found_is_no_confidence() -> None:
    assert confidence(QUERY, [], BACKGROUND) == 0.0


def test_each_feature_is_the_best_that_the_first_results_offer() -> None:
    better = replace(WEAK, cosine=0.9)
    found = dict(
        zip(
            CONFIDENCE_FEATURES, confidence_features(QUERY, [WEAK, better], BACKGROUND), strict=True
        )
    )
    assert found["cosine"] == 0.9
    assert found["token_match"] == 0.3
    assert (found["asks_name"], found["asks_number"]) == (1.0, 0.0)


def test_a_model_without_weights_knows_nothing() -> None:
    flat = ConfidenceModel((0.0,) * len(CONFIDENCE_FEATURES), 0.0)
    assert confidence(QUERY, [STRONG], BACKGROUND, model=flat) == 0.5


def test_a_match_stands_out_from_what_any_archive_has() -> None:
    assert background([STRONG]) == pytest.approx((0.75 + 39 * 0.3) / 40)
    assert background([STRONG] * 50) == pytest.approx(0.75)
    found = confidence_features(QUERY, [STRONG], 0.3)
    assert found[CONFIDENCE_FEATURES.index("contrast")] == pytest.approx(0.45)


def test_what_is_asked_and_in_how_many_words_counts() -> None:
    query = understand("How many ferries sank in the harbour?")
    found = dict(
        zip(CONFIDENCE_FEATURES, confidence_features(query, [WEAK], BACKGROUND), strict=True)
    )
    assert (found["asks_name"], found["asks_number"]) == (0.0, 1.0)
    assert query.terms == ("mani", "ferri", "sank", "harbour")
    assert found["terms"] == pytest.approx(1.609, abs=1e-3)  # log(1 + 4)
