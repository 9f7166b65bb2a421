"""The frame of a newsletter: its greeting, why it was sent, to whom, and how to end it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.sources.boilerplate.labels import is_boilerplate_line
from retrieval.sources.boilerplate.prose import is_prose
from retrieval.text.languages.boilerplate import any_phrase

_MAX_HEAD_LINES = 4
_MAX_GREETING = 80
_MAX_FOOTER_LINES = 12
_MAX_IMPRINT_LINES = 3
_MAX_IMPRINT = 120
_FOOTER = re.compile(any_phrase("mail_footers"), re.IGNORECASE)
_GREETING = re.compile(
    rf"¡?{any_phrase('mail_greetings')}"
    rf"(?:,? {any_phrase('mail_greetings', 'greeted', 'joins_names')})*"
    rf",? {any_phrase('greeted')}\s?[,!:.]?",
    re.IGNORECASE,
)
_BY_NAME = re.compile(rf"(?i:¡?{any_phrase('mail_greetings')}),? [^\W\d_a-z][\w'’-]+\s?[,!.]")


def without_mail_frame(lines: Sequence[str]) -> list[str]:
    """Return the lines of a newsletter without its greeting, its footer and the address above that.

    >>> without_mail_frame(["It rained on Sunday.", "12 Pier Road, Lowholm", "Unsubscribe"])
    ['It rained on Sunday.']
    >>> without_mail_frame(["Dear readers,", "It rained on Sunday."])
    ['It rained on Sunday.']
    >>> without_mail_frame(["Good morning, Jane.", "It rained on Sunday."])
    ['It rained on Sunday.']
    """
    lines = _without_greeting(lines)
    start = _start_of_footer(lines)
    if start == len(lines):
        return list(lines)
    first = max(start - _MAX_IMPRINT_LINES, 1)
    while start > first and _is_imprint(lines[start - 1]):
        start -= 1
    return list(lines[:start])


def _without_greeting(lines: Sequence[str]) -> Sequence[str]:
    """The lines without a greeting above the first paragraph; below, it is part of a story."""
    for number, line in enumerate(lines[:_MAX_HEAD_LINES]):
        is_greeting = bool(_GREETING.fullmatch(line) or _BY_NAME.fullmatch(line))
        if is_greeting and len(line) <= _MAX_GREETING:
            return [*lines[:number], *lines[number + 1 :]]
        if is_prose(line):
            break
    return lines


def _start_of_footer(lines: Sequence[str]) -> int:
    """The number of the first line of the footer near the end; after it no story goes on."""
    for number in range(max(len(lines) - _MAX_FOOTER_LINES, 0), len(lines)):
        if _FOOTER.match(lines[number]):
            return number
    return len(lines)


def _is_imprint(line: str) -> bool:
    """Whether the line may be an address or a copyright notice."""
    is_short = len(line) <= _MAX_IMPRINT and not is_prose(line)
    return is_boilerplate_line(line) or (is_short and any(map(str.isdigit, line)) and "," in line)
