"""The supported kinds of files, their maximum sizes and their readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

from retrieval.types import Article, IngestFailure, IngestNote, ListedAddresses

MAX_ARTICLE_BYTES = 1_000_000
"""For a text or a line of JSON Lines: about 160,000 words, more than any article has."""

MAX_PAGE_BYTES = 10_000_000
"""For a saved page, which may contain images as data URLs."""

MAX_DOCUMENT_BYTES = 50_000_000
"""For a PDF, a Word document, or a message with its pictures and attachments."""

MAX_JSON_BYTES = 64_000_000
"""For a JSON file, which is read into memory; JSON Lines may have any size."""


FileItem: TypeAlias = Article | IngestFailure | IngestNote | ListedAddresses
"""What a part of a file turns out to be."""


@dataclass(frozen=True, slots=True)
class Part:
    """One article of a file, not read yet; ``source`` is what a failure names.

    ``read`` may raise NoArticleError.
    """

    source: str
    read: Callable[[], FileItem]


Parts: TypeAlias = Iterator[Part]
Reader: TypeAlias = Callable[[Path, str], Parts]
"""Gives the parts of a file; the second argument is what failures call it.

It may raise NoArticleError, which says what is left of the file."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its name endings, what reads it (module and function), its largest size.

    ``roots`` are the root elements, in lower case, of files in XML or HTML of this kind.
    """

    endings: tuple[str, ...]
    reader: str
    max_bytes: int | None = MAX_ARTICLE_BYTES
    roots: tuple[str, ...] = ()


_HERE = "retrieval.sources.files"

FORMATS = {
    "text": Format((".txt", ".text"), f"{_HERE}.plain_text:parts"),
    "markdown": Format((".md", ".markdown"), f"{_HERE}.markdown:parts"),
    "html": Format(
        (".html", ".htm", ".xhtml"),
        f"{_HERE}.html.document:parts",
        MAX_PAGE_BYTES,
        ("html", "head", "body"),
    ),
    "pdf": Format((".pdf",), f"{_HERE}.pdf.document:parts", MAX_DOCUMENT_BYTES),
    "word": Format((".docx",), f"{_HERE}.word:parts", MAX_DOCUMENT_BYTES),
    "message": Format(
        (".eml", ".mhtml", ".mht"), f"{_HERE}.mail.messages:parts", MAX_DOCUMENT_BYTES
    ),
    "mailbox": Format((".mbox",), f"{_HERE}.mail.mailbox:parts", None),
    "feed": Format(
        (".rss", ".atom"),
        f"{_HERE}.exports.feed_files:parts",
        MAX_PAGE_BYTES,
        ("rss", "rdf", "feed"),
    ),
    "bookmarks": Format(
        (), f"{_HERE}.exports.bookmarks:parts", MAX_PAGE_BYTES, ("netscape-bookmark-file-1",)
    ),
    "chat page": Format((), f"{_HERE}.exports.telegram_pages:parts", MAX_PAGE_BYTES),
    "opml": Format((".opml",), f"{_HERE}.exports.opml:parts", MAX_PAGE_BYTES, ("opml",)),
    "json": Format((".json",), f"{_HERE}.exports.json_files:json_parts", MAX_JSON_BYTES),
    "json lines": Format(
        (".jsonl", ".ndjson"), f"{_HERE}.exports.json_files:json_lines_parts", None
    ),
}
"""The kinds by name; a reader is imported when the first file of its kind is read."""

KINDS = {ending: kind for kind, format_ in FORMATS.items() for ending in format_.endings}
"""File name endings, lower case, and the kind of file each stands for."""

KIND_OF_ROOT = {root: kind for kind, format_ in FORMATS.items() for root in format_.roots}


def kind_of_name(name: str) -> str | None:
    """Return the kind of a file by the ending of its name; None if it is not supported."""
    return KINDS.get(Path(name).suffix.lower())


def reader_of(kind: str) -> Reader:
    """Return what reads files of that kind, imported."""
    module, _, function = FORMATS[kind].reader.partition(":")
    reader: Reader = getattr(import_module(module), function)
    return reader


def max_bytes(name: str) -> int | None:
    """Return the size up to which a file of that name is read; None where any, or none, is."""
    kind = kind_of_name(name)
    return FORMATS[kind].max_bytes if kind else None


def kinds_listed() -> str:
    """Return the suffixes as an enumeration: ``.txt, .text … or .ndjson``."""
    *first, last = KINDS
    return f"{', '.join(first)} or {last}"
