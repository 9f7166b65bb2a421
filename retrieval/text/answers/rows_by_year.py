"""Rows that each begin with a year, such as "2024: 8.7 per cent", and which one a time means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.text.times.asked_account import asked_account

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ROW = re.compile(r"\W*(?P<year>(?:19|20)\d\d)(?:\s*[:|;–-]| (?=[^|\n]+ \|))")
_LEAST_ROWS = 3


def row_of_time(question: str, sentences: Sequence[str]) -> list[bool]:
    """Which of the ``sentences`` is the row of the year that an English ``question`` asks about.

    That is the year it names, or the last one if it asks for the state of now; none unless three
    sentences or more are such rows.

    >>> rows = ["Tram riders, in millions:", "2022: 4.1", "2023: 4.7", "2024: 5.0"]
    >>> row_of_time("How many rode in 2023?", rows), row_of_time("How many ride now?", rows)
    ([False, False, True, False], [False, False, False, True])
    """
    years = [year_of_row(text) for text in sentences]
    if sum(map(bool, years)) < _LEAST_ROWS:
        return [False] * len(sentences)
    named = _YEAR.search(question)
    if named:
        asked = named[0]
    else:
        asked = max(years) if asked_account(question, newest=None) == "newest" else "-"
    return [year == asked for year in years]


def year_of_row(sentence: str) -> str:
    """The year with which ``sentence`` begins, if it is such a row, else "".

    >>> year_of_row("2023 | 13.10"), year_of_row("In 2023 it was 13.10.")
    ('2023', '')
    >>> year_of_row("2023 Halden Town | 3-1"), year_of_row("2023 was a bad year.")
    ('2023', '')
    """
    found = _ROW.match(sentence)
    return found["year"] if found else ""
