"""An article on its way: what a reader found in a file, and how an Article is made of it."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.sources.cleaning import clean_line, join_paragraphs
from retrieval.sources.credits import clean_authors, clean_publisher
from retrieval.sources.dates import later, parse_date
from retrieval.sources.furniture import drop_furniture
from retrieval.sources.identity import article_id, web_address
from retrieval.types import Article

_MAX_TITLE = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader found: cleaned paragraphs, and the rest as it was written there."""

    paragraphs: tuple[str, ...]
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None


def make_article(draft: Draft, path: str) -> Article | None:
    """Return the article of the draft, without furniture, or None where no text is left."""
    title = clean_line(draft.title or "")[:_MAX_TITLE] or None
    publisher = clean_publisher(draft.publisher)
    paragraphs = drop_furniture(draft.paragraphs, publisher=publisher)
    if title and paragraphs and paragraphs[0].casefold() == title.casefold():
        paragraphs = paragraphs[1:]
    if not paragraphs:
        return None
    text = join_paragraphs(paragraphs)
    url = web_address(draft.url)
    published_at = parse_date(draft.published)
    return Article(
        doc_id=article_id(url, title, text),
        title=title,
        text=text,
        url=url,
        path=path,
        publisher=publisher,
        authors=clean_authors(draft.authors, publisher),
        published_at=published_at,
        updated_at=later(parse_date(draft.updated), published_at),
    )
