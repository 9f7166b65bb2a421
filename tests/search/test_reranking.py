"""Fusion, the linear reranker, and the diversification of its ranking."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.search.questions.query import understand
from retrieval.search.ranking.fusion import best_first, diversify, fuse
from retrieval.search.ranking.reranker import (
    RANKING_FEATURES,
    LinearReranker,
    default_reranker,
    ranking_features,
)
from retrieval.text.articles.passages import split
from retrieval.types import Article, PassageFeatures, Result, Span
from tests.support.toys import HARBOUR, OWLS

NOTHING = PassageFeatures(Span(0, 1), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, False)
QUERY = understand("Who is the mayor?")


def result(article: Article, *, text: str | None = None, passage_id: int = 1) -> Result:
    passage = replace(split(article)[0], passage_id=passage_id)
    return Result(1, 0.0, replace(passage, text=text or passage.text), article)


RESULTS = [result(HARBOUR, passage_id=1), result(HARBOUR, passage_id=2), result(OWLS, passage_id=3)]


def with_matches(*matches: float) -> list[PassageFeatures]:
    return [replace(NOTHING, token_match=match) for match in matches]


def feature(name: str, features: list[PassageFeatures]) -> list[float]:
    return [float(x) for x in ranking_features(RESULTS, features)[:, RANKING_FEATURES.index(name)]]


def test_scores_are_standardised_among_the_results() -> None:
    low, high = (
        feature("token_match", with_matches(0.1, 0.2, 0.3)),
        feature("token_match", with_matches(0.5, 0.7, 0.9)),
    )
    assert low == pytest.approx(high, abs=1e-4)
    assert np.mean(low) == pytest.approx(0.0, abs=1e-6)


def test_equal_scores_are_all_zero() -> None:
    assert feature("token_match", with_matches(0.4, 0.4, 0.4)) == pytest.approx([0.0, 0.0, 0.0])


def test_all_passages_of_an_article_share_its_best_match() -> None:
    for matches in ((0.1, 0.9, 0.3), (0.9, 0.1, 0.3)):
        first, second, other = feature("article_match", with_matches(*matches))
        assert first == second > other


def test_an_article_of_the_time_asked_about_comes_first() -> None:
    features = [replace(NOTHING, days_away=days) for days in (400, 0, 30)]
    assert best_first(RESULTS, default_reranker().scores(QUERY, RESULTS, features)) == [1, 2, 0]


def test_an_article_without_a_date_is_neither_early_nor_late() -> None:
    features = [replace(NOTHING, days_away=days) for days in (400, None, 0)]
    first, middle, last = feature("date_proximity", features)
    assert first < middle < last
    assert feature("date_proximity", [NOTHING] * 3) == [0.0, 0.0, 0.0]


def test_an_article_of_the_publisher_asked_about_comes_first() -> None:
    features = [NOTHING, replace(NOTHING, is_named_publisher=True), NOTHING]
    assert best_first(RESULTS, default_reranker().scores(QUERY, RESULTS, features))[0] == 1


def test_the_first_paragraphs_come_before_later_ones() -> None:
    later = replace(RESULTS[0], passage=replace(RESULTS[0].passage, paragraph=9, passage_id=0))
    results = [later, *RESULTS]
    assert best_first(results, default_reranker().scores(QUERY, results, [NOTHING] * 4))[-1] == 0


def test_no_results_have_no_scores() -> None:
    assert ranking_features([], []).shape == (0, len(RANKING_FEATURES))
    ones = (1.0,) * len(RANKING_FEATURES)
    assert LinearReranker(ones, ones).scores(QUERY, [], []) == []


def test_the_passage_with_the_best_features_comes_first() -> None:
    features = with_matches(0.2, 0.3, 0.8)
    features[2] = replace(
        features[2], cosine=0.6, sentence_match=0.7, bm25=9.0, has_answer_type=True
    )
    scores = default_reranker().scores(QUERY, RESULTS, features)
    assert best_first(RESULTS, scores)[0] == 2


def test_equal_scores_are_ordered_by_passage() -> None:
    assert best_first(RESULTS[::-1], [1.0, 1.0, 1.0]) == [2, 1, 0]


def test_a_passage_that_nearly_repeats_one_before_it_is_left_out() -> None:
    text = HARBOUR.text
    results = [
        result(HARBOUR, text=text),
        result(OWLS, text=f"{text} Agencies."),
        result(OWLS),
    ]
    assert diversify(results, [3.0, 2.0, 1.0], 3) == [0, 2]
    assert diversify(results, [1.0, 2.0, 3.0], 3) == [2, 1]
    assert diversify(results, [3.0, 2.0, 1.0], 1) == [0]


def test_a_passage_with_another_figure_is_kept() -> None:
    text = "The fire in the mill at Holm killed four people and wounded a firefighter."
    corrected, same = text.replace("four", "seven"), text.replace("four", "4")
    results = [result(HARBOUR, text=text), result(OWLS, text=corrected), result(OWLS, text=same)]
    assert diversify(results, [3.0, 2.0, 1.0], 3) == [0, 1]


def test_another_passage_of_an_article_comes_after_one_of_another_that_is_nearly_as_good() -> None:
    results = [
        result(HARBOUR, text="The bridge closes.", passage_id=1),
        result(HARBOUR, text="Ferries will cross.", passage_id=2),
        result(OWLS, text="Three owls nest.", passage_id=3),
    ]
    assert diversify(results, [2.0, 1.2, 1.0], 3) == [0, 2, 1]
    assert diversify(results, [2.0, 1.8, 1.0], 3) == [0, 1, 2]


scores = st.dictionaries(st.integers(1, 50), st.floats(-1, 1).map(lambda x: round(x, 3)))


@given(dense=scores, lexical=scores)
def test_fusion_does_not_depend_on_the_order_of_its_input(
    dense: dict[int, float], lexical: dict[int, float]
) -> None:
    backwards = fuse(dict(reversed(dense.items())), dict(reversed(lexical.items())))
    hits = fuse(dense, lexical)
    assert [hit.passage_id for hit in hits] == [hit.passage_id for hit in backwards]
    assert {hit.passage_id for hit in hits} == dense.keys() | lexical.keys()


def test_fusion_weights_dense_to_lexical_scores_as_three_to_two() -> None:
    hits = fuse({1: 0.9, 2: 0.1}, {1: 1.0, 2: 8.0})
    assert [hit.passage_id for hit in hits] == [1, 2]
    assert [hit.score for hit in hits] == pytest.approx([0.2, -0.2])


def test_each_month_of_distance_counts_less_than_the_one_before() -> None:
    features = [replace(NOTHING, days_away=days) for days in (0, 30, 90)]
    assert feature("date_proximity", features) == pytest.approx([0.0, -np.log(2.0), -np.log(4.0)])


def test_differences_of_relevances_saturate() -> None:
    features = [replace(NOTHING, relevance=score) for score in (2.0, -2.0, -30.0)]
    assert feature("relevance", features) == pytest.approx([0.0, -np.tanh(1.0), -1.0], abs=1e-5)


def test_a_passage_that_was_not_read_gets_the_lowest_score() -> None:
    features = [replace(NOTHING, relevance=score) for score in (2.0, -2.0, None)]
    highest, lowest, unread = feature("relevance", features)
    assert highest > lowest == unread


def test_the_paragraph_position_falls_with_the_logarithm_of_its_number() -> None:
    results = [
        replace(RESULTS[0], passage=replace(RESULTS[0].passage, paragraph=paragraph))
        for paragraph in (1, 2, 10)
    ]
    column = ranking_features(results, [NOTHING] * 3)[
        :, RANKING_FEATURES.index("paragraph_position")
    ]
    assert column == pytest.approx([0.0, -np.log(2.0), -np.log(10.0)], abs=1e-6)


def test_a_missing_score_counts_as_the_lowest() -> None:
    hits = fuse({1: 0.5, 2: 0.4}, {1: 1.0, 3: 9.0})
    assert [hit.passage_id for hit in hits] == [1, 3, 2]


def test_a_short_passage_contained_in_a_longer_one_is_left_out() -> None:
    short = "Ferries cross the harbour while the bridge is closed."
    long = f"{short} Engineers inspect every cable, girder, bolt and bearing until October ends."
    results = [result(HARBOUR, text=long), result(OWLS, text=short), result(OWLS)]
    assert diversify(results, [3.0, 2.0, 1.0], 3) == [0, 2]
    assert diversify(results, [2.0, 3.0, 1.0], 3) == [1, 2]
