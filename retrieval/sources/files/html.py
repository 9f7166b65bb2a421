"""HTML pages → drafts of articles, by trafilatura and htmldate."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

from lxml.etree import LxmlError
from lxml.html import HtmlElement
from trafilatura import bare_extraction, load_html
from trafilatura.settings import Document

from retrieval.regular_files import read_regular
from retrieval.sources.drafts import Draft
from retrieval.sources.files.decoding import BYTE_ORDER_MARKS, decode
from retrieval.sources.files.formats import Part, Parts
from retrieval.sources.files.html_guards import parsable, shorten_metadata
from retrieval.sources.files.html_metadata import read_metadata
from retrieval.sources.files.parts import NO_TEXT, finish
from retrieval.sources.metadata.characters import clean_line, split_lines
from retrieval.sources.metadata.dates import parse_date
from retrieval.sources.metadata.names import clean_authors, is_full_name
from retrieval.types import Article, IngestFailure

_MIN_CHARACTERS = 80
_MAX_ELEMENTS = 30_000
_HEAD_BYTES = 4096
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_ACTUAL_ENCODINGS = dict.fromkeys(
    ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii"), "cp1252"
) | {
    "gb2312": "gb18030",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
}
_MAX_TITLE = 1000
_TITLE_BREAK = re.compile(r"\s+[|–—·•»-]\s+")
_WORD = re.compile(r"\w+")
_DATE_MARK = re.compile(r"(?<!up)date|time|publish|posted|byline|meta\b", re.IGNORECASE)
_CHANGE_MARK = re.compile(
    r"updat|modif|edited|changed|geändert|aktualisiert|actualiz|mis à jour", re.IGNORECASE
)
_MAX_DATE_LINE = 80
_DATE_ELEMENTS = ("time", "abbr", "span", "div", "p", "li", "em", "small", "a", "h2")
_MAX_DATE_ELEMENTS = 200
_DATE_IN_ADDRESS = re.compile(r"/(?:19|20)\d\d[/-]?\d\d[/-]?\d\d(?=\D|$)")
_LIBRARY_ERRORS = (LxmlError, ValueError, TypeError, LookupError, AttributeError, RecursionError)


class PageTooLargeError(ValueError):
    """A page that would take minutes to parse; the message says what to do."""

    def __init__(self, elements: int) -> None:
        super().__init__(
            f"has {elements:,} elements, more than any article's page: save the article alone."
        )


def parts(path: Path, name: str) -> Parts:
    """Yield the article of a saved page."""
    data = read_regular(path)

    def read_page() -> Article | IngestFailure:
        try:
            draft = read_html(data)
        except PageTooLargeError as error:
            return IngestFailure(name, str(error))
        return IngestFailure(name, NO_TEXT) if draft is None else finish(draft, name, name)

    yield Part(name, read_page)


def read_html(data: bytes, *, charset: str = "") -> Draft | None:
    """Extract the page's article; None if there is none.

    ``charset`` is that of the HTTP header, "" if unknown. Raises PageTooLargeError.

    Metadata in the head takes precedence over the body; a date or author in the body is used only
    if the page marks it as such.
    """
    elements = max(data.count(b"<") - data.count(b"</"), 0)
    if elements > _MAX_ELEMENTS:
        raise PageTooLargeError(elements)
    page = _parse(data, charset)
    if page is None:
        return None
    stated = read_metadata(page)
    heading, marked_dates = _heading(page, stated.title), _marked_dates(page, stated.url)
    shorten_metadata(page)
    found = _extract(page)
    if found is None or found.text is None or len(found.text) < _MIN_CHARACTERS:
        return None
    return Draft(
        paragraphs=tuple(split_lines(found.text)),
        title=headline(heading or stated.title or found.title, stated.publisher),
        stated_url=stated.url,
        publisher=stated.publisher,
        authors=clean_authors(stated.authors, stated.publisher) or _authors(found),
        published=stated.published
        if parse_date(stated.published)
        else _confirmed(found.date, marked_dates),
        updated=stated.updated,
    )


def decode_page(data: bytes, charset: str = "") -> str | None:
    """Decode a page by its HTTP header, else by its own declaration, else by its bytes."""
    declared = _CHARSET.search(data[:_HEAD_BYTES])
    name = charset or (declared[1].decode("ascii", "replace").lower() if declared else "utf-8")
    if name != "utf-8" and not data.startswith(BYTE_ORDER_MARKS):
        try:
            return data.decode(_ACTUAL_ENCODINGS.get(name, name))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _parse(data: bytes, charset: str) -> HtmlElement | None:
    text = decode_page(data, charset)
    if text is None:
        return None
    try:
        return load_html(parsable(text))
    except _LIBRARY_ERRORS:
        return None


def headline(title: str | None, publisher: str | None) -> str | None:
    """Remove the publisher's name before or after a title.

    >>> headline("Rain stops play | The Daily Example", "The Daily Example")
    'Rain stops play'
    """
    title = clean_line(title or "")[:_MAX_TITLE]
    for mark in list(_TITLE_BREAK.finditer(title)) if publisher else []:
        before, after = title[: mark.start()], title[mark.end() :]
        if before and _is_name_of(after, publisher):
            return before
        if after and _is_name_of(before, publisher):
            return after
    return title or None


def _is_name_of(part: str, publisher: str | None) -> bool:
    return part.casefold().removeprefix("the ") == (publisher or "").casefold().removeprefix("the ")


def _extract(page: HtmlElement) -> Document | None:
    try:
        found = bare_extraction(
            page,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except _LIBRARY_ERRORS:
        return None
    return found if isinstance(found, Document) else None


def _heading(page: HtmlElement, title: str | None) -> str | None:
    """The first-level heading that agrees with the title, perhaps in other words."""
    found = (clean_line(heading.text_content())[:_MAX_TITLE] for heading in page.iter("h1"))
    stated = title or next((element.text_content() for element in page.iter("title")), "")
    stated = clean_line(stated)[:_MAX_TITLE]
    return next((heading for heading in found if _agree(heading, stated)), None)


def _agree(heading: str, title: str) -> bool:
    """Whether a heading has the words of the title, and not only more of them."""
    words, others = (set(_WORD.findall(text.casefold())) for text in (heading, title))
    if len(words) < 3 or (others < words and title.casefold() in heading.casefold()):
        return heading.casefold() == title.casefold()
    return len(words & others) >= 0.5 * min(len(words), len(others))


def _marked_dates(page: HtmlElement, url: str | None) -> frozenset[str]:
    """Days in the page's address and in elements for dates."""
    written = [match[0].strip("/") for match in _DATE_IN_ADDRESS.finditer(url or "")]
    marked = (element for element in page.iter(*_DATE_ELEMENTS) if _is_date_marked(element))
    for element in islice(marked, _MAX_DATE_ELEMENTS):
        if _is_change_date(element):
            continue
        written += [element.get("datetime") or "", element.text_content()[:100]]
    return frozenset(day[:10] for text in written if (day := parse_date(clean_line(text)[:100])))


def _is_date_marked(element: HtmlElement) -> bool:
    marks = (element.get(name) or "" for name in ("class", "itemprop", "id"))
    return element.tag == "time" or bool(_DATE_MARK.search(" ".join(marks)))


def _is_change_date(element: HtmlElement) -> bool:
    """Whether the element or its line says that the date is of a change."""
    parent = element.getparent()
    lines = (element.text_content(), parent.text_content() if parent is not None else "")
    marks = element.get("class") or "", *(line for line in lines if len(line) <= _MAX_DATE_LINE)
    return bool(_CHANGE_MARK.search(" ".join(marks)))


def _confirmed(date: str | None, marked_dates: frozenset[str]) -> str | None:
    return date if date in marked_dates else None


def _authors(found: Document) -> tuple[str, ...]:
    """The authors found in the body, if all of them are full names."""
    names = clean_authors((found.author or "").split(";"), found.sitename)
    return names if all(is_full_name(name) for name in names) else ()
