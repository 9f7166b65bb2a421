"""Names and titles that keep their own direction within a line of the other direction."""

from __future__ import annotations

import re

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"

# Letters of scripts that are written from right to left.
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def isolated(text: str) -> str:
    r"""``text`` between Unicode's isolates (UAX 9) if any of it is written from right to left.

    >>> isolated("Haaretz"), isolated("هآرتس")
    ('Haaretz', '\u2068هآرتس\u2069')
    """
    if not _RIGHT_TO_LEFT.search(text):
        return text
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"
