"""Drafts: what a reader extracted from a file, and their conversion to articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.sources.boilerplate.comments import without_comments
from retrieval.sources.boilerplate.pipeline import drop_boilerplate
from retrieval.sources.metadata.article_header import read_foot, read_head
from retrieval.sources.metadata.characters import clean_line, join_paragraphs, letters
from retrieval.sources.metadata.dates import is_day_first, later, parse_date, with_day_first
from retrieval.sources.metadata.names import clean_authors, clean_publisher
from retrieval.sources.metadata.url_identity import (
    absolute_address,
    article_id,
    names_article,
    stated_id,
    url_key,
)
from retrieval.text.words.language_detection import article_language
from retrieval.types import Article

_MAX_TITLE = 500
_HEAD_LINES = 14  # which may name days
_SAMPLE_LINES = 40  # which tell the language of a text


@dataclass(frozen=True, slots=True)
class Draft:
    """The output of a reader: cleaned paragraphs, and metadata as written."""

    paragraphs: tuple[str, ...]
    title: str | None = None
    url: str | None = None
    """The address that was given or fetched."""
    stated_url: str | None = None
    """The canonical address stated by the page."""
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    are_authors_sure: bool = False
    """Whether the authors are names for certain, even one after whom the publisher is named.

    Names below the text are known by then, too.
    """
    published: str | None = None
    updated: str | None = None
    posts: tuple[str, ...] = ()
    """Lines of the posts of a live blog, after the paragraphs."""
    is_pasted: bool = False
    """Whether lines with names and dates above the text may be its byline."""


def make_article(draft: Draft, path: str | None) -> Article | None:
    """Convert the draft to an article without boilerplate; None if no text is left."""
    title = clean_line(draft.title or "")[:_MAX_TITLE] or None
    publisher = clean_publisher(draft.publisher)
    authors = draft.authors if draft.are_authors_sure else clean_authors(draft.authors, publisher)
    known = [*authors, *([publisher] if publisher else [])]
    head = read_head(
        _without_title(draft.paragraphs, title),
        known=known,
        are_names_trusted=draft.is_pasted,
        is_day_first=_is_day_first(draft, title),
    )
    publisher = publisher or head.publisher
    body, foot = read_foot((*without_comments(head.left), *draft.posts))
    signed = () if draft.are_authors_sure else foot.authors
    authors = authors or clean_authors(head.authors or signed, publisher)
    left = drop_boilerplate(body, publisher=publisher, authors=authors)
    paragraphs = _without_title([line for line in left if not _is_same(line, publisher)], title)
    if not paragraphs:
        return None
    text = join_paragraphs(paragraphs)
    doc_id, url = _identity(draft, title, text, is_fetched=path is None)
    published_at = parse_date(draft.published) or head.published or foot.published
    return Article(
        doc_id=doc_id,
        title=title,
        text=text,
        url=url,
        path=path,
        publisher=publisher,
        authors=authors,
        published_at=published_at,
        updated_at=later(parse_date(draft.updated) or head.updated or foot.updated, published_at),
    )


def _is_day_first(draft: Draft, title: str | None) -> bool:
    """Whether the language of a text tells which number of a day in its head is the month."""
    head = " ".join(draft.paragraphs[:_HEAD_LINES])
    if with_day_first(head) == head:
        return False
    return is_day_first(article_language(title, "\n".join(draft.paragraphs[:_SAMPLE_LINES])))


def _identity(
    draft: Draft, title: str | None, text: str, *, is_fetched: bool
) -> tuple[str, str | None]:
    """The id and the address of an article; a stated address takes precedence.

    An address of a site or section, stated by a file, does not identify an article: all articles
    that state it would be one.
    """
    url, stated = absolute_address(draft.url), absolute_address(draft.stated_url)
    if stated is None or not names_article(stated):
        is_own = url is not None and (is_fetched or names_article(url))
        return article_id(url if is_own else None, title, text), url
    if url is not None and url_key(url) == url_key(stated):
        return article_id(url, title, text), stated
    return stated_id(stated), stated


def _without_title(paragraphs: Sequence[str], title: str | None) -> Sequence[str]:
    """The paragraphs without a first one that is the title, whatever signs are beside it."""
    if not paragraphs or title is None:
        return paragraphs
    is_title = letters(paragraphs[0]) == letters(title) or _is_same(paragraphs[0], title)
    return paragraphs[1:] if is_title and any(map(str.isalnum, paragraphs[0])) else paragraphs


def _is_same(line: str, name: str | None) -> bool:
    """Whether a line is nothing but a name."""
    return name is not None and line.casefold() == name.casefold()
