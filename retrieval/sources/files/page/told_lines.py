"""Judged lines of a page → the day of publication that one of them tells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.sources.files.page.element_marks import is_of_other_part
from retrieval.sources.files.page.judged_lines import JudgedLine
from retrieval.sources.lines.shown_lines import ShownLine
from retrieval.sources.metadata.byline import read_dateline
from retrieval.sources.metadata.dates import parse_date, with_day_first

_LIKELY_DAY = 0.7
_MAX_LINE = 300  # characters
_IN_NUMBERS = re.compile(
    r"(?<![\d./-])(?:\d{4}([./-])\d{1,2}\1\d{1,2}|\d{1,2}([./-]|\. )\d{1,2}\2\d{4})(?![\d/-])"
)


def day_told(judged: Sequence[JudgedLine], *, is_day_first: bool) -> str | None:
    """Return the day in the line that likely tells when the article was published.

    ``is_day_first``: whether 3/4/2024 is the third of April. Lines in parts that are called after
    others, such as comments, tell none.
    """
    likely = [one for one in judged if one.day >= _LIKELY_DAY and _may_tell(one.line)]
    lines = (one.line.text for one in sorted(likely, key=lambda one: -one.day))
    days = (_day_in(with_day_first(line) if is_day_first else line) for line in lines)
    return next(filter(None, days), None)


def _may_tell(line: ShownLine) -> bool:
    around = (line.block, *line.block.iterancestors())
    return len(line.text) <= _MAX_LINE and not any(map(is_of_other_part, around))


def _day_in(line: str) -> str | None:
    """The first day that a line tells.

    >>> [_day_in(line) for line in ("No. 47/2022 of 08.11.2022", "(hei) 2. Mai 2023 - Report")]
    ['2022-11-08', '2023-05-02']
    """
    dateline = read_dateline(line)
    if dateline is not None and (dateline.published or dateline.updated):
        return dateline.published
    numbers = (parse_date(found[0]) for found in _IN_NUMBERS.finditer(line))
    return next(filter(None, numbers), None) or parse_date(line)
