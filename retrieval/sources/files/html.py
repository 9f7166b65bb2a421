"""HTML pages → drafts of articles, by trafilatura and htmldate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
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
from retrieval.sources.files.html_metadata import PageMetadata, read_metadata
from retrieval.sources.files.page.credits import Credits, marked_days, read_credits
from retrieval.sources.files.page.data_tables import write_out_tables
from retrieval.sources.files.page.json_ld import agree
from retrieval.sources.files.page.listings import feed_of, is_listing
from retrieval.sources.files.page.live_posts import (
    Post,
    body_lines,
    described_posts,
    take_posts,
    without_posts,
)
from retrieval.sources.files.page.other_parts import drop_other_parts
from retrieval.sources.files.page.stubs import problem_of
from retrieval.sources.files.parts import NO_TEXT, finish
from retrieval.sources.metadata.characters import clean_line, split_lines
from retrieval.sources.metadata.dates import parse_date
from retrieval.sources.metadata.names import clean_authors, is_full_name
from retrieval.sources.metadata.url_identity import site_of, without_tracking
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
_MAX_HEADINGS = 20
_MIN_HEADLINE_WORDS = 3
_AROUND = ("header", "nav", "footer", "aside")
_TABLE_RULE = re.compile(r"[|\s:-]+")
_TABLE_ROW = re.compile(r"\|\s(.*)\s\|")
_ITEM = "- "  # which trafilatura puts before the items of lists
_PARAGRAPHS = ("p", "li", "dt", "dd", "h2", "h3", "h4")
_MIN_DIVIDED = 0.6  # of a single line, in paragraphs of the page
_MUCH_LONGER = 1.25
_COMPARED = 60  # letters
_LIBRARY_ERRORS = (LxmlError, ValueError, TypeError, LookupError, AttributeError, RecursionError)


class NoArticleError(ValueError):
    """A page that holds no article; the message says what it holds instead, and what to do."""


class PageTooLargeError(NoArticleError):
    """A page that would take minutes to parse."""

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
        except NoArticleError as error:
            return IngestFailure(name, str(error))
        return IngestFailure(name, NO_TEXT) if draft is None else finish(draft, name, name)

    yield Part(name, read_page)


def read_html(data: bytes, *, charset: str = "", address: str = "") -> Draft | None:
    """Extract the page's article; None if there is none.

    ``charset`` is that of the HTTP header, "" if unknown, and ``address`` that of the page, "" for
    a saved one. Raises NoArticleError for a page that stands in the place of an article.

    Metadata in the head takes precedence over the body; a date or author in the body is used only
    if the page marks it as such.
    """
    elements = max(data.count(b"<") - data.count(b"</"), 0)
    if elements > _MAX_ELEMENTS:
        raise PageTooLargeError(elements)
    text = decode_page(data, charset)
    page = parse_page(text) if text else None
    if text is None or page is None:
        return None
    stated = read_metadata(page, address=address, head=text[:_HEAD_BYTES])
    drop_other_parts(page)
    heading = _heading(page, stated.titles, stated.site_names)
    shown = read_credits(page, heading, (*stated.titles, *stated.headings))
    days = marked_days(page, stated.url)
    title = _line(heading) if heading is not None else stated.title
    posts = take_posts(page)
    shorten_metadata(page)
    write_out_tables(page)
    found = _extract(page)
    lines = _lines(page, found, stated, posts)
    _check_is_article(page, lines, stated, address)
    if sum(map(len, lines)) < _MIN_CHARACTERS:
        return None
    return Draft(
        paragraphs=tuple(lines),
        title=headline(title or (found.title if found else None), *_site_names(stated, address)),
        stated_url=without_tracking(stated.url) if stated.url else None,
        publisher=stated.publisher,
        authors=_authors(stated, shown, found),
        has_persons=bool(stated.persons),
        published=_published(stated, shown, found.date if found and found.date in days else None),
        updated=stated.updated or shown.updated,
    )


def _site_names(stated: PageMetadata, address: str) -> Iterator[str | None]:
    """What a page may put beside its title: its publisher, its site, its host."""
    yield stated.publisher
    yield from stated.site_names
    for one in (address, stated.url or ""):
        host = site_of(one)
        yield from (host, host.rpartition(".")[0], host.partition(".")[0])


def _check_is_article(
    page: HtmlElement, lines: Sequence[str], stated: PageMetadata, address: str
) -> None:
    """Raise NoArticleError for a wall, a missing page, a home page or a list of teasers."""
    own = [one for one in (address, stated.url) if one]
    is_said_to_be_one = bool(stated.article) or stated.meta.get("og:type") == ("article",)
    if not is_said_to_be_one and is_listing(page, lines, own):
        feed = feed_of(page, address or stated.url or "")
        cure = f"ingest its feed {feed}" if feed else "give the addresses of its articles"
        raise NoArticleError(f"lists articles but is none itself: {cure}.")
    if problem := problem_of(page, lines, stated):
        raise NoArticleError(problem)


def _lines(
    page: HtmlElement, found: Document | None, stated: PageMetadata, posts: Sequence[Post]
) -> list[str]:
    """The lines of the text, with the posts of a live blog, or those of JSON-LD if it has more."""
    lines = split_lines(found.text or "") if found is not None else []
    lines = _divided([_plain_line(line) for line in lines if not _TABLE_RULE.fullmatch(line)], page)
    described = described_posts(stated.json_ld)
    if len(described) > len(posts):
        posts = described
    if posts:
        told = (line for post in posts for line in post.paragraphs())
        return [*without_posts(lines, posts), *told]
    body = body_lines(stated.article.get("articleBody"))
    return body if _is_fuller(body, lines) else lines


def _plain_line(line: str) -> str:
    """A line without the marks that trafilatura puts before items and between cells."""
    row = _TABLE_ROW.fullmatch(line)
    cells = [cell for part in row[1].split("|") if (cell := part.strip())] if row else []
    return "; ".join(cells) if cells else line.removeprefix(_ITEM)


def _divided(lines: list[str], page: HtmlElement) -> list[str]:
    """The lines, a single one divided in the paragraphs of the page that are in it.

    trafilatura joins all of a short text.
    """
    if len(lines) != 1:
        return lines
    paragraphs = [text for one in page.iter(*_PARAGRAPHS) if (text := _line(one)) in lines[0]]
    parts = [text for text in dict.fromkeys(paragraphs) if text]
    return parts if sum(map(len, parts)) >= _MIN_DIVIDED * len(lines[0]) else lines


def _is_fuller(body: Sequence[str], lines: Sequence[str]) -> bool:
    """Whether the text in JSON-LD is the page's, and longer, or better divided in paragraphs."""
    longer, shorter = _letters(" ".join(body)), _letters(" ".join(lines))
    begins = shorter[:_COMPARED] in longer
    is_longer = len(longer) > _MUCH_LONGER * len(shorter)
    is_divided = len(lines) == 1 < len(body) and len(longer) >= len(shorter)
    return bool(longer) and begins and (is_longer or is_divided)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def decode_page(data: bytes, charset: str = "") -> str | None:
    """Decode a page as UTF-8 if its bytes are that, else as declared, else as its bytes look.

    The HTTP header takes precedence over the page's own declaration.
    """
    if not data.isascii() and b"\0" not in data:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    declared = _CHARSET.search(data[:_HEAD_BYTES])
    name = charset or (declared[1].decode("ascii", "replace").lower() if declared else "utf-8")
    if name != "utf-8" and not data.startswith(BYTE_ORDER_MARKS):
        try:
            return data.decode(_ACTUAL_ENCODINGS.get(name, name))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def parse_page(text: str) -> HtmlElement | None:
    """Parse a page; None if there is no element in it."""
    try:
        return load_html(parsable(text))
    except _LIBRARY_ERRORS:
        return None


