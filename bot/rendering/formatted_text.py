"""Text with marks (bold, quotation, link) over spans of it: what a message is made of.

Marks are spans of our own, never markup inside the text, so text that comes from others cannot
become formatting. Pure: telegram_io/entities.py turns them into Telegram's entities.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["bold", "italic", "code", "quote", "folded_quote", "link"]

# What Telegram itself turns into a space before it shows a text, and what cannot be sent at all.
_UNSENDABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\ud800-\udfff]")
_TURNS_TEXT = re.compile("[\u2066-\u2069\u200e\u200f\u061c]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A kind of formatting over the characters ``start:end``; ``url`` is a link's address."""

    kind: Kind
    start: int
    end: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class FormattedText:
    """``text`` and its marks, whose offsets count characters."""

    text: str = ""
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: FormattedText) -> FormattedText:
        shift = len(self.text)
        moved = (replace(m, start=m.start + shift, end=m.end + shift) for m in other.marks)
        return FormattedText(self.text + other.text, (*self.marks, *moved))

    def __bool__(self) -> bool:
        return bool(self.text)

    def cut(self, start: int, end: int) -> FormattedText:
        """The characters ``start:end`` with the marks that lie over them."""
        clipped = (
            replace(m, start=max(m.start, start) - start, end=min(m.end, end) - start)
            for m in self.marks
        )
        return FormattedText(self.text[start:end], tuple(m for m in clipped if m.start < m.end))

    def marked(self, kind: Kind, *, url: str = "") -> FormattedText:
        """The same with a mark over all of it."""
        if not self.text:
            return self
        return FormattedText(self.text, (Mark(kind, 0, len(self.text), url), *self.marks))


def plain(text: str) -> FormattedText:
    """Text without marks, each character that cannot be sent replaced by a space."""
    return FormattedText(_UNSENDABLE.sub(" ", text))


def one_line(text: str) -> FormattedText:
    """A name or title as it stands in a line of ours: one line, nothing that turns its direction.

    >>> one_line(" Two\\n lines ").text
    'Two lines'
    """
    return FormattedText(" ".join(_TURNS_TEXT.sub("", plain(text).text).split()))


def bold(text: str) -> FormattedText:
    """Bold text."""
    return plain(text).marked("bold")


def link(label: FormattedText, url: str | None) -> FormattedText:
    """``label`` as a link to ``url``, or as it is where there is none."""
    return label.marked("link", url=url) if url else label


def join(parts: Iterable[FormattedText], separator: str) -> FormattedText:
    """``parts`` with ``separator`` between them; empty ones are left out."""
    whole = FormattedText()
    for part in parts:
        if part:
            whole = whole + FormattedText(separator if whole else "") + part
    return whole


def units(text: str) -> int:
    """Length in UTF-16 code units, in which Telegram counts.

    >>> units("a😀")
    3
    """
    return len(text) + sum(character > "\uffff" for character in text)
