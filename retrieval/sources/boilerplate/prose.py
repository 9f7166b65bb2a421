"""Which lines are prose, and which are labels, headlines, names and items of lists."""

from __future__ import annotations

import re

_MIN_WORDS = 7
_MIN_STATED_WORDS = 4
_LONG_WORDS = 25
_MIN_UNSPACED = 25  # characters of a sentence in a script without spaces
_FULL_STOP = re.compile(r"\.[\"'”’»“)\]]*$")
_SENTENCE_END = re.compile(r"[!…:;][\"'”’»“)\]]*$|[?][\"”’»“]+$|[\"”»“]$|[。！？।]$")


def is_prose(line: str) -> bool:
    """Whether the line holds a sentence or more, as a paragraph of an article does.

    A question alone is none: headlines ask too.

    >>> is_prose("The river rose by two metres on Sunday."), is_prose("The river that rose")
    (True, False)
    """
    words = len(line.split())
    if words >= _LONG_WORDS or (len(line) >= _MIN_UNSPACED and line[-1] in "。！？"):
        return True
    if words >= _MIN_STATED_WORDS and _FULL_STOP.search(line):
        return True
    return words >= _MIN_WORDS and bool(_SENTENCE_END.search(line))
