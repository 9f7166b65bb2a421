"""A text that a page divides into several containers is read to its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.test_web_page_kinds import LEAD, MORE, article_of, lines, page

REST = (
    "The vote came after a year in which the blasting had moved within ninety metres of the "
    "school, and in which three teachers had asked for other rooms.",
    "A second vote, on what becomes of the land, is planned for the spring, when the new council "
    "has been sworn in and the accounts of the works are known.",
)


def block(*paragraphs: str, above: str = "") -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<div class='grid'>{above}<div class='column article__body'>{text}</div></div>"


def test_all_containers_of_a_text_are_read_in_order(tmp_path: Path) -> None:
    figure = "<figure><img src='a.jpg'><figcaption><p>The hall on Tuesday</p></figcaption></figure>"
    advertisement = (
        "<div class='ad'><p>Slates at half their price, and only until Friday.</p></div>"
    )
    chunks = (
        f"{block(LEAD, *MORE)}{advertisement}<h2>What the teachers asked for</h2>"
        f"{block(REST[0], above=figure)}{block(REST[1])}"
    )

    told = lines(tmp_path, page(f"<div class='chunks'>{chunks}</div>"))

    assert told == [LEAD, *MORE, "What the teachers asked for", *REST]


@pytest.mark.parametrize(
    "above", ["<time>4 May 2024, 10:15</time>", "<h1>Ferry sinks off the pier</h1>"]
)
def test_other_articles_below_are_not_of_the_text(above: str, tmp_path: Path) -> None:
    chunks = f"{block(LEAD, *MORE)}{block(*REST, above=above)}"

    text = article_of(tmp_path, page(f"<div class='chunks'>{chunks}</div>")).text

    assert text == "\n\n".join((LEAD, *MORE))
