"""A response → its article, or the entries of a feed or sitemap."""

from __future__ import annotations

from retrieval.sources.files.decoding import decode
from retrieval.sources.files.detection import document_kind
from retrieval.sources.files.markup import root_name
from retrieval.sources.web.entries import Entry
from retrieval.sources.web.fetched import Fetched
from retrieval.sources.web.kinds import KIND_OF_ROOT, list_reader
from retrieval.sources.web.pages import (
    completed,
    find_other_page,
    fuller,
    read_content,
    read_page,
)
from retrieval.sources.worker.messages import Listing
from retrieval.types import Article, IngestFailure

_HEAD_BYTES = 65_536


def read_source(page: Fetched, address: str) -> Article | IngestFailure | Listing:
    """Read a response as an article, feed or sitemap, depending on its content."""
    kind = kind_of_content(page)
    return read_page(page, address) if kind == "page" else list_reader(kind)(page)


def read_entry(entry: Entry, page: Fetched | IngestFailure) -> Article | IngestFailure:
    """Return the article of the entry's page, or the content in the feed if that is more of it.

    ``page`` is the response, or the reason why there is none.
    """
    found = page if isinstance(page, IngestFailure) else read_page(page, entry.address)
    if entry.content and not (isinstance(found, IngestFailure) and found.is_private):
        content = read_content(entry)
        if isinstance(content, Article):
            found = fuller(found, content) if isinstance(found, Article) else content
    return completed(found, entry) if isinstance(found, Article) else found


def other_page(page: Fetched) -> str | None:
    """Return the address of an article's page before the first, or after the last, of ``page``."""
    is_text = page.media_type == "text/plain" or document_kind(page.content) is not None
    return None if is_text or kind_of_content(page) != "page" else find_other_page(page)


def kind_of_content(source: Fetched) -> str:
    """Return a kind of LIST_KINDS, or "page", whatever the address or the host say."""
    head = decode(source.content[:_HEAD_BYTES]) or ""
    if head.lstrip("\ufeff \t\r\n").startswith("{") and "html" not in source.media_type:
        return KIND_OF_ROOT["{"]
    return KIND_OF_ROOT.get(root_name(head) or "", "page")
