"""The comments of readers below an article, lines of their own on pages without markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.sources.boilerplate.prose import is_prose
from retrieval.text.languages.boilerplate import any_phrase
from retrieval.text.words.letters import with_plain_apostrophes

_HEADING = re.compile(any_phrase("comment_headings"), re.IGNORECASE)
_SIGN = re.compile(any_phrase("comment_signs"), re.IGNORECASE)
_STAMP = re.compile(r"(?=.*\d{4}|.*\d{1,2}[./]\d{1,2}[./]\d\d).*(?<!\d)\d{1,2}[:.h]\d\d\b.{0,12}")
_SPEAKER = re.compile(r"[^\W\d_][^:]{1,30}: \S")
_MIN_SPEAKERS = 2
_EDGES = " \t:.!…|·•*–—-"
_MAX_HEADING, _MAX_SIGN = 240, 60  # characters
_MIN_PROSE = 2  # lines above


def without_comments(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines of an article without the comments below it.

    They begin with a heading below the text, and among them stand buttons to reply, or lines that
    only tell who wrote, or when, or several that begin with a speaker's name. Without these a
    number of comments may stand anywhere.

    >>> without_comments(["It rained all of Sunday.", "It rained on Monday.", "1 comment", "Jane:",
    ...                   "3 March 2024, 8:44", "It did."])
    ['It rained all of Sunday.', 'It rained on Monday.']
    """
    prose = [number for number, line in enumerate(lines) if is_prose(line)][:_MIN_PROSE]
    if len(prose) < _MIN_PROSE:
        return lines
    signs = [number for number, line in enumerate(lines) if _is_sign(line)]
    for number in range(len(lines) - 1, prose[-1], -1):
        is_above_signs = number < max(signs, default=0) or _counts_speakers(lines[number:])
        if is_above_signs and _is_heading(lines[number]):
            return lines[:number]
    return lines


def _counts_speakers(lines: Sequence[str]) -> bool:
    """Whether a line with a number stands above several lines of which each names a speaker."""
    has_number = any(map(str.isdigit, lines[0]))
    return has_number and sum(bool(_SPEAKER.match(line)) for line in lines[1:]) >= _MIN_SPEAKERS


def _is_heading(line: str) -> bool:
    plain = with_plain_apostrophes(line.strip(_EDGES))
    is_heading = len(line) <= _MAX_HEADING and bool(_HEADING.fullmatch(plain))
    return is_heading and not _is_sign(line)


def _is_sign(line: str) -> bool:
    if len(line) > _MAX_SIGN:
        return False
    return bool(
        _SIGN.fullmatch(with_plain_apostrophes(line.strip(_EDGES))) or _STAMP.fullmatch(line)
    )
