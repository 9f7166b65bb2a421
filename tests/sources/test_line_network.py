"""Networks over lines, and the words that lines share."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.sources.lines.line_network import LineNetworks
from retrieval.sources.lines.shared_words import shared_words

TEXT = (
    "The Lowholm ferry struck the northern pier on Friday, the harbour said.",
    "All forty passengers had walked ashore from the ferry before noon.",
    "Support the Courier: three pounds a month keep us going.",
)


def networks(around: np.ndarray) -> LineNetworks:
    """Networks with one feature and one hidden unit that only looks at other lines."""
    ones = np.ones(1, dtype=np.float32)
    return LineNetworks(
        names=["prose"],
        mean=0 * ones,
        deviation=ones,
        inner=np.ones((1, 1, 1), dtype=np.float32),
        inner_bias=np.zeros((1, 1, 1), dtype=np.float32),
        around=around.astype(np.float32).reshape(1, 1, -1, 1, 1),
        around_bias=np.zeros((1, 1, 1, 1), dtype=np.float32),
        outer=np.full((1, 1, 1), 2.0, dtype=np.float32),
        outer_bias=np.full((1, 1, 1), -3.0, dtype=np.float32),
    )


def test_a_line_is_judged_by_those_before_and_after_it() -> None:
    lines = [{"prose": 1.0}, {"other": 1.0}, {}, {"prose": 0.0}]
    before = networks(np.array([1.0, 0.0, 0.0])).probabilities(lines)
    assert [own for (own,) in before] == pytest.approx(
        [1 / (1 + np.exp(3 - 2 * x)) for x in (1, 1, 0, 0)]
    )
    after = networks(np.array([0.0, 0.0, 1.0])).probabilities(lines[::-1])
    assert after == before[::-1]


def test_a_text_without_lines_has_no_probabilities() -> None:
    assert networks(np.array([1.0, 0.0, 0.0])).probabilities([]) == []


def test_lines_share_words_with_the_headline_the_site_and_each_other() -> None:
    first, second, third = shared_words(
        TEXT,
        [True, True, True],
        headline="Ferry hits pier at Lowholm",
        titles=["Ferry hits pier at Lowholm | Harbour Courier"],
    )
    assert first["of_headline"] > second["of_headline"] > third["of_headline"] == 0
    assert (first["names_site"], second["names_site"], third["names_site"]) == (1, 0, 1)
    assert second["begun"] > third["begun"] == 0
    assert third["unbegun"] == 1
    assert first["place_in_text"] < second["place_in_text"] < third["place_in_text"] == 1


def test_a_pull_quote_is_within_another_line() -> None:
    lines = ["“Nobody spilled a single cup,” said the purser.", "Nobody spilled a single cup"]
    whole, quote = shared_words(lines, [True, False], headline="")
    assert (whole["within_another"], quote["within_another"]) == (0, 1)
    assert quote["said_elsewhere"] == 1 > whole["said_elsewhere"] > 0


def test_a_price_is_seen_in_any_currency() -> None:
    lines = ["€5 a month", "Za 20 zł", "Five miles"]
    assert [own["price"] for own in shared_words(lines, [False] * 3, headline="")] == [1, 1, 0]
