"""HTML pages → drafts of articles, by trafilatura and htmldate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from lxml.etree import LxmlError
from lxml.html import HtmlElement
from trafilatura import bare_extraction, load_html
from trafilatura.settings import Document

from retrieval.sources.boilerplate.page_counts import without_page_count
from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.drafts import Draft
from retrieval.sources.files.decoding import decode_page
from retrieval.sources.files.formats import Parts
from retrieval.sources.files.html.guards import parsable, shorten_metadata
from retrieval.sources.files.page.choices import (
    Headline,
    find_authors,
    find_headline,
    find_publisher,
)
from retrieval.sources.files.page.data_tables import write_out_tables
from retrieval.sources.files.page.date_fields import day_in_address
from retrieval.sources.files.page.divided_by_breaks import divide_at_breaks
from retrieval.sources.files.page.divided_text import join_divided_text
from retrieval.sources.files.page.joiners import hide_joiners, restore_joiners, with_joiners
from retrieval.sources.files.page.json_ld import is_article_kind, kinds_of
from retrieval.sources.files.page.judged_lines import (
    JudgedLine,
    judge_lines,
    still_shown,
    with_likely,
    without_unlikely,
)
from retrieval.sources.files.page.listings import (
    Teaser,
    feed_of,
    is_link_list,
    is_listing,
    is_teaser_list,
    read_teasers,
)
from retrieval.sources.files.page.live_posts import Post, described_posts, take_posts, without_posts
from retrieval.sources.files.page.metadata import PageMetadata, read_metadata
from retrieval.sources.files.page.other_parts import drop_other_parts
from retrieval.sources.files.page.shown_dates import (
    ShownDates,
    is_day_first_on,
    marked_days,
    published_on,
    read_dates,
)
from retrieval.sources.files.page.signature import drop_signature, read_signature
from retrieval.sources.files.page.standfirst import with_standfirst
from retrieval.sources.files.page.stubs import problem_of, without_wall
from retrieval.sources.files.page.text import text_lines
from retrieval.sources.files.page.told_lines import day_told
from retrieval.sources.files.parts import NoArticleError, document_parts
from retrieval.sources.metadata.characters import letters
from retrieval.sources.metadata.url_identity import site_of, without_tracking

_MIN_CHARACTERS = 80
_MAX_ELEMENTS = 30_000
_MAX_ABOVE_TITLE = 3  # lines, such as the name of a section
_MAX_KICKER = 60  # characters
_HEAD_BYTES = 4096
_COMPARED = 60  # letters
_LISTS = frozenset(("CollectionPage", "ProfilePage", "SearchResultsPage"))
_NO_TEXT = "holds no article text: check the address, or ingest its feed"
_LIBRARY_ERRORS = (LxmlError, ValueError, TypeError, LookupError, AttributeError, RecursionError)


def parts(path: Path, name: str) -> Parts:
    """Yield the article of a saved page."""
    return document_parts(read_html, path, name)


def read_html(data: bytes, *, charset: str = "", address: str = "") -> Draft | None:
    """Extract the page's article; None if there is none.

    ``charset`` is that of the HTTP header, "" if unknown, and ``address`` that of the page, "" for
    a saved one. Raises NoArticleError for a page that stands in the place of an article.

    Metadata in the head takes precedence over the body; a date or author in the body is used only
    if the page marks it as such.
    """
    elements = max(data.count(b"<") - data.count(b"</"), 0)
    if elements > _MAX_ELEMENTS:
        raise NoArticleError(
            f"has {elements:,} elements, more than any article's page: save the article alone."
        )
    text = decode_page(data, charset)
    page = parse_page(text) if text else None
    if text is None or page is None:
        return None
    stated = read_metadata(page, address=address, head=text[:_HEAD_BYTES])
    around = _take_surroundings(page, stated, address)
    page, found = _extract_whole(page)
    restore_joiners(page)
    all_lines = text_lines(page, with_joiners(found.text or ""), stated.article)
    lines, posts = _text(all_lines, around)
    whole = [*lines, *posts]
    _check_is_no_list(page, [*all_lines, *posts], around.teasers, stated, address)
    if problem := problem_of(page, whole, stated):
        raise NoArticleError(problem)
    if sum(map(len, whole)) < _MIN_CHARACTERS:
        if feed := feed_of(page, address or stated.url or ""):
            raise NoArticleError(f"{_NO_TEXT} {feed}.", feed=feed)
        return None
    title, lines = _titled(around.headline, without_wall(lines))
    return Draft(
        paragraphs=tuple(lines),
        posts=tuple(posts),
        title=title,
        stated_url=without_tracking(stated.url) if stated.url else None,
        publisher=around.publisher,
        authors=around.authors,
        are_authors_sure=True,
        published=published_on(
            stated.published,
            around.shown,
            (
                stated.told_by_scripts,
                found.date if found.date in around.marked_days else None,
                around.signed_on,
                around.told_on if around.told_on != (around.shown.updated or "")[:10] else None,
                day_in_address(stated.url, address),
            ),
            updated=stated.updated,
        ),
        updated=stated.updated or around.shown.updated,
    )


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What a page tells of its article outside the text."""

    stated: PageMetadata
    publisher: str | None
    headline: Headline
    authors: tuple[str, ...]
    shown: ShownDates
    marked_days: frozenset[str]
    signed_on: str | None
    told_on: str | None
    posts: Sequence[Post]
    teasers: Sequence[Teaser]
    judged: Sequence[JudgedLine]


