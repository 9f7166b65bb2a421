"""Lines of columns → paragraphs: lines, columns and pages joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from retrieval.sources.files.broken_words import joined_lines
from retrieval.sources.files.pdf.lines import PdfLine
from retrieval.sources.metadata.characters import clean_line

_SAME_HEIGHT = 0.12
_WIDE_LEADING = 1.35  # times the usual distance of lines
_INDENT = 0.6  # times the height of a line, as are the next
_MAX_INDENT = 6.0
_SLACK = 0.5
_DROP_CAP = 1.7
_SHORT = 0.15  # of the width of a column
_SENTENCE_END = re.compile(r"[.!?:…。！？][\"'”’»“)\]]*$")
_ITEM = re.compile(r"[•·▪◦‣*–-] |\(?\d{1,2}[.)] ")


@dataclass(slots=True)
class PdfParagraph:
    """The lines of a paragraph, its words, and whether it may go on in the next column."""

    lines: list[PdfLine]
    is_open: bool = False
    words: str = ""

    @property
    def height(self) -> float:
        """The height of its letters."""
        return median(line.height for line in self.lines)

    @property
    def is_bold(self) -> bool:
        """Whether all of it is bold."""
        return all(line.is_bold for line in self.lines)


def paragraphs_of(columns: Iterable[Sequence[PdfLine]]) -> list[PdfParagraph]:
    """Return the paragraphs of columns in reading order.

    A paragraph goes on in the next column, also after a box of another size of letters, if its last
    line ends neither a sentence nor before the edge of the column, or if no sentence ends there and
    none begins in the next.
    """
    paragraphs: list[PdfParagraph] = []
    for column in columns:
        own = _split_column(_with_drop_caps(column))
        earlier = _open_paragraph(paragraphs, own[0]) if own else None
        if earlier is not None:
            earlier.lines += own[0].lines
            earlier.is_open = own[0].is_open
            own = own[1:]
        paragraphs += own
    texts = joined_lines([line.text for line in paragraph.lines] for paragraph in paragraphs)
    for paragraph, text in zip(paragraphs, texts, strict=True):
        paragraph.words = clean_line(text)
    return [paragraph for paragraph in paragraphs if paragraph.words]


def _with_drop_caps(lines: Sequence[PdfLine]) -> list[PdfLine]:
    """The lines, with a large first letter put before the line beside it."""
    if len(lines) < 2:
        return list(lines)
    usual = median(line.height for line in lines)
    found: list[PdfLine] = []
    for line in lines:
        first, mark, rest = line.text.partition("; ")
        is_cap = mark and len(first) == 1 and first.isalpha() and line.height > _DROP_CAP * usual
        if is_cap:
            bottom = line.top - usual
            line = PdfLine(first + rest, line.left, line.right, bottom, line.top, line.is_bold)
        found.append(line)
    return found


def _split_column(lines: Sequence[PdfLine]) -> list[PdfParagraph]:
    if not lines:
        return []
    edges = _edges(lines)
    leading = _leading(lines)
    paragraphs = [PdfParagraph([lines[0]])]
    for before, line in pairwise(lines):
        current = paragraphs[-1]
        if _begins_paragraph(current.lines, before, line, edges[round(line.height)], leading):
            paragraphs.append(PdfParagraph([line]))
        else:
            current.lines.append(line)
    last = lines[-1]
    left, right = edges[round(last.height)]
    is_full = last.right >= right - _SHORT * (right - left)
    paragraphs[-1].is_open = last.text[-1:] in "-‐" or (
        is_full and not _SENTENCE_END.search(last.text)
    )
    return paragraphs


def _edges(lines: Sequence[PdfLine]) -> dict[int, tuple[float, float]]:
    """The left and right edge of the lines, by the height of their letters in points."""
    edges: dict[int, tuple[float, float]] = {}
    for line in lines:
        left, right = edges.get(round(line.height), (line.left, line.right))
        edges[round(line.height)] = min(left, line.left), max(right, line.right)
    return edges


def _leading(lines: Sequence[PdfLine]) -> float:
    """The usual distance of a line from the next."""
    steps = [before.bottom - line.bottom for before, line in pairwise(lines)]
    near = [step for step in steps if 0 < step <= 2 * lines[0].height]
    return median(near) if near else 1.2 * lines[0].height


def _begins_paragraph(
    current: Sequence[PdfLine],
    before: PdfLine,
    line: PdfLine,
    edges: tuple[float, float],
    leading: float,
) -> bool:
    """Whether ``line`` does not go on with the paragraph of ``before``."""
    left, right = edges
    if _differ(before, line) or _ITEM.match(line.text):
        return True
    usual = leading if len(current) < 2 else current[-2].bottom - current[-1].bottom
    if before.bottom - line.bottom > _WIDE_LEADING * max(usual, leading):
        return True
    indent = (line.left - before.left) / line.height
    is_item = bool(_ITEM.match(current[0].text))
    if _INDENT <= indent <= _MAX_INDENT and not is_item and before.left - left < line.height:
        return True
    return _is_cut_short(before, line, right, right - left)


def _differ(before: PdfLine, line: PdfLine) -> bool:
    """Whether the lines are set in different letters."""
    largest = max(before.height, line.height)
    return abs(before.height - line.height) > _SAME_HEIGHT * largest or (
        before.is_bold != line.is_bold
    )


def _is_cut_short(before: PdfLine, line: PdfLine, right: float, width: float) -> bool:
    """Whether the first word of ``line`` would have had room at the end of ``before``."""
    first = line.text.partition(" ")[0]
    letter = (line.right - line.left) / max(len(line.text), 1)
    left_over = right - before.right - letter * (len(first) + 1)
    if left_over <= _SLACK * line.height:
        return False
    if _SENTENCE_END.search(before.text):
        return not line.text[:1].islower()
    return left_over > _SHORT * width and not line.text[:1].islower()


def _open_paragraph(
    paragraphs: Sequence[PdfParagraph], following: PdfParagraph
) -> PdfParagraph | None:
    """The last paragraph of the same letters, if it goes on in ``following``."""
    first = following.lines[0]
    for paragraph in reversed(paragraphs):
        if not _differ(paragraph.lines[-1], first):
            is_ended = bool(_SENTENCE_END.search(paragraph.lines[-1].text))
            goes_on = paragraph.is_open or (first.text[:1].islower() and not is_ended)
            return paragraph if goes_on and not _ITEM.match(first.text) else None
    return None
