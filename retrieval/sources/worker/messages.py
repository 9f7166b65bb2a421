"""Requests to the worker process and its answers, as framed MessagePack."""

from __future__ import annotations

import struct
from typing import TypeAlias

import msgspec

from retrieval.sources.files.formats import FileItem
from retrieval.sources.web.entries import Entry
from retrieval.sources.web.fetched import Fetched
from retrieval.types import Article, IngestFailure, IngestNote, ListedAddresses

_LENGTH = struct.Struct(">I")
LENGTH_BYTES = _LENGTH.size


class ReadFile(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Requests the articles of a file, without its first ``skip`` parts."""

    path: bytes
    name: str
    skip: int = 0


class ReadSource(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Requests the article or the listing in a response."""

    page: Fetched
    address: str


class ReadEntry(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Requests the article of an entry of a feed or sitemap.

    ``page`` is its response, or None with the ``failure`` to fetch it.
    """

    entry: Entry
    page: Fetched | None
    failure: IngestFailure | None


class FindOtherPage(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Requests the address of another page of the same article: an earlier or the next one."""

    page: Fetched


Request: TypeAlias = ReadFile | ReadSource | ReadEntry | FindOtherPage


class Alive(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Heartbeat: the process is ready, or skips parts."""


class Started(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """The process starts to read a part of a file; ``source`` is its name in failures."""

    source: str


class Item(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """What a part of a file, a page or an entry turned out to be: one of these."""

    article: Article | None = None
    failure: IngestFailure | None = None
    note: IngestNote | None = None
    listed: ListedAddresses | None = None


class Listing(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """The pages and further lists that a feed, a sitemap or a list of feeds names.

    ``kind`` is one of :data:`retrieval.sources.web.kinds.LIST_KINDS`. ``pause_s`` is how long it
    asks not to be read again, 0 if it does not; it ``is_broken`` if it breaks off or is no XML.
    """

    kind: str
    entries: tuple[Entry, ...] = ()
    lists: tuple[Entry, ...] = ()
    title: str = ""
    pause_s: int = 0
    is_broken: bool = False


class OtherPage(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """The address of another page of an article, "" if there is none."""

    address: str


Found: TypeAlias = FileItem | Listing | OtherPage
"""What a request finds."""


class OutOfMemory(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """There was not enough memory; the process exits."""


class Done(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """The request is completely answered."""


Answer: TypeAlias = Alive | Started | Item | Listing | OtherPage | OutOfMemory | Done


def answer_with(found: Found) -> Item | Listing | OtherPage:
    """Return the answer that holds what was found."""
    return found if isinstance(found, Listing | OtherPage) else _item(found)


def found_in(answer: Item | Listing | OtherPage) -> Found:
    """Return what an answer holds."""
    return _found_item(answer) if isinstance(answer, Item) else answer


def _item(found: FileItem) -> Item:
    match found:
        case Article():
            return Item(article=found)
        case IngestFailure():
            return Item(failure=found)
        case IngestNote():
            return Item(note=found)
        case ListedAddresses():
            return Item(listed=found)


def _found_item(item: Item) -> FileItem:
    found = item.article or item.failure or item.note or item.listed
    assert found is not None
    return found


_ENCODER = msgspec.msgpack.Encoder()
_REQUESTS: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_ITEMS: msgspec.msgpack.Decoder[Item] = msgspec.msgpack.Decoder(Item)
_ANSWERS: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)


def encoded_item(item: FileItem) -> bytes:
    """Encode what a part of a file turned out to be; raises UnicodeEncodeError for surrogates."""
    return _ENCODER.encode(_item(item))


def item_of(content: bytes) -> FileItem:
    """Decode what :func:`encoded_item` encoded."""
    return _found_item(_ITEMS.decode(content))


def framed(message: Request | Answer) -> bytes:
    """Encode a message, prefixed by its length; raises UnicodeEncodeError for surrogates."""
    content = _ENCODER.encode(message)
    return _LENGTH.pack(len(content)) + content


def length_of(frame: bytes | bytearray) -> int:
    """Return the length of a message from the first :data:`LENGTH_BYTES` of its frame."""
    return int(_LENGTH.unpack_from(frame)[0])


def request_of(content: bytes) -> Request:
    """Decode a request."""
    return _REQUESTS.decode(content)


def answer_of(content: bytes) -> Answer:
    """Decode an answer."""
    return _ANSWERS.decode(content)
