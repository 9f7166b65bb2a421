"""The marked pages that the lines of pages are learned from, and the fit."""

from __future__ import annotations

from scripts.train.page_lines import Example, fit
from scripts.train.web_pages import own_facts, own_pages


def test_each_line_of_our_own_pages_has_a_mark() -> None:
    pages = list(own_pages())  # raises ValueError where marks are missing
    assert len(pages) == sum(1 for _ in own_facts())
    assert {mark for page in pages for mark in page.marks} == set("=+-")
    assert all("+" in page.marks for page in pages)


def test_a_line_is_likely_if_lines_like_it_were_marked_as_text() -> None:
    text, other = {"prose": 1.0, "length": 3.0}, {"linked": 1.0, "length": 1.0}
    page = Example([text, other, text, {"unlabelled": 1.0}], "+-+0", 1.0)
    model = fit([page] * 40)
    assert model.probability(text) > 0.7 > 0.5 > model.probability(other)
    assert "unlabelled" not in model.weights


def test_a_feature_that_few_pages_show_is_not_learned() -> None:
    rare = Example([{"prose": 1.0}, {"own:zk": 1.0}], "+-", 1.0)
    usual = Example([{"prose": 1.0}, {"linked": 1.0}], "+-", 1.0)
    assert set(fit([rare, *[usual] * 6]).weights) == {"linked", "prose"}
