"""Texts that a page divides into several containers, as between advertisements → one container."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from lxml.html import HtmlElement

from retrieval.sources.files.page.element_marks import is_of_other_part, is_paragraph_of_prose
from retrieval.sources.files.page.shown_dates import is_marked_date
from retrieval.sources.metadata.characters import clean_line, letters

_BLOCKS = ("div", "section", "td")
_HEADINGS = ("h2", "h3", "h4")
_ITEMS = frozenset(("a", "li", "blockquote", "figure", "aside"))
_MAX_ELEMENTS = 30_000
_MAX_BLOCKS = 200
_COMPARED = 60  # letters

Kind = tuple[tuple[str, str], ...]
"""The tags and classes of an element and all those around it, from within."""


def join_divided_text(page: HtmlElement, extracted: str) -> bool:
    """Move the containers of a page's text into the first of them, with headings between them.

    trafilatura reads only one of them if nothing around all of them is called after articles.
    Returns whether any were moved: those of one kind, with most of the page's prose, of which the
    text that was ``extracted`` holds some and lacks others. Posts and comments, of which each
    has a date, stay as they are.
    """
    blocks = max(_blocks(page).values(), key=_amount_of_prose, default=[])
    text = letters(extracted)
    if not 1 < len(blocks) <= _MAX_BLOCKS or not any(_is_within(block, text) for block in blocks):
        return False
    parts = _parts_of_common_ancestor(blocks)
    if all(_is_within(block, text) for block in blocks) or any(map(_is_post, parts)):
        return False
    between = takewhile(lambda one: one is not parts[-1], parts[0].itersiblings())
    for part in [one for one in between if one in parts or one.tag in _HEADINGS]:
        _append(blocks[0], part)
    _append(blocks[0], parts[-1])
    return True


def _append(block: HtmlElement, part: HtmlElement) -> None:
    """Move a part to the end of a container, without the captions of its pictures."""
    for caption in list(part.iter("figcaption")):
        caption.drop_tree()
    block.append(part)


def _blocks(page: HtmlElement) -> dict[Kind, list[HtmlElement]]:
    """The containers with paragraphs of prose by their kind, in the page's order."""
    found: dict[Kind, list[HtmlElement]] = {}
    for element in islice(page.iter(*_BLOCKS), _MAX_ELEMENTS):
        around = [element, *element.iterancestors()]
        if next(_prose(element), None) is None or any(one.tag in _ITEMS for one in around):
            continue
        if not any(map(is_of_other_part, around)):
            kind = tuple((one.tag, one.get("class") or "") for one in around)
            found.setdefault(kind, []).append(element)
    return found


def _prose(block: HtmlElement) -> Iterator[HtmlElement]:
    return filter(is_paragraph_of_prose, block.iterchildren("p"))


def _is_within(block: HtmlElement, text: str) -> bool:
    return any(letters(one.text_content())[:_COMPARED] in text for one in _prose(block))


def _amount_of_prose(blocks: Sequence[HtmlElement]) -> int:
    """The length of all prose in the containers, in characters."""
    return sum(len(clean_line(one.text_content())) for block in blocks for one in _prose(block))


def _parts_of_common_ancestor(blocks: Sequence[HtmlElement]) -> list[HtmlElement]:
    """The children of what is around all the containers that hold them, in order."""
    paths = [[*reversed(list(block.iterancestors())), block] for block in blocks]
    shared = sum(
        1
        for _ in takewhile(
            lambda level: all(one is level[0] for one in level), zip(*paths, strict=False)
        )
    )
    return list(dict.fromkeys(path[shared] for path in paths))


def _is_post(part: HtmlElement) -> bool:
    """Whether a part has a title of its own, or tells when it was written."""
    is_marked = (
        is_marked_date(one) and any(map(str.isdigit, one.text_content())) for one in part.iter()
    )
    return next(part.iter("h1"), None) is not None or any(is_marked)
