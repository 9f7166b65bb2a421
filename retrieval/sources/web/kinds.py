"""The kinds of list that an address may hold: how each begins, and what reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TypeAlias

from retrieval.sources.web.fetched import Fetched
from retrieval.sources.worker.messages import Listing

ListReader: TypeAlias = Callable[[Fetched], Listing]
"""What a list names; raises NoArticleError."""


@dataclass(frozen=True, slots=True)
class ListKind:
    """Names of the root element of such a list, ``{`` for JSON, and what reads it."""

    roots: tuple[str, ...]
    reader: str


_HERE = "retrieval.sources.web"

LIST_KINDS = {
    "feed": ListKind(("rss", "rdf", "feed"), f"{_HERE}.feeds:read_feed_page"),
    "json feed": ListKind(("{",), f"{_HERE}.feeds:read_json_feed_page"),
    "opml": ListKind(("opml",), "retrieval.sources.files.exports.opml:read_feed_list_page"),
    "sitemap": ListKind(("urlset", "sitemapindex"), f"{_HERE}.sitemaps:read_sitemap_page"),
}
"""The kinds by name; what an archive remembers of their pages begins with it."""

LIST_OF_FEEDS = "opml"
"""The kind that lists feeds, not pages."""

KIND_OF_ROOT = {root: kind for kind, listed in LIST_KINDS.items() for root in listed.roots}


def list_reader(kind: str) -> ListReader:
    """Return what reads lists of that kind."""
    module, _, function = LIST_KINDS[kind].reader.partition(":")
    reader: ListReader = getattr(import_module(module), function)
    return reader
