"""Misspelt words of a question, repaired by the words that the archive holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from retrieval.search.archive_words import ArchiveWords
from retrieval.text.acronyms import acronyms_in, long_form_in
from retrieval.text.edit_distance import edit_distance, one_edit_away
from retrieval.text.languages import every_word, words_of_all
from retrieval.text.terms import stop_words
from retrieval.types import Query, Result

_WORD = re.compile(r"(?<![\w-])[^\W\d_]+(?![\w-])")  # no code, no part of one
_SHORTEST = 3  # letters; so short a word is only taken for a stop word
_SHORTEST_CONTENT_WORD = 4
_SHORTEST_NAME = 5
_QUESTION_WORDS = frozenset(words_of_all("question_words"))
_TWO_SLIPS = 7  # letters from which a word may have two slips


def corrections(query: Query, results: Sequence[Result], archive: ArchiveWords) -> dict[str, str]:
    """For each misspelt word of the question that can be repaired, the word that it must mean.

    A word is misspelt if no passage holds it and no list of a language has it, as that of months.
    It becomes the nearest word of the ``results``, which the other words of the question have
    found, or else the nearest and most frequent of the archive. A first letter is seldom wrong, so
    it has to be the same. An acronym that no passage holds becomes a name of the ``results`` with
    these initials.
    """
    found = {}
    for word in acronyms_in(query.text):
        if len(word) >= _SHORTEST and not archive.is_known(word):
            name = long_form_in(word, (r.passage.text for r in results))
            if name:
                found[word] = name
    for word in dict.fromkeys(_WORD.findall(query.text)):
        if _is_misspelt(word, archive):
            nearest = _nearest(word, results, archive)
            if nearest:
                found[word] = nearest[0].upper() + nearest[1:] if word[0].isupper() else nearest
    return found


def _is_misspelt(word: str, archive: ArchiveWords) -> bool:
    is_acronym = word.isupper()
    is_word = len(word) >= _SHORTEST and not is_acronym and word.lower() not in every_word()
    return is_word and not archive.is_known(word)


def _nearest(word: str, results: Sequence[Result], archive: ArchiveWords) -> str | None:
    lower = word.lower()
    foreign = stop_words() - stop_words(archive.language)  # "trat" is no "that"
    slips = {other for other in one_edit_away(lower) if _begins_alike(lower, other)} - foreign
    slipped = slips & stop_words(archive.language)
    if slipped and len(word) <= _SHORTEST_CONTENT_WORD:
        return min(slipped, key=lambda other: (other not in _QUESTION_WORDS, other))
    if len(word) < (_SHORTEST_NAME if word[0].isupper() else _SHORTEST_CONTENT_WORD):
        return None
    words = [other for other in _words_of(results) if other.lower() not in foreign]
    near = _nearest_of(lower, words, most=1 if len(word) < _TWO_SLIPS else 2)
    if near and edit_distance(lower, near.lower()) == 1:
        return near
    if lower not in archive.slips:
        archive.slips[lower] = _one_slip_away(lower, slips, archive)
    return archive.slips[lower] or near


def _one_slip_away(word: str, slips: Iterable[str], archive: ArchiveWords) -> str | None:
    """The most frequent of ``slips`` as the archive writes it, if that is one slip away."""
    for other in archive.most_frequent(slips):  # by its stem, which other words may share
        written = archive.as_written(other)
        if edit_distance(word, written.lower()) == 1:
            return written
    return None


def _nearest_of(word: str, others: Iterable[str], *, most: int) -> str | None:
    """The nearest of ``others`` with at most so many slips, the first of several."""
    near = [
        (edit_distance(word, lower), place, other)
        for place, other in enumerate(others)
        if abs(len(word) - len(other)) <= most and _begins_alike(word, lower := other.lower())
    ]
    distance, _, nearest = min(near, default=(most + 1, 0, ""))
    return nearest if distance <= most else None


def _words_of(results: Sequence[Result]) -> list[str]:
    """The words of the results, each once, those of the best result first.

    A word has its capital only where it is always written so.
    """
    texts = (text for r in results for text in (r.article.title or "", r.passage.text))
    written: dict[str, str] = {}
    for word in (word for text in texts for word in _WORD.findall(text)):
        lower = word.lower()
        written[lower] = lower if word == lower else written.get(lower, word)
    return list(written.values())


def _begins_alike(word: str, other: str) -> bool:
    """Whether the first letters are the same, or are swapped, or one is missing."""
    if not other or word[0] == other[0]:
        return bool(other)
    return word[:2] == other[1::-1] or word == other[1:] or word[1:] == other
