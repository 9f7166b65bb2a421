"""Tables → lines of text, one per row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_MAX_HEADER = 200


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


def _padded(header: Sequence[str], row: Sequence[str]) -> list[str]:
    return [*header, *[""] * (len(row) - len(header))]


def _cell(column: str, value: str) -> str:
    return f"{column}: {value}" if column and value else value


def _joined(cells: Iterable[str]) -> str:
    return "; ".join(cell for cell in cells if cell)
