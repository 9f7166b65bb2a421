"""Whether a sentence tells what somebody or something that a question names is called.

For other languages than English, whose questions the reader judges.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence, Set
from itertools import accumulate, pairwise

from retrieval.text.answers.answer_type import (
    names_of_persons,
    quoted_names,
    tells_name,
)
from retrieval.text.languages import Language, any_word_of, language_of
from retrieval.text.words.scripts import UNSPACED, WITHOUT_CASE, script_of_language
from retrieval.text.words.terms import WORD, index_terms, stop_words

_BESIDE = 3  # words behind what bears a name
_BEFORE = 6  # words that are no stop words, from a name to what bears it: "Holm is the new mayor"
_LONGEST_ARTICLE = 3  # letters of what may stand between "from" and a place
_PAUSE = re.compile(r"[,;:.!?]")  # of a sentence that is quoted


def tells_name_of(
    sentence: str, known: Collection[str], language: str | None, is_bearer: Callable[[str], bool]
) -> bool:
    """Whether ``sentence`` tells a name that is not ``known`` beside a word that ``is_bearer``, or
    with a word such as "named".

    A place behind "from" is no name of what stands before it. In a script without capitals the
    next word may be a name if it is no stop word.

    >>> is_driver = "Fahrer".__eq__
    >>> tells_name_of("Der Fahrer Jan Holm schlief.", (), "de", is_driver)
    True
    >>> tells_name_of("Der Fahrer schlief lange, sah Jan Holm.", (), "de", is_driver)
    False
    >>> tells_name_of("Der Hund heißt Rex.", (), "de", is_driver)
    True
    >>> tells_name_of("El conductor de Ulma huyó.", (), "es", "conductor".__eq__)
    False
    """
    code = language or "en"
    own, terms, script = language_of(code), frozenset(known), script_of_language(code)
    words = list(WORD.finditer(sentence))
    if any_word_of(own.naming_words).search(sentence) and (
        tells_name(sentence, known, language) or _is_named_in(words, terms, own)
    ):
        return True
    bearers = [n for n, word in enumerate(words) if is_bearer(word[0])]
    if script in UNSPACED:
        return bool(bearers)
    if script in WITHOUT_CASE:
        behind = [words[n + 1][0] for n in bearers if n + 1 < len(words)]
        return any(_may_name(w, terms, own) and not is_bearer(w) for w in behind)
    names = list(_names(sentence, words, terms, own))
    stops = stop_words(code)
    places = list(accumulate(word[0].lower() not in stops for word in words))
    return any(
        abs(name - n) <= _BESIDE or (is_sure and name < n and places[n] - places[name] <= _BEFORE)
        for n in bearers
        for name, is_sure in names
    )


def _names(
    sentence: str, words: Sequence[re.Match[str]], known: Set[str], language: Language
) -> Iterator[tuple[int, bool]]:
    """Which words may be names, and whether that is sure: those quoted, of names of several words,
    or with a capital, which tells little where all nouns have one.
    """
    quoted = quoted_names(sentence, known, language.code)
    spans = [own for own in quoted if not _PAUSE.search(sentence[own.start : own.end])]
    if language.has_capital_nouns:
        spans += names_of_persons(sentence, known, language.code)
    for n, word in enumerate(words):
        is_within = any(own.start <= word.start() < own.end for own in spans)
        if is_within or (n and _is_capital_name(words, n, known, language)):
            yield n, is_within or not language.has_capital_nouns


def _is_capital_name(
    words: Sequence[re.Match[str]], n: int, known: Set[str], language: Language
) -> bool:
    """Whether a capital makes word ``n`` a name, and none of a place behind "from".

    Where all nouns have a capital, one is no name behind an article or a number.
    """
    word, before = words[n][0], [own[0].lower() for own in words[max(0, n - 2) : n]]
    if len(before[-1]) > _LONGEST_ARTICLE:
        before = before[-1:]
    is_place = any(own in language.words_before_places for own in before)
    is_noun = language.has_capital_nouns and (
        before[-1] in language.determiners or before[-1][0].isdigit()
    )
    return word[0].isupper() and not (is_place or is_noun) and _may_name(word, known, language)


def _is_named_in(words: Sequence[re.Match[str]], known: Set[str], language: Language) -> bool:
    """Whether a word with a capital stands right behind one such as "named"."""
    return any(
        word[0].lower() in language.naming_words
        and behind[0][0].isupper()
        and _may_name(behind[0], known, language)
        for word, behind in pairwise(words)
    )


def _may_name(word: str, known: Set[str], language: Language) -> bool:
    no_names = stop_words(language.code).union(language.weekdays)
    if word[0].isdigit() or word.lower() in no_names:
        return False
    return not known >= set(index_terms(word, language.code))
