"""PDF files with text → drafts of articles."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.drafts import Draft
from retrieval.sources.files.formats import Parts
from retrieval.sources.files.parts import NO_TEXT, NoArticleError, document_parts
from retrieval.sources.files.pdf.layout import columns_of, without_running_heads
from retrieval.sources.files.pdf.lines import PdfFile, read_pdf_file
from retrieval.sources.files.pdf.paragraphs import PdfParagraph, paragraphs_of
from retrieval.sources.files.plain_text import draft_of_lines
from retrieval.sources.metadata.byline import read_byline, read_dateline
from retrieval.sources.metadata.characters import clean_line
from retrieval.sources.metadata.dates import parse_date
from retrieval.sources.metadata.names import is_full_name, names_a_publication

_MIN_LETTERS = 25  # a page with fewer holds no text worth the name
_MIN_LETTER_SHARE = 0.5
_TITLE_HEIGHT = 1.2  # times the height of the text
_MAX_TITLE = 300
_MAX_ABOVE = 12
_DAYS_LOOKED_AT = 12
_CREATED = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_WORD = re.compile(r"\w+")
_FILE_NAME = re.compile(r"\.\w{2,5}$|^\S+$|^microsoft word\b|^untitled\b", re.IGNORECASE)
_SCAN = "is a scan, pictures of pages without text: run text recognition (OCR) on it first."
_NO_LETTERS = "holds text whose letters are not told: print it to a new PDF or run OCR on it."


def parts(path: Path, name: str) -> Parts:
    """Yield the article of a PDF."""
    return document_parts(read_pdf, path, name)


def read_pdf(data: bytes) -> Draft:
    """Read a draft of a PDF; raises NoArticleError if it holds no text to be read.

    The title is the line of the largest letters on the first page. What the file states of itself
    counts only if the text agrees: its title with words on the first page, its author and day of
    creation as written there.
    """
    file = read_pdf_file(data)
    pages = without_running_heads(file.pages)
    texts = paragraphs_of(column for lines in pages for column in columns_of(lines))
    _check_text(file, texts)
    first = " ".join(line.text for line in file.pages[0].lines)
    title, body = _title_and_body(texts, _stated_title(file.fields, first))
    author = clean_line(file.fields.get("Author", ""))
    is_author = is_full_name(author) and author.casefold() in first.casefold()
    draft = draft_of_lines(body) if title is None else Draft(tuple(body), title, is_pasted=True)
    return Draft(
        draft.paragraphs,
        draft.title,
        authors=(author,) if is_author else (),
        published=_confirmed_day(file.fields, body),
        is_pasted=True,
    )


def _check_text(file: PdfFile, texts: Sequence[PdfParagraph]) -> None:
    text = "".join(one.words for one in texts)
    letters = sum(character.isalpha() for character in text)
    if letters < _MIN_LETTERS * max(len(file.pages) // 2, 1):
        raise NoArticleError(_SCAN if any(page.has_pictures for page in file.pages) else NO_TEXT)
    if letters < _MIN_LETTER_SHARE * len("".join(text.split())):
        raise NoArticleError(_NO_LETTERS)


def _stated_title(fields: Mapping[str, str], first_page: str) -> str | None:
    """The title that the file states, if most of its words stand on the first page."""
    title = clean_line(fields.get("Title", ""))[:_MAX_TITLE]
    words = set(_WORD.findall(title.casefold()))
    on_page = set(_WORD.findall(first_page.casefold()))
    is_told = len(words & on_page) > 0.6 * len(words) and not _FILE_NAME.search(title)
    return title if words and is_told else None


def _title_and_body(
    texts: Sequence[PdfParagraph], stated: str | None
) -> tuple[str | None, list[str]]:
    """The title, and the paragraphs below it with what above tells who wrote it and when."""
    number = _headline(texts, stated)
    if number is None:
        return stated, [text.words for text in texts]
    end = number + 1
    while end < len(texts) and _is_alike(texts[number], texts[end]):
        end += 1
    title = " ".join(text.words for text in texts[number:end])
    above = [text.words for text in texts[:number] if _tells_origin(text.words)]
    return title[:_MAX_TITLE], [*above, *(text.words for text in texts[end:])]


def _headline(texts: Sequence[PdfParagraph], stated: str | None) -> int | None:
    """The number of the paragraph that begins the headline; None if there is none.

    It is the one that the file states, else the one of the largest letters above the text that is
    not the name of the paper.
    """
    usual = median(height for text in texts for height in [text.height] * len(text.words))
    above = list(enumerate(texts[:_MAX_ABOVE]))
    start = stated.casefold() if stated else ""
    for number, text in above:
        if start and start.startswith(text.words.casefold()) and not is_prose(text.words):
            return number
    found = [
        (text.height, -number)
        for number, text in above
        if text.height > _TITLE_HEIGHT * usual
        and len(text.words) <= _MAX_TITLE
        and not _is_name(text.words)
    ]
    return -max(found)[1] if found else None


def _is_name(line: str) -> bool:
    """Whether the line is the name of a paper: a few words, one of them such as "Courier"."""
    return len(line.split()) <= 4 and names_a_publication(line)


def _is_alike(title: PdfParagraph, text: PdfParagraph) -> bool:
    return abs(title.height - text.height) < 0.1 * title.height and title.is_bold == text.is_bold


def _tells_origin(line: str) -> bool:
    return bool(_is_name(line) or read_byline(line) or read_dateline(line))


def _confirmed_day(fields: Mapping[str, str], paragraphs: Sequence[str]) -> str | None:
    """The day of the file's creation, if one of its first lines names the same day."""
    created = _CREATED.match(fields.get("CreationDate", ""))
    day = "-".join(created.groups()) if created else None
    named = (parse_date(line) for line in paragraphs[:_DAYS_LOOKED_AT] if len(line) <= 100)
    return day if day is not None and day in (found[:10] for found in named if found) else None
