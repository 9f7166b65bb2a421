"""Bytes → text, by the encoding that a page or its server names, or by the bytes; or None."""

from __future__ import annotations

import codecs
import re

from retrieval.text.words.language_detection import article_language

_SIGNATURES = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BYTE_ORDER_MARKS = tuple(signature for signature, _ in _SIGNATURES)
_CANDIDATES = [
    "cp1251", "koi8_u", "cp1252", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
]  # fmt: skip
_LATIN_CODE_PAGES = {  # the likeliest first, and the languages that are written in each
    "cp1252": "ca da de en es fi fr gl is it nb nl no pt sv".split(),
    "cp1250": "bs cs hr hu pl ro sk sl".split(),
    "cp1254": ["tr"],
}
_NOT_ASCII = re.compile(rb"[\x80-\xff]+")
_MAX_ACCENTED = 2  # letters in a row, as in "ação"; other scripts have whole words of such bytes
_WORD = re.compile(rb"[A-Za-z\xc0-\xff]+")
_FIRST_ACCENTED = 0xC0  # in Latin code pages; in those of other scripts, nearly the first letter
SAMPLE_BYTES = 65_536
_MAX_CONTROLS = 8
_MAX_CONTROL_SHARE = 0.02
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_BINARY_STARTS = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x7fELF",
                  b"\x1f\x8b", b"SQLite format 3", b"{\\rtf")  # fmt: skip
_MAX_BEFORE_CHARSET = 100_000
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_ACTUAL_ENCODINGS = dict.fromkeys(
    ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii"), "cp1252"
) | {
    "gb2312": "gb18030",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
}


def decode(data: bytes) -> str | None:
    """Decode ``data`` in its detected encoding; None for binary data."""
    encoding = detect_encoding(data[:SAMPLE_BYTES])
    if encoding is None:
        return None
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        pass
    if encoding.startswith("utf-8") and not _is_mostly_utf8(data):
        encoding = _legacy_encoding(data) or "utf-8"
    return data.decode(encoding, "replace")


def decode_declared(data: bytes, charset: str) -> str | None:
    """Decode text as is stated, "" if nothing is; if that is wrong, as its bytes look."""
    try:
        return data.decode(charset) if charset else decode(data)
    except (LookupError, UnicodeDecodeError):
        return decode(data)


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
    if name != "utf-8" and not data.startswith(_BYTE_ORDER_MARKS):
        try:
            return data.decode(_ACTUAL_ENCODINGS.get(name, name))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _latin_code_page(sample: bytes) -> str | None:
    """The code page of a text in Latin letters by its language; None for other scripts.

    It is that of Western Europe unless the language is plainly another's: a library that goes by
    how often letters occur takes French for Czech.

    >>> _latin_code_page("Il a brûlé dans la nuit.".encode("cp1252"))
    'cp1252'
    """
    runs = [len(run) for run in _NOT_ASCII.findall(sample)]
    if 2 * sum(run for run in runs if run <= _MAX_ACCENTED) < sum(runs):
        return None
    words = _WORD.findall(sample)
    if 2 * sum(min(word) >= _FIRST_ACCENTED for word in words) > len(words):
        return None
    readings = {page: text for page in _LATIN_CODE_PAGES if (text := _decoded(sample, page))}
    for page, text in readings.items():
        if article_language(None, text) in _LATIN_CODE_PAGES[page]:
            return page
    return next(iter(readings), None)


def _decoded(sample: bytes, encoding: str) -> str:
    """The text of the bytes, "" if they are not in that encoding."""
    try:
        return sample.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _is_mostly_utf8(sample: bytes) -> bool:
    """Whether it is UTF-8 with a few invalid bytes, as copying and pasting leaves them.

    Bytes of other encodings are hardly ever valid by chance.
    """
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return 0 < 2 * broken <= sum(character > "\x7f" for character in text)


def detect_encoding(sample: bytes) -> str | None:
    """Return the encoding of a file by its first bytes; None for binary data."""
    encoding = unit_encoding(sample)
    if encoding != "utf-8" or _is_utf8(sample) or _is_mostly_utf8(sample):
        return encoding
    return _legacy_encoding(sample)


def unit_encoding(sample: bytes) -> str | None:
    """Return UTF-8, -16 or -32 by the width of the sample's code units; None for binary data.

    "utf-8" also stands for every other encoding in which a line break is one byte.
    """
    for signature, encoding in _SIGNATURES:
        if sample.startswith(signature):
            return encoding
    if sample.startswith(_BINARY_STARTS):
        return None
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return None if controls > max(_MAX_CONTROLS, _MAX_CONTROL_SHARE * len(sample)) else "utf-8"


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _legacy_encoding(sample: bytes) -> str | None:
    if page := _latin_code_page(sample):
        return page

    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_CANDIDATES).best()
    return best.encoding if best else None
