"""Which questions in other languages than English ask for the newest account, and what tolls tell.

Of such questions nothing else is told of the time that they ask for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from retrieval.text.answers.answer_type import is_number, is_time_word
from retrieval.text.answers.asking import asking, question_phrases
from retrieval.text.answers.beside_numbers import numbers_with
from retrieval.text.answers.whether import QUESTION_MARKS, asks_whether
from retrieval.text.languages import Words, any_word_of, language_of
from retrieval.text.words.letters import plain_letters
from retrieval.text.words.scripts import UNSPACED, script_of_language
from retrieval.text.words.terms import WORD, index_terms
from retrieval.types import Span

_MOST_KEYWORDS = 5
_WITHIN = 5  # words between a toll and what tells that it is one


def asks_newest(question: str, language: str) -> bool:
    """Whether a ``question`` in another language than English asks for the newest account: for the
    state of now, what there was in the end or in all, a toll, or without a word for what has
    passed for a name, a number, a time, or yes or no. So do mere keywords.

    >>> asks_newest("Wer ist jetzt Trainer?", "de"), asks_newest("Wer war Trainer?", "de")
    (True, False)
    >>> asks_newest("Wer trainiert Ulm?", "de"), asks_newest("Wer trainierte Ulm zuerst?", "de")
    (True, False)
    >>> asks_newest("Eintritt Freibad Ulm", "de"), asks_newest("Eintritt damals", "de")
    (True, False)
    >>> asks_newest("¿Cuántos muertos fueron?", "es"), asks_newest("¿Qué hizo?", "es")
    (True, False)
    """
    known = language_of(language)
    if asks_last(question, language):
        return True
    if any_word_of((*known.earliest, *known.earlier)).search(question):
        return False
    kinds = (*known.number_questions, *known.time_questions, *known.name_questions)
    is_of_kind = asking(kinds, question) is not None or asks_whether(question, language)
    return is_of_kind or _are_keywords(question, language)


def _are_keywords(question: str, language: str) -> bool:
    """Whether ``question`` is a few words that ask nothing by themselves.

    >>> _are_keywords("Eintritt Freibad Ulm", "de"), _are_keywords("Wer leitet das Freibad", "de")
    (True, False)
    """
    known = language_of(language)
    asked = (*question_phrases(known), *known.whether_words)
    is_short = len(WORD.findall(question)) <= _MOST_KEYWORDS
    return (
        is_short
        and not question.rstrip().endswith(QUESTION_MARKS)
        and asking(asked, question) is None
    )


def asks_last(question: str, language: str) -> bool:
    """Whether such a ``question`` says that it asks for the newest account, or asks for a toll.

    >>> asks_last("Wer trainiert Ulm jetzt?", "de"), asks_last("Wer trainiert Ulm?", "de")
    (True, False)
    """
    known = language_of(language)
    if any_word_of(known.latest).search(question):
        return True
    is_of_beginning = any_word_of(known.earliest).search(question) is not None
    return not is_of_beginning and bool(asked_toll(question, language))


def asked_toll(question: str, language: str) -> Words:
    """The words for the kind of toll that a ``question`` in another language than English asks for.

    >>> "toten" in asked_toll("Wie viele Tote gab es?", "de"), asked_toll("Wie viele Tore?", "de")
    (True, ())
    """
    if asking(language_of(language).number_questions, question) is None:
        return ()
    return named_toll(question, language)


def named_toll(text: str, language: str) -> Words:
    """The words of the first kind of toll of which ``text`` has one.

    >>> "toten" in named_toll("Gab es Tote?", "de"), named_toll("Gab es Tore?", "de")
    (True, ())
    """
    kinds = (tuple(words.split()) for words in language_of(language).toll_words)
    return next((kind for kind in kinds if _places(text, kind, language)), ())


def is_of_toll(sentence: str, toll: Words, language: str) -> bool:
    """Whether ``sentence`` has one of the words of that ``toll``."""
    return bool(_places(sentence, toll, language))


def tells_toll(sentence: str, toll: Words, language: str) -> bool:
    """Whether ``sentence`` has one of the words of that ``toll``, and a number near it.

    >>> tells_toll("Die Zahl der Toten stieg auf fünf.", ("toten",), "de")
    True
    """
    if script_of_language(language) in UNSPACED:
        return any_word_of(toll).search(sentence) is not None and is_number(sentence, language)
    return bool(_numbers_near(sentence, toll, language))


def number_of_toll(sentence: str, toll: Words, language: str) -> Span | None:
    """The only number near a word of the ``toll`` that tells no time.

    >>> number_of_toll("Nach zwei Tagen waren es fünf Tote.", ("tote",), "de")
    Span(start=25, end=29)
    >>> number_of_toll("Die Zahl der Toten stieg von drei auf fünf.", ("toten",), "de") is None
    True
    """
    if script_of_language(language) in UNSPACED:
        return None
    near = _numbers_near(sentence, toll, language)
    return near[0] if len(near) == 1 else None


def _numbers_near(sentence: str, toll: Words, language: str) -> list[Span]:
    places = _places(sentence, toll, language)
    times = list(numbers_with(sentence, language_of(language).duration_units, language))
    return [
        Span(*word.span())
        for n, word in enumerate(WORD.finditer(sentence))
        if any(abs(n - place) <= _WITHIN for place in places)
        if is_number(word[0], language) and not is_time_word(word[0], language)
        if not any(time.start <= word.start() < time.end for time in times)
    ]


def _places(text: str, toll: Words, language: str) -> Sequence[int]:
    """Which words of ``text`` are of the toll; 0 where a script without spaces has one.

    >>> _places("Kaza oldu, iki kişi öldü.", ("öldü",), "tr")
    [4]
    """
    if script_of_language(language) in UNSPACED:
        return [0] if any_word_of(toll).search(text) else []
    plain = _terms(tuple(word for word in toll if plain_letters(word) == word), language)
    every = _terms(toll, language)
    has_accents = plain_letters(text) != text
    return [
        n
        for n, word in enumerate(WORD.findall(text))
        if not (plain if has_accents and plain_letters(word) == word else every).isdisjoint(
            index_terms(word, language)
        )
    ]


@cache
def _terms(words: Words, language: str) -> frozenset[str]:
    return frozenset(term for word in words for term in index_terms(word, language)[-1:])