def _take_surroundings(page: HtmlElement, stated: PageMetadata, address: str) -> _Surroundings:
    """Read what stands around the text, and prepare the page for its extraction.

    The order matters: each step reads what a later one takes out of the page or changes.
    """
    judged = judge_lines(page)
    publisher = find_publisher(page, stated)
    drop_other_parts(page)
    names = tuple(site_names(stated, publisher, address))
    headline = find_headline(page, stated, names)
    posts = take_posts(page)
    signature = read_signature(page)
    authors = find_authors(page, stated, headline.heading, names, signature.authors)
    shown = read_dates(page, headline.heading)
    days = marked_days(page, headline.heading)
    told = day_told(judged, is_day_first=is_day_first_on(page))
    drop_signature(signature, authors)
    shorten_metadata(page)
    teasers = read_teasers(page, [one for one in (address, stated.url) if one])
    write_out_tables(page)
    hide_joiners(page)
    return _Surroundings(
        stated, publisher, headline, authors, shown, days, signature.published, told, posts,
        teasers,
        still_shown(judged, page),
    )  # fmt: skip


def _text(lines: Sequence[str], around: _Surroundings) -> tuple[list[str], list[str]]:
    """The lines of the article, as judged by what surrounds them, and those of posts."""
    stated, headline = around.stated, around.headline
    end = len(without_wall(lines))
    lines = [*without_unlikely(lines[:end], around.judged), *lines[end:]]
    lines = with_standfirst(lines, headline.heading)
    posts = max(around.posts, described_posts(stated.json_ld), key=len)
    if posts:
        lines = list(without_posts(lines, posts))
    else:
        lines = with_likely(lines, around.judged, (headline.text or "",))
    return lines, [line for post in posts for line in post.paragraphs()]


def _titled(headline: Headline, lines: list[str]) -> tuple[str | None, list[str]]:
    """The title of the article, and its lines without what only stands above it, and itself."""
    text = headline.text
    title = without_page_count(text) if text else None
    for number, line in enumerate(lines[:_MAX_ABOVE_TITLE]):
        if without_page_count(line) == title or _is_title_below_kicker(line, title):
            return title, lines[number + 1 :]
        if len(line) > _MAX_KICKER or is_prose(line):
            break
    return title, lines


def _is_title_below_kicker(line: str, title: str | None) -> bool:
    """Whether a line is the title with a few words before it: "Local Rain stops play"."""
    is_longer = title is not None and 0 < len(line) - len(title) <= _MAX_KICKER // 2
    return is_longer and title is not None and line.endswith(f" {title}") and not is_prose(line)


def _extract_whole(page: HtmlElement) -> tuple[HtmlElement, Document]:
    """Extract a text, also if it is divided; no prose that was found before may be missing.

    With it comes the page as it was read, its text joined.
    """
    found = _extract(page)
    for restore in (join_divided_text, divide_at_breaks):
        changed = deepcopy(page)
        if restore(changed, found.text or ""):
            again = _extract(changed)
            if not _lacks_prose(again, found):
                page, found = changed, again
    return page, found


def _lacks_prose(again: Document, found: Document) -> bool:
    """Whether a text lacks the end of a paragraph that another has."""
    text = letters(again.text or "")
    prose = (line for line in (found.text or "").splitlines() if len(line) >= _MIN_CHARACTERS)
    return any(letters(line)[-_COMPARED:] not in text for line in prose if is_prose(line))


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


def _check_is_no_list(
    page: HtmlElement,
    lines: Sequence[str],
    teasers: Sequence[Teaser],
    stated: PageMetadata,
    address: str,
) -> None:
    """Raise NoArticleError for a home page or a list of teasers."""
    own = [one for one in (address, stated.url) if one]
    is_said_to_be_one = bool(stated.article) or stated.meta.get("og:type") == ("article",)
    feed = feed_of(page, address or stated.url or "")
    lists = (
        is_listing(page, lines, own)
        or is_teaser_list(teasers, lines, own)
        or (feed is not None and is_link_list(page, lines, own))
    )
    if not is_said_to_be_one and (lists or _says_to_list(stated)):
        cure = f"ingest its feed {feed}" if feed else "give the addresses of its articles"
        raise NoArticleError(f"lists articles but is none itself: {cure}.", feed=feed)


def _says_to_list(stated: PageMetadata) -> bool:
    """Whether a page says of itself that it is a list or on a person, and describes no article."""
    kinds = {kind for node in stated.json_ld.nodes for kind in kinds_of(node)}
    is_profile = stated.meta.get("og:type") == ("profile",)
    return is_profile or (bool(kinds & _LISTS) and not any(map(is_article_kind, kinds)))


def site_names(stated: PageMetadata, publisher: str | None, address: str) -> Iterator[str | None]:
    """Yield what a page may put beside its title: its publisher, its site, its host."""
    yield publisher
    yield from (*stated.publishers, *stated.site_names)
    for one in (address, stated.url or ""):
        host = site_of(one)
        yield from (host, host.rpartition(".")[0], host.partition(".")[0])


def parse_page(text: str) -> HtmlElement | None:
    """Parse a page; None if there is no element in it."""
    try:
        return load_html(parsable(text))
    except _LIBRARY_ERRORS:
        return None
