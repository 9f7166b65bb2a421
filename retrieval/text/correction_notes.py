"""Notes in an article that tell of a mistake in an earlier version of it, or in a report before."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from retrieval.text.languages import any_word_of, language_of
from retrieval.text.terms import WORD, index_terms

_CLAUSE_END = re.compile(r"(?:\S+ ){2,}\S*(?:;| [–—-] )")  # of a clause of some words
_MOST_WORDS_BEFORE = 4  # an earlier report, in a sentence that tells what it said


def correction_notes(
    sentences: Sequence[str], asked: Set[str], language: str | None, title: str = ""
) -> tuple[bool, ...]:
    """Which of the sentences of a passage are notes of a correction, and so answer nothing.

    They repeat what was wrong. One that first tells what is right, before a semicolon or a dash, is
    none. One that begins with what an earlier report said is one where the ``title`` of the
    article, or another sentence, tells of a correction. None counts as one if a question with the
    terms ``asked`` is about such a note, or if the passage has no other sentence.

    >>> told = ("Three people died.", "An earlier version of this article said four had died.")
    >>> correction_notes(told, {"die"}, "en"), correction_notes(told, {"version"}, "en")
    ((False, True), (False, False))
    >>> told = ("An earlier report said that four died.", "Three people died.")
    >>> correction_notes(told, {"die"}, "en", "Correction: three died, not four")
    (True, False)
    >>> correction_notes(told, {"die"}, "en", "Three die in storm")
    (False, False)
    >>> told = ("Correction — An earlier version of this report said four died.", "Three died.")
    >>> correction_notes(told, {"die"}, "en")
    (True, False)
    >>> told = ("Three people died; an earlier version of this report was wrong.", "It rained.")
    >>> correction_notes(told, {"die"}, "en")
    (False, False)
    """
    known = language_of(language or "en")
    phrases, reports = any_word_of(known.correction_notes), any_word_of(known.earlier_reports)
    corrects = any_word_of(known.correcting_words)
    telling = [bool(corrects.search(own)) for own in (title, *sentences)]
    found = []
    for sentence, tells in zip(sentences, telling[1:], strict=True):
        note = phrases.search(sentence)
        if note and _CLAUSE_END.search(sentence[: note.start()]):
            note = None
        if note is None and sum(telling) > tells:
            report = reports.search(sentence)
            is_first = report and len(WORD.findall(sentence[: report.start()])) < _MOST_WORDS_BEFORE
            note = report if is_first else None
        found.append(note)
    words = " ".join(note[0] for note in found if note)
    if all(found) or not asked.isdisjoint(index_terms(words, language)):
        return (False,) * len(found)
    return tuple(note is not None for note in found)
