"""Where the clauses of a sentence are, by its commas, semicolons and brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.types import Span

_BOUNDARY = re.compile(r"(?<!\d)[,;]|[,;](?!\d)|[()，；、（）،؛]")


def clauses(sentence: str) -> Iterator[Span]:
    """The parts of ``sentence`` between its commas, semicolons and brackets, in order.

    >>> text = "Es kamen 1,5 Millionen; 2019 waren es zwei."
    >>> [text[own.start : own.end] for own in clauses(text)]
    ['Es kamen 1,5 Millionen', ' 2019 waren es zwei.']
    """
    start = 0
    for mark in _BOUNDARY.finditer(sentence):
        yield Span(start, mark.start())
        start = mark.end()
    yield Span(start, len(sentence))
