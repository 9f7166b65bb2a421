"""Whole pages as a browser copies them, with what stands around an article, give the article."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.sources import read_articles
from retrieval.sources.files.html.document import parse_page
from retrieval.sources.files.paste.choice import article_lines, headline_of
from retrieval.sources.lines.line_features import find_body, line_features
from retrieval.sources.lines.shown_lines import shown_lines
from retrieval.types import Article
from scripts.bench.copied_pages import judge

TEXT = (
    "The night ferry to Lowholm struck the pier at ten past four on Friday, the harbour said.",
    "All forty passengers had walked ashore over the mail crates before the fire brigade arrived.",
    "“Nobody spilled a cup,” said the purser, Hester Vane, who has been on the ferry since 1998.",
    "The pier will stay closed until the divers have looked at its northern piles, on Tuesday.",
)
ABOVE = ("Skip to content", "Lowholm Lantern", "Harbour", "Weather", "Puzzles", "Subscribe")
BELOW = (
    "Most read", "Gull steals the mayor's chain of office", "Bakery to open at half past three",
    "Comments", "Sailor_7", "Told you so.", "Contact", "Imprint", "© 2024 Lowholm Lantern Ltd.",
)  # fmt: skip


def pasted(folder: Path, *lines: str) -> Article:
    path = folder / "pasted.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    (article,) = read_articles(path)
    assert isinstance(article, Article)
    return article


def test_of_a_whole_page_the_headline_and_the_text_are_read(tmp_path: Path) -> None:
    head = ("Night ferry strikes the pier at Lowholm", "By Jane Roe", "3 May 2024", "Share")
    found = pasted(tmp_path, *ABOVE, *head, *TEXT, *BELOW)
    assert (found.title, found.authors, found.published_at) == (
        head[0],
        ("Jane Roe",),
        "2024-05-03",
    )
    assert found.text.split("\n\n") == list(TEXT)


def test_teasers_of_other_articles_within_the_text_go(tmp_path: Path) -> None:
    middle = ("Read also", "Gull steals the mayor's chain of office")
    found = pasted(tmp_path, *ABOVE, "Night ferry strikes the pier", *TEXT[:2], *middle, *TEXT[2:])
    assert found.text.split("\n\n") == list(TEXT)


def test_a_text_without_labels_stays_whole(tmp_path: Path) -> None:
    lines = ("The ferry in figures", *TEXT, "Length: 212 m", "Built: 1931", "1,400 t", "A dog")
    found = pasted(tmp_path, *lines)
    assert found.text.split("\n\n") == list(lines[1:])


def test_a_list_that_a_line_announces_stays(tmp_path: Path) -> None:
    announced = ("The ferry carried:", "nine crates of mail", "one dog")
    found = pasted(tmp_path, *ABOVE, "Night ferry strikes the pier", *TEXT, *announced, *BELOW)
    assert found.text.split("\n\n") == [*TEXT, *announced]


def test_rows_of_figures_on_a_page_with_labels_stay_together(tmp_path: Path) -> None:
    rows = ("Cod 14.10", "Haddock 9.90", "Plaice 8.00", "Herring 4.20")
    lines = ("Fish is dearer in Lowholm", "Share", *TEXT[:2], "Prices per kilo", *rows, *TEXT[2:])
    found = pasted(tmp_path, *lines)
    assert found.text.split("\n\n") == [*TEXT[:2], "Prices per kilo", *rows, *TEXT[2:]]


@pytest.mark.parametrize("above", ["By Anna Holm", "3 May 2024", "Share", "© 2024 Lowholm Lantern"])
def test_a_paragraph_below_a_line_of_the_page_is_no_headline(above: str, tmp_path: Path) -> None:
    first = f"{TEXT[0]} {TEXT[1]}"
    found = pasted(tmp_path, above, first, *TEXT[2:])
    assert found.title is None
    assert found.text.split("\n\n")[0] == first


def test_the_title_of_a_page_above_its_headline_is_not_taken(tmp_path: Path) -> None:
    head = ("Night ferry strikes the pier | Lowholm Lantern", "Night ferry strikes the pier")
    assert pasted(tmp_path, *head, "By Anna Holm", *TEXT).title == head[1]


def test_a_headline_may_be_a_sentence(tmp_path: Path) -> None:
    assert pasted(tmp_path, "The pier is closed.", *TEXT).title == "The pier is closed."


def test_a_line_above_a_standfirst_is_the_headline() -> None:
    lines = ["Night ferry strikes the pier at Lowholm", "Passengers leave over crates", *TEXT]
    assert headline_of(lines, line_features(lines)) == 0


def test_without_a_headline_all_of_a_text_is_kept() -> None:
    lines = [f"{TEXT[0]} {TEXT[1]}", *TEXT[2:]]
    features = line_features(lines)
    assert headline_of(lines, features) is None
    assert article_lines(lines, features, headline=None) == lines


def test_the_body_is_where_prose_is_densest() -> None:
    lines = [TEXT[0], *ABOVE, *TEXT, *BELOW]
    body = find_body(lines, line_features(lines))
    assert (body.start, body.end) == (len(ABOVE) + 1, len(ABOVE) + 4)
    assert find_body(["Home", "News"], line_features(["Home", "News"])).end == -1


def test_a_page_is_copied_block_by_block_without_what_it_hides() -> None:
    page = parse_page(
        "<html><title>Pier</title><body><ul><li>Home<li>News</ul><h1>The <i>pier</i></h1>"
        "<p>It is\nclosed.<br>Until May.<script>x()</script></p></body></html>"
    )
    assert page is not None
    lines = [line.text for line in shown_lines(page)]
    assert lines == ["Home", "News", "The pier", "It is closed.", "Until May."]


def test_only_what_a_copied_page_shows_is_judged() -> None:
    gold = {"title": "The pier", "with": ["closed", "not shown"], "without": ["Home"]}
    counts = judge("The pier", "It is closed.", ["Home", "The pier", "It is closed."], gold)
    assert counts == {"all title": 1, "title": 1, "all with": 1, "with": 1, "all without": 1,
                      "without": 1}  # fmt: skip
