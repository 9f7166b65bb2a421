"""Text as it comes → paragraphs of visible characters, otherwise verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterable

from retrieval.text.words.escape_sequences import without_escape_sequences

PARAGRAPH_BREAK = "\n\n"

_LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x1f\x7f-\x9f"  # controls that are no white space
    "\u00ad\u180e\u200b\u2060-\u2064\ufeff"  # soft hyphen, zero-width spaces, byte order mark
    "\u202d\u202e"  # overrides of direction, which turn letters round
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
    "]"
)
_NEEDLESS_JOINER = re.compile("(?:^|(?<=[\\s!-\u024f\u2010-\u2027\u2030-\u205e]))[\u200c\u200d]+")
_WHITE_SPACE = re.compile(r"\s+")

# Windows-1252 punctuation read as Latin-1: control characters that were meant as these.
_MISREAD = str.maketrans("\x91\x92\x93\x94\x96\x97", "‘’“”–—")


def clean_line(text: str) -> str:
    """Return the text on one line, without characters that are not to be seen.

    >>> clean_line("\\x1b[1mKyiv\\x1b[0m\\n  holds\\u200b out")
    'Kyiv holds out'
    """
    return _WHITE_SPACE.sub(" ", _visible(text)).strip()


def letters(text: str) -> str:
    """Return the letters and digits of a text in lower case.

    >>> letters("The Daily Example!")
    'thedailyexample'
    """
    return "".join(filter(str.isalnum, text.casefold()))


def split_lines(text: str) -> list[str]:
    """Return the lines of the text that hold something, each cleaned."""
    return [line for part in _visible(text).split("\n") if (line := clean_line(part))]


def split_blocks(text: str) -> list[list[str]]:
    """Return the blocks of the text, which blank lines separate, each as its cleaned lines."""
    blocks = (split_lines(block) for block in _BLANK_LINES.split(_visible(text)))
    return [block for block in blocks if block]


def join_paragraphs(paragraphs: Iterable[str]) -> str:
    """Return the paragraphs as one text, with a blank line between each two."""
    return PARAGRAPH_BREAK.join(paragraphs)


def _visible(text: str) -> str:
    text = _LINE_BREAK.sub("\n", without_escape_sequences(text))
    text = _INVISIBLE.sub("", text.translate(_MISREAD))
    return _NEEDLESS_JOINER.sub("", text)
