"""Confidence: a probability that grows with the match and does not depend on the archive's size."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval.search.judging.confidence import (
    CONFIDENCE_FEATURES,
    ConfidenceModel,
    confidence,
    confidence_features,
    mean_match,
)
from retrieval.search.questions.query import understand
from retrieval.types import PassageFeatures, Span

QUERY = understand("Who is the mayor of Kyiv?")
MEAN_MATCH = 0.3
WEAK = PassageFeatures(Span(0, 9), 0.2, 3.0, 0.3, 0.25, 0.3, 0.2, 0.0, False)
STRONG = PassageFeatures(Span(0, 9), 0.7, 14.0, 0.75, 0.7, 1.0, 1.0, 1.0, True)


def test_a_strong_match_is_an_answer_and_a_weak_one_is_not() -> None:
    assert confidence(QUERY, [STRONG], MEAN_MATCH) > 0.8
    assert confidence(QUERY, [WEAK], MEAN_MATCH) < 0.1


def test_the_first_result_decides_and_is_compared_with_the_next_two() -> None:
    read = replace(STRONG, relevance=4.0, answer_score=6.0)
    alone = confidence(QUERY, [read], MEAN_MATCH)
    assert alone > 0.8
    assert confidence(QUERY, [WEAK, read], MEAN_MATCH) < 0.5
    assert confidence(QUERY, [read, WEAK, read], MEAN_MATCH) != alone
    assert confidence(QUERY, [read, WEAK, WEAK, read], MEAN_MATCH) == alone


def test_results_that_were_read_are_judged_by_what_was_read() -> None:
    sure, unsure = (replace(STRONG, relevance=r, answer_score=2.0 * r) for r in (8.0, -8.0))
    assert confidence(QUERY, [sure], MEAN_MATCH) > 0.8
    assert confidence(QUERY, [unsure], MEAN_MATCH) < 0.5
    own = ConfidenceModel((0.0,) * len(CONFIDENCE_FEATURES), 0.0, is_read=False)
    assert confidence(QUERY, [STRONG], MEAN_MATCH, model=own) == 0.5
    assert confidence(QUERY, [sure], MEAN_MATCH, model=own) > 0.8  # a model of the other kind


def test_without_results_confidence_is_zero() -> None:
    assert confidence(QUERY, [], MEAN_MATCH) == 0.0


def test_the_features_are_those_of_the_first_result() -> None:
    first, other = replace(WEAK, relevance=99.0), replace(STRONG, relevance=1.5)
    values = confidence_features(QUERY, [first, other], MEAN_MATCH)
    found = dict(zip(CONFIDENCE_FEATURES, values, strict=True))
    assert (found["cosine"], found["token_match"]) == (0.2, 0.3)
    assert (found["relevance"], found["relevance_of_others"]) == (8.0, 1.5)
    assert (found["asks_name"], found["asks_number"]) == (1.0, 0.0)


def test_a_model_without_weights_is_undecided() -> None:
    flat = ConfidenceModel((0.0,) * len(CONFIDENCE_FEATURES), 0.0, is_read=False)
    assert confidence(QUERY, [STRONG], MEAN_MATCH, model=flat) == 0.5


def test_what_was_read_is_expected_to_answer_nine_questions_in_fourteen() -> None:
    flat = ConfidenceModel((0.0,) * len(CONFIDENCE_FEATURES), 0.0, is_read=True)
    read = replace(STRONG, relevance=0.0)
    assert confidence(QUERY, [read], MEAN_MATCH, model=flat) == pytest.approx(9 / 14)


def test_what_was_shown_before_is_twice_as_likely_to_answer_a_follow_up() -> None:
    flat = ConfidenceModel((0.0,) * len(CONFIDENCE_FEATURES), 0.0, is_read=False)
    shown = replace(STRONG, was_shown=True)
    follow_up = replace(QUERY, is_in_context=True)
    assert confidence(follow_up, [shown], MEAN_MATCH, model=flat) == pytest.approx(2 / 3)
    assert confidence(follow_up, [STRONG], MEAN_MATCH, model=flat) == 0.5
    assert confidence(QUERY, [shown], MEAN_MATCH, model=flat) == pytest.approx(2 / 3)


def test_the_best_match_is_compared_with_the_mean_match() -> None:
    assert mean_match([STRONG]) == pytest.approx((0.75 + 39 * 0.3) / 40)
    assert mean_match([STRONG] * 50) == pytest.approx(0.75)
    found = confidence_features(QUERY, [STRONG], 0.3)
    assert found[CONFIDENCE_FEATURES.index("contrast")] == pytest.approx(0.45)


def test_the_answer_type_and_the_number_of_terms_are_features() -> None:
    query = understand("How many ferries sank in the harbour?")
    found = dict(
        zip(CONFIDENCE_FEATURES, confidence_features(query, [WEAK], MEAN_MATCH), strict=True)
    )
    assert (found["asks_name"], found["asks_number"]) == (0.0, 1.0)
    assert query.terms == ("ferri", "sank", "harbor")
    assert found["terms"] == pytest.approx(1.386, abs=1e-3)  # log(1 + 3)


def test_what_lacks_the_code_asked_about_is_no_answer() -> None:
    sure = replace(STRONG, relevance=6.0, answer_score=9.0)
    query = understand("What is wrong with the BW-2209?")
    assert confidence(query, [sure], MEAN_MATCH) > 0.5
    assert confidence(query, [replace(sure, has_codes=False)], MEAN_MATCH) <= 0.1


def test_what_holds_no_name_is_no_answer_where_a_name_as_such_is_asked_for() -> None:
    sure = replace(STRONG, relevance=6.0, answer_score=9.0)
    query = understand("What is the name of the student?")
    assert confidence(query, [sure], MEAN_MATCH) > 0.5
    assert confidence(query, [replace(sure, lacks_name=True)], MEAN_MATCH) <= 0.1
    assert confidence(query, [replace(sure, is_about_other=True)], MEAN_MATCH) <= 0.1
