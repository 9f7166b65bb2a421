"""A long text → messages within Telegram's limit, cut where a reader would pause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.rendering.formatted_text import FormattedText, join, units

MESSAGE_UNITS = 4096
_BLANK_LINE = "\n\n"
# Where a text is cut, the best place first: between paragraphs, lines, sentences, words.
_PAUSES = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…])\s"),
    re.compile(r"\s"),
)


def pack(blocks: Sequence[FormattedText], *, limit: int = MESSAGE_UNITS) -> list[FormattedText]:
    """Messages of at most ``limit`` UTF-16 units that hold ``blocks`` in order, nothing left out.

    A block is kept whole where it fits into a message at all; blocks in one message stand a blank
    line apart.
    """
    messages: list[FormattedText] = []
    for piece in (piece for block in blocks for piece in _pieces(block, limit)):
        joined = join([messages[-1], piece], _BLANK_LINE) if messages else piece
        if messages and units(joined.text) <= limit:
            messages[-1] = joined
        else:
            messages.append(piece)
    return messages


def _pieces(block: FormattedText, limit: int) -> Iterator[FormattedText]:
    """``block`` in pieces within the limit; at each cut only white space goes."""
    rest = _trimmed(block)
    while units(rest.text) > limit:
        end, following = _cut(rest.text, limit)
        if piece := _trimmed(rest.cut(0, end)):
            yield piece
        rest = _trimmed(rest.cut(following, len(rest.text)))
    if rest:
        yield rest


def _cut(text: str, limit: int) -> tuple[int, int]:
    """(end of the first piece, start of the rest), the piece as long as a good pause allows."""
    longest = _characters_within(text, limit)
    for pause in _PAUSES:
        if found := list(pause.finditer(text, longest // 2, longest + 1)):
            return found[-1].start(), found[-1].end()
    return longest, longest


def _characters_within(text: str, limit: int) -> int:
    """How many characters of ``text`` fill at most ``limit`` units."""
    used = 0
    for count, character in enumerate(text):
        used += 2 if character > "\uffff" else 1
        if used > limit:
            return count
    return len(text)


def _trimmed(rich: FormattedText) -> FormattedText:
    start = len(rich.text) - len(rich.text.lstrip())
    return rich.cut(start, max(start, len(rich.text.rstrip())))
