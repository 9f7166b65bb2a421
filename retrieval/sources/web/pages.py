"""A fetched page → its article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from retrieval.sources.drafts import Draft
from retrieval.sources.files.decoding import decode_declared, decode_page
from retrieval.sources.files.detection import document_kind
from retrieval.sources.files.formats import KINDS, MAX_ARTICLE_BYTES
from retrieval.sources.files.html.document import parse_page, read_html
from retrieval.sources.files.markdown import read_markdown
from retrieval.sources.files.page.paging import first_page, next_page, page_number
from retrieval.sources.files.parts import (
    NO_TEXT,
    TOO_LONG,
    NoArticleError,
    finish,
    found_by,
)
from retrieval.sources.files.plain_text import read_text
from retrieval.sources.metadata.characters import clean_line
from retrieval.sources.metadata.dates import later
from retrieval.sources.metadata.names import clean_authors, clean_publisher
from retrieval.sources.metadata.titles import agree
from retrieval.sources.metadata.url_identity import (
    is_above,
    linked_address,
    names_article,
    site_of,
    without_tracking,
)
from retrieval.sources.web.entries import Entry
from retrieval.sources.web.fetched import Fetched
from retrieval.text.articles.overlap import is_near_duplicate
from retrieval.types import Article, IngestFailure

_MUCH_LONGER = 1.25


def read_page(page: Fetched, address: str) -> Article | IngestFailure:
    """Return the page's article or a failure; ``address`` is the requested one."""
    return found_by(lambda: _article(page), address)


def _article(page: Fetched) -> Article:
    """The page's article; raises NoArticleError."""
    if page.media_type == "text/plain" and len(page.content) > MAX_ARTICLE_BYTES:
        raise NoArticleError(TOO_LONG)
    pages = _in_order(page)
    draft = _joined([draft for one in pages if (draft := _draft(one)) is not None])
    if draft is None:
        raise NoArticleError(NO_TEXT)
    own = without_tracking(pages[0].address)
    stated = own_address(own, draft.stated_url)
    return finish(replace(draft, url=own, stated_url=stated), None)


def _joined(drafts: Sequence[Draft]) -> Draft | None:
    """One draft of the pages of an article, in their order; None if there is no page.

    A line that is on more than one of them counts once. A page with another title is of another
    article.
    """
    if not drafts:
        return None
    first = drafts[0]
    own = [one for one in drafts if one is first or _is_of_same_article(first, one)]
    paragraphs = dict.fromkeys(line for draft in own for line in draft.paragraphs)
    posts = dict.fromkeys(line for draft in drafts for line in draft.posts)
    several = replace(first, paragraphs=tuple(paragraphs), posts=tuple(posts))
    return first if len(drafts) == 1 else several


def _is_of_same_article(first: Draft, other: Draft) -> bool:
    if not first.title or not other.title:
        return True
    return agree(first.title, other.title) or agree(other.title, first.title)


def find_other_page(page: Fetched) -> str | None:
    """Return the address of a page before the first, or after the last, of an article's pages."""
    pages = _in_order(page)
    for one, find in ((pages[0], first_page), (pages[-1], next_page)):
        text = decode_page(one.content, one.charset)
        tree = parse_page(text) if text else None
        if tree is not None and (found := find(tree, one.address)):
            return found
    return None


def _in_order(page: Fetched) -> list[Fetched]:
    """The pages of an article that were fetched."""
    addresses = [one.address for one in (page, *page.more)]
    return sorted((page, *page.more), key=lambda one: page_number(one.address, addresses))


def fuller(page: Article, content: Article) -> Article:
    """Return the page's article, with the text in the feed if that goes on where the page ends.

    Of a page for subscribers only the beginning may be shown.
    """
    is_longer = len(content.text) > _MUCH_LONGER * len(page.text)
    is_same = is_near_duplicate(page.text, content.text)
    return replace(page, text=content.text) if is_longer and is_same else page


def read_content(entry: Entry) -> Article | IngestFailure:
    """Return the article contained in a feed, under the title that the feed gives it."""
    title = escape(clean_line(entry.title or ""))
    head, heading = (f"<title>{title}</title>", f"<h1>{title}</h1>") if title else ("", "")
    body = f"<body><article>{heading}{entry.content}</article></body>"
    page = f"<html><head>{head}</head>{body}</html>"
    return read_page(
        Fetched(entry.address, "text/html", "utf-8", page.encode("utf-8", "replace")), entry.address
    )


def completed(article: Article, entry: Entry) -> Article:
    """Fill in metadata that the page lacks from the entry of the feed or sitemap."""
    publisher = article.publisher or clean_publisher(entry.publisher)
    published_at = article.published_at or entry.published
    return replace(
        article,
        title=article.title or clean_line(entry.title or "") or None,
        publisher=publisher,
        authors=article.authors or clean_authors(entry.authors, publisher),
        published_at=published_at,
        updated_at=later(article.updated_at, published_at),
    )


def own_address(address: str, stated: str | None) -> str:
    """Return the canonical address that the page states, if it is of the same site.

    A page cannot claim to be on another site, and a section is not an article's address.

    >>> own_address("https://m.news.example/a?s=x", "https://news.example/a")
    'https://news.example/a'
    >>> own_address("https://copy.example/a", "https://news.example/a")
    'https://copy.example/a'
    """
    address = without_tracking(address)
    linked = linked_address(address, stated)
    if linked is None or site_of(linked) != site_of(address):
        return address
    return linked if names_article(linked) and not is_above(linked, address) else address


def _draft(page: Fetched) -> Draft | None:
    document = document_kind(page.content)
    if document is not None:
        return _read_document(document, page.content)
    if page.media_type != "text/plain":
        return read_html(page.content, charset=page.charset, address=page.address)
    text = decode_declared(page.content, page.charset)
    if text is None:
        return None
    suffix = PurePosixPath(urlsplit(page.address).path).suffix.lower()
    return read_markdown(text) if KINDS.get(suffix) == "markdown" else read_text(text)


def _read_document(kind: str, content: bytes) -> Draft:
    """The draft of a document; what reads it is imported only when one is met."""
    if kind == "pdf":
        from retrieval.sources.files.pdf.document import read_pdf

        return read_pdf(content)
    from retrieval.sources.files.word import read_word

    return read_word(content)
