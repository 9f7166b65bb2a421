"""What was fetched from an address → its article, or the pages that it lists."""

from __future__ import annotations

import re

from retrieval.sources.files.decoding import decode
from retrieval.sources.web.entries import Entry
from retrieval.sources.web.fetched import Fetched
from retrieval.sources.web.kinds import KIND_OF_ROOT, list_reader
from retrieval.sources.web.pages import completed, read_content, read_page
from retrieval.sources.worker.messages import Listing
from retrieval.types import Article, IngestFailure

_HEAD_BYTES = 65_536
_ASIDES = (("<!--", "-->"), ("<?", "?>"))  # what may stand before the root of XML, beside spaces
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")


def read_source(page: Fetched, address: str) -> Article | IngestFailure | Listing:
    """Return the article of what ``address`` gave, what it lists, or why it is none of these.

    What it is, is told by its content: a feed, a sitemap, a list of sitemaps, or a page.
    """
    kind = kind_of_content(page)
    return read_page(page, address) if kind == "page" else list_reader(kind)(page)


def read_entry(entry: Entry, page: Fetched | IngestFailure) -> Article | IngestFailure:
    """Return the article of the entry's page, else the one that the feed carries.

    ``page`` is what was fetched, or why nothing was.
    """
    found = page if isinstance(page, IngestFailure) else read_page(page, entry.address)
    if isinstance(found, IngestFailure) and entry.content and not found.is_private:
        carried = read_content(entry)
        found = carried if isinstance(carried, Article) else found
    return completed(found, entry) if isinstance(found, Article) else found


def kind_of_content(source: Fetched) -> str:
    """Return a kind of LIST_KINDS, or "page", whatever the address or the host say."""
    head = _without_asides((decode(source.content[:_HEAD_BYTES]) or "").lstrip("\ufeff"))
    if head.startswith("{") and "html" not in source.media_type:
        return KIND_OF_ROOT["{"]
    root = _ROOT.search(head) if head.startswith("<") else None
    return KIND_OF_ROOT.get(root[1].lower(), "page") if root else "page"


def _without_asides(head: str) -> str:
    """What follows the comments and instructions with which a text begins."""
    place = 0
    while True:
        while head[place : place + 1].isspace():
            place += 1
        closing = next((end for start, end in _ASIDES if head.startswith(start, place)), None)
        if closing is None:
            return head[place:]
        end = head.find(closing, place)
        if end < 0:
            return ""
        place = end + len(closing)
