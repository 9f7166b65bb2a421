"""Rows of a table, such as "Halden | 4.1 | 4.7", and which of them a question names."""

from __future__ import annotations

from collections.abc import Sequence, Set

from retrieval.text.words.terms import index_terms

_CELL = "|"
_LEAST_ROWS = 2


def named_rows(
    asked: Sequence[Set[str]], sentences: Sequence[str], language: str | None = "en"
) -> list[bool]:
    """Which of the ``sentences`` are the rows of a table that begin with what is asked about.

    They have the most terms of the first of ``asked`` in their first cell, or of the next if none
    has any of those. None is where all rows have as many, as those of one place by year do.

    >>> rows = ["Town | 2023 | 2024", "Halden | 4.1 | 4.7", "Orrin | 3.9 | 4.0", "Both fell."]
    >>> named_rows([{"orrin"}, {"halden"}], rows)
    [False, False, True, False]
    >>> named_rows([{"many"}, {"town"}], rows[1:])
    [False, False, False]
    """
    cells = [text.partition(_CELL)[0] if _CELL in text else "" for text in sentences]
    names = [frozenset(index_terms(cell, language)) for cell in cells]
    rows = [place for place, name in enumerate(names) if name]
    for terms in asked:
        counts = [len(terms & names[place]) for place in rows]
        most = max(counts, default=0)
        if len(rows) >= _LEAST_ROWS and most > min(counts):
            return [most == len(terms & name) for name in names]
    return [False] * len(sentences)
