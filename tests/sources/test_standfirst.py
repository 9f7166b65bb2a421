"""The sentences between heading and text that sum up an article are part of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml.html import fromstring

from retrieval.sources.files.page.standfirst import with_standfirst
from tests.sources.test_web_page_kinds import BODY, article_of, page

SAID = "Four in ten jobs of the valley go when the last blast has been fired next year."


@pytest.mark.parametrize(
    "element",
    [
        f"<div class='article__teaser-text'><p>{SAID}</p></div>",
        f"<p class='teaser'>{SAID}</p>",
        f"<h2 class='article-excerpt'>{SAID}</h2>",
    ],
)
def test_a_standfirst_is_the_first_paragraph(element: str, tmp_path: Path) -> None:
    text = article_of(tmp_path, page(f"{element}{BODY}")).text
    assert text.startswith(f"{SAID}\n\n")
    assert text.count(SAID) == 1


def test_the_verdict_above_a_review_is_its_standfirst() -> None:
    verdict = f"<div class='box verdict'><div><p>{SAID}</p></div></div>"
    heading = fromstring(f"<main><h1>Quarry</h1>{verdict}</main>").find("h1")
    assert with_standfirst(["The quarry closes."], heading) == [SAID, "The quarry closes."]


@pytest.mark.parametrize("rule", ["***", "—"])
def test_a_line_without_letters_hides_no_standfirst(rule: str) -> None:
    heading = fromstring(f"<main><h1>Quarry</h1><p class='teaser'>{SAID}</p></main>").find("h1")
    assert with_standfirst([rule, "The quarry closes."], heading) == [
        SAID,
        rule,
        "The quarry closes.",
    ]


@pytest.mark.parametrize(
    "element",
    [
        f"<div class='related-teaser'><p class='teaser'>{SAID}</p></div>",
        f"<p class='teaser'><a href='/other'>{SAID}</a></p>",
        f"<aside><p class='summary'>{SAID}</p></aside>",
        f"<div class='newsletter'><p class='intro'>{SAID}</p></div>",
    ],
)
def test_teasers_of_other_articles_are_none(element: str, tmp_path: Path) -> None:
    assert SAID not in article_of(tmp_path, page(f"{element}{BODY}")).text


def test_a_teaser_behind_the_text_is_none(tmp_path: Path) -> None:
    assert SAID not in article_of(tmp_path, page(f"{BODY}<p class='teaser'>{SAID}</p>")).text
