"""A response → its article, or the entries of a feed or sitemap."""

from __future__ import annotations

import re
from collections.abc import Callable

from retrieval.sources.files.decoding import decode
from retrieval.sources.files.json_articles import WrongShapeError, parse_json
from retrieval.sources.web.entries import Entry
from retrieval.sources.web.feeds import read_feed, read_json_feed
from retrieval.sources.web.fetched import Fetched
from retrieval.sources.web.pages import completed, read_content, read_page
from retrieval.sources.web.sitemaps import read_sitemap
from retrieval.sources.worker.messages import Listing
from retrieval.types import Article, IngestFailure

_HEAD_BYTES = 65_536
_PROLOG = (("<!--", "-->"), ("<?", "?>"))  # may precede the root element, beside white space
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_KIND_OF_ROOT = {"rss": "feed", "rdf": "feed", "feed": "feed", "urlset": "sitemap",
                 "sitemapindex": "sitemap"}  # fmt: skip
_MAX_FEED_BYTES = 5 * 1024**2  # a broken feed of this size takes feedparser a minute
_LARGE_FEED = "is a feed of more than 5 MB: give one of fewer articles."
_NO_FEED = "is JSON, but not a JSON Feed: save it as a file of articles and ingest that."


def read_source(page: Fetched, address: str) -> Article | IngestFailure | Listing:
    """Read a response as an article, feed or sitemap, depending on its content."""
    kind = kind_of_content(page)
    return read_page(page, address) if kind == "page" else _LISTED[kind](page)


def read_sitemap_page(page: Fetched) -> Listing:
    """Read a sitemap or a sitemap index."""
    sitemap = read_sitemap(page.content)
    return Listing("sitemap", sitemap.entries, sitemap.sitemaps)


def read_entry(entry: Entry, page: Fetched | IngestFailure) -> Article | IngestFailure:
    """Return the article of the entry's page, else the content in the feed.

    ``page`` is the response, or the reason why there is none.
    """
    found = page if isinstance(page, IngestFailure) else read_page(page, entry.address)
    if isinstance(found, IngestFailure) and entry.content and not found.is_private:
        content = read_content(entry)
        found = content if isinstance(content, Article) else found
    return completed(found, entry) if isinstance(found, Article) else found


def kind_of_content(source: Fetched) -> str:
    """Return "feed", "json feed", "sitemap" or "page", by the content alone."""
    head = _without_prolog((decode(source.content[:_HEAD_BYTES]) or "").lstrip("\ufeff"))
    if head.startswith("{") and "html" not in source.media_type:
        return "json feed"
    root = _ROOT.search(head) if head.startswith("<") else None
    return _KIND_OF_ROOT.get(root[1].lower(), "page") if root else "page"


def _without_prolog(head: str) -> str:
    """The text without leading comments and processing instructions."""
    start = 0
    while True:
        while head[start : start + 1].isspace():
            start += 1
        closing = next((end for opening, end in _PROLOG if head.startswith(opening, start)), None)
        if closing is None:
            return head[start:]
        end = head.find(closing, start)
        if end < 0:
            return ""
        start = end + len(closing)


def _feed(page: Fetched) -> Listing | IngestFailure:
    if len(page.content) > _MAX_FEED_BYTES:
        return IngestFailure(page.address, _LARGE_FEED)
    return Listing("feed", tuple(read_feed(page.content, page.address, page.charset)))


def _json_feed(page: Fetched) -> Listing | IngestFailure:
    try:
        feed = parse_json(decode(page.content) or "")
    except WrongShapeError as error:
        return IngestFailure(page.address, str(error))
    if not isinstance(feed, dict) or "jsonfeed" not in str(feed.get("version")):
        return IngestFailure(page.address, _NO_FEED)
    return Listing("json feed", tuple(read_json_feed(feed, page.address)))


_LISTED: dict[str, Callable[[Fetched], Listing | IngestFailure]] = {
    "feed": _feed,
    "json feed": _json_feed,
    "sitemap": read_sitemap_page,
}
