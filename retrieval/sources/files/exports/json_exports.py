"""Exports of other programs: what each calls its list of articles, and how it names their fields.

Only shapes that the programs' own code or documentation show:

- Wallabag: export and API (wallabag/wallabag, src/Helper/EntriesExport.php; doc.wallabag.org, API)
- Omnivore: export (omnivore-app/omnivore, packages/api/src/jobs/export.ts)
- karakeep: export (karakeep-app/karakeep, packages/shared/import-export/exporters.ts) and API
- Readwise Reader: list of documents (readwise.io/reader_api)
- Miniflux: entries (miniflux.app/docs/api.html, "Get Feed Entries")
- FreshRSS and other heirs of Google Reader: items (FreshRSS/FreshRSS,
  app/views/helpers/export/articles.phtml)
- JSON Feed (jsonfeed.org/version/1.1)
- Telegram Desktop: chat history (telegramdesktop/tdesktop,
  Telegram/SourceFiles/export/output/export_output_json.cpp)
- The Guardian: list of articles with their fields (open-platform.theguardian.com/documentation)
- Elasticsearch: hits, with the record in "_source"
- trafilatura (trafilatura/xml.py, build_json_output), news-please (newsplease/NewsArticle.py),
  newspaper4k (newspaper/article.py, to_json), fundus (src/fundus/scraping/article.py) and
  schema.org (schema.org/NewsArticle): articles under their own names of fields, which are in
  ``json_fields``
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeAlias

Fields: TypeAlias = dict[str, Any]

_MIN_MESSAGE = 80  # characters of a message that may be an article
_NOT_FETCHED = "wallabag can't retrieve contents for this article"  # in place of its text
_LISTS = (
    "articles", "items", "entries", "results", "bookmarks", "messages", "documents", "@graph",
    "records", "posts", "stories", "news", "docs", "data",
)  # fmt: skip
_WRAPPERS = ("article", "data", "document", "result")


@dataclass(frozen=True, slots=True)
class Export:
    """The records of a JSON file, and what the file says of all of them."""

    records: tuple[Any, ...]
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class _Shape:
    """How the records of a program are told apart, and what becomes of their fields."""

    is_of: Callable[[Fields], bool]
    convert: Callable[[Fields], Fields]


def records_of(value: Any) -> Export:
    """Return the records of a JSON file: a list, one under a known name, or the value itself."""
    if isinstance(value, list):
        return Export(tuple(value))
    if not isinstance(value, dict):
        return Export((value,))
    if isinstance(response := value.get("response"), dict):
        value = response
    if "jsonfeed.org" in str(value.get("version")):
        return Export(_list(value, "items"), _string(value.get("title")))
    if isinstance(chats := value.get("chats"), dict):
        return Export(tuple(_messages_of_chats(chats)))
    if "messages" in value and isinstance(value.get("type"), str):
        return Export(_list(value, "messages"), _channel(value))
    if isinstance(embedded := value.get("_embedded"), dict):
        return Export(_list(embedded, "items"))
    if _has_own_text(value):
        return Export((value,))
    for name in _LISTS:
        if isinstance(value.get(name), list):
            return Export(tuple(value[name]))
    wrapped = next((value[name] for name in _WRAPPERS if isinstance(value.get(name), dict)), value)
    return Export((wrapped,))


def flattened(record: Fields) -> Fields:
    """Return the record with the common names of fields, if it has the shape of a known program."""
    if isinstance(source := record.get("_source"), dict):
        record = source
    shape = next((shape for shape in _SHAPES if shape.is_of(record)), None)
    return record if shape is None else shape.convert(record)


def is_only_link(record: Any) -> bool:
    """Return whether the record names a page without its text, as lists of bookmarks do."""
    if not isinstance(record, dict):
        return False
    content = record.get("content")
    if isinstance(content, dict) and content.get("type") == "link":
        return not content.get("htmlContent")
    if record.get("parent_id") and record.get("category") in ("highlight", "note"):
        return True  # Readwise Reader: what was marked in another document
    if str(record.get("content")).startswith(_NOT_FETCHED):
        return True
    if isinstance(record.get("highlights"), list):  # Readwise: what was marked, not the article
        return not any(record.get(name) for name in ("text", "content", "html_content"))
    is_listed = "time_added" in record or "readingProgress" in record  # Pocket, Omnivore
    return is_listed and not any(record.get(name) for name in ("text", "content_html"))


def is_small_talk(record: Any) -> bool:
    """Return whether the record is a message of a chat that joins, pins, or shows only a file."""
    if not _is_telegram(record):
        return False
    return record["type"] != "message" or len(_telegram_text(record)) < _MIN_MESSAGE


def _is_telegram(record: Any) -> bool:
    return (
        isinstance(record, dict)
        and record.get("type") in ("message", "service")
        and "date" in record
        and "id" in record
    )


def _telegram(record: Fields) -> Fields:
    return {
        "message": _telegram_text(record),
        "date": _local_time(record.get("date"), record.get("date_unixtime")),
        "updated": _local_time(record.get("edited"), record.get("edited_unixtime")),
        "publisher": record.get("forwarded_from") or record.get("_publisher"),
        "author": record.get("author"),
    }


def _local_time(written: Any, seconds: Any) -> str | None:
    """A time as the writer's clock showed it, with the zone that follows from the seconds."""
    try:
        local = datetime.fromisoformat(str(written)).replace(tzinfo=UTC)
        offset = timedelta(seconds=round(local.timestamp() - float(seconds)))
        return local.replace(tzinfo=timezone(offset)).isoformat()
    except (ValueError, TypeError, OverflowError):
        return _string(written)


