"""Late interaction: signs in place of vectors, words by weight, the best token of each run."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.models.token_vectors import signs_of, unit, whole_text
from retrieval.search.late_interaction import best_of_segments, similarities, word_weights
from retrieval.types import FloatArray, TokenVectors


def random_vectors(count: int, *, seed: int = 0, dimension: int = 48) -> FloatArray:
    raw = np.random.default_rng(seed).normal(size=(count, dimension))
    return unit(raw.astype(np.float32))


def tokens(vectors: FloatArray, *starts: int) -> TokenVectors:
    return TokenVectors(np.array(starts, dtype=np.int32), vectors)


def test_signs_give_the_cosines_of_vectors_of_signs() -> None:
    question, passage = random_vectors(3, seed=1), random_vectors(5, seed=2)
    found = similarities(tokens(question, 0, 4, 9), [signs_of(tokens(passage, 0, 1, 2, 3, 4))])
    expected = unit(np.where(passage > 0, 1.0, -1.0).astype(np.float32)) @ question.T
    assert found == pytest.approx(expected, abs=1e-5)


def test_a_token_is_most_like_itself_at_one_bit_too() -> None:
    vectors = random_vectors(20)
    question = tokens(vectors, *range(20))
    assert list(similarities(question, [signs_of(question)]).argmax(axis=0)) == list(range(20))


def test_texts_follow_one_another() -> None:
    one, other = random_vectors(2, seed=1), random_vectors(3, seed=2)
    question = tokens(random_vectors(1, seed=3), 0)
    both = similarities(question, [signs_of(tokens(one, 0, 1)), signs_of(tokens(other, 0, 1, 2))])
    alone = similarities(question, [signs_of(tokens(other, 0, 1, 2))])
    assert both[2:] == pytest.approx(alone)


def test_a_word_counts_by_its_rarity_and_all_its_tokens_alike() -> None:
    text = "Who is Klitschko?"
    found = word_weights(text, tokens(random_vectors(4), 0, 4, 7, 11), {"klitschko": 3.0})
    assert found == pytest.approx(np.array([0.5, 0.5, 3.0, 3.0]) / 7.0)


def test_weights_of_a_text_without_words_are_equal() -> None:
    assert word_weights("?!", tokens(random_vectors(2), 0, 1), {}) == pytest.approx([0.5, 0.5])


def test_the_whole_text_is_one_token_whose_match_is_the_cosine() -> None:
    vector = random_vectors(1)[0]
    token = whole_text(vector)
    assert list(token.starts) == [0]
    assert token.vectors @ vector == pytest.approx([1.0], abs=1e-5)


def test_each_run_has_its_own_best() -> None:
    similarity = np.array([[0.1, 0.9], [0.5, 0.2], [0.3, 0.3]], dtype=np.float32)
    found = best_of_segments(similarity, np.array([0, 2]))
    assert found == pytest.approx(np.array([[0.5, 0.9], [0.3, 0.3]]))


def test_vectors_of_length_zero_stay_as_they_are() -> None:
    assert unit(np.zeros((1, 4), dtype=np.float32)) == pytest.approx(0.0)
