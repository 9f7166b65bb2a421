"""The sentences between heading and text that sum up an article are part of it."""

from __future__ import annotations

from pathlib import Path

import pytest

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
