"""Texts cut to a length."""

from __future__ import annotations


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters, cut between words where there are any.

    >>> shortened("Two dead in mill fire", 16), shortened("Fire", 16)
    ('Two dead in…', 'Fire')
    """
    if len(text) <= most:
        return text
    start = text[: most - 1]
    words = start.rpartition(" ")[0].rstrip()
    return f"{words if len(words) > len(start) // 2 else start}…"
