"""Notes in an article that tell of a mistake in an earlier version of it."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from retrieval.text.languages import any_word_of, language_of
from retrieval.text.words.terms import index_terms

_CLAUSE_END = re.compile(r"(?:\S+ ){2,}\S*(?:;| [–—-] )")  # of a clause of some words


def correction_notes(
    sentences: Sequence[str], asked: Set[str], language: str | None
) -> tuple[bool, ...]:
    """Which of the sentences of a passage are notes of a correction, and so answer nothing.

    They repeat what was wrong. One that first tells what is right, before a semicolon or a dash, is
    none. None counts as one if a question with the terms ``asked`` is about such a note, or if the
    passage has no other sentence.

    >>> told = ("Three people died.", "An earlier version of this article said four had died.")
    >>> correction_notes(told, {"die"}, "en"), correction_notes(told, {"version"}, "en")
    ((False, True), (False, False))
    >>> told = ("Correction — An earlier version of this report said four died.", "Three died.")
    >>> correction_notes(told, {"die"}, "en")
    (True, False)
    >>> told = ("Three people died; an earlier version of this report was wrong.", "It rained.")
    >>> correction_notes(told, {"die"}, "en")
    (False, False)
    """
    phrases = any_word_of(language_of(language or "en").correction_notes)
    found = []
    for sentence in sentences:
        note = phrases.search(sentence)
        found.append(None if note and _CLAUSE_END.search(sentence[: note.start()]) else note)
    words = " ".join(note[0] for note in found if note)
    if all(found) or not asked.isdisjoint(index_terms(words, language)):
        return (False,) * len(found)
    return tuple(note is not None for note in found)
