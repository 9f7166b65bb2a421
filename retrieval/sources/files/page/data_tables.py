"""Tables of data in a page → paragraphs, one for each row, so that they can be quoted and asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from retrieval.sources.files.tables import table_lines
from retrieval.sources.metadata.characters import clean_line

_MAX_ROWS = 2000
_MAX_COLUMNS = 40
_MAX_SPAN = 40
_MAX_CELL = 300  # characters; longer texts are laid out by the table
_BLOCKS = frozenset("p div table ul ol h1 h2 h3 h4 article section blockquote form".split())
_MAX_BLOCKS = 1  # in a cell of data
_UNWRAPPED = ("figure", "center")


def write_out_tables(page: HtmlElement) -> None:
    """Replace each table of data by a paragraph a row, its cells after the names of their columns.

    The cells of a table that only lays out the page become parts of the page.
    """
    for table in reversed(list(page.iter("table"))):
        rows = list(islice(_rows(table), _MAX_ROWS))
        if _is_data(table, rows):
            _replace(table, _lines(table, rows))
        elif any(_is_text(cell) for row in rows for cell in row):
            _dissolve(table)


def _rows(table: HtmlElement) -> Iterator[list[HtmlElement]]:
    for row in table.iter("tr"):
        cells = list(row.iterchildren("td", "th"))
        if cells:
            yield cells[:_MAX_COLUMNS]


def _is_data(table: HtmlElement, rows: Sequence[Sequence[HtmlElement]]) -> bool:
    if (
        table.get("role") == "presentation"
        or next(table.iterdescendants("table"), None) is not None
    ):
        return False
    if len(rows) < 2 or max(map(len, rows), default=0) < 2:
        return False
    cells = [cell for row in rows for cell in row]
    blocks = (sum(part.tag in _BLOCKS for part in cell.iterdescendants()) for cell in cells)
    is_short = all(len(_text(cell)) <= _MAX_CELL for cell in cells)
    return is_short and all(count <= _MAX_BLOCKS for count in blocks)


def _is_text(cell: HtmlElement) -> bool:
    parts = max(sum(1 for _ in islice(cell.iter(tag), 4)) for tag in ("p", "br"))
    return len(_text(cell)) > _MAX_CELL and parts >= 2


def _lines(table: HtmlElement, rows: Sequence[Sequence[HtmlElement]]) -> list[str]:
    """The caption, and a line for each row after the header."""
    captions = [_text(caption) for caption in table.iterchildren("caption")]
    grid = _grid(rows)
    heads = _header_rows(rows)
    header = [
        " ".join(dict.fromkeys(filter(None, names))) for names in zip(*grid[:heads], strict=True)
    ]
    if not any(header) and all(len(texts) == 2 for texts in grid):
        written = [": ".join(filter(None, texts)) for texts in grid]
    else:
        written = table_lines(header, grid[heads:])
    return [line for line in (*captions, *written) if line]


def _header_rows(rows: Sequence[Sequence[HtmlElement]]) -> int:
    """The number of rows that name the columns: of a head, of header cells, or in bold."""
    count = 0
    while count < min(len(rows) - 1, 3) and _is_header(rows[count]):
        count += 1
    return count


def _is_header(row: Sequence[HtmlElement]) -> bool:
    parent = row[0].getparent().getparent()
    if parent is not None and parent.tag == "thead":
        return True
    filled = [cell for cell in row if _text(cell)]
    return len(filled) > 1 and all(cell.tag == "th" or _is_bold(cell) for cell in filled)


def _is_bold(cell: HtmlElement) -> bool:
    bold = "".join(part.text_content() for part in cell.iterchildren("b", "strong"))
    return bool(bold.strip()) and clean_line(bold) == _text(cell)


def _grid(rows: Sequence[Sequence[HtmlElement]]) -> list[list[str]]:
    """The texts of the cells by row and column; a cell that spans several fills all of them."""
    grid: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}  # column: rows left, text
    for row in rows:
        texts: list[str] = []
        cells = iter(row)
        while len(texts) < _MAX_COLUMNS:
            column = len(texts)
            if column in below:
                left, text = below.pop(column)
                texts.append(text)
                if left > 1:
                    below[column] = (left - 1, text)
                continue
            cell = next(cells, None)
            if cell is None:
                break
            for _ in range(min(_span(cell, "colspan"), _MAX_COLUMNS - len(texts))):
                if (down := _span(cell, "rowspan")) > 1:
                    below[len(texts)] = (down - 1, _text(cell))
                texts.append(_text(cell))
        grid.append(texts)
    width = max(map(len, grid))
    return [[*texts, *[""] * (width - len(texts))] for texts in grid]


def _span(cell: HtmlElement, name: str) -> int:
    written = (cell.get(name) or "").strip()
    return min(max(int(written), 1), _MAX_SPAN) if written.isascii() and written.isdigit() else 1


def _text(element: HtmlElement) -> str:
    return clean_line(" ".join(element.itertext()))


def _dissolve(table: HtmlElement) -> None:
    """Make a table that lays out text, and its rows and cells, plain parts of the page."""
    for part in table.iter("table", "thead", "tbody", "tfoot", "tr", "td", "th"):
        part.tag = "div"


def _replace(table: HtmlElement, lines: Sequence[str]) -> None:
    """Put paragraphs in the place of a table, and take it out of a figure around it."""
    block = table.makeelement("div")
    for line in lines:
        paragraph = block.makeelement("p")
        paragraph.text = line
        block.append(paragraph)
    block.tail = table.tail
    parent = table.getparent()
    if parent is None:
        return
    parent.replace(table, block)
    while parent is not None and parent.tag in _UNWRAPPED:
        parent.tag = "div"
        parent.attrib.clear()
        parent = parent.getparent()
