"""Near-duplicate detection by word 5-grams (shingles)."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile("[\u3040-\uffff]")
_SHINGLE_WORDS = 5
NEAR_DUPLICATE = 0.8


def is_near_duplicate(first: str, second: str) -> bool:
    """Whether the two texts overlap by at least NEAR_DUPLICATE."""
    return overlap(first, second) >= NEAR_DUPLICATE


def overlap(first: str, second: str) -> float:
    """The share of the shorter text's word 5-grams that occur in the other, 0 to 1.

    >>> overlap("It rained on Sunday in Kyiv.", "It rained on Sunday in Lviv.")
    0.5
    """
    shorter, longer = sorted((_shingles(first), _shingles(second)), key=len)
    return len(shorter & longer) / max(len(shorter), 1)


def words_of(text: str) -> list[str]:
    """The words of ``text`` in order, in small letters.

    >>> words_of("It rained in 東京.")
    ['it', 'rained', 'in', '東', '京']
    """
    words = _WORD.findall(text.casefold())
    if not _UNSPACED.search(text):
        return words
    return [part for word in words for part in _words(word)]


def _shingles(text: str) -> set[tuple[str, ...]]:
    """The 5-grams of ``text``; a shorter text is a single shingle."""
    words = words_of(text)
    starts = range(max(len(words) - _SHINGLE_WORDS + 1, 1))
    return {tuple(words[start : start + _SHINGLE_WORDS]) for start in starts}


def _words(word: str) -> list[str]:
    """A word, or its characters in a script without spaces between words."""
    return list(word) if _UNSPACED.match(word) else [word]
