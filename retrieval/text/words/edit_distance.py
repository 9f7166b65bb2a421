"""Edit distance of words, and all words one edit away from another."""

from __future__ import annotations

from collections.abc import Iterator

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ"


def edit_distance(word: str, other: str) -> int:
    """Insertions, deletions, substitutions and transpositions of neighbours that tell them apart.

    The restricted Damerau-Levenshtein distance: no part is edited twice.

    >>> edit_distance("reopn", "reopen"), edit_distance("inqiury", "inquiry")
    (1, 1)
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        current = [i]
        for j, theirs in enumerate(other, start=1):
            cost = min(last[j] + 1, current[-1] + 1, last[j - 1] + (letter != theirs))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == theirs:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, last = last, current
    return last[-1]


def one_edit_away(word: str) -> set[str]:
    """Every word at distance 1 from ``word``, which is in lower case."""
    return set(_edited(word)) - {word}


def _edited(word: str) -> Iterator[str]:
    letters = _LATIN if word[0] < "Ͱ" else _CYRILLIC
    for i in range(len(word) + 1):
        start, end = word[:i], word[i:]
        yield start + end[1:]
        if len(end) > 1:
            yield start + end[1] + end[0] + end[2:]
        for letter in letters:
            yield start + letter + end
            yield start + letter + end[1:]
