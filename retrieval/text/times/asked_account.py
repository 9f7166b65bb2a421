"""Which account a question asks for: the newest, that of a time that it names, or the first."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, TypeAlias

from retrieval.text.languages import any_of, any_word_of, language
from retrieval.text.times.question_dates import asked_period
from retrieval.text.words.letters import with_plain_apostrophes

AskedAccount: TypeAlias = Literal["newest", "period", "newest_of_period", "first", "any"]

_ENGLISH = language("en")
_LATEST = any_word_of((*_ENGLISH.latest, *_ENGLISH.end_phrases))
_TOTAL = any_word_of(_ENGLISH.total_phrases)
_END = any_word_of(_ENGLISH.end_phrases)
_NOW_ADJECTIVES = any_of(_ENGLISH.now_adjectives)
_NEWEST_OF = re.compile(
    rf",?\s+according to (?:the |their )?{_NOW_ADJECTIVES} [a-z]+"
    rf"|(?<=\bthe|\bits)\s+{_NOW_ADJECTIVES}(?= (?:\w+ )?{any_of(_ENGLISH.now_nouns)}\b)"
)
_NOW_ADVERBS = any_of(_ENGLISH.now_adverbs)
_NOW = re.compile(rf"^(?i:{_NOW_ADVERBS}),?\s+|,?\s+{_NOW_ADVERBS}(?![\w'’-])")
_EARLIEST = re.compile(rf"\b{any_of(_ENGLISH.earliest)}\b", re.IGNORECASE)
_EARLIER = re.compile(rf"\b{any_of(_ENGLISH.earlier)}\b", re.IGNORECASE)
_UNFOLDING = re.compile(rf"\b{any_of(_ENGLISH.unfolding_questions)}\b", re.IGNORECASE)
_VERB = re.compile(
    rf"(?<![\w'])(?:(?P<present>{any_of(_ENGLISH.present_verbs)})"
    rf"|{any_of(_ENGLISH.past_verbs)})(?![\w'])",
    re.IGNORECASE,
)
_WHO_DOES = re.compile(r"\bwho(?: \w+ly)? (?!was\b)\w{2,}(?<!s)s\b", re.IGNORECASE)
_QUESTION_WORD = re.compile(rf"\b{any_of(_ENGLISH.question_words)}\b", re.IGNORECASE)


def asked_account(question: str, *, newest: date | None) -> AskedAccount:
    """Which of several accounts of the same thing ``question`` asks for.

    "newest" for the state of now, by the tense of its first finite verb or by a word such as
    "latest"; also for what is found out over time, whatever the tense: a toll, a cause. "period"
    where a time is named, relative to the day of the ``newest`` article, and "newest_of_period"
    where what is asked is found out over time; "first" where, in the past tense, the beginning is
    named, or what was before something. "any" where it cannot be told.

    >>> day = date(2022, 11, 5)
    >>> asked_account("Who is the mayor?", newest=day)
    'newest'
    >>> asked_account("How many people died?", newest=day)
    'newest'
    >>> asked_account("Who was the mayor in 2021?", newest=day)
    'period'
    >>> asked_account("How many were first reported dead?", newest=day)
    'first'
    >>> asked_account("Who won the vote?", newest=day)
    'any'
    """
    text = with_plain_apostrophes(question)
    period = newest and asked_period(without_latest(text), newest=newest)
    if newest and period and period.days_away(newest):
        return "newest_of_period" if is_unfolding(text) else "period"
    if names_latest(text) or _TOTAL.search(text):
        return "newest"
    is_present = _is_present(text)
    if _EARLIEST.search(text) and not is_present:
        return "first"
    if (is_present or is_unfolding(text)) and not _EARLIER.search(text):
        return "newest"
    return "period" if period else "any"


def asks_outcome(question: str) -> bool:
    """Whether an English ``question`` asks how it was in the end or in all.

    >>> asks_outcome("And in total?"), asks_outcome("And in Selm?")
    (True, False)
    """
    return bool(_TOTAL.search(question) or _END.search(question))


def is_unfolding(question: str) -> bool:
    """Whether ``question`` asks for what is found out over time.

    >>> is_unfolding("Why did it burn?"), is_unfolding("Who lit it?")
    (True, False)
    """
    return bool(_UNFOLDING.search(question))


def names_latest(question: str) -> bool:
    """Whether words of ``question`` ask for the newest account.

    >>> names_latest("Who owns it now?"), names_latest("Who owns it?")
    (True, False)
    """
    return bool(_LATEST.search(question))


def without_latest(question: str) -> str:
    """``question`` without words that ask for the newest account, whenever that was.

    >>> without_latest("What is the latest on the strike?")
    'What is the   on the strike?'
    """
    return _LATEST.sub(" ", question)


def without_now(question: str) -> str:
    """``question`` without words that only ask for the newest account, which few passages have.

    >>> without_now("Who heads the firm today?"), without_now("What was the latest toll in Ulm?")
    ('Who heads the firm?', 'What was the toll in Ulm?')
    >>> without_now("How many died, according to the latest figures?")
    'How many died?'
    >>> without_now("What is the latest on the strike?"), without_now("What did she say today?")
    ('What is the latest on the strike?', 'What did she say today?')
    >>> without_now("What is the current account deficit, and the latest date for claims?")
    'What is the current account deficit, and the latest date for claims?'
    """
    shorter = _NEWEST_OF.sub("", question)
    return _NOW.sub("", shorter) if _is_present(with_plain_apostrophes(shorter)) else shorter


def _is_present(text: str) -> bool:
    """Whether the first finite verb of the question itself is one of now.

    >>> _is_present("I was wondering who is the mayor"), _is_present("Who won?")
    (True, False)
    >>> _is_present("Who runs the port?"), _is_present("Who was the mayor?")
    (True, False)
    """
    if _WHO_DOES.search(text):
        return True
    asked = _QUESTION_WORD.search(text)
    verb = _VERB.search(text, asked.start() if asked else 0)
    return verb is not None and verb["present"] is not None
