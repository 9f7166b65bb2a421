"""Web pages: bytes → text, by the encoding that a page or its server names, or by its bytes."""

from __future__ import annotations

import re

from retrieval.sources.files.decoding import (
    BYTE_ORDER_MARKS,
    code_page_of,
    decode,
    latin_code_page,
)

_HEAD_BYTES = 4096
_MAX_BEFORE_CHARSET = 100_000
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_ACTUAL_ENCODINGS = dict.fromkeys(
    ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii"), "cp1252"
) | {
    "gb2312": "gb18030",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
}
_LANGUAGE = re.compile(rb"<html\b[^>]{0,300}?\slang\s*=\s*[\"']?([a-zA-Z]{2})", re.IGNORECASE)
_MARKUP = re.compile(rb"<(script|style)\b(?:[^<]|<(?!/\1))*|<[^<>]*>", re.IGNORECASE)
_MAX_SAMPLE = 20_000  # bytes
_MAX_CHANCE = 0.1  # characters of UTF-8 that chance makes of a code page's, to a byte that is none


def decode_page(data: bytes, charset: str = "") -> str | None:
    """Decode a page as UTF-8 if its bytes are that, else as declared, else as its bytes look.

    The HTTP header takes precedence over the page's own declaration.
    """
    if not data.isascii() and b"\0" not in data:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    declared = _CHARSET.search(data[:_MAX_BEFORE_CHARSET])
    name = charset or (declared[1].decode("ascii", "replace").lower() if declared else "utf-8")
    if name != "utf-8" and not data.startswith(BYTE_ORDER_MARKS):
        try:
            return data.decode(_ACTUAL_ENCODINGS.get(name, name))
        except (LookupError, UnicodeDecodeError):
            pass
    return _decode_mixed(data) or decode(data)


def _decode_mixed(data: bytes) -> str | None:
    """The text of a page that wrongly says to be UTF-8, or is so but for some bytes.

    It is UTF-8 where more characters of it are found than chance makes of another encoding's bytes,
    else of the code page of its language.
    """
    if data.isascii() or data.startswith(BYTE_ORDER_MARKS):
        return None
    stated = _LANGUAGE.search(data[:_HEAD_BYTES])
    language = stated[1].decode("ascii").lower() if stated else ""
    name = code_page_of(language) or latin_code_page(_MARKUP.sub(b" ", data)[:_MAX_SAMPLE])
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    valid = sum(character > "\x7f" for character in text) - broken
    if valid < broken * (_MAX_CHANCE if name else 1):
        try:
            text = data.decode(name) if name else ""
        except UnicodeDecodeError:
            return None
    return None if "\0" in text else text
