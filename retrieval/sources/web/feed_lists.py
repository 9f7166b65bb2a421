"""Lists of feeds on the web (OPML) → the feeds that they name."""

from __future__ import annotations

from retrieval.sources.files.exports.opml import read_opml
from retrieval.sources.web.entries import Entry
from retrieval.sources.web.fetched import Fetched
from retrieval.sources.worker.messages import Listing


def read_feed_list_page(page: Fetched) -> Listing:
    """Return the feeds that a list names."""
    return Listing("opml", lists=tuple(map(Entry, read_opml(page.content))))
