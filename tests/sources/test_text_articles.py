"""Plain text and Markdown, as people paste and write them, give articles."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.sources import read_articles
from retrieval.sources.files.markdown import read_markdown
from retrieval.sources.files.plain_text import read_text
from retrieval.types import Article, IngestFailure

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"


def read(tmp_path: Path, name: str, content: str) -> Article:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    (found,) = read_articles(path)
    assert isinstance(found, Article), found
    return found


PASTED = """River rises by two metres
Residents of the old town leave their homes
By Jane Roe
Published 3 March 2024
Your support helps us to report
Sign up here for our newsletter.
Thank you for supporting our journalism.The river rose by two metres on Sunday.
Nobody was hurt, the mayor said.
Comments
"""


def test_pasted_text_gives_title_and_article_without_boilerplate(tmp_path: Path) -> None:
    article = read(tmp_path, "a.txt", PASTED)
    assert article.title == "River rises by two metres"
    assert article.text.split("\n\n") == [
        "Residents of the old town leave their homes",
        "The river rose by two metres on Sunday.",
        "Nobody was hurt, the mayor said.",
    ]
    assert article.authors == ("Jane Roe",)
    assert article.published_at == "2024-03-03"
    assert article.publisher is None


def test_boilerplate_above_the_title_is_not_the_title() -> None:
    assert read_text("Share\nAdvertisement\nRiver rises\nIt rose.").title == "River rises"


def test_a_title_may_begin_like_a_link(tmp_path: Path) -> None:
    article = read(tmp_path, "a.txt", "Watch: the river rises\nIt rose.")
    assert article.title == "Watch: the river rises"


def test_a_title_that_is_repeated_stands_once(tmp_path: Path) -> None:
    assert read(tmp_path, "a.txt", "River rises\n\nRiver rises\n\nIt rose.").text == "It rose."


def test_text_of_one_paragraph_has_no_title(tmp_path: Path) -> None:
    article = read(tmp_path, "a.txt", "The river rose.")
    assert (article.title, article.text) == (None, "The river rose.")


def test_a_long_first_line_is_no_title() -> None:
    draft = read_text("word " * 60 + "\nsecond")
    assert (draft.title, len(draft.paragraphs)) == (None, 2)


def test_lines_that_were_broken_to_a_width_are_made_whole() -> None:
    text = (
        "River rises\n\n"
        "The river that runs through the old town rose by two metres on\n"
        "Sunday night, and those who live along its banks left their\n"
        "homes.\n\n"
        "The mayor said that nobody was hurt, and that the bridges would\n"
        "be closed until the water has fallen by at least a metre.\n"
    )
    assert [len(part.split()) for part in read_text(text).paragraphs] == [25, 24]


@pytest.mark.parametrize(
    "line", ["By the river, people waited.", "By 2024 it was gone", "Updated 3 March 2024"]
)
def test_what_is_no_byline_names_nobody_and_no_day(line: str) -> None:
    draft = read_text(f"Title\n{line}\nText.")
    assert (draft.authors, draft.published) == ((), None)


FRONT_MATTER = """---
title: "River: it rises"
date: 2024-03-03
authors:
  - Jane Roe
  - John Doe
source: Example Post
url: https://example.org/river
---
# River: it rises

The **river** rose by [two metres](https://example.org/m)
on Sunday.

## What next

- Close the _bridges_
- Wait

![map](map.png)
"""


def test_front_matter_and_marks_of_markdown_are_read(tmp_path: Path) -> None:
    article = read(tmp_path, "a.md", FRONT_MATTER)
    assert article.title == "River: it rises"
    assert article.text.split("\n\n") == [
        "The river rose by two metres on Sunday.",
        "What next",
        "Close the bridges",
        "Wait",
    ]
    assert article.authors == ("Jane Roe", "John Doe")
    assert article.publisher == "Example Post"
    assert article.published_at == "2024-03-03"
    assert article.url == "https://example.org/river"


def test_front_matter_in_toml_is_read() -> None:
    draft = read_markdown('+++\ntitle = "A"\nauthor = "Jane Roe"\n+++\nText one.\n\nText two.')
    assert (draft.title, draft.authors) == ("A", ("Jane Roe",))
    assert draft.paragraphs == ("Text one.", "Text two.")


def test_markdown_without_front_matter_takes_its_heading_as_title() -> None:
    draft = read_markdown("# River rises\n\nIt rose * 2, snake_case_name.")
    assert draft.title == "River rises"
    assert draft.paragraphs == ("It rose * 2, snake_case_name.",)


@given(st.text(max_size=400))
def test_no_text_makes_a_reader_fail(text: str) -> None:
    assert all(read_text(text).paragraphs)
    assert all(read_markdown(text).paragraphs)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n ", "holds no article text"),
        ("a.txt", b"Comments\nShare\n", "holds no article text"),
        ("a.txt", b"\x00\x01\x02" * 50, "is not text"),
        ("a.md", b"a" * 1_000_001, "is larger than 1 MB"),
        ("a.png", b"x", "is of a kind that cannot be read"),
        ("missing.txt", None, "does not exist"),
    ],
)
def test_a_file_without_an_article_is_one_plain_sentence(
    tmp_path: Path, name: str, content: bytes | None, problem: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    (failure,) = read_articles(tmp_path / name)
    assert isinstance(failure, IngestFailure)
    assert failure.source == str(tmp_path / name)
    assert failure.problem.startswith(problem)
    assert failure.problem.endswith(".")


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared folder is absent")
def test_the_pasted_seed_gives_its_article_and_none_of_its_boilerplate() -> None:
    (article,) = read_articles(next(SEEDS.glob("000_*.txt")))
    assert isinstance(article, Article)
    paragraphs = article.text.split("\n\n")
    assert len(paragraphs) == 18
    assert paragraphs[0].startswith("Russian president claims")
    assert paragraphs[1].startswith("Vladimir")
    assert paragraphs[-1].endswith("“remains intact”.")
    assert not any(word in article.text for word in ("Your ", "donation", "forum", "Independent"))
