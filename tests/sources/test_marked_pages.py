"""Whole pages as they are pasted: each line must stay or go as it is marked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from retrieval.sources import read_articles
from retrieval.types import Article
from tests.sources.marked_pages import Page, judge, pages

SEEN, HELD_OUT = pages("seen.txt"), pages("held_out.txt")


def judged(page: Page, folder: Path) -> Counter[str]:
    path = folder / "pasted.txt"
    path.write_text(page.pasted, "utf-8")
    (article,) = read_articles(path)
    assert isinstance(article, Article)
    return judge(page, article.title, article.text.split("\n\n"))


def test_the_pages_hold_what_is_to_be_told_apart() -> None:
    everything = SEEN + HELD_OUT
    assert len(everything) == 35
    assert sum(len(page.kept) for page in everything) > 150
    assert sum(len(page.dropped) for page in everything) > 200


@pytest.mark.parametrize("page", SEEN, ids=lambda page: page.name)
def test_a_page_by_which_the_rules_were_written_is_read_right(page: Page, tmp_path: Path) -> None:
    found = judged(page, tmp_path)
    assert (found["lost"], found["survived"]) == (0, 0)


@pytest.mark.parametrize("page", HELD_OUT, ids=lambda page: page.name)
def test_no_line_of_an_article_is_lost_from_other_pages(page: Page, tmp_path: Path) -> None:
    assert judged(page, tmp_path)["lost"] == 0


def test_nine_in_ten_lines_of_other_pages_boilerplate_go(tmp_path: Path) -> None:
    found = sum((judged(page, tmp_path) for page in HELD_OUT), Counter[str]())
    assert found["dropped"] >= 0.9 * (found["dropped"] + found["survived"])
