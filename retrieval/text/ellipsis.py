"""Ellipsis in a follow-up ("And in 2023?"): the question before it, asked of something else."""

from __future__ import annotations

import re

_NAME = r"[A-Z][\w’'-]*(?:(?: (?:of|de|the))? [A-Z][\w’'-]*)*"
_YEAR = r"(?:1[5-9]|20)\d\d"
_FRAGMENT = re.compile(rf"(?P<before>[a-z]+ (?:the )?)?(?:(?P<year>{_YEAR})|(?P<name>{_NAME}))\W*")


def completed(earlier: str, fragment: str) -> str | None:
    """``earlier`` with the name or year of ``fragment`` in the place of its own.

    That is the one after the same preposition, else the only one. ``None`` if there is none, or if
    the fragment has other words.

    >>> completed("What was unemployment in Carvania in 2022?", "in 2023?")
    'What was unemployment in Carvania in 2023?'
    >>> completed("How many tonnes of olives did Dravo harvest in 2023?", "Selm?")
    'How many tonnes of olives did Selm harvest in 2023?'
    >>> completed("Who spoke for the Greens in Kyiv?", "in Upper Lim?")
    'Who spoke for the Greens in Upper Lim?'
    >>> completed("Who is the mayor of Kyiv?", "the price of oil?")
    """
    found = _FRAGMENT.fullmatch(fragment)
    if found is None:
        return None
    new, like = found["year"] or found["name"], _YEAR if found["year"] else _NAME
    before = found["before"] or ""
    places = [place for place in re.finditer(rf"\b{like}\b", earlier) if place.start() > 0]
    same = [place for place in places if before and earlier[: place.start()].endswith(f" {before}")]
    chosen = same or places
    if len(chosen) != 1:
        return None
    [place] = chosen
    return earlier[: place.start()] + new + earlier[place.end() :]
