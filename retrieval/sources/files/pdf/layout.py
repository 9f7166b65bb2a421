"""The columns of PDF pages in reading order, without running heads and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from retrieval.sources.files.pdf.lines import PdfLine, PdfPage, rows_of
from retrieval.text.languages.boilerplate import any_phrase

_MARGIN = 0.13  # of the height of a page, where running heads and page numbers stand
_MARGIN_ROWS = 3
_HEAD_GAP = 1.6  # times the height of a line
_SAME_PLACE = 6.0  # points
_MIN_COLUMN_LINES = 3
_MIN_COLUMN_CHARACTERS = 14  # of the median line: shorter ones are cells of a table
_MAX_SPANNING = 0.45  # share of lines that reach over a gap between columns
_MIN_GUTTER = 0.4  # times the height of a line
_MAX_DEPTH = 6
_DIGITS = re.compile(r"\d+")
_MAX_RUNNING_HEAD = 100  # characters
_NAMED_PAGE = re.compile(rf"\b{any_phrase('page_words')}\.? ?\d{{1,4}}\b", re.IGNORECASE)
_PRINTED = re.compile(
    r"(?:https?://|file:/)\S+(?:[ ;]+\d+/\d+)?|\d+/\d+"
    r"|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}, \d{1,2}:\d\d(?: ?[AP]M)?\b.{0,120}",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(
    r"\W*(?:[^\W\d_]{1,8}\.? )?(\d{1,4})(?: ?(?:/|\||[^\W\d_]{1,4}) ?\d{1,4})?\W*"
)


def without_running_heads(pages: Sequence[PdfPage]) -> list[list[PdfLine]]:
    """Return the lines of each page without running heads and page numbers.

    A running head stands in the margin of at least two pages at the same height with the same
    words, apart from numbers; a page number is the page's own, or named so ("Page 3"), and alone on
    its row. What browsers
    print around a page, its address and the time, goes too.
    """
    margins = [_margin_rows(page) for page in pages]
    counted = Counter(
        place for rows in margins for place in {_place(line) for row in rows for line in row}
    )
    kept = []
    for number, (page, rows) in enumerate(zip(pages, margins, strict=True), start=1):
        heads = {
            line
            for row in rows
            for line in row
            if counted[_place(line)] > 1
            or _PRINTED.fullmatch(line.text)
            or (len(row) == 1 and _is_page_number(line, number))
        }
        kept.append([line for line in page.lines if line not in heads])
    return kept


def columns_of(lines: Sequence[PdfLine], depth: int = 0) -> Iterator[list[PdfLine]]:
    """Yield the columns of a page in reading order, each with its lines from top to bottom.

    Lines that reach over several columns, such as a headline, divide the columns into those above
    and those below.
    """
    gutter = _gutter(lines) if depth < _MAX_DEPTH else None
    if gutter is None:
        if lines:
            yield [_row(row) for row in rows_of(lines)]
        return
    for zone in _zones(lines, gutter):
        left = [line for line in zone if line.right <= gutter]
        right = [line for line in zone if line.left >= gutter]
        if len(left) + len(right) < len(zone):
            yield from columns_of(zone, _MAX_DEPTH)
        else:
            yield from columns_of(left, depth + 1)
            yield from columns_of(right, depth + 1)


def _margin_rows(page: PdfPage) -> list[list[PdfLine]]:
    """The first and last rows of a page that stand near its edges and apart from the text."""
    edge = _MARGIN * page.height
    rows = rows_of(page.lines)
    above = [row for row in rows[:_MARGIN_ROWS] if row[0].bottom >= page.height - edge]
    below = [row for row in rows[-_MARGIN_ROWS:] if row[0].top <= edge]
    return [
        *above[: _apart(above, rows[: len(above) + 1])],
        *below[len(below) - _apart(below[::-1], rows[: -len(below) - 2 : -1]) :],
    ]


def _apart(margin: Sequence[Sequence[PdfLine]], rows: Sequence[Sequence[PdfLine]]) -> int:
    """How many rows, from the edge of the page, a gap or other letters divide from the text."""
    for count in range(len(margin), 0, -1):
        last, following = rows[count - 1][0], rows[count][0] if count < len(rows) else None
        if following is None or abs(last.height - following.height) > 0.1 * following.height:
            return count
        if abs(last.bottom - following.bottom) > _HEAD_GAP * following.height:
            return count
    return 0


def _place(line: PdfLine) -> tuple[str, int, int]:
    """What a running head has in common on several pages."""
    words = _DIGITS.sub("0", line.text.casefold())
    return words, round(line.bottom / _SAME_PLACE), round(line.height)


def _is_page_number(line: PdfLine, number: int) -> bool:
    if len(line.text) <= _MAX_RUNNING_HEAD and _NAMED_PAGE.search(line.text):
        return True
    found = _PAGE_NUMBER.fullmatch(line.text)
    return found is not None and (int(found[1]) == number or line.text.strip().isdecimal())


def _row(row: Sequence[PdfLine]) -> PdfLine:
    """The cells of a row as one line."""
    first = row[0]
    if len(row) == 1:
        return first
    return PdfLine(
        "; ".join(line.text for line in row),
        first.left,
        row[-1].right,
        first.bottom,
        first.top,
        all(line.is_bold for line in row),
    )


def _gutter(lines: Sequence[PdfLine]) -> float | None:
    """Where the left edge of the right column is, if fewest lines reach over it; else None."""
    if len(lines) < 2 * _MIN_COLUMN_LINES:
        return None
    gap = _MIN_GUTTER * median(line.height for line in lines)
    edges = Counter(round(line.left) for line in lines)
    best: tuple[int, float] | None = None
    for edge in (edge for edge, count in edges.items() if count >= 2):
        left = [line for line in lines if line.right <= edge - gap]
        right = [line for line in lines if line.left >= edge - 1]
        spanning = len(lines) - len(left) - len(right)
        if spanning <= _MAX_SPANNING * len(lines) and _are_columns(left, right):
            best = min(best or (spanning, edge - 1.0), (spanning, edge - 1.0))
    return None if best is None else best[1]


def _are_columns(left: Sequence[PdfLine], right: Sequence[PdfLine]) -> bool:
    """Whether both hold prose, side by side."""
    if min(len(left), len(right)) < _MIN_COLUMN_LINES:
        return False
    if any(median(len(line.text) for line in side) < _MIN_COLUMN_CHARACTERS
           for side in (left, right)):  # fmt: skip
        return False
    top, bottom = (
        min(max(line.top for line in side) for side in (left, right)),
        max(min(line.bottom for line in side) for side in (left, right)),
    )
    return top - bottom > _MIN_COLUMN_LINES * median(line.height for line in (*left, *right)) * 0.8


def _zones(lines: Sequence[PdfLine], gutter: float) -> Iterator[list[PdfLine]]:
    """The lines of columns, and those that reach over the gutter, in turn from the top."""
    zone: list[PdfLine] = []
    was_spanning = False
    for line in sorted(lines, key=lambda line: -line.top):
        is_spanning = line.left < gutter < line.right
        if zone and is_spanning != was_spanning:
            yield zone
            zone = []
        zone.append(line)
        was_spanning = is_spanning
    if zone:
        yield zone
