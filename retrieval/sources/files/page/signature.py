"""Who wrote a page's article, and when, as the last lines right below its text say it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml.html import HtmlElement

from retrieval.sources.files.page.element_marks import (
    BYLINE_MARK,
    broken_lines,
    is_marked,
    is_paragraph_of_prose,
)
from retrieval.sources.metadata.byline import day_of_making, read_byline, read_dateline
from retrieval.sources.metadata.characters import clean_line
from retrieval.sources.metadata.names import (
    clean_authors,
    is_agency,
    is_full_name,
    is_name_without_case,
    names_a_publication,
)

_MIN_PARAGRAPHS = 3
_MAX_BELOW = 3  # elements
_MAX_LINES = 3
_MAX_LINE = 120
_MAX_ELEMENTS = 30_000
_BLOCKS = frozenset(("p", "div", "address", "footer", "center", "em", "strong", "b", "i"))
_EMPHASIS = frozenset(("b", "strong", "em", "i", "br"))
_SIGNED = re.compile(r"signed", re.IGNORECASE)
_RIGHT = re.compile(r"text-align:\s*(?:right|end)", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[(（\[【〔](.+)[)）\]】〕]")
_UNSPACED_NAME = re.compile("[\u3400-\u9fff]{2,4}[\u3040-\u30ff]{0,4}")
_EDGES = " .,–—―-()（）[]【】〔〕"
_QUOTATION_MARKS = '”“"»«'
_SENTENCE_END = re.compile(r"(?<=\w{3})\.\s+")


@dataclass(frozen=True, slots=True)
class Signature:
    """What the lines below a text say of its making, and the elements that hold them."""

    authors: tuple[str, ...] = ()
    published: str | None = None
    elements: tuple[HtmlElement, ...] = field(default=(), repr=False)


def read_signature(page: HtmlElement) -> Signature:
    """Return the byline and the day that stand right below the last paragraph of the text.

    A name alone is a byline if it is set apart: by brackets, by a dash, at the right, all in bold
    or italic letters, or in an element that is called after writers. A day counts below a name, or
    behind a word for making.
    """
    authors: tuple[str, ...] = ()
    published: str | None = None
    elements: list[HtmlElement] = []
    for element in islice(_below_text(page), _MAX_BELOW):
        lines = list(broken_lines(element))
        if not 0 < len(lines) <= _MAX_LINES or max(map(len, lines)) > _MAX_LINE:
            break
        is_apart = _is_set_apart(element)
        named = next(filter(None, (_names(line, is_apart) for line in lines)), ())
        if authors and named and named != authors:
            return Signature()  # it is unsure who wrote the text
        told = authors or named
        days = (_day(line, is_below_name=bool(told)) for line in lines)
        day = next(filter(None, days), None)
        if (named and not authors) or (day and not published):
            elements.append(element)
        authors, published = told, published or day
    return Signature(authors, published, tuple(elements))


def drop_signature(signature: Signature, authors: Collection[str]) -> None:
    """Remove the lines of a signature from the page, unless they name others than the authors."""
    if set(signature.authors) <= set(authors):
        for element in signature.elements:
            element.drop_tree()


def _below_text(page: HtmlElement) -> Iterator[HtmlElement]:
    """The elements with a text behind the last paragraph of the element that holds most prose."""
    found = islice(filter(is_paragraph_of_prose, page.iter("p")), _MAX_ELEMENTS)
    prose = [one for one in found if not _may_sign(one)]
    holder, count = next(iter(Counter(one.getparent() for one in prose).most_common(1)), (None, 0))
    if holder is None or count < _MIN_PARAGRAPHS:
        return
    last = [one for one in prose if one.getparent() is holder][-1]
    if clean_line(last.text_content())[-1] in _QUOTATION_MARKS:
        return  # what follows names the speaker
    for element in last.itersiblings():
        if element.tag not in _BLOCKS:
            return
        if clean_line(element.text_content()):
            yield element


def _may_sign(paragraph: HtmlElement) -> bool:
    return len(paragraph.text_content()) <= _MAX_LINE and _is_set_apart(paragraph)


def _is_set_apart(element: HtmlElement) -> bool:
    """Whether a block is called after writers, at the right, or all in bold or italic letters."""
    is_called = is_marked(element, BYLINE_MARK) or is_marked(element, _SIGNED)
    is_right = element.get("align") == "right" or _RIGHT.search(element.get("style") or "")
    tails = (child.tail for child in element)
    own = "".join(filter(None, (element.text, *tails))).strip()
    are_emphasised = len(element) > 0 and all(child.tag in _EMPHASIS for child in element)
    return bool(is_called or is_right) or (not own and are_emphasised) or element.tag in _EMPHASIS


def _names(line: str, is_apart: bool) -> tuple[str, ...]:
    """The writers whom a line names, in a byline or as a name that is set apart."""
    if byline := read_byline(_SENTENCE_END.split(line)[0].strip(_EDGES)):
        return byline.authors
    in_brackets = _IN_BRACKETS.fullmatch(line)
    if in_brackets and _UNSPACED_NAME.fullmatch(in_brackets[1]):
        return clean_authors([in_brackets[1]])
    if not (is_apart or in_brackets or line[0] in "–—―"):
        return ()
    names = clean_authors([line.strip(_EDGES)])
    are_persons = all(is_full_name(name) or is_name_without_case(name) for name in names)
    is_other = any(names_a_publication(name) or is_agency(name) for name in names)
    return names if are_persons and not is_other else ()


def _day(line: str, *, is_below_name: bool) -> str | None:
    """The day that a line tells behind a word for making, or by itself below a name."""
    for sentence in _SENTENCE_END.split(line):
        dateline = read_dateline(sentence.rstrip(".")) if is_below_name else None
        if day := day_of_making(sentence) or (dateline.published if dateline else None):
            return day
    return None
