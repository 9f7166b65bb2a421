"""Marked pages → the same in other forms: shortened as news in brief, or with parts in boxes."""

from __future__ import annotations

import random

from lxml.html import HtmlElement, builder

from retrieval.sources.lines.shown_lines import ShownLine, shown_lines
from scripts.train.web_pages import MarkedPage

_MIN_LINES = 7  # of an article that is shortened
_LEFT = (2, 3, 4, 5)
_TEXT, _OTHER = "+", "-"
_BOXED = ("p", "ul", "ol", "blockquote", "dl", "pre", "table")
_BESIDE = ("A", "BUTTON", "BUTTON", "")
_LABELS = ("Print", "Map", "Copy", "Details", "PDF", "Open", "Show all", "Teilen", "Plan", "Más")


def shortened(page: MarkedPage, choose: random.Random) -> MarkedPage | None:
    """Return a page whose later lines of the article are taken out; None if they cannot be.

    Changes the page. A line stays where others stand within its element.
    """
    own = [line for line, mark in zip(page.lines, page.marks, strict=True) if mark == _TEXT]
    if len(own) < _MIN_LINES:
        return None
    left = choose.choice(_LEFT)
    late = {id(line) for line in own[left:]}
    gone = {line.block for line in own[left:]}
    gone -= {
        element
        for line in page.lines
        if id(line) not in late
        for element in (line.block, *line.block.iterancestors())
    }
    for block in gone:
        if block.getparent() is not None:
            block.drop_tree()
    lines = shown_lines(page.page)
    marks = _marks_of(lines, page)
    if marks is None or marks.count(_TEXT) > 2 * left:
        return None
    return MarkedPage(page.page, lines, marks)


def boxed(page: MarkedPage, choose: random.Random) -> MarkedPage | None:
    """Return a page with two parts of its article in boxes of their own, as facts and notes are.

    Most boxes have a link or a button as well. Changes the page; None if it has no such parts.
    """
    marked = zip(page.lines, page.marks, strict=True)
    own = dict.fromkeys(line.block for line, mark in marked if mark == _TEXT)  # in their order
    other = {
        element
        for line, mark in zip(page.lines, page.marks, strict=True)
        if mark != _TEXT
        for element in (line.block, *line.block.iterancestors())
    }
    all_parts = dict.fromkeys(_part_of(block) for block in own)
    parts = [one for one in all_parts if one.tag in _BOXED and one not in other and _is_free(one)]
    if not parts:
        return None
    for part in choose.sample(parts, min(2, len(parts))):
        _put_in_box(part, choose)
    lines = shown_lines(page.page)
    return MarkedPage(page.page, lines, _marks_with_others(lines, page))


def _part_of(block: HtmlElement) -> HtmlElement:
    """The list that an item is of, or the block itself."""
    return block.getparent() if block.tag == "li" else block


def _is_free(part: HtmlElement) -> bool:
    """Whether a part can be put in a box: it is not within another one of its kind."""
    return part.getparent() is not None and next(part.iterancestors(*_BOXED), None) is None


def _put_in_box(part: HtmlElement, choose: random.Random) -> None:
    box = builder.DIV()
    part.getparent().replace(part, box)
    box.tail, part.tail = part.tail, None
    box.append(part)
    more = choose.choice(_BESIDE)
    if more:
        box.append(getattr(builder, more)(choose.choice(_LABELS), href="/more"))


def _marks_with_others(lines: list[ShownLine], whole: MarkedPage) -> str:
    """The marks of lines of which some are not of the page as it was."""
    marks, number = "", 0
    for line in lines:
        if number < len(whole.lines) and line.text == whole.lines[number].text:
            marks += whole.marks[number]
            number += 1
        else:
            marks += _OTHER
    if number < len(whole.lines):
        raise ValueError("lines of a page are lost")
    return marks


def _marks_of(lines: list[ShownLine], whole: MarkedPage) -> str | None:
    """The marks of lines that are left of a page; None if they are not part of its lines."""
    marks, others = "", iter(zip(whole.lines, whole.marks, strict=True))
    for line in lines:
        mark = next((mark for other, mark in others if other.text == line.text), None)
        if mark is None:
            return None
        marks += mark
    return marks
