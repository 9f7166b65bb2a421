"""The standfirst of a page's article: the sentences between heading and text that sum it up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.metadata.characters import clean_line, letters

_MARK = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|excerpt|teaser-?(?:text)?|lead(?:-?(?:text|paragraph))?|lede|intro"
    r"(?:duction|text)?|dek|deck|sub-?(?:title|head(?:line|ing)?)|summary|vorspann|anrei(?:ss|ß)er"
    r"|chap[oô]|entradilla|bajada|sommario|ingress|sapo|kicker-text|verdict)(?:$|[\s_-])",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"comment|related|recommend|popular|trending|newsletter|most-?read|read-?(?:next|more)|promo",
    re.IGNORECASE,
)
_OUTSIDE = frozenset(("nav", "aside", "footer", "form", "figure", "button"))
_LINES = frozenset(("p", "div", "h2", "h3", "h4", "span", "strong"))
_BLOCKS = frozenset(("p", "ul", "ol", "h2", "h3", "section", "article", "table", "div"))
_MAX_ELEMENTS = 120  # from the heading to the text
_MIN_LENGTH, _MAX_LENGTH = 40, 800  # characters
_COMPARED = 40  # letters
_FIRST_LINES = 3


def with_standfirst(lines: Sequence[str], heading: HtmlElement | None) -> list[str]:
    """Return the lines of a text with paragraphs below the heading that are marked as standfirst.

    trafilatura takes some of them for teasers of other articles. Those that are in the text stay
    where they are.
    """
    if heading is None:
        return list(lines)
    title = letters(heading.text_content())
    start = 1 if lines and letters(lines[0]) == title else 0
    return [*lines[:start], *_missing(heading, lines[start:]), *lines[start:]]


def _missing(heading: HtmlElement, lines: Sequence[str]) -> Iterator[str]:
    """The standfirst between a heading and the first lines of the text, as far as they lack it."""
    text = letters(" ".join(lines))
    with_letters = filter(None, map(letters, lines))
    firsts = tuple(line[:_COMPARED] for line in islice(with_letters, _FIRST_LINES))
    known: set[str] = set()
    for element in islice(_below(heading), _MAX_ELEMENTS):
        own = clean_line(element.text_content())
        said = letters(own)
        if said.startswith(firsts):
            return
        if said[:_COMPARED] not in text and own not in known and _may_be_standfirst(element, own):
            known.add(own)
            yield own


def _below(heading: HtmlElement) -> Iterator[HtmlElement]:
    """The elements after a heading that may hold a paragraph, in the order of the page."""
    for around in (heading, *heading.iterancestors()):
        for later in around.itersiblings():
            yield from (one for one in later.iter() if one.tag in _LINES)


def _may_be_standfirst(element: HtmlElement, text: str) -> bool:
    if not _MIN_LENGTH <= len(text) <= _MAX_LENGTH or not is_prose(text):
        return False
    parts = {part.tag for part in element.iterdescendants()}
    if "a" in parts or parts & _BLOCKS:
        return False
    near = [element, *islice(element.iterancestors(), 2)]
    around = [element, *element.iterancestors()]
    if any(one.tag in _OUTSIDE or _OTHER.search(_classes(one)) for one in around):
        return False
    return any(_MARK.search(_classes(one)) for one in near)


def _classes(element: HtmlElement) -> str:
    if element.tag in ("html", "body"):
        return ""
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