def headline(title: str | None, *names: str | None) -> str | None:
    """Remove the name of the publisher or site before or after a title.

    >>> headline("Rain stops play | The Daily Example", "The Daily Example")
    'Rain stops play'
    """
    title = clean_line(title or "")[:_MAX_TITLE]
    known = {_letters(name).removeprefix("the") for name in names if name} - {""}
    for mark in list(_TITLE_BREAK.finditer(title)) if known else []:
        before, after = title[: mark.start()], title[mark.end() :]
        if before and _letters(after).removeprefix("the") in known:
            return before
        if after and _letters(before).removeprefix("the") in known:
            return after
    return title or None


def _extract(page: HtmlElement) -> Document | None:
    try:
        found = bare_extraction(
            page,
            include_comments=False,
            include_tables=True,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except _LIBRARY_ERRORS:
        return None
    return found if isinstance(found, Document) else None


def _heading(
    page: HtmlElement, titles: Sequence[str], site_names: Sequence[str]
) -> HtmlElement | None:
    """The heading that agrees with one of the titles: of the first level, or with its words.

    A page may be called otherwise in its head: then the only heading of the first level counts.
    """
    first = [(_line(heading), heading) for heading in islice(page.iter("h1"), _MAX_HEADINGS)]
    for title in titles:
        agreeing = [heading for text, heading in first if text and agree(text, title)]
        if agreeing:
            return max(agreeing, key=lambda heading: _likeness(_line(heading), title))
    names = {_letters(name) for name in site_names}
    alone = [
        heading
        for text, heading in first
        if len(text.split()) >= _MIN_HEADLINE_WORDS
        and _letters(text) not in names
        and next(heading.iterancestors(*_AROUND), None) is None
    ]
    if len(alone) == 1:
        return alone[0]
    lower = islice(page.iter("h2", "h3", "div", "span", "p"), _MAX_ELEMENTS)
    same = (one for one in lower if len(one) <= 1 and _line(one).casefold() in _casefolded(titles))
    return next(same, None)


def _line(element: HtmlElement) -> str:
    return clean_line(element.text_content())[:_MAX_TITLE]


def _casefolded(titles: Sequence[str]) -> set[str]:
    return {title.casefold() for title in titles}


def _likeness(heading: str, title: str) -> float:
    words, others = (set(text.casefold().split()) for text in (heading, title))
    return len(words & others) / len(words | others)


def _authors(stated: PageMetadata, shown: Credits, found: Document | None) -> tuple[str, ...]:
    """The authors as stated, else as shown, else as found in the body if they are full names."""
    written = (found.author or "").split(";") if found is not None else []
    guessed = clean_authors(written, stated.publisher)
    titles = " ".join((*stated.titles, *stated.headings)).casefold()
    is_sure = all(is_full_name(name) and name.casefold() not in titles for name in guessed)
    return (
        clean_authors(stated.persons)
        or clean_authors(stated.authors, stated.publisher)
        or clean_authors(shown.authors, stated.publisher)
        or (guessed if is_sure else ())
    )


def _published(stated: PageMetadata, shown: Credits, guessed: str | None) -> str | None:
    """The day of publication: as stated, else as shown, else as guessed.

    A moment that is stated in UTC is of the day that the page shows, if that is the one beside.
    """
    if (moment := parse_date(stated.published)) is None:
        return shown.published or guessed
    if moment.endswith("+00:00") and shown.published:
        apart = date.fromisoformat(moment[:10]) - date.fromisoformat(shown.published[:10])
        if abs(apart) == timedelta(days=1):
            return shown.published
    return moment
