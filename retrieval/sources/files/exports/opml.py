"""OPML: lists of feeds, which hold no articles themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml.etree import _Element

from retrieval.regular_files import read_regular
from retrieval.sources.files.formats import Part, Parts
from retrieval.sources.files.markup import xml_root
from retrieval.sources.files.parts import NoArticleError
from retrieval.sources.metadata.url_identity import absolute_address
from retrieval.sources.web.entries import Entry
from retrieval.sources.web.fetched import Fetched
from retrieval.sources.worker.messages import Listing
from retrieval.types import ListedAddresses

_MAX_FEEDS = 2000
_NO_FEED = "is an OPML list without a feed: check that it is the right file."


def parts(path: Path, name: str) -> Parts:
    """Yield the addresses of the feeds in the list."""
    feeds = tuple(read_opml(read_regular(path)))
    if not feeds:
        raise NoArticleError(_NO_FEED)
    yield Part(name, lambda: ListedAddresses(name, feeds))


def read_feed_list_page(page: Fetched) -> Listing:
    """Return the feeds that a list on the web names."""
    return Listing("opml", lists=tuple(map(Entry, read_opml(page.content))))


def read_opml(content: bytes) -> list[str]:
    """Return the addresses of the feeds of an OPML list, in its order, each once.

    They stand in the attribute ``xmlUrl`` of the outlines (OPML 2.0, opml.org/spec2.opml).
    """
    root = xml_root(content)
    return [] if root is None else list(dict.fromkeys(_addresses(root)))[:_MAX_FEEDS]


def _addresses(root: _Element) -> Iterator[str]:
    for outline in root.iter("{*}outline"):
        stated = {name.lower(): value for name, value in outline.attrib.items()}
        if address := absolute_address(stated.get("xmlurl")):
            yield address
