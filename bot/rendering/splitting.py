"""Splitting long texts into messages within Telegram's limit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.rendering.formatted_text import FormattedText, join, utf16_length

MAX_MESSAGE_LENGTH = 4096
_BLANK_LINE = "\n\n"
# Where a text is split, best first: between paragraphs, lines, sentences, words.
_BREAKS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…])\s"),
    re.compile(r"\s"),
)
_NO_SPACE = re.compile(r"\S")


def pack(
    blocks: Sequence[FormattedText], *, limit: int = MAX_MESSAGE_LENGTH
) -> list[FormattedText]:
    """Messages of at most ``limit`` UTF-16 code units with all ``blocks`` in order.

    A block is split only if it does not fit into one message. Blocks in the same message are
    separated by a blank line.
    """
    messages: list[FormattedText] = []
    for segment in (segment for block in blocks for segment in _segments(block, limit)):
        joined = join([messages[-1], segment], _BLANK_LINE) if messages else segment
        if messages and utf16_length(joined.text) <= limit:
            messages[-1] = joined
        else:
            messages.append(segment)
    return messages


def _segments(block: FormattedText, limit: int) -> Iterator[FormattedText]:
    """``block`` in segments within the limit; only white space between them is dropped."""
    block, reached = _trimmed(block), 0
    while found := _NO_SPACE.search(block.text, reached):
        start = found.start()
        end, following = _split_point(block.text[start : start + limit + 1], limit)
        if segment := _trimmed(block.slice(start, start + end)):
            yield segment
        reached = start + following


def _split_point(text: str, limit: int) -> tuple[int, int]:
    """(end of the first segment, start of the rest) at the last good break within the limit.

    A text within the limit is one segment.
    """
    longest = _characters_that_fit(text, limit)
    if longest == len(text):
        return longest, longest
    for pattern in _BREAKS:
        if found := list(pattern.finditer(text, longest // 2, longest + 1)):
            return found[-1].start(), found[-1].end()
    return longest, longest


def _characters_that_fit(text: str, limit: int) -> int:
    """How many characters of ``text`` fit into ``limit`` UTF-16 code units."""
    used = 0
    for count, character in enumerate(text):
        used += 2 if character > "\uffff" else 1
        if used > limit:
            return count
    return len(text)


def _trimmed(formatted: FormattedText) -> FormattedText:
    start = len(formatted.text) - len(formatted.text.lstrip())
    return formatted.slice(start, max(start, len(formatted.text.rstrip())))
