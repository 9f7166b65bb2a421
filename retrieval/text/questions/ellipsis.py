"""Ellipsis in a follow-up ("And in 2023?"): the question before it, asked of something else."""

from __future__ import annotations

import re
from collections.abc import Set

from retrieval.text.words.letters import CAPITALS, LETTERS, NAME, PLAIN_WORD
from retrieval.text.words.terms import stop_words

_YEAR = r"(?a:\b(?:1[5-9]|20)\d\d\b)"  # also beside letters of scripts without spaces
_BEFORE = rf"(?![{CAPITALS}]){LETTERS} (?:the )?"
_NUMBERED = rf"{NAME}(?: \d{{1,3}}(?![\w-]|[.,]\d| [a-z]+s\b))?"  # "Nimbus 4", but "Ulm 10 years"
_FRAGMENT = re.compile(rf"(?P<before>{_BEFORE})?(?:(?P<year>{_YEAR})|(?P<name>{_NUMBERED}))\W*")


def completed(earlier: str, fragment: str, language: str = "en") -> str | None:
    """``earlier`` with the name or year of ``fragment`` in the place of its own.

    That is the one after the same preposition, else the only one. Besides a year, the fragment may
    repeat words of ``earlier``. ``None`` if there is none, or if the fragment has other words.

    >>> completed("What was unemployment in Carvania in 2022?", "in 2023?")
    'What was unemployment in Carvania in 2023?'
    >>> completed("How many tonnes of olives did Dravo harvest in 2023?", "Selm?")
    'How many tonnes of olives did Selm harvest in 2023?'
    >>> completed("What happened in Ulm 10 years ago?", "in Selm?")
    'What happened in Selm 10 years ago?'
    >>> completed("Who spoke for the Greens in Kyiv?", "in Upper Lim?")
    'Who spoke for the Greens in Upper Lim?'
    >>> completed("What does the Nimbus 4 cost?", "the Nimbus 5?")
    'What does the Nimbus 5 cost?'
    >>> completed("Хто очолює раду в Києві?", "в Умані?", "uk")
    'Хто очолює раду в Умані?'
    >>> completed("Who won the 2022 election in Ulm?", "the 2026 election?")
    'Who won the 2026 election in Ulm?'
    >>> completed("Who is the mayor of Kyiv?", "the price of oil?")
    >>> completed("mine fire How many died?", "Names?")
    """
    found = _FRAGMENT.fullmatch(fragment)
    if found is None:
        return _with_year(earlier, fragment, language)
    new, like = found["year"] or found["name"], _YEAR if found["year"] else _NUMBERED
    before = found["before"] or ""
    places = [
        place.span()
        for place in re.finditer(like, earlier)
        if (found["year"] or place.start() > 0) and place[0].lower() not in stop_words(language)
    ]
    same = [place for place in places if before and earlier[: place[0]].endswith(f" {before}")]
    chosen = same or places
    if len(chosen) != 1:
        return None
    [(start, end)] = chosen
    return earlier[:start] + new + earlier[end:]


def _with_year(earlier: str, fragment: str, language: str) -> str | None:
    """``earlier`` with the year of ``fragment`` for its own, if that only repeats words besides."""
    years: list[str] = re.findall(_YEAR, fragment)
    places = list(re.finditer(_YEAR, earlier))
    words = set(PLAIN_WORD.findall(fragment.lower())) - stop_words(language)
    repeated = words.difference(years)
    if len(years) != 1 or len(places) != 1 or not repeated:
        return None
    if not repeated.issubset(PLAIN_WORD.findall(earlier.lower())):
        return None
    return earlier[: places[0].start()] + years[0] + earlier[places[0].end() :]


def names_place(fragment: str) -> bool:
    """Whether ``fragment`` is a name behind a preposition.

    >>> names_place("in Upper Lim?"), names_place("Ines Holm?")
    (True, False)
    """
    found = _FRAGMENT.fullmatch(fragment)
    return found is not None and bool(found["before"] and found["name"])


def with_same_start(before: str, fragment: str, stop_words: Set[str]) -> str:
    """``fragment`` begun like the fragment ``before`` it, if it leaves out how that begins.

    >>> with_same_start("according to the police?", "the organisers?", {"to", "the"})
    'according to the organisers?'
    >>> with_same_start("in March?", "last week?", {"in", "by"})
    'last week?'
    """
    start, end = _start_length(fragment, stop_words), _start_length(before, stop_words)
    left_out = before[:end].lower().endswith(fragment[:start].lower()) and end > start
    left_out &= any(word not in stop_words for word in before[:end].lower().split())
    return before[:end] + fragment[start:] if left_out else fragment


def _start_length(fragment: str, stop_words: Set[str]) -> int:
    """The length of a fragment up to the words after its last stop word."""
    places = [word.end() for word in re.finditer(r"\w+\s+", fragment)]
    words = [word[0].strip().lower() for word in re.finditer(r"\w+\s+", fragment)]
    return max((p for p, w in zip(places, words, strict=True) if w in stop_words), default=0)
