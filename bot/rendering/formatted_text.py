"""Text with marks (bold, quote, link) over spans of it, of which messages consist.

Marks are offsets beside the text, never markup inside it, so that text from others cannot become
formatting. telegram_io/entities.py turns them into Telegram's message entities.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["bold", "quote", "folded_quote", "link", "code"]

# Characters that Telegram shows as spaces, and those that cannot be sent.
_UNSENDABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\ud800-\udfff]")
_BIDI_CONTROLS = re.compile("[\u2066-\u2069\u200e\u200f\u061c]")


@dataclass(frozen=True, slots=True)
class Mark:
    """Formatting of the characters ``start:end``; ``url`` is the address of a link."""

    kind: Kind
    start: int
    end: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text and its marks, with offsets in characters."""

    text: str = ""
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: FormattedText) -> FormattedText:
        shift = len(self.text)
        moved = (replace(m, start=m.start + shift, end=m.end + shift) for m in other.marks)
        return FormattedText(self.text + other.text, (*self.marks, *moved))

    def __bool__(self) -> bool:
        return bool(self.text)

    def slice(self, start: int, end: int) -> FormattedText:
        """The characters ``start:end`` with their marks."""
        clipped = (
            replace(m, start=max(m.start, start) - start, end=min(m.end, end) - start)
            for m in self.marks
        )
        return FormattedText(self.text[start:end], tuple(m for m in clipped if m.start < m.end))

    def marked(self, kind: Kind, *, url: str = "") -> FormattedText:
        """This text with a mark over all of it."""
        if not self.text:
            return self
        return FormattedText(self.text, (Mark(kind, 0, len(self.text), url), *self.marks))


def plain(text: str) -> FormattedText:
    """Text without marks; each character that cannot be sent becomes a space."""
    return FormattedText(_UNSENDABLE.sub(" ", text))


def one_line(text: str) -> FormattedText:
    """A name or title on one line, without characters that change the direction of text.

    >>> one_line(" Two\\n lines ").text
    'Two lines'
    """
    return FormattedText(" ".join(_BIDI_CONTROLS.sub("", plain(text).text).split()))


def bold(text: str) -> FormattedText:
    """Bold text."""
    return plain(text).marked("bold")


def link(label: FormattedText, url: str | None) -> FormattedText:
    """``label`` as a link to ``url``; as it is without one."""
    return label.marked("link", url=url) if url else label


def join(parts: Iterable[FormattedText], separator: str) -> FormattedText:
    """``parts`` with ``separator`` between them, without the empty ones."""
    whole = FormattedText()
    for part in parts:
        if part:
            whole = whole + FormattedText(separator if whole else "") + part
    return whole


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, in which Telegram counts.

    >>> utf16_length("a😀")
    3
    """
    return len(text) + sum(character > "\uffff" for character in text)
