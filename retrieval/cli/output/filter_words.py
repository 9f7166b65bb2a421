"""Filters in words for the terminal."""

from __future__ import annotations

from retrieval import Filters
from retrieval.text.languages import language_name
from retrieval.text.times.days import day_in_words


def filters_line(filters: Filters) -> str:
    """Filters in words, "" without any.

    >>> from datetime import date
    >>> filters_line(Filters(since=date(2022, 3, 1), publisher="Reuters"))
    'since 1 March 2022, from Reuters'
    """
    return ", ".join(filter_words(name, str(value)) for name, value in filters.set_fields())


def filter_words(filter: str, value: str) -> str:
    """The filter of that name as words behind a noun.

    >>> filter_words("as_of", "2022-03-01"), filter_words("language", "de")
    ('as of 1 March 2022', 'in German')
    """
    if filter == "publisher":
        return f"from {' '.join(value.split())}"
    if filter == "language":
        return f"in {language_name(value)}"
    return f"{filter.replace('_', ' ')} {day_in_words(value)}"
