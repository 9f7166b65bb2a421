"""Web pages: bytes → text, by the encoding that a page or its server names, or by its bytes."""

from __future__ import annotations

import re

from retrieval.sources.files.decoding import BYTE_ORDER_MARKS, decode

_MAX_BEFORE_CHARSET = 100_000
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_ACTUAL_ENCODINGS = dict.fromkeys(
    ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii"), "cp1252"
) | {
    "gb2312": "gb18030",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
}


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
    return decode(data)
