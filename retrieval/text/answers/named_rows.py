"""Rows of a table, such as "Halden | 4.1 | 4.7", and which of them a question names."""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import product

from retrieval.text.answers.answer_type import counted_words
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
    rows = [text if is_row(text) else "" for text in sentences]
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


def is_counted_elsewhere(question: str, sentences: Sequence[str], language: str | None) -> bool:
    """Whether ``question`` asks how many there are of what no row of a table or its head names, but
    a sentence beside the table does.

    >>> table = ["Ward | Winner | Votes", "Quay | Nora | 210", "Gate | Ida | 390"]
    >>> told = [*table, "The Greens won two seats."]
    >>> is_counted_elsewhere("How many seats did Nora get?", told, "en")
    True
    >>> is_counted_elsewhere("How many votes did Nora get?", told, "en")
    False
    """
    rows = [text for text in sentences if is_row(text)]
    words = counted_words(question, language or "en").split() if rows else []
    counted = frozenset(index_terms(words[0], language)) if words else frozenset[str]()
    if not counted or not counted.isdisjoint(index_terms("\n".join(rows), language)):
        return False
    others = "\n".join(text for text in sentences if not is_row(text))
    return counted <= frozenset(index_terms(others, language))


def is_row(sentence: str) -> bool:
    """Whether ``sentence`` is a row of a table."""
    return _CELL in sentence


def _has_number(row: str) -> bool:
    """Whether a row of a table has a digit, as its head seldom has."""
    return any(letter.isdigit() for letter in row)
