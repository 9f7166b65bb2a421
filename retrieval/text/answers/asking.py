"""Phrases by which a question asks for something, also as people type them without accents."""

from __future__ import annotations

import re
from functools import cache

from retrieval.text.languages import Language, Words, any_word_of
from retrieval.text.words.letters import WORD_WITH_APOSTROPHE, plain_letters
from retrieval.text.words.terms import WORD, stop_words

_WITHOUT_OWN_KEYS = str.maketrans("ñÑçÇ", "nNcC")


def asking(phrases: Words, question: str) -> re.Match[str] | None:
    """The first of ``phrases`` in ``question``; without accents where the question has none at all.

    Whoever types one accent types them all, so that "cuando" with others is no "cuándo". Names,
    which people copy, and letters with keys of their own do not tell that somebody does.

    >>> phrases = ("cuándo", "cuánto cuesta", "cuántos años")
    >>> [bool(asking(phrases, own)) for own in ("Cuanto cuesta?", "¿Qué hizo cuando llegó?")]
    [True, False]
    >>> bool(asking(phrases, "Cuantos años tiene Inés Holm?"))
    True
    """
    found = any_word_of(phrases).search(question)
    if found is not None or not _has_no_accents(question):
        return found
    return any_word_of(_plain(phrases)).search("".join(map(_plain_letter, question)))


def question_phrases(known: Language) -> Words:
    """All phrases by which a question in a language asks for more than yes or no."""
    return (
        *known.question_words,
        *known.number_questions,
        *known.time_questions,
        *known.name_questions,
        *known.own_name_questions,
        *known.reason_questions,
        *known.age_questions,
        *known.price_questions,
    )


def words_beside(phrase: re.Match[str], question: str, language: str) -> list[str]:
    """The words behind a ``phrase`` that tell something, or those before one that ends it, the
    nearest first.

    >>> question = "Wie heißt der Fahrer des Busses?"
    >>> words_beside(re.search("Wie heißt", question), question, "de")
    ['Fahrer', 'Busses']
    """
    sides = question[phrase.end() :], question[: phrase.start()]
    stops = stop_words(language)
    behind, before = (
        [word for word in WORD.findall(side) if word.lower() not in stops] for side in sides
    )
    return behind or before[::-1]


def _has_no_accents(question: str) -> bool:
    """Whether no word has an accent but names, which have a capital and are not the first word."""
    first, *others = WORD_WITH_APOSTROPHE.findall(question.translate(_WITHOUT_OWN_KEYS)) or [""]
    words = (first.lower(), *(word for word in others if not word[0].isupper()))
    return all(plain_letters(word) == word for word in words)


def _plain_letter(letter: str) -> str:
    """A letter without its accent, unless it becomes two, which would move what stands behind."""
    plain = plain_letters(letter)
    return plain if len(plain) == 1 else letter


@cache
def _plain(phrases: Words) -> Words:
    plain = (" ".join(map(plain_letters, phrase.split())) for phrase in phrases)
    return tuple(dict.fromkeys(plain))