def _telegram_text(record: Fields) -> str:
    """The text of a message, a string or a list of strings and objects, without bare links."""
    text = record.get("text")
    parts = text if isinstance(text, list) else [text]
    return "".join(
        part if isinstance(part, str) else _string(part.get("text")) or ""
        for part in parts
        if isinstance(part, str) or (isinstance(part, dict) and part.get("type") != "link")
    ).strip()


def _google_reader(record: Fields) -> Fields:
    content = record.get("content") or record.get("summary")
    return {
        "title": record.get("title"),
        "text": content.get("content") if isinstance(content, dict) else content,
        "url": record.get("canonical") or record.get("alternate"),
        "author": record.get("author"),
        "published": record.get("published"),
        "publisher": record.get("origin"),
    }


def _karakeep(record: Fields) -> Fields:
    content = record["content"]
    return {
        "title": record.get("title") or content.get("title"),
        "text": content.get("htmlContent") or content.get("text"),
        "url": content.get("url") or content.get("sourceUrl"),
        "author": content.get("author"),
        "publisher": content.get("publisher"),
        "published": content.get("datePublished"),
        "updated": content.get("dateModified"),
    }


def _readwise(record: Fields) -> Fields:
    return {
        "title": record.get("title"),
        "text": record.get("html_content") or record.get("content"),
        "url": record.get("source_url"),
        "author": record.get("author"),
        "publisher": record.get("site_name"),
        "published": record.get("published_date"),
    }


def _saved_at(record: Fields) -> Fields:
    """The record without when a reading list took or changed it, which is no date of its own."""
    own = ("created_at", "updated_at", "changed_at", "createdAt", "updatedAt", "savedAt")
    return {name: value for name, value in record.items() if name not in own}


def _guardian(record: Fields) -> Fields:
    """The record with what is told of its article; "body" has the tags that "bodyText" lacks."""
    fields = record["fields"]
    own = {name: value for name, value in record.items() if name != "fields"}
    return {**own, **fields, "text": fields.get("body") or fields.get("bodyText")}


_SHAPES = (
    _Shape(_is_telegram, _telegram),
    _Shape(
        lambda record: "webTitle" in record and isinstance(record.get("fields"), dict), _guardian
    ),
    _Shape(
        lambda record: (
            isinstance(record.get("alternate") or record.get("canonical"), list)
            and ("content" in record or "summary" in record)
        ),
        _google_reader,
    ),
    _Shape(
        lambda record: (
            isinstance(record.get("content"), dict)
            and record["content"].get("type") in ("link", "text", "asset")
        ),
        _karakeep,
    ),
    _Shape(lambda record: "source_url" in record and "reading_progress" in record, _readwise),
    _Shape(
        lambda record: bool(
            record.keys() & {"is_archived", "readingProgress", "reading_time", "feed_id", "savedAt"}
        ),
        _saved_at,
    ),
)
"""The shapes whose fields have other names or meanings than the common ones."""


def _messages_of_chats(chats: Fields) -> Iterator[Any]:
    """The messages of all chats of an account's export, with the channel of each."""
    for chat in _list(chats, "list"):
        if isinstance(chat, dict):
            publisher = _channel(chat)
            for message in _list(chat, "messages"):
                is_record = isinstance(message, dict)
                yield {**message, "_publisher": publisher} if is_record else message


def _channel(chat: Fields) -> str | None:
    """The name of a channel, which publishes; a person or group does not."""
    return _string(chat.get("name")) if "channel" in str(chat.get("type")) else None


def _has_own_text(value: Fields) -> bool:
    return any(isinstance(value.get(name), str) for name in ("text", "articleBody", "content"))


def _list(value: Fields, name: str) -> tuple[Any, ...]:
    found = value.get(name)
    return tuple(found) if isinstance(found, list) else ()


def _string(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
