"""Misspelt words of a question, repaired by the words that the archive holds."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from retrieval.models.english_words import is_english_word
from retrieval.search.questions.archive_words import ArchiveWords
from retrieval.text.languages import every_word, words_of_all
from retrieval.text.words.acronyms import acronyms_in, long_form_in
from retrieval.text.words.edit_distance import edit_distance, one_edit_away
from retrieval.text.words.terms import index_terms, stop_words
from retrieval.types import Query, Result

_WORD = re.compile(r"(?<![\w-])[^\W\d_]+(?![\w-])")  # no code, no part of one
_DOUBLED = re.compile(r"(.)\1")
_SHORTEST = 3  # letters; so short a word is only taken for a stop word
_SHORTEST_CONTENT_WORD = 4
_SHORTEST_NAME = 5
_QUESTION_WORDS = frozenset(words_of_all("question_words"))
_TWO_SLIPS = 7  # letters from which a word may have two slips


def corrections(query: Query, results: Sequence[Result], archive: ArchiveWords) -> dict[str, str]:
    """For each misspelt word of the question that can be repaired, the word that it must mean.

    A word is misspelt if no passage holds it and no list of a language has it, as that of months.
    It becomes the nearest word of the ``results``, which the other words of the question have
    found, or else the nearest and most frequent of the archive. A first letter is seldom wrong. A
    common English word is only taken for one of the results, or one with the same letters: "handel"
    may be "handle", but "bust" is not "but". Words that the results write as one become so. An
    acronym that no passage holds becomes a name of the ``results`` with these initials.
    """
    found = {}
    for word in acronyms_in(query.text):
        if len(word) >= _SHORTEST and not archive.is_known(word):
            name = long_form_in(word, (r.passage.text for r in results))
            if name:
                found[word] = name
    words = list(dict.fromkeys(_WORD.findall(query.text)))
    misspelt = [word for word in words if _is_misspelt(word, archive)]
    held = _HeldWords.of(results)
    joined = _joined(query.text, misspelt, held)
    found.update(joined)
    for word in misspelt:
        if any(word in pair.split() for pair in joined):
            continue
        nearest = _nearest(word, held, archive)
        if nearest:
            found[word] = nearest[0].upper() + nearest[1:] if word[0].isupper() else nearest
    return found


@dataclass(frozen=True, slots=True)
class _HeldWords:
    """The ``words`` of results, each once, those of the best result first.

    A word has its capital only where it is always written so. ``pairs`` are neighbouring words, in
    lower case.
    """

    words: tuple[str, ...]
    pairs: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, results: Sequence[Result]) -> _HeldWords:
        texts = [text for r in results for text in (r.article.title or "", r.passage.text)]
        found = [_WORD.findall(text) for text in texts]
        written: dict[str, str] = {}
        for word in (word for own in found for word in own):
            lower = word.lower()
            written[lower] = lower if word == lower else written.get(lower, word)
        pairs = frozenset((a.lower(), b.lower()) for own in found for a, b in pairwise(own))
        return cls(tuple(written.values()), pairs)


def _is_misspelt(word: str, archive: ArchiveWords) -> bool:
    is_acronym = word.isupper()
    is_word = len(word) >= _SHORTEST and not is_acronym and word.lower() not in every_word()
    return is_word and not archive.is_known(word)


def _nearest(word: str, held: _HeldWords, archive: ArchiveWords) -> str | None:
    lower = word.lower()
    foreign = stop_words() - stop_words(archive.language)  # "trat" is no "that"
    slips = {other for other in one_edit_away(lower) if _begins_alike(lower, other)} - foreign
    words = [other for other in held.words if other.lower() not in foreign]
    most = 1 if len(word) < _TWO_SLIPS else 2
    is_short_name = word[0].isupper() and len(word) < _SHORTEST_NAME
    if is_short_name or (archive.language == "en" and is_english_word(lower)):
        most = 1
        if is_short_name or word.islower():
            slips = {other for other in slips if _has_same_letters(lower, other)}
        if is_short_name:
            words = [other for other in words if _has_same_letters(lower, other.lower())]
        else:
            words = [other for other in words if other.lower() not in stop_words("en")]
    stops = slips & stop_words(archive.language)
    if archive.language != "en":  # of which too few words are known: "job" is not "ob"
        stops = {own for own in stops if own[0] == lower[0] or _has_same_letters(lower, own)}
    if stops and len(word) <= _SHORTEST_CONTENT_WORD:
        return min(stops, key=lambda other: (other not in _QUESTION_WORDS, other))
    if len(word) < _SHORTEST_CONTENT_WORD:
        return None
    near = _nearest_of(lower, words, most=most)
    is_one = near is not None and edit_distance(lower, near.lower()) == 1
    if near and is_one and near[0].lower() == lower[0]:
        return near
    if is_short_name:
        return None
    inflected = _inflected_in(held, slips, archive.language)
    if inflected and inflected[0] == lower[0]:
        return inflected
    if stops and word.islower():
        return min(stops)
    if word not in archive.slips:
        archive.slips[word] = _one_slip_away(lower, slips, archive)
    written = archive.slips[word]
    if is_one and not (written and written[0].lower() == lower[0]):
        return near
    return written or near


def _inflected_in(held: _HeldWords, slips: Iterable[str], language: str) -> str | None:
    """The English word of ``slips`` that stands in results in another form."""
    if language != "en":
        return None
    terms = frozenset(index_terms(" ".join(held.words), language))
    common = filter(is_english_word, sorted(slips))
    return next((own for own in common if terms.issuperset(index_terms(own, language))), None)


def _one_slip_away(word: str, slips: Set[str], archive: ArchiveWords) -> str | None:
    """The most frequent of ``slips`` as the archive writes it, if that is one slip away; one with
    the same first letter if there is one.
    """
    others = archive.most_frequent(slips)
    for other in sorted(others, key=lambda own: own[0] != word[0]):
        written = archive.as_written(other)  # by its stem, which other words may share
        if written.lower() in slips:
            return written
    return None


def _nearest_of(word: str, others: Iterable[str], *, most: int) -> str | None:
    """The nearest of ``others`` with at most so many slips, of several one with the same first
    letter, and the first of these.
    """
    near = [
        (edit_distance(word, lower), lower[0] != word[0], place, other)
        for place, other in enumerate(others)
        if abs(len(word) - len(other)) <= most and _begins_alike(word, lower := other.lower())
    ]
    distance, _, _, nearest = min(near, default=(most + 1, False, 0, ""))
    return nearest if distance <= most else None


def _joined(text: str, misspelt: Collection[str], held: _HeldWords) -> dict[str, str]:
    """Neighbouring words of a question that results write as one, if one of them is misspelt or
    both are a name that no result has so.
    """
    written = {word.lower(): word for word in held.words}
    pairs = ((a, b.rstrip("?.,!")) for a, b in pairwise(text.split()))
    return {
        f"{a} {b}": written[whole]
        for a, b in pairs
        if (whole := f"{a}{b}".lower()) in written
        and (a in misspelt or b in misspelt or _is_other_name(a, b, held))
    }


def _is_other_name(a: str, b: str, held: _HeldWords) -> bool:
    return a[0].isupper() and b[:1].isupper() and (a.lower(), b.lower()) not in held.pairs


def _begins_alike(word: str, other: str) -> bool:
    """Whether the first letters are the same, or are swapped, or one is missing."""
    if not other or word[0] == other[0]:
        return bool(other)
    return word[:2] == other[1::-1] or word == other[1:] or word[1:] == other


def _has_same_letters(word: str, other: str) -> bool:
    """Whether letters are only exchanged, or doubled in one of the words.

    >>> _has_same_letters("bary", "bray"), _has_same_letters("loosing", "losing")
    (True, True)
    """
    is_doubled = _DOUBLED.sub(r"\1", word) == _DOUBLED.sub(r"\1", other)
    return is_doubled or sorted(word) == sorted(other)
