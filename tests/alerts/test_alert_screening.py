"""The cheap scores that tell which new passages may answer which alerts."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.alerts.screening import ScreenedPassage, ScreenedQuestion, coverages, likely_pairs
from retrieval.types import FloatArray

QUESTION = np.array([1.0, 0.0], dtype=np.float32)


def vector_at(cosine: float) -> FloatArray:
    """A vector with that cosine similarity to QUESTION."""
    return np.array([cosine, (1.0 - cosine**2) ** 0.5], dtype=np.float32)


def passage(*terms: str, cosine: float = 0.0) -> ScreenedPassage:
    return ScreenedPassage(frozenset(terms), vector_at(cosine))


def test_coverage_is_the_weighted_share_of_each_questions_terms() -> None:
    questions = [ScreenedQuestion({"mayor": 1.0, "kyiv": 3.0}), ScreenedQuestion({"dam": 2.0})]
    passages = [passage("kyiv", "city"), passage("mayor", "dam"), passage()]

    found = coverages(questions, passages)

    assert found.tolist() == [[0.75, 0.25, 0.0], [0.0, 1.0, 0.0]]


@pytest.mark.parametrize(
    ("terms", "cosine", "is_likely"),
    [
        ((), 0.55, True),  # by its meaning
        ((), 0.45, False),
        (("kyiv", "mayor"), 0.0, True),  # all that is asked about
        (("kyiv",), 0.2, False),
        (("kyiv",), 0.4, True),
    ],
)
def test_a_passage_may_answer_by_meaning_by_words_or_by_some_of_both(
    terms: tuple[str, ...], cosine: float, is_likely: bool
) -> None:
    question = ScreenedQuestion({"kyiv": 2.0, "mayor": 2.0}, QUESTION)

    assert likely_pairs([question], [passage(*terms, cosine=cosine)]).tolist() == [[is_likely]]


def test_vectors_rule_nothing_out_in_languages_that_the_model_does_not_read() -> None:
    question = ScreenedQuestion({"київ": 2.0, "мер": 2.0}, QUESTION, is_read=False)

    passages = [passage("київ", cosine=0.0), passage(cosine=0.46), passage(cosine=0.4)]

    assert likely_pairs([question], passages).tolist() == [[True, True, False]]
