"""Questions for a place, and sentences that tell one, by the words and endings of each language."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from retrieval.text.answers.answer_type import asks_reason, is_number, is_time_word
from retrieval.text.languages import any_of, any_word_of, language_of
from retrieval.text.words.scripts import UNSPACED, script_of_language
from retrieval.text.words.terms import WORD, general_terms, index_terms, stop_words

_LEAST_STEM = 3  # letters beside an ending or beginning that tells a place
_SIGNS = 2  # of a script without spaces beside a word that tells a place


def asks_place(question: str, language: str = "en") -> bool:
    """Whether ``question`` asks where something is, in a language that has words for it.

    Of question words for a place and for a time the earlier one decides.

    >>> asks_place("Wo steht sie?", "de"), asks_place("Wer baute sie?", "de")
    (True, False)
    >>> asks_place("Var dog han?", "sv"), asks_place("Vem var han?", "sv")
    (True, False)
    >>> asks_place("Var han gift?", "sv"), asks_place("Var det Anna som vann?", "sv")
    (False, False)
    >>> asks_place("他出生在哪?", "zh"), asks_place("他出生在哪年?", "zh")
    (True, False)
    >>> asks_place("Où vivait-il quand il est mort ?", "fr"), asks_place("Quand, et où ?", "fr")
    (True, False)
    >>> asks_place("Где он был, когда упал мост?", "ru")
    True
    """
    known = language_of(language)
    start = len(question) - len(question.lstrip("¿ "))
    place = any_word_of(known.place_questions).search(question) or (
        any_word_of(known.opening_place_questions).match(question, start)
    )
    if place is None or asks_reason(question, language):
        return False
    time = any_word_of(known.time_questions).search(question)
    return time is None or place.end() <= time.start()


def gives_place(sentence: str, known: Collection[str], language: str | None) -> bool:
    """Whether ``sentence`` tells where something is: "in the port", but not "in March" or what the
    question names, whose terms are ``known``.

    >>> gives_place("Er lag im Hafen.", (), "de"), gives_place("Er kam im März.", (), "de")
    (True, False)
    >>> gives_place("Er lag im Hafen.", ("haf",), "de")
    False
    >>> gives_place("Se löytyi metsästä.", (), "fi"), gives_place("神戸で見つかった。", (), "ja")
    (True, True)
    """
    code, known_terms = language or "en", frozenset(known)
    return any(
        _may_be_place(word, code) and not known_terms.issuperset(index_terms(word, code))
        for word in _beside_place_words(sentence, code)
    )


def _beside_place_words(sentence: str, code: str) -> Iterator[str]:
    """The words of which a word or ending says that they are a place."""
    if script_of_language(code) in UNSPACED:
        yield from (found[0] for found in _unspaced(code).finditer(sentence))
        return
    words, beside = [word[0] for word in WORD.finditer(sentence)], _part_of_place(code)
    alone = frozenset(language_of(code).place_words)
    for at, word in enumerate(words):
        if word.lower() in alone:
            behind = (own for own in words[at + 1 :] if own.lower() not in stop_words(code))
            yield from [next(behind, "")]
        elif beside.search(word.lower()):
            yield word


def _may_be_place(word: str, code: str) -> bool:
    if not word or is_number(word, code) or is_time_word(word, code):
        return False
    return not general_terms(code).issuperset(index_terms(word, code))


@cache
def _part_of_place(code: str) -> re.Pattern[str]:
    """The endings and beginnings of words that tell a place."""
    words = language_of(code).place_words
    ends = [word[1:] for word in words if word.startswith("-")]
    starts = [word[:-1] for word in words if word.endswith("-")]
    patterns = [rf"(?<=\w{{{_LEAST_STEM}}}){any_of(ends)}$"] if ends else []
    patterns += [rf"^{any_of(starts)}(?=\w{{{_LEAST_STEM}}})"] if starts else []
    return re.compile("|".join(patterns) or r"(?!)")


@cache
def _unspaced(code: str) -> re.Pattern[str]:
    """The signs before an ending that tells a place, or behind a word that does."""
    words = language_of(code).place_words
    ends = [word[1:] for word in words if word.startswith("-")]
    before = [word for word in words if not word.startswith("-")]
    patterns = [rf"\w{{{_SIGNS}}}(?={any_of(ends)})"] if ends else []
    patterns += [rf"(?<={own})\w{{{_SIGNS}}}" for own in before]
    return re.compile("|".join(patterns) or r"(?!)")
