"""Question → query: what is searched for, and what of it an answer can hardly lack."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from retrieval.errors import QueryError
from retrieval.text.languages import any_of, words_of_all
from retrieval.text.terms import STOP_WORDS, index_terms, question_terms
from retrieval.types import Query

MAX_QUESTION_CHARS = 1000

_MEMORY = 4  # earlier questions that a follow-up may lean on
_LEADS_ON = re.compile(rf"{any_of(words_of_all('leads_on'))}\b", re.IGNORECASE)
_POINTS_BACK = re.compile(rf"\b{any_of(words_of_all('points_back'))}\b", re.IGNORECASE)
_ASKS = re.compile(rf"\b{any_of(words_of_all('question_words'))}\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


def understand(question: str, *, earlier: Sequence[str] = ()) -> Query:
    """The query for ``question``, asked after the questions ``earlier``, the last one last.

    A follow-up that cannot stand alone ("And when did he say so?") is made whole with what was
    asked before it: with its telling words, or with all of it where the follow-up itself asks
    nothing ("And in Lviv?"), so that the one thing that is asked for is what was asked last.
    Raises QueryError where the question is empty, has neither letter nor digit, or is longer than
    MAX_QUESTION_CHARS.

    >>> understand("Who is the mayor of Kyiv?").terms
    ('mayor', 'kyiv')
    >>> sorted(understand("How many people did the Kakhovka flood of 2023 kill?").names)
    ['2023', 'kakhovka']
    """
    text = " ".join(_printable(question).split())
    if not any(char.isalnum() for char in text):
        raise QueryError("The question is empty: ask in a few words, such as “Who won the vote?”.")
    if len(text) > MAX_QUESTION_CHARS:
        raise QueryError(
            f"The question has {len(text):,} characters: ask in at most {MAX_QUESTION_CHARS:,}."
        )
    before = _asked_before(text, earlier)
    names = _names(text)
    if not before:
        return Query(text, question_terms(text), names, frozenset())
    kept = map(_telling_words, before) if _ASKS.search(text) else before
    whole = " ".join(part for part in (*kept, text) if part)
    terms = question_terms(whole)
    background = frozenset(terms) - frozenset(index_terms(text)) if names else frozenset()
    return Query(whole, terms, names.union(*map(_names, before)), background)


def _asked_before(text: str, earlier: Sequence[str]) -> tuple[str, ...]:
    """The earlier questions that ``text`` leans on: back to the last that stands alone."""
    leant_on: list[str] = []
    for question in reversed(earlier[-_MEMORY:]):
        if not _is_follow_up(text):
            break
        text = " ".join(_printable(question).split())[:MAX_QUESTION_CHARS]
        leant_on.insert(0, text)
    return tuple(leant_on)


def _is_follow_up(text: str) -> bool:
    """Whether ``text`` points back: by its first words, by a pronoun, or by saying too little."""
    if _names(text):
        return bool(_LEADS_ON.match(text))
    return bool(_LEADS_ON.match(text) or _POINTS_BACK.search(text)) or len(question_terms(text)) < 2


def _telling_words(text: str) -> str:
    """``text`` without the words that any question may hold.

    >>> _telling_words("Who is the mayor of Kyiv?")
    'mayor Kyiv'
    """
    return " ".join(word for word in _WORD.findall(text) if word.lower() not in STOP_WORDS)


def _printable(text: str) -> str:
    """``text`` without control characters and lone surrogates, which are nobody's question."""
    if text.isprintable():
        return text
    return "".join(
        char if unicodedata.category(char) not in ("Cc", "Cs", "Cn") else " " for char in text
    )


def _names(text: str) -> frozenset[str]:
    """Terms of capitalised words that do not merely begin the question, and of numbers."""
    words = _WORD.findall(text)
    if sum(word[0].isupper() for word in words) > len(words) // 2 > 2:
        words = [word for word in words if word[0].isdigit()]  # A Headline, Or SHOUTED
    return frozenset(
        term
        for place, word in enumerate(words)
        if (word[0].isdigit() or (word[0].isupper() and (place > 0 or _is_name(word))))
        and word.lower() not in STOP_WORDS
        for term in index_terms(word)
    )


def _is_name(first_word: str) -> bool:
    """A first word is capitalised anyway; it is taken for a name by its other capitals only."""
    return any(char.isupper() for char in first_word[1:])
