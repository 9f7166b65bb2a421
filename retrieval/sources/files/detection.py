"""The kind of a file: by its first bytes where they tell, else by the ending of its name."""

from __future__ import annotations

import json
import re
from pathlib import Path

from retrieval.regular_files import open_regular
from retrieval.sources.files.decoding import unit_encoding
from retrieval.sources.files.formats import KIND_OF_ROOT, kind_of_name
from retrieval.sources.files.markup import root_name

_HEAD_BYTES = 16_384
_PDF_MARK = b"%PDF-"
_BEFORE_MARK = b"\xef\xbb\xbf \t\r\n\x00"
_ZIP_MARK = b"PK\x03\x04"
_WORD_PART = b"word/"
_POSTMARK = re.compile(r"From \S.{0,200}\b\d{4}\s*?\n(?=[!-9;-~]+:)")
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):(|[ \t].*)$")
_MAX_HEADERS = 400
_WITH_SENDER = frozenset(("date", "subject", "mime-version", "message-id", "received"))
_POCKET = "<title>Pocket Export</title>"
_TELEGRAM = re.compile(r"<title>Exported Data</title>.*<div class=\"page_wrap", re.DOTALL)
_JSON_START = re.compile(r"\s*(?:\[\s*)?\{\s*[\"}]")
_JSON_KINDS = ("json", "json lines")


def kind_of(path: Path) -> str | None:
    """Return the kind of a file, one of FORMATS; None if it is not supported.

    A file that cannot be read has the kind that its name says.
    """
    named = kind_of_name(path.name)
    try:
        with open_regular(path) as file:
            head = file.read(_HEAD_BYTES)
    except (OSError, ValueError):
        return named
    if (document := document_kind(head)) is not None:
        return document
    encoding = unit_encoding(head)  # any other would take a library, which may hang
    return named if encoding is None else _kind_of_text(head.decode(encoding, "replace"), named)


def document_kind(content: bytes) -> str | None:
    """Return the kind of a document that is no text, "pdf" or "word"; None for anything else.

    The first few thousand bytes are enough.

    >>> document_kind(b"%PDF-1.7 ...")
    'pdf'
    """
    head = content[:_HEAD_BYTES]
    if head.lstrip(_BEFORE_MARK).startswith(_PDF_MARK):
        return "pdf"
    return "word" if head.startswith(_ZIP_MARK) and _WORD_PART in head else None


def _kind_of_text(head: str, named: str | None) -> str | None:
    head = head.lstrip("\ufeff").replace("\r\n", "\n")
    if _POSTMARK.match(head):
        return "mailbox"
    if is_message(head):
        return "message"
    if _POCKET in head:
        return "bookmarks"
    if _TELEGRAM.search(head):
        return "chat page"
    kind = KIND_OF_ROOT.get(root_name(head) or "")
    if kind is not None:
        return kind
    return _json_kind(head, named) if _JSON_START.match(head) else named


def is_message(head: str) -> bool:
    """Return whether the text begins with the header of a mail or a web archive (MHTML).

    >>> is_message("From: Jane Roe <jane@a.example>\\nSubject: Rain\\n\\nIt rained.")
    True
    """
    fields: dict[str, str] = {}
    for line in head.split("\n", _MAX_HEADERS)[:_MAX_HEADERS]:
        if not line.strip():
            break
        header = _HEADER.match(line)
        if header:
            fields.setdefault(header[1].lower(), header[2])
        elif not fields or not line.startswith((" ", "\t")):
            return False
    if {"mime-version", "content-type"} <= fields.keys():
        return True
    is_sent = any(mark in fields.get("from", "") for mark in "@<")
    return is_sent and bool(fields.keys() & _WITH_SENDER)


def _json_kind(head: str, named: str | None) -> str:
    """JSON Lines if the first line is a whole object and another one follows."""
    lines = [line for line in head.split("\n") if line.strip()]
    is_first_whole = _is_object(lines[0])
    if is_first_whole and len(lines) > 1 and lines[1].lstrip().startswith("{"):
        return "json lines"
    if lines[0].lstrip().startswith("[") or lines[0].strip() == "{" or named not in _JSON_KINDS:
        return "json"
    return named


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
