"""Lines of pages: what they are, and which are judged to be of the article."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement

from retrieval.sources.files.html.document import parse_page, read_html
from retrieval.sources.files.page.judged_lines import (
    JudgedLine,
    judge_lines,
    with_likely,
    without_unlikely,
)
from retrieval.sources.lines.element_features import element_features
from retrieval.sources.lines.shown_lines import shown_lines

TEXT = (
    "The night ferry to Lowholm struck the pier at ten past four on Friday, the harbour said.",
    "All forty passengers had walked ashore over the mail crates before the fire brigade arrived.",
    "“Nobody spilled a cup,” said the purser, Hester Vane, who has been on the ferry since 1998.",
    "Divers are to look at the northern piles of the pier on Tuesday, and it stays closed so long.",
)


def page_of(body: str) -> HtmlElement:
    page = parse_page(
        f"<html><head><title>Ferry hits pier</title></head><body>{body}</body></html>"
    )
    assert page is not None
    return page


def judged(page: HtmlElement, *probabilities: float) -> list[JudgedLine]:
    lines = shown_lines(page)
    return [
        JudgedLine(line, own, is_row=line.block.tag == "tr")
        for line, own in zip(lines, probabilities, strict=True)
    ]


def test_a_line_knows_its_block_its_links_and_the_elements_with_its_text() -> None:
    page = page_of("<div>On <a href='/x'>the <b>pier</b></a><!-- x -->, later<br>Next</div>")
    first, second = shown_lines(page)
    assert (first.text, first.linked) == ("On the pier, later", len("the" + "pier"))
    assert [one.tag for one in first.holders] == ["div", "a", "b", "div"]
    assert (first.block, second.block) == (page.find(".//div"), page.find(".//div"))
    assert second.text == "Next"


def test_cells_of_a_row_are_one_line() -> None:
    page = page_of("<table><tr><th>Pier</th><td>closed</td></tr><tr><td>Quay</td></tr></table>")
    assert [line.text for line in shown_lines(page)] == ["Pier closed", "Quay"]


def test_deeply_nested_pages_have_lines() -> None:
    page = page_of("<span>" * 200 + "Pier" + "</span>" * 200)
    assert [line.text for line in shown_lines(page)] == ["Pier"]


def test_elements_tell_where_a_line_stands() -> None:
    paragraphs = "".join(f"<p class='storyText'>{text}</p>" for text in TEXT)
    page = page_of(f"<nav><a href='/'>Home</a></nav><main>{paragraphs}<div id='promo-box'>"
                   "<p>Get the app</p></div></main>")  # fmt: skip
    lines = shown_lines(page)
    home, *text, app = element_features(page, lines)
    assert home["in nav"] == home["linked_whole"] == home["others_among_prose"] + 1 == 1
    assert all(one["child"] and one["of_main_kind"] and one["own:story"] for one in text)
    assert (app["grandchild"], app["in_holder_below"], app["box_of_one"]) == (1, 1, 1)
    assert app["near:promo"] == 1
    assert "in nav" not in app


def test_unlikely_lines_go_and_likely_ones_come_where_they_stand() -> None:
    page = page_of(f"<p>{TEXT[0]}</p><h3>What now</h3><p>Get the app</p><p>{TEXT[1]}</p>")
    lines = judged(page, 0.95, 0.95, 0.01, 0.95)
    assert without_unlikely([TEXT[0], "Get the app", TEXT[1]], lines) == [TEXT[0], TEXT[1]]
    assert with_likely([TEXT[0], TEXT[1]], lines, ()) == [TEXT[0], "What now", TEXT[1]]
    assert with_likely([TEXT[0], TEXT[1]], lines, ("What now",)) == [TEXT[0], TEXT[1]]


def test_a_list_stays_as_a_whole() -> None:
    page = page_of(f"<p>{TEXT[0]}</p><ul><li>cups</li><li>one crate</li></ul>")
    lines = judged(page, 0.95, 0.01, 0.6)
    assert without_unlikely([TEXT[0], "cups", "one crate"], lines) == [TEXT[0], "cups", "one crate"]
    lines = judged(page, 0.95, 0.01, 0.02)
    assert without_unlikely([TEXT[0], "cups", "one crate"], lines) == [TEXT[0]]


def test_nothing_is_taken_from_a_page_that_is_unlike_those_learned_from() -> None:
    page = page_of(f"<p>{TEXT[0]}</p><p>{TEXT[1]}</p>")
    assert without_unlikely(TEXT[:2], judged(page, 0.7, 0.001)) == list(TEXT[:2])
    assert without_unlikely(TEXT[:2], judged(page, 0.001, 0.001)) == list(TEXT[:2])


def test_a_line_that_is_likely_somewhere_stays_everywhere() -> None:
    page = page_of(f"<p>Closed</p><p>{TEXT[0]}</p><p>Closed</p><p>{TEXT[1]}</p>")
    lines = judged(page, 0.95, 0.95, 0.001, 0.95)
    assert without_unlikely(["Closed", *TEXT[:2]], lines) == ["Closed", *TEXT[:2]]


@pytest.mark.parametrize(
    "box",
    [
        "<div class='x7'><p>Every morning at six: the harbour in your inbox. Sign up.</p></div>",
        "<div class='k'><p>Read also: Gull steals the mayor's chain of office</p></div>",
    ],
)
def test_lines_within_the_text_that_are_no_text_are_not_read(box: str) -> None:
    paragraphs = [f"<p class='para'>{text}</p>" for text in (*TEXT, *reversed(TEXT))]
    paragraphs[4:] = [one.replace("the", "another", 1) for one in paragraphs[4:]]
    text = "".join((*paragraphs[:3], box, *paragraphs[3:]))
    page = f"<html><body><article><h1>Ferry hits pier</h1>{text}</article></body></html>"
    found = read_html(page.encode())
    assert found is not None
    assert len(found.paragraphs) == len(paragraphs)
    own = {one.line.text: one.probability for one in judge_lines(page_of(text))}
    assert own[TEXT[1]] > 0.5


def test_very_short_sentences_stay() -> None:
    said = [*TEXT, "He smiled.", "The end.", "もういない。", "– Kit Solway, 91", "Photo archive"]
    page = page_of("".join(f"<p>{line}</p>" for line in said))
    lines = judged(page, *[0.95] * len(TEXT), *[0.01] * 5)
    assert without_unlikely(said, lines) == said[:-1]


def test_a_paragraph_that_is_read_without_its_ruby_comes_once() -> None:
    page = page_of(f"<p>{TEXT[0]}</p><p>The <ruby>old<rt>very old</rt></ruby> ferry {TEXT[1]}</p>")
    lines = [TEXT[0], f"The old ferry {TEXT[1]}"]
    assert with_likely(lines, judged(page, 0.9, 0.9), ()) == lines


def test_a_page_of_very_many_lines_is_not_judged() -> None:
    assert judge_lines(page_of("<p>x</p>" * 4001)) == []
