"""The fields of articles as JSON, under the names that programs give them → names, dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

from retrieval.sources.metadata.url_identity import absolute_address

Record = Mapping[str, Any]

FIELDS: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "maintext", "plaintext", "articleBody", "article_text", "body", "content",
        "content_text", "full_text", "textContent", "html_content", "content_html", "htmlContent",
        "readableContent", "raw_text", "html",
        "article_body", "bodyText", "body_text", "articleText", "story",
    ),
    "title": ("title", "headline", "resolved_title", "webTitle", "name"),
    "url": (
        "url", "link", "source_url", "original_url", "originalUrl", "resolved_url", "given_url",
        "canonical_url", "canonical_link", "permalink", "web_url", "webUrl", "article_url",
        "mainEntityOfPage", "source",
    ),
    "publisher": (
        "publisher", "publication", "site_name", "sitename", "siteName", "meta_site_name",
        "source-hostname", "source_name", "source", "outlet", "newspaper", "feed", "origin",
        "hostname", "source_domain", "domain_name",
        "domain",
    ),
    "authors": (
        "authors", "author", "byline", "published_by", "creator", "author_name", "writer",
    ),
    "published": (
        "published_at", "published", "publishedAt", "publish_date", "published_date",
        "publishing_date", "date_published", "date_publish", "datePublished", "pubDate", "pubdate",
        "publishedDate", "pub_date", "webPublicationDate",
        "publication_date", "first_published_at", "datetime", "date",
    ),
    "updated": (
        "updated_at", "updated", "updatedAt", "date_modified", "date_modify", "dateModified",
        "modified", "lastmod",
    ),
}  # fmt: skip
"""What a draft needs, and the names of fields that hold it, the best first."""

_SILENT = frozenset(
    """id _id uid uuid guid hash slug fingerprint license language lang locale tags keywords topics
    labels categories category section image images image_url top_image meta_img movies videos
    thumbnail preview_picture cover_image_url favicon meta_favicon excerpt description summary
    abstract meta_description meta_keywords meta_lang keyword_scores comments pagetype filedate
    date_download filename localpath title_page title_rss status starred is_starred is_archived
    is_public read archived reading_time readingTime readingProgress reading_progress word_count
    wordCount length mimetype annotations highlights note notes created_at createdAt savedAt
    saved_at added_at time_added user_id feed_id share_code fetched_at crawled_at retrieved_at
    @context @type @id isAccessibleForFree free_access path doc_id read_more_link also_in
    http_status headers state message""".split()
)
"""Fields of other programs that say nothing of what is stored, and need not be told of."""

_MIN_SECONDS, _MIN_MILLISECONDS = 1e8, 1e11
_MAX_MILLISECONDS = 1e13


def first_of(record: Record, field: str, read: Callable[[Any], str | None]) -> str | None:
    """Return what ``read`` makes of the first field for ``field`` of which it makes anything."""
    values = (read(record[name]) for name in FIELDS[field] if record.get(name) is not None)
    return next((value for value in values if value), None)


def as_name(value: Any) -> str | None:
    """Return a name: a string that is no address, or the name or title of an object."""
    if isinstance(value, dict):
        named = (
            value.get(key) for key in ("name", "title", "value", "rendered", "main", "original")
        )
        return next((name for one in named if (name := as_name(one))), None)
    if not isinstance(value, str) or absolute_address(value):
        return None
    return unescape(value).strip() or None


def as_address(value: Any) -> str | None:
    """Return a web address: a string, or the address of an object such as a link."""
    if isinstance(value, list):
        return next((found for one in value[:20] if (found := as_address(one))), None)
    if isinstance(value, dict):
        return as_address([value.get(key) for key in ("@id", "url", "href")])
    return absolute_address(value) if isinstance(value, str) else None


def as_date(value: Any) -> str | None:
    """Return a date as text: a string, or seconds or milliseconds since 1970 as ISO 8601.

    >>> as_date(1715667300), as_date("1715667300000"), as_date(20240514)
    ('2024-05-14T06:15:00+00:00', '2024-05-14T06:15:00+00:00', '20240514')
    """
    if isinstance(value, dict):
        return as_date(value.get("$date") or value.get("@value"))
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        return value.strip() or None
    if isinstance(value, bool) or not isinstance(value, (str, int, float)) or len(str(value)) > 25:
        return None
    number = float(value)
    if not _MIN_SECONDS <= number < _MAX_MILLISECONDS:
        return str(value)
    seconds = number / 1000 if number >= _MIN_MILLISECONDS else number
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def names_of(record: Record) -> tuple[str, ...]:
    """Return the authors: strings or objects, alone or in a list."""
    for name in FIELDS["authors"]:
        value = record.get(name)
        values = value if isinstance(value, list) else [value]
        found = tuple(author for one in values[:100] if (author := as_name(one)))
        if found:
            return found
    return ()


def unused_fields(record: Record) -> Iterator[str]:
    """Yield the fields that hold something and of which nothing is made."""
    for name, value in record.items():
        is_empty = value in (None, "", [], {}) or value is False
        if not is_empty and name not in _SILENT and not _is_usable(name, value):
            yield name


def _is_usable(name: str, value: Any) -> bool:
    fields = [field for field, names in FIELDS.items() if name in names]
    return any(field not in _READERS or _READERS[field](value) for field in fields)


_READERS: dict[str, Callable[[Any], object]] = {
    "title": as_name,
    "url": as_address,
    "publisher": as_name,
    "authors": lambda value: names_of({"authors": value}),
    "published": as_date,
    "updated": as_date,
}
