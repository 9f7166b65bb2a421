"""The headline of a page's article: its heading, or its title without the name of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from lxml.html import HtmlElement

from retrieval.sources.metadata.characters import clean_line
from retrieval.sources.metadata.titles import agree

_MAX_TITLE = 1000
_TITLE_BREAK = re.compile(r"\s+[|–—·•»-]\s+")
_MAX_HEADINGS = 20
_MIN_HEADLINE_WORDS = 3
_AROUND = ("header", "nav", "footer", "aside")
_MAX_ELEMENTS = 30_000


def find_heading(
    page: HtmlElement, titles: Sequence[str], site_names: Sequence[str]
) -> HtmlElement | None:
    """Return the heading that agrees with one of the titles: of the first level, or with its words.

    Or with those of its longest part, as the others are names of the site and its sections.
    A page may be called otherwise in its head: then the only heading of the first level counts.
    None if there is no such heading.
    """
    first = [(text_line(heading), heading) for heading in islice(page.iter("h1"), _MAX_HEADINGS)]
    for title in titles:
        agreeing = [heading for text, heading in first if text and agree(text, title)]
        if agreeing:
            return max(agreeing, key=lambda heading: _likeness(text_line(heading), title))
    names = {letters(name) for name in site_names}
    alone = [
        heading
        for text, heading in first
        if len(text.split()) >= _MIN_HEADLINE_WORDS
        and letters(text) not in names
        and next(heading.iterancestors(*_AROUND), None) is None
    ]
    if len(alone) == 1:
        return alone[0]
    lower = islice(page.iter("h2", "h3", "div", "span", "p"), _MAX_ELEMENTS)
    wanted = {title.casefold() for title in titles}
    wanted |= {max(_TITLE_BREAK.split(title), key=len).casefold() for title in titles}
    same = (one for one in lower if _is_leaf(one) and text_line(one).casefold() in wanted)
    return next(same, None)


def headline(title: str | None, names: Iterable[str | None]) -> str | None:
    """Return a title without the name of the publisher or site before or after it.

    None where it is nothing but that name.

    >>> headline("Rain stops play | The Daily Example", ["The Daily Example"])
    'Rain stops play'
    """
    title = clean_line(title or "")[:_MAX_TITLE]
    known = {_name(name) for name in names if name} - {""}
    if _name(title) in known:
        return None
    for mark in list(_TITLE_BREAK.finditer(title)) if known else []:
        before, after = title[: mark.start()], title[mark.end() :]
        if before and _name(after) in known:
            return before
        if after and _name(before) in known:
            return after
    return title or None


def text_line(element: HtmlElement) -> str:
    """Return the text of a heading or another short element on one line."""
    return clean_line(element.text_content())[:_MAX_TITLE]


def letters(text: str) -> str:
    """Return the letters and digits of a text in lower case.

    >>> letters("The Daily Example!")
    'thedailyexample'
    """
    return "".join(filter(str.isalnum, text.casefold()))


def _name(written: str) -> str:
    return letters(written).removeprefix("the")


def _is_leaf(element: HtmlElement) -> bool:
    return len(element) <= 1


def _likeness(heading: str, title: str) -> float:
    words, others = (set(text.casefold().split()) for text in (heading, title))
    return len(words & others) / len(words | others)
