"""OPML: lists of feeds, which hold no articles themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from retrieval.regular_files import read_regular
from retrieval.sources.files.formats import Parts
from retrieval.sources.files.parts import failed
from retrieval.sources.metadata.url_identity import web_address

_MAX_FEEDS = 2000
_NO_FEED = "is an OPML list without a feed: check that it is the right file."


def parts(path: Path, name: str) -> Parts:
    """Yield a failure that tells how to read the feeds: a file brings no page from the web."""
    found = len(read_opml(read_regular(path)))
    if not found:
        yield failed(name, _NO_FEED)
    else:
        count = "a feed" if found == 1 else f"{found:,} feeds"
        yield failed(name, f"lists {count} and no article: name the file itself to read them.")


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
        if address := web_address(stated.get("xmlurl")):
            yield address
