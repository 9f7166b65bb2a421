"""PDF pages → their lines of text with positions, by pypdfium2."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from retrieval.sources.files.parts import NoArticleError

MAX_PAGES = 200
_MAX_CHARACTERS = 20_000  # of one page
_MAX_TILT = 0.1  # radians: text at an angle is a watermark or stands in the margin
_BOLD_WEIGHT = 600
_COLUMN_GAP = 1.5  # times the height of a line: a wider gap separates columns or cells
_WORD_GAP = 0.8
_SPACES = frozenset("\t\n\v\f\r  ")
_BROKEN_HYPHENS = dict.fromkeys((0x02, 0xAD, 0xFFFE), "-")  # PDFium's marks of a hyphen at the end
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_PASSWORD = "is encrypted: save it without its password."
_DAMAGED = "is not a whole PDF: download or export it again."
_TOO_LONG = f"has more than {MAX_PAGES} pages: split it into its articles."


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A run of text on one line of a column; positions are in points from the lower left."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    is_bold: bool = False

    @property
    def height(self) -> float:
        """The height of the font, from the lowest to the highest letter."""
        return self.top - self.bottom

    def is_beside(self, other: PdfLine) -> bool:
        """Whether the lines overlap vertically by half of the lower one's height."""
        overlap = min(self.top, other.top) - max(self.bottom, other.bottom)
        return overlap >= 0.5 * min(self.height, other.height)


@dataclass(frozen=True, slots=True)
class PdfPage:
    """The lines of a page in the order of the file; ``has_pictures`` is whether it shows any."""

    lines: tuple[PdfLine, ...]
    width: float
    height: float
    has_pictures: bool


@dataclass(frozen=True, slots=True)
class PdfFile:
    """The pages of a PDF and the fields of its document information."""

    pages: tuple[PdfPage, ...]
    fields: dict[str, str]


def read_pdf_file(data: bytes) -> PdfFile:
    """Read the lines of a PDF with at most MAX_PAGES pages; raises NoArticleError."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code == pdfium.FPDF_ERR_PASSWORD
        raise NoArticleError(_PASSWORD if is_locked else _DAMAGED) from error
    try:
        if len(document) > MAX_PAGES:
            raise NoArticleError(_TOO_LONG)
        pages = tuple(_read_page(document, number) for number in range(len(document)))
        return PdfFile(pages, document.get_metadata_dict(skip_empty=True))
    finally:
        document.close()


def _read_page(document: pypdfium2.PdfDocument, number: int) -> PdfPage:
    """A page; one that is damaged is empty."""
    try:
        page = document[number]
        lines = _joined(_runs(list(_words(page.get_textpage()))))
        pictures = page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3)
        width, height = page.get_size()
        return PdfPage(tuple(lines), width, height, any(True for _ in pictures))
    except pypdfium2.PdfiumError:
        return PdfPage((), 0.0, 0.0, has_pictures=False)


def _words(page: pypdfium2.PdfTextPage) -> Iterator[PdfLine]:
    """The words of a page that stand upright, in the order of the file."""
    start, letters = 0, ""
    count = min(page.count_chars(), _MAX_CHARACTERS)
    for index in range(count + 1):
        code = pdfium.FPDFText_GetUnicode(page, index) if index < count else 0x20
        letter = _BROKEN_HYPHENS.get(code) or chr(code)
        is_letter = code and letter not in _SPACES
        if is_letter:
            start = start if letters else index
            letters += letter
        if letters and (not is_letter or (letter == "-" and _ends_line(page, index, count))):
            word = _word(page, letters, start, index if is_letter else index - 1)
            if word is not None:
                yield word
            letters = ""


def _ends_line(page: pypdfium2.PdfTextPage, index: int, count: int) -> bool:
    """Whether the character after a hyphen stands further to the left, so on another line."""
    hyphen, following = _box(page, index), _box(page, index + 1) if index + 1 < count else None
    return hyphen is not None and following is not None and following.left < hyphen.left


def _word(page: pypdfium2.PdfTextPage, letters: str, first: int, last: int) -> PdfLine | None:
    if abs(pdfium.FPDFText_GetCharAngle(page, first)) > _MAX_TILT:
        return None
    box, end = _box(page, first), _box(page, last)
    if box is None or end is None:
        return None
    is_bold = pdfium.FPDFText_GetFontWeight(page, first) >= _BOLD_WEIGHT
    return PdfLine(letters.translate(_LIGATURES), box.left, end.right, box.bottom, box.top, is_bold)


def _box(page: pypdfium2.PdfTextPage, index: int) -> pdfium.FS_RECTF | None:
    box = pdfium.FS_RECTF()
    is_known = pdfium.FPDFText_GetLooseCharBox(page, index, ctypes.byref(box))
    return box if is_known and box.top > box.bottom else None


def _runs(words: Sequence[PdfLine]) -> list[PdfLine]:
    """Words that follow each other on one line, joined; a wide gap begins another run."""
    runs: list[list[PdfLine]] = []
    for word in words:
        if runs and _continues(runs[-1][-1], word, _COLUMN_GAP):
            runs[-1].append(word)
        else:
            runs.append([word])
    return [_run(run) for run in runs]


def rows_of(lines: Sequence[PdfLine]) -> list[list[PdfLine]]:
    """Return the lines that stand beside each other, from the top row to the lowest."""
    rows: list[list[PdfLine]] = []
    for line in sorted(lines, key=lambda line: (-line.bottom - line.top, line.left)):
        if rows and line.is_beside(rows[-1][0]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _joined(runs: Sequence[PdfLine]) -> list[PdfLine]:
    """The runs, with those joined that the file holds apart though they stand on one line."""
    joined: list[PdfLine] = []
    for row in rows_of(runs):
        for number, run in enumerate(row):
            if number and _continues(joined[-1], run, _WORD_GAP):
                joined[-1] = _run([joined[-1], run])
            else:
                joined.append(run)
    return joined


def _continues(run: PdfLine, word: PdfLine, widest_gap: float) -> bool:
    lowest = min(run.height, word.height)
    return run.is_beside(word) and -0.5 * lowest <= word.left - run.right <= widest_gap * lowest


def _run(words: Sequence[PdfLine]) -> PdfLine:
    tallest = max(words, key=lambda word: len(word.text))
    return PdfLine(
        " ".join(word.text for word in words),
        min(word.left for word in words),
        max(word.right for word in words),
        tallest.bottom,
        tallest.top,
        median(word.is_bold for word in words) > 0.5,
    )
