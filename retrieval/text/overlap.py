"""How much of one text stands in another, by sequences of five words."""

from __future__ import annotations

from retrieval.text.terms import WORD

_WORDS = 5
SAME_TEXT = 0.8


def is_same_text(first: str, second: str) -> bool:
    """Whether four fifths of the shorter text's five-word sequences stand in the other."""
    return overlap(first, second) >= SAME_TEXT


def overlap(first: str, second: str) -> float:
    """The share of the five-word sequences of the shorter text that stand in the other, 0 to 1.

    >>> overlap("It rained on Sunday in Kyiv.", "It rained on Sunday in Lviv.")
    0.5
    """
    shorter, longer = sorted((_sequences(first), _sequences(second)), key=len)
    return len(shorter & longer) / max(len(shorter), 1)


def _sequences(text: str) -> set[tuple[str, ...]]:
    """The sequences; of a text of fewer words, all of them as one."""
    words = [word for token in WORD.findall(text.casefold()) for word in _words(token)]
    starts = range(max(len(words) - _WORDS + 1, 1))
    return {tuple(words[start : start + _WORDS]) for start in starts}


def _words(token: str) -> list[str]:
    """A token, or each character of one in a script without spaces between words."""
    return list(token) if token[0] >= "\u3040" else [token]
