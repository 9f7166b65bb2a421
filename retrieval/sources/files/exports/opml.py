"""OPML: lists of feeds, which hold no articles themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from retrieval.regular_files import read_regular
from retrieval.sources.files.formats import Part, Parts
from retrieval.sources.metadata.url_identity import absolute_address
from retrieval.types import IngestFailure, ListedAddresses

_MAX_FEEDS = 2000
_NO_FEED = "is an OPML list without a feed: check that it is the right file."


def parts(path: Path, name: str) -> Parts:
    """Yield the addresses of the feeds in the list."""
    data = read_regular(path)

    def read_list() -> ListedAddresses | IngestFailure:
        feeds = tuple(read_opml(data))
        return ListedAddresses(name, feeds) if feeds else IngestFailure(name, _NO_FEED)

    yield Part(name, read_list)


def read_opml(content: bytes) -> list[str]:
    """Return the addresses of the feeds of an OPML list, in its order, each once.

    They stand in the attribute ``xmlUrl`` of the outlines (OPML 2.0, opml.org/spec2.opml).
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError):
        return []
    if root is None:
        return []
    return list(dict.fromkeys(_addresses(root)))[:_MAX_FEEDS]


def _addresses(root: etree._Element) -> Iterator[str]:
    for outline in root.iter("{*}outline"):
        stated = {name.lower(): value for name, value in outline.attrib.items()}
        if address := absolute_address(stated.get("xmlurl")):
            yield address
