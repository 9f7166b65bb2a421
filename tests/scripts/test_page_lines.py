"""The marked pages that the lines of pages are learned from, and the fit."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch

from retrieval.sources.files.html.document import parse_page
from retrieval.sources.lines.line_network import read_networks, values_of
from retrieval.sources.lines.shown_lines import shown_lines
from scripts.train.line_network import Network, networks_of
from scripts.train.page_lines import Example, fit
from scripts.train.page_variations import boxed, shortened
from scripts.train.web_pages import MarkedPage, own_facts, own_pages


def test_each_line_of_our_own_pages_has_a_mark() -> None:
    pages = list(own_pages())  # raises ValueError where marks are missing
    assert len(pages) == sum(1 for _ in own_facts())
    assert {mark for page in pages for mark in page.marks} == set("=+-bdB")
    assert all("+" in page.marks for page in pages)


def test_a_line_is_likely_if_lines_like_it_were_marked_as_text(tmp_path: Path) -> None:
    text, other = {"prose": 1.0, "length": 3.0}, {"linked": 1.0, "length": 1.0}
    page = [text, other, text, {"unlabelled": 1.0}]
    networks = fit([Example(page, "+-+0", 1.0, 0)] * 40, count=2)
    first, second, third, _ = (own for own, *_ in networks.probabilities(page))
    assert min(first, third) > 0.7 > 0.5 > second
    assert "unlabelled" not in networks.names
    networks.save(tmp_path / "networks.npz")
    again = read_networks(tmp_path / "networks.npz")
    assert again.names == networks.names
    for new, old in zip(again.probabilities(page), networks.probabilities(page), strict=True):
        assert new == pytest.approx(old, abs=0.01)


def test_what_numpy_computes_is_the_mean_of_the_trained_networks() -> None:
    torch.manual_seed(3)
    trained = [Network(2, 2).eval(), Network(2, 2).eval()]
    zeros, ones = np.zeros(2, dtype=np.float32), np.ones(2, dtype=np.float32)
    lines = [{"prose": float(n % 2), "linked": n / 9} for n in range(9)]
    values = torch.from_numpy(values_of(lines, ["linked", "prose"]))
    scores = torch.stack([one(values) for one in trained]).mean(0)
    found = networks_of(trained, ["linked", "prose"], zeros, ones).probabilities(lines)
    assert np.allclose(found, torch.sigmoid(scores).detach().numpy(), atol=1e-5)


def test_a_feature_that_few_pages_show_is_not_learned() -> None:
    rare = Example([{"prose": 1.0}, {"own:zk": 1.0}], "+-", 1.0, 0)
    usual = Example([{"prose": 1.0}, {"linked": 1.0}], "+-", 1.0, 1)
    assert fit([rare, *[usual] * 6], count=1).names == ["linked", "prose"]


def test_a_shortened_page_keeps_the_first_lines_of_its_text_and_all_others() -> None:
    text = "".join(f"<p>Paragraph {number}</p>" for number in range(9))
    page = parse_page(f"<html><body><h1>Title</h1>{text}<p>Get the app</p></body></html>")
    assert page is not None
    short = shortened(MarkedPage(page, shown_lines(page), "=+++++++++-"), random.Random(1))
    assert short is not None
    shown = [line.text for line in short.lines]
    assert (shown[0], shown[-1]) == ("Title", "Get the app")
    assert shown[1:-1] == [f"Paragraph {number}" for number in range(len(shown) - 2)]
    assert 2 <= len(shown) - 2 <= 5
    assert short.marks == f"={'+' * (len(shown) - 2)}-"


def test_a_page_with_few_lines_is_not_shortened() -> None:
    page = parse_page("<html><body><p>One</p><p>Two</p></body></html>")
    assert page is not None
    assert shortened(MarkedPage(page, shown_lines(page), "++"), random.Random(1)) is None


def test_a_page_with_boxes_has_the_lines_of_its_article_and_labels() -> None:
    page = parse_page("<html><body><h1>Title</h1><p>One</p><ul><li>Two</li></ul></body></html>")
    assert page is not None
    found = boxed(MarkedPage(page, shown_lines(page), "=++"), random.Random(1))
    assert found is not None
    marked = list(zip((line.text for line in found.lines), found.marks, strict=True))
    assert [text for text, mark in marked if mark == "+"] == ["One", "Two"]
    assert len(marked) > 3
    assert page.find(".//div/p").text == "One"


def test_a_page_without_an_article_has_no_boxes() -> None:
    page = parse_page("<html><body><p>Menu</p></body></html>")
    assert page is not None
    assert boxed(MarkedPage(page, shown_lines(page), "-"), random.Random(1)) is None


def test_the_same_parts_are_put_in_boxes_each_time() -> None:
    body = "".join(f"<p>Paragraph {number}</p>" for number in range(12))
    page = parse_page(f"<html><body>{body}</body></html>")
    assert page is not None
    found = boxed(MarkedPage(page, shown_lines(page), "+" * 12), random.Random(5))
    assert found is not None
    assert [one.text for one in page.iterfind(".//div/p")] == ["Paragraph 4", "Paragraph 9"]
