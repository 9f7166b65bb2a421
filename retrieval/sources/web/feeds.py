"""Feeds → their entries: RSS and Atom by feedparser, and JSON Feed."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from html import escape, unescape
from typing import Any

import feedparser

from retrieval.sources.files.decoding import decode
from retrieval.sources.files.exports.json_articles import parse_json
from retrieval.sources.files.parts import NoArticleError
from retrieval.sources.metadata.dates import parse_date
from retrieval.sources.metadata.url_identity import (
    absolute_address,
    linked_address,
    names_article,
    url_key,
)
from retrieval.sources.web.entries import Entry
from retrieval.sources.web.feed_content import edition_of, is_whole_text, unescaped_twice
from retrieval.sources.web.fetched import Fetched
from retrieval.sources.web.wordpress_export import from_export
from retrieval.sources.worker.messages import Listing

_PERIODS_S = {
    "hourly": 3600,
    "daily": 86_400,
    "weekly": 7 * 86_400,
    "monthly": 30 * 86_400,
    "yearly": 365 * 86_400,
}
_MAX_FEED_BYTES = 5 * 1024**2  # a broken one of this size takes feedparser a minute
_LARGE_FEED = "is a feed of more than 5 MB: give one of fewer articles."
_EXPORT_HEAD = 20_000  # bytes
_NO_FEED = "is JSON, but no JSON Feed: save it as a file of articles and ingest that."

# feedparser takes quadratic time for these lengths, which no address or paragraph has.
_WORD_BYTES = rb"[!#$%(-;=?-~]"
_LONG_WORD = re.compile(rb"(?<!" + _WORD_BYTES + rb")(" + _WORD_BYTES + rb"{2000})"
                        + _WORD_BYTES + rb"++")  # fmt: skip
_ADDRESS_AND_NAME = re.compile(r"\S+@\S+ \(([^()@]+)\)")
_INLINE_TAG = re.compile(r"</?(?:a|b|i|u|em|strong|span|q|cite|small|sub|sup|br)\b[^<>]*>", re.I)
_LONG_SPACE = re.compile(rb"(?<!\s)\s{100,}+")


def read_feed_page(page: Fetched) -> Listing:
    """Return what an RSS or Atom feed lists; raises NoArticleError."""
    if len(page.content) > _MAX_FEED_BYTES:
        raise NoArticleError(_LARGE_FEED)
    found = _parsed(page.content, page.address, page.charset)
    return Listing(
        "feed",
        tuple(_entries(found)),
        title=_title(found.feed.get("title")) or "",
        pause_s=_pause_s(found.feed),
        is_broken=_is_broken(found),
    )


def read_json_feed_page(page: Fetched) -> Listing:
    """Return what a JSON Feed lists; raises NoArticleError."""
    feed = parse_json(decode(page.content) or "")
    if not isinstance(feed, dict) or "jsonfeed" not in str(feed.get("version")):
        raise NoArticleError(_NO_FEED)
    entries = tuple(read_json_feed(feed, page.address))
    return Listing("json feed", entries, title=_text(feed.get("title")) or "")


def read_feed(content: bytes, address: str, charset: str) -> list[Entry]:
    """Return the entries of an RSS or Atom feed that have an address or their text, in its order.

    ``address`` is that of the feed; ``charset`` is from the HTTP header, "" if unknown. A broken
    feed is parsed as far as possible.
    """
    entries = _entries(_parsed(content, address, charset))
    return from_export(entries, decode(content) or "") if _is_export(content) else entries


def _is_export(content: bytes) -> bool:
    """Whether a feed is an export of WordPress, which holds more than a feed shows."""
    return b"<wp:wxr_version>" in content[:_EXPORT_HEAD]


def _parsed(content: bytes, address: str, charset: str) -> Any:
    """What feedparser makes of a feed."""
    media_type = f"application/xml; charset={charset}" if charset else "application/xml"
    headers = {"content-type": media_type, "content-location": address}
    content = _LONG_SPACE.sub(b"\n\n", _LONG_WORD.sub(rb"\1", content))
    # feedparser would take plain bytes for a file name.
    return feedparser.parse(io.BytesIO(content), response_headers=headers)


def _entries(found: Any) -> list[Entry]:
    publisher = _title(found.feed.get("title"))
    is_rss = found.get("version", "").startswith("rss")
    entries = (_entry(dict(entry), publisher, is_rss=is_rss) for entry in found.entries)
    return readable(entries)


def read_json_feed(feed: Mapping[str, Any], address: str) -> list[Entry]:
    """Return the entries of a JSON Feed, 1 and 1.1, that have an address or their text."""
    publisher = _text(feed.get("title"))
    items = feed.get("items")
    listed = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    entries = (_json_entry(item, publisher, address) for item in listed)
    return readable(entries)


def readable(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries that can be told apart; one without an address is only in the feed.

    An address that several entries with other texts state, such as that of the home page, is that
    of none of them.
    """
    listed = list(entries)
    stated = Counter(url_key(entry.address) for entry in listed if entry.content)
    shared = {key for key, count in stated.items() if count > 1 and not names_article(key)}
    own = [
        replace(entry, guid="")
        if absolute_address(entry.address) and url_key(entry.address) not in shared
        else replace(entry, address="")
        for entry in listed
    ]
    return [entry for entry in own if entry.address or entry.guid]


