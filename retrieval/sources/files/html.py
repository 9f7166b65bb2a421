"""HTML pages → drafts of articles, by trafilatura and htmldate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

from lxml.etree import LxmlError
from lxml.html import HtmlElement
from trafilatura import bare_extraction, load_html
from trafilatura.settings import Document

from retrieval.regular_files import read_regular
from retrieval.sources.boilerplate.page_counts import without_page_count
from retrieval.sources.drafts import Draft
from retrieval.sources.files.decoding import BYTE_ORDER_MARKS, decode
from retrieval.sources.files.formats import Part, Parts
from retrieval.sources.files.html_guards import parsable, shorten_metadata
from retrieval.sources.files.html_metadata import PageMetadata, read_metadata
from retrieval.sources.files.json_fields import Record, as_date, as_name, first_of, names_of
from retrieval.sources.files.page.authors import find_authors
from retrieval.sources.files.page.data_tables import write_out_tables
from retrieval.sources.files.page.divided_text import join_divided_text
from retrieval.sources.files.page.embedded_state import embedded_article, state_scripts
from retrieval.sources.files.page.headlines import find_headline
from retrieval.sources.files.page.joiners import hide_joiners, restore_joiners, with_joiners
from retrieval.sources.files.page.listings import (
    Teaser,
    feed_of,
    is_link_list,
    is_listing,
    is_teaser_list,
    read_teasers,
)
from retrieval.sources.files.page.live_posts import described_posts, take_posts, without_posts
from retrieval.sources.files.page.other_parts import drop_biographies, drop_other_parts
from retrieval.sources.files.page.shown_dates import marked_days, published_on, read_dates
from retrieval.sources.files.page.standfirst import with_standfirst
from retrieval.sources.files.page.stubs import problem_of
from retrieval.sources.files.page.text import fuller_text, text_lines
from retrieval.sources.files.parts import NO_TEXT, NoArticleError, finish
from retrieval.sources.metadata.names import clean_authors
from retrieval.sources.metadata.url_identity import site_of, without_tracking
from retrieval.text.language_detection import article_language
from retrieval.types import Article, IngestFailure

_MIN_CHARACTERS = 80
_MAX_SHOWN = 1500  # characters of a text that a script of the page may go on with
_MAX_ELEMENTS = 30_000
_HEAD_BYTES = 4096
_MAX_BEFORE_CHARSET = 100_000
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_ACTUAL_ENCODINGS = dict.fromkeys(
    ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii"), "cp1252"
) | {
    "gb2312": "gb18030",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
}
_LANGUAGE = re.compile(rb"<html\b[^>]{0,300}?\slang\s*=\s*[\"']?([a-zA-Z]{2})", re.IGNORECASE)
_MARKUP = re.compile(rb"<(script|style)\b(?:[^<]|<(?!/\1))*|<[^<>]*>", re.IGNORECASE)
_MAX_SAMPLE = 20_000  # bytes
_MAX_ACCENTED = 0.2  # of the bytes of a text in Latin letters
_CODE_PAGES = (
    ("cp1250", "cs hr hu pl ro sk sl"),
    ("cp1251", "be bg mk ru sr uk"),
    ("cp1252", "ca da de en es fi fr gl is it nb nl no pt sv"),
    ("cp1253", "el"),
    ("cp1254", "tr"),
    ("cp1255", "he"),
    ("cp1256", "ar fa ur"),
)
_MAX_CHANCE = 0.1  # characters of UTF-8 that chance makes of a code page's, to a byte that is none
_NO_TEXT = "holds no article text: check the address, or ingest its feed"
_LIBRARY_ERRORS = (LxmlError, ValueError, TypeError, LookupError, AttributeError, RecursionError)


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
    names = tuple(site_names(stated, address))
    headline = find_headline(page, stated, names)
    posts = take_posts(page)
    authors = find_authors(page, stated, headline.heading, names)
    shown = read_dates(page, headline.heading)
    days = marked_days(page, stated.url)
    drop_biographies(page)
    scripts = state_scripts(page)
    shorten_metadata(page)
    teasers = read_teasers(page, [one for one in (address, stated.url) if one])
    write_out_tables(page)
    hide_joiners(page)
    page, found = _extract_whole(page)
    restore_joiners(page)
    lines = text_lines(page, with_joiners(found.text or ""), stated.article)
    lines = with_standfirst(lines, headline.heading)
    embedded: Record = {}
    if scripts and sum(map(len, lines)) < _MAX_SHOWN:
        titles = (*stated.titles, *([headline.text] if headline.text else []))
        embedded, lines = fuller_text(lines, embedded_article(scripts, titles))
    described = described_posts(stated.json_ld)
    posts = described if len(described) > len(posts) else posts
    told = [line for post in posts for line in post.paragraphs()]
    if posts:
        lines = list(without_posts(lines, posts))
    _check_is_article(page, [*lines, *told], teasers, stated, address)
    if sum(map(len, [*lines, *told])) < _MIN_CHARACTERS:
        if feed := feed_of(page, address or stated.url or ""):
            raise NoArticleError(f"{_NO_TEXT} {feed}.", feed=feed)
        return None
    own_title = first_of(embedded, "title", as_name) if headline.heading is None else None
    if own_title and own_title in (headline.text or ""):
        headline = replace(headline, text=own_title)
    title = without_page_count(headline.text) if headline.text else None
    if title != headline.text and lines and without_page_count(lines[0]) == title:
        lines = lines[1:]
    return Draft(
        paragraphs=tuple(lines),
        posts=tuple(told),
        title=title,
        stated_url=without_tracking(stated.url) if stated.url else None,
        publisher=stated.publisher,
        authors=authors or clean_authors(names_of(embedded), stated.publisher),
        are_authors_sure=True,
        published=published_on(
            stated.published or first_of(embedded, "published", as_date),
            shown,
            found.date if found.date in days else None,
        ),
        updated=stated.updated or shown.updated,
    )


def _extract_whole(page: HtmlElement) -> tuple[HtmlElement, Document]:
    """Extract a text, also if it is divided; nothing that was found before may be missing.

    With it comes the page as it was read, its text joined.
    """
    found, joined = _extract(page), deepcopy(page)
    if not join_divided_text(joined, found.text or ""):
        return page, found
    again = _extract(joined)
    lines = set((found.text or "").splitlines())
    is_whole = lines <= set((again.text or "").splitlines())
    return (joined, again) if is_whole else (page, found)


def _extract(page: HtmlElement) -> Document:
    try:
        found = bare_extraction(
            page,
            include_comments=False,
            include_tables=True,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except _LIBRARY_ERRORS:
        return Document()
    return found if isinstance(found, Document) else Document()


def _check_is_article(
    page: HtmlElement,
    lines: Sequence[str],
    teasers: Sequence[Teaser],
    stated: PageMetadata,
    address: str,
) -> None:
    """Raise NoArticleError for a wall, a missing page, a home page or a list of teasers."""
    own = [one for one in (address, stated.url) if one]
    is_said_to_be_one = bool(stated.article) or stated.meta.get("og:type") == ("article",)
    feed = feed_of(page, address or stated.url or "")
    lists = (
        is_listing(page, lines, own)
        or is_teaser_list(teasers, lines, own)
        or (feed is not None and is_link_list(page, lines, own))
    )
    if not is_said_to_be_one and lists:
        cure = f"ingest its feed {feed}" if feed else "give the addresses of its articles"
        raise NoArticleError(f"lists articles but is none itself: {cure}.", feed=feed)
    if problem := problem_of(page, lines, stated):
        raise NoArticleError(problem)


def site_names(stated: PageMetadata, address: str) -> Iterator[str | None]:
    """Yield what a page may put beside its title: its publisher, its site, its host."""
    yield stated.publisher
    yield from stated.site_names
    for one in (address, stated.url or ""):
        host = site_of(one)
        yield from (host, host.rpartition(".")[0], host.partition(".")[0])


def decode_page(data: bytes, charset: str = "") -> str | None:
    """Decode a page as UTF-8 if its bytes are that, else as declared, else as its bytes look.

    The HTTP header takes precedence over the page's own declaration.
    """
    if not data.isascii() and b"\0" not in data:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    declared = _CHARSET.search(data[:_MAX_BEFORE_CHARSET])
    name = charset or (declared[1].decode("ascii", "replace").lower() if declared else "utf-8")
    if name != "utf-8" and not data.startswith(BYTE_ORDER_MARKS):
        try:
            return data.decode(_ACTUAL_ENCODINGS.get(name, name))
        except (LookupError, UnicodeDecodeError):
            pass
    return _decode_mixed(data) or decode(data)


def _decode_mixed(data: bytes) -> str | None:
    """The text of a page that wrongly says to be UTF-8, or is so but for some bytes.

    It is UTF-8 where more characters of it are found than chance makes of another encoding's bytes,
    else of the code page of its language.
    """
    if data.isascii() or data.startswith(BYTE_ORDER_MARKS):
        return None
    stated = _LANGUAGE.search(data[:_HEAD_BYTES])
    language = stated[1].decode("ascii").lower() if stated else _language_in_latin_letters(data)
    name = next((page for page, languages in _CODE_PAGES if language in languages.split()), None)
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    valid = sum(character > "\x7f" for character in text) - broken
    if valid < broken * (_MAX_CHANCE if name else 1):
        try:
            text = data.decode(name) if name else ""
        except UnicodeDecodeError:
            return None
    return None if "\0" in text else text


def _language_in_latin_letters(data: bytes) -> str:
    """The language of a page by its words of ASCII, "" if most of its letters are none of these."""
    text = _MARKUP.sub(b" ", data)[:_MAX_SAMPLE]
    ascii_text = text.decode("ascii", "ignore")
    if len(text) - len(ascii_text) > _MAX_ACCENTED * len(ascii_text):
        return ""
    return article_language(None, ascii_text) or ""


def parse_page(text: str) -> HtmlElement | None:
    """Parse a page; None if there is no element in it."""
    try:
        return load_html(parsable(text))
    except _LIBRARY_ERRORS:
        return None
