"""Sitemaps and sitemap indexes → entries, by lxml."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from retrieval.sources.files.markup import xml_root
from retrieval.sources.metadata.dates import parse_date
from retrieval.sources.metadata.url_identity import absolute_address
from retrieval.sources.web.entries import Entry
from retrieval.sources.web.fetched import Fetched
from retrieval.sources.worker.messages import Listing

_MAX_ENTRIES = 50_000  # the maximum of the format


def read_sitemap_page(page: Fetched) -> Listing:
    """Return what a sitemap, or an index of sitemaps, names."""
    root = xml_root(page.content)
    if root is None:
        return Listing("sitemap")
    return Listing("sitemap", tuple(_listed(root, "url")), tuple(_listed(root, "sitemap")))


def _listed(root: etree._Element, name: str) -> Iterator[Entry]:
    for element in islice(root.iterchildren(f"{{*}}{name}"), _MAX_ENTRIES):
        values = _values(element)
        published = parse_date(values.get("publication_date"))
        if address := absolute_address(values.get("loc")):
            yield Entry(
                address=address,
                title=values.get("title"),
                publisher=values.get("name"),
                published=published,
                changed=parse_date(values.get("lastmod")) or published,
            )


def _values(element: etree._Element) -> dict[str, str]:
    """The texts of an entry's elements and of its news elements, by local name."""
    own = [*element.iterchildren(etree.Element), *element.iterfind(".//{*}news//{*}*")]
    return {etree.QName(part).localname: (part.text or "").strip() for part in own}