def _is_broken(found: Any) -> bool:
    """Whether a feed is no XML, or not all of it; a wrong encoding does not matter."""
    is_odd = isinstance(found.get("bozo_exception"), feedparser.CharacterEncodingOverride)
    return bool(found.get("bozo")) and not is_odd


def _pause_s(feed: Mapping[str, Any]) -> int:
    """How long a feed asks not to be read again: RSS's ttl, or the module Syndication."""
    ttl = _number(feed.get("ttl"))
    period_s = _PERIODS_S.get((_text(feed.get("sy_updateperiod")) or "").lower(), 0)
    frequency = _number(feed.get("sy_updatefrequency")) or 1
    return max(60 * ttl, period_s // frequency)


def _number(value: object) -> int:
    """A number from 1 to a million, else 0."""
    text = _text(value) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _entry(entry: Mapping[str, Any], publisher: str | None, *, is_rss: bool) -> Entry:
    """An entry; the only date of RSS, such as dc:date, which feedparser calls an update, counts."""
    updated = parse_date(_text(entry.get("updated")))
    published = parse_date(_text(entry.get("published"))) or (updated if is_rss else None)
    title, teaser = _title(entry.get("title")), unescaped_twice(_text(entry.get("summary")) or "")
    content = _content(entry, teaser)
    about = _text(entry.get("id")) or ""
    return Entry(
        address=_text(entry.get("link")) or (about if absolute_address(about) else ""),
        title=title,
        publisher=_title((entry.get("source") or {}).get("title")) or publisher,
        authors=_authors(entry),
        published=published,
        changed=updated or published,
        content=content,
        guid=about or _text(entry.get("title")) or "",
        edition=edition_of(title, content or teaser),
    )


def _authors(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The authors; of an address with a name in brackets, as RSS has it, the name."""
    if named := _ADDRESS_AND_NAME.fullmatch(_text(entry.get("author")) or ""):
        return (named[1].strip(),)
    return tuple(_names(entry.get("authors") or ()))


def _content(entry: Mapping[str, Any], description: str) -> str:
    """The article in the feed: the content, or a description that is more than a teaser."""
    content = "\n".join(part.get("value") or "" for part in entry.get("content") or ())
    if content.strip():
        return unescaped_twice(content)
    return description if is_whole_text(description) else ""


def _json_entry(item: Mapping[str, Any], publisher: str | None, address: str) -> Entry:
    published = parse_date(_text(item.get("date_published")))
    authors = item.get("authors") or [item.get("author")]
    text = "".join(f"<p>{escape(line)}</p>" for line in (_text(item.get("content_text")) or "")
                   .splitlines())  # fmt: skip
    title = _title(item.get("title"))
    content = unescaped_twice(_text(item.get("content_html")) or text)
    return Entry(
        address=linked_address(address, _text(item.get("url"))) or "",
        title=title,
        publisher=publisher,
        authors=tuple(_names(authors if isinstance(authors, list) else ())),
        published=published,
        changed=parse_date(_text(item.get("date_modified"))) or published,
        content=content,
        guid=_text(item.get("id")) or _text(item.get("title")) or "",
        edition=edition_of(title, content or _text(item.get("summary")) or ""),
    )


def _names(authors: Iterable[Any]) -> Iterator[str]:
    for author in authors:
        name = _text(author.get("name")) if isinstance(author, Mapping) else None
        if name:
            yield name


def _title(value: object) -> str | None:
    """A title without its marks, which feeds often escape once too often."""
    title = _text(value)
    return _INLINE_TAG.sub("", unescape(title)).strip() or None if title else None


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
