"""The header that mail programs write above the text of a mail that is forwarded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.text.languages.boilerplate import any_phrase

_MAX_ABOVE = 20
_MAX_HEADER_LINES = 8
_MAX_LINE = 300
_FIELDS = {
    name: re.compile(rf"\W*(?:{any_phrase(f'forwarded_{name}')})\s*:\W*(.+)", re.IGNORECASE)
    for name in ("from", "date", "subject", "to")
}


@dataclass(frozen=True, slots=True)
class ForwardedMail:
    """What the header says, and the lines below it."""

    sender: str
    date: str
    subject: str
    lines: tuple[str, ...]


def forwarded_mail(lines: Sequence[str]) -> ForwardedMail | None:
    """Return the mail that these lines of another one forward, None if they forward none.

    Its header names at least the sender, the day and the subject, on a line each, in any order.

    >>> forwarded_mail(["From: A <a@b.example>", "Date: 2 May 2024", "Subject: Rain", "It."])
    ForwardedMail(sender='A <a@b.example>', date='2 May 2024', subject='Rain', lines=('It.',))
    """
    for start in range(min(len(lines), _MAX_ABOVE)):
        if not any(_value(name, lines[start]) for name in _FIELDS):
            continue
        found: dict[str, str] = {}
        end = start
        for line in lines[start : start + _MAX_HEADER_LINES]:
            name = next((name for name in _FIELDS if name not in found and _value(name, line)), "")
            if not name:
                break
            found[name] = _value(name, line)
            end += 1
        if {"from", "date", "subject"} <= found.keys():
            rest = tuple(lines[end:])
            return ForwardedMail(found["from"], found["date"], found["subject"], rest)
    return None


def _value(name: str, line: str) -> str:
    found = _FIELDS[name].fullmatch(line) if len(line) <= _MAX_LINE else None
    return found[1].strip() if found else ""
