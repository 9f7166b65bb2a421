"""Tables → lines of text, one per row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_MAX_HEADER = 200
_RULE = re.compile(r"\|?\s?:?-+:?\s?(?:\|\s?:?-+:?\s?)+\|?")
_PIPE = re.compile(r"(?<!\\)\|")


def table_lines(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return one line per row, each cell after its column's name; empty cells are left out.

    A header that is too long to be repeated becomes a separate line.

    >>> table_lines(["Ward", "Ayes"], [["Quarry", "12"], ["Mill", ""]])
    ['Ward: Quarry; Ayes: 12', 'Ward: Mill']
    """
    if sum(map(len, header)) > _MAX_HEADER:
        return [_joined(header), *table_lines([], rows)]
    lines = [_joined(map(_cell, _padded(header, row), row)) for row in rows]
    return [line for line in lines if line] or [_joined(header)]


def write_out_piped_tables(lines: Sequence[str]) -> list[str]:
    """Return the lines, tables written as in Markdown as :func:`table_lines` gives them.

    >>> write_out_piped_tables(["Votes:", "| Ward | Ayes |", "| --- | --- |", "| Mill | 9 |"])
    ['Votes:', 'Ward: Mill; Ayes: 9']
    """
    written: list[str] = []
    number = 0
    while number < len(lines):
        header = _piped(lines[number])
        rule = lines[number + 1] if number + 1 < len(lines) else ""
        end = number + 1
        if _RULE.fullmatch(rule) and len(_piped(rule)) == len(header):
            start = "|" if rule[0] == "|" else ""
            end += 1
            while end < len(lines) and "|" in lines[end] and lines[end].startswith(start):
                end += 1
            written += table_lines(header, map(_piped, lines[number + 2 : end]))
        else:
            written.append(lines[number])
        number = end
    return written


def _piped(row: str) -> list[str]:
    cells = _PIPE.split(row.removeprefix("|").removesuffix("|"))
    return [cell.replace("\\|", "|").strip() for cell in cells]


def _padded(header: Sequence[str], row: Sequence[str]) -> list[str]:
    return [*header, *[""] * (len(row) - len(header))]


def _cell(column: str, value: str) -> str:
    return f"{column}: {value}" if column and value else value


def _joined(cells: Iterable[str]) -> str:
    return "; ".join(cell for cell in cells if cell)
