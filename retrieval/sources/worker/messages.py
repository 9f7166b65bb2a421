"""What is asked of the process that reads articles, and what it answers, as framed MessagePack."""

from __future__ import annotations

import struct
from typing import TypeAlias

import msgspec

from retrieval.sources.web.entries import Entry
from retrieval.sources.web.fetched import Fetched
from retrieval.types import Article, IngestFailure

_LENGTH = struct.Struct(">I")
LENGTH_BYTES = _LENGTH.size


class ReadFile(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Asks for the articles of a file, without the first ``skip`` of its parts."""

    path: bytes
    name: str
    skip: int = 0


class ReadSource(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Asks for what was fetched from an address: its article, or what it lists."""

    page: Fetched
    address: str


class ReadEntry(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Asks for the article of what a feed or sitemap lists.

    ``page`` is what was fetched of it, None where nothing was, as ``failure`` then tells.
    """

    entry: Entry
    page: Fetched | None
    failure: IngestFailure | None


class ReadSitemap(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Asks for the entries of a sitemap that another one lists."""

    page: Fetched


Request: TypeAlias = ReadFile | ReadSource | ReadEntry | ReadSitemap


class Alive(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Tells that the process is ready, or still on its way to what was asked for."""


class Begun(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Tells that a part of a file is read from now on; ``source`` is what a failure names."""

    source: str


class Read(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """One article."""

    article: Article


class Failed(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """One article that could not be read."""

    failure: IngestFailure


class Listing(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """What a feed or sitemap lists: pages, and further sitemaps.

    ``kind`` is one of :data:`retrieval.sources.web.kinds.LIST_KINDS`.
    """

    kind: str
    entries: tuple[Entry, ...] = ()
    sitemaps: tuple[Entry, ...] = ()


class OutOfMemory(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Tells that there was not enough memory; the process ends after it."""


class Done(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Tells that nothing more comes of the request."""


Answer: TypeAlias = Alive | Begun | Read | Failed | Listing | OutOfMemory | Done

_ENCODER = msgspec.msgpack.Encoder()
_REQUESTS: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_ANSWERS: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)


def framed(message: Request | Answer) -> bytes:
    """Return the message with its length before it; raises UnicodeEncodeError for surrogates."""
    content = _ENCODER.encode(message)
    return _LENGTH.pack(len(content)) + content


def length_of(frame: bytes | bytearray) -> int:
    """Return how many bytes follow the first :data:`LENGTH_BYTES` of a frame."""
    return int(_LENGTH.unpack_from(frame)[0])


def request_of(content: bytes) -> Request:
    """Return the request of a frame."""
    return _REQUESTS.decode(content)


def answer_of(content: bytes) -> Answer:
    """Return the answer of a frame."""
    return _ANSWERS.decode(content)
