"""Lines broken to a width → their text, with words whole that were broken at the ends of lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN_END = re.compile(r"(?P<start>[^\W\d_]+(?:-[^\W\d_]+)*)[-‐]$")


def joined_lines(paragraphs: Iterable[Sequence[str]]) -> list[str]:
    """Return the text of each paragraph, given as its lines.

    A hyphen stays where the document has the word with it elsewhere, or only its parts.

    >>> joined_lines([["It rained for the third sum-", "mer in a row."]])
    ['It rained for the third summer in a row.']
    """
    paragraphs = list(paragraphs)
    lines = (line for paragraph in paragraphs for line in paragraph)
    known = Counter(word.casefold() for line in lines for word in _WORD.findall(line))
    return [_joined(paragraph, known) for paragraph in paragraphs]


def _joined(lines: Sequence[str], known: Counter[str]) -> str:
    text = ""
    for line in lines:
        broken = _BROKEN_END.search(text)
        following = _WORD.match(line)
        if broken is None or following is None:
            text = f"{text} {line}" if text and not text.endswith(("-", "‐")) else text + line
        elif following[0][0].isupper() or _keeps_hyphen(broken["start"], following[0], known):
            text = text[:-1] + "-" + line
        else:
            text = text[:-1] + line
    return text


def _keeps_hyphen(start: str, rest: str, known: Counter[str]) -> bool:
    start, rest = start.casefold(), rest.casefold()
    if known[f"{start}-{rest}"] or known[start + rest]:
        return known[f"{start}-{rest}"] > known[start + rest]
    # Each broken part was counted once, as the word that it looks like.
    return known[start] > 1 and known[rest] > 1
