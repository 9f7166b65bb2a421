"""Headings, lists and paragraphs that a page does not mark as its article's are read, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.test_divided_text import REST
from tests.sources.test_web_page_kinds import LEAD, MORE, article_of, lines

LIST = "<ul><li>six ladders, all of oak;</li><li>a bell without its tongue;</li></ul>"


def page(body: str, title: str = "Brackwater closes its quarry") -> str:
    return (
        f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{body}</body></html>"
    )


def unmarked(*parts: str) -> str:
    """A text in an element whose name says nothing."""
    paragraphs = "".join(f"<p>{part}</p>" if part[0] != "<" else part for part in parts)
    return f"<h1>Brackwater closes its quarry</h1><div class='zq'>{paragraphs}</div>"


def test_headings_and_lists_between_paragraphs_are_read(tmp_path: Path) -> None:
    body = unmarked(LEAD, MORE[0], "<h2>What was left in the sheds</h2>", LIST, *MORE[1:])

    told = lines(tmp_path, page(body))

    at = told.index("What was left in the sheds")
    assert told[at + 1 : at + 3] == ["six ladders, all of oak;", "a bell without its tongue;"]
    assert told[:at] == [LEAD, MORE[0]]
    assert told[-1] == MORE[-1]


def test_a_list_that_a_last_paragraph_announces_is_read(tmp_path: Path) -> None:
    last = "At the end of the day the council sold what was left in the sheds of the quarry:"

    told = lines(tmp_path, page(unmarked(LEAD, *MORE, last, LIST)))

    assert told[-3:] == [last, "six ladders, all of oak;", "a bell without its tongue;"]


@pytest.mark.parametrize(
    "links",
    [
        "<h3>Read more</h3><ul><li><a href='/a'>Ferry sinks off the pier</a></li></ul>",
        "<h3><a href='/a'>Ferry sinks off the pier</a></h3>",
    ],
)
def test_links_to_others_between_paragraphs_are_not_read(links: str, tmp_path: Path) -> None:
    text = article_of(tmp_path, page(unmarked(LEAD, MORE[0], links, *MORE[1:]))).text

    assert "Ferry sinks" not in text
    assert "Read more" not in text


def test_a_page_of_old_laid_out_by_tables_and_breaks_is_read_whole(tmp_path: Path) -> None:
    menu = " | ".join(f"<a href='/{name}/'>{name}</a>" for name in ("NEWS", "SPORT", "FARMING"))
    text = "<br><br>".join((LEAD, *MORE, *REST))
    body = (
        "<table><tr><td colspan=2><a href='/index.html'><img alt='The Brackwater Clarion'></a>"
        f"<tr><td colspan=2><font size=1>{menu}</font><tr><td><font size=1>Small ads</font><td>"
        "<br><font size=1>Friday, April 17, 1998</font><br>"
        "<font size=6><b>Brackwater closes its quarry</b></font><br>"
        "<font size=1>By Hester Vane<br>Clarion Staff</font><br><br>"
        "<table><tr><td><img src='a.jpg'><br><font size=1>The quarry</font></td></tr></table>"
        f"<font size=3>{text}</font><br><br><hr><font size=1>"
        "Copyright © 1998 The Brackwater Clarion Ltd. All rights reserved.</font></table>"
    )

    found = article_of(tmp_path, page(body, title="The Brackwater Clarion Online: Local News"))

    assert found.text.split("\n\n") == [LEAD, *MORE, *REST]
    assert (found.title, found.authors) == ("Brackwater closes its quarry", ("Hester Vane",))
    assert (found.publisher, found.published_at) == ("The Brackwater Clarion", "1998-04-17")
