"""Zero-width joiners, with which Persian and Hindi spell, and which trafilatura drops."""

from __future__ import annotations

from lxml.html import HtmlElement

_JOINERS = "\u200c\u200d"
_STAND_INS = "\U0001fbf0\U0001fbf1"  # printable, and in no article: segmented digits
_TO_STAND_INS = str.maketrans(_JOINERS, _STAND_INS)
_TO_JOINERS = str.maketrans(_STAND_INS, _JOINERS)


def hide_joiners(page: HtmlElement) -> None:
    """Put printable characters in the place of the joiners in a page."""
    _translate(page, _TO_STAND_INS)


def restore_joiners(page: HtmlElement) -> None:
    """Put the joiners back."""
    _translate(page, _TO_JOINERS)


def with_joiners(text: str) -> str:
    """Return what was extracted in between, with the joiners."""
    return text.translate(_TO_JOINERS)


def _translate(page: HtmlElement, table: dict[int, int]) -> None:
    for element in page.iter():
        if element.text and not element.text.isascii():
            element.text = element.text.translate(table)
        if element.tail and not element.tail.isascii():
            element.tail = element.tail.translate(table)
