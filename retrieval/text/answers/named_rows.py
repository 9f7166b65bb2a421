"""Rows of a table, such as "Halden | 4.1 | 4.7", and which of them a question names."""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import product

from retrieval.text.words.terms import index_terms

_CELL = "|"
_LEAST_ROWS = 2


def named_rows(
    asked: Sequence[Set[str]], sentences: Sequence[str], language: str | None = "en"
) -> list[bool]:
    """Which of the ``sentences`` are the rows of a table that have what is asked about.

    They have the most terms of the first of ``asked`` in their first cell, or else in any, or of
    the next if none has any of those. None is where all rows have as many, as those of one place by
    year do.

    >>> rows = ["Town | 2023 | 2024", "Halden | 4.1 | 4.7", "Orrin | 3.9 | 4.0", "Both fell."]
    >>> named_rows([{"orrin"}, {"halden"}], rows)
    [False, False, True, False]
    >>> named_rows([{"many"}, {"town"}], rows[1:])
    [False, False, False]
    >>> named_rows([{"ward", "ida"}], ["Ward | Winner", "Quay | Nora | 2", "Gate | Ida | 3"])
    [False, False, True]
    """
    rows = [text if _CELL in text else "" for text in sentences]
    if sum(map(_has_number, rows)) >= _LEAST_ROWS:
        rows = [row if _has_number(row) else "" for row in rows]  # without the head
    begin = [frozenset(index_terms(row.partition(_CELL)[0], language)) for row in rows]
    whole = [frozenset(index_terms(row, language)) for row in rows]
    for held, terms in product((begin, whole), asked):
        counts = [len(terms & own) for own in held if own]
        most = max(counts, default=0)
        if len(counts) >= _LEAST_ROWS and most > min(counts):
            return [bool(own) and most == len(terms & own) for own in held]
    return [False] * len(sentences)


def _has_number(row: str) -> bool:
    """Whether a row of a table has a digit, as its head seldom has."""
    return any(letter.isdigit() for letter in row)
