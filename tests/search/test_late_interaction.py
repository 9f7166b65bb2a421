"""Late interaction: binary token vectors, weights of words, the maximum per segment."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.models.token_vectors import binarize, normalized, single_token
from retrieval.search.evidence.late_interaction import (
    max_per_segment,
    token_similarities,
    token_weights,
)
from retrieval.types import FloatArray, TokenVectors


def random_vectors(count: int, *, seed: int = 0, dimension: int = 48) -> FloatArray:
    raw = np.random.default_rng(seed).normal(size=(count, dimension))
    return normalized(raw.astype(np.float32))


def tokens(vectors: FloatArray, *starts: int) -> TokenVectors:
    return TokenVectors(np.array(starts, dtype=np.int32), vectors)


def test_similarities_are_the_cosines_of_the_sign_vectors() -> None:
    question, passage = random_vectors(3, seed=1), random_vectors(5, seed=2)
    found = token_similarities(
        tokens(question, 0, 4, 9), [binarize(tokens(passage, 0, 1, 2, 3, 4))]
    )
    expected = normalized(np.where(passage > 0, 1.0, -1.0).astype(np.float32)) @ question.T
    assert found == pytest.approx(expected, abs=1e-5)


def test_a_binarised_token_is_most_similar_to_itself() -> None:
    vectors = random_vectors(20)
    question = tokens(vectors, *range(20))
    assert list(token_similarities(question, [binarize(question)]).argmax(axis=0)) == list(
        range(20)
    )


def test_the_tokens_of_all_texts_follow_each_other() -> None:
    one, other = random_vectors(2, seed=1), random_vectors(3, seed=2)
    question = tokens(random_vectors(1, seed=3), 0)
    both = token_similarities(
        question, [binarize(tokens(one, 0, 1)), binarize(tokens(other, 0, 1, 2))]
    )
    alone = token_similarities(question, [binarize(tokens(other, 0, 1, 2))])
    assert both[2:] == pytest.approx(alone)


def test_all_tokens_of_a_word_have_the_weight_of_its_term() -> None:
    text = "Who is Klitschko?"
    found = token_weights(text, tokens(random_vectors(4), 0, 4, 7, 11), {"klitschko": 3.0})
    assert found == pytest.approx(np.array([0.5, 0.5, 3.0, 3.0]) / 7.0)


def test_weights_of_a_text_without_words_are_equal() -> None:
    assert token_weights("?!", tokens(random_vectors(2), 0, 1), {}) == pytest.approx([0.5, 0.5])


def test_the_match_of_a_single_token_is_the_cosine() -> None:
    vector = random_vectors(1)[0]
    token = single_token(vector)
    assert list(token.starts) == [0]
    assert token.vectors @ vector == pytest.approx([1.0], abs=1e-5)


def test_each_run_has_its_own_best() -> None:
    similarity = np.array([[0.1, 0.9], [0.5, 0.2], [0.3, 0.3]], dtype=np.float32)
    found = max_per_segment(similarity, np.array([0, 2]))
    assert found == pytest.approx(np.array([[0.5, 0.9], [0.3, 0.3]]))


def test_vectors_of_length_zero_stay_as_they_are() -> None:
    assert normalized(np.zeros((1, 4), dtype=np.float32)) == pytest.approx(0.0)
