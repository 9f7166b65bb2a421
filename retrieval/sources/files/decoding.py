"""Detection of encodings: bytes → text, or None for binary data."""

from __future__ import annotations

import codecs

_SIGNATURES = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BYTE_ORDER_MARKS = tuple(signature for signature, _ in _SIGNATURES)
_CANDIDATES = [
    "cp1251", "koi8_r", "cp1252", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
]  # fmt: skip
SAMPLE_BYTES = 65_536
_MAX_CONTROLS = 8
_MIN_WIDE_BYTES = 8
_MAX_CONTROL_SHARE = 0.02
_MAX_BROKEN_SHARE = 0.05
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_BINARY_STARTS = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x7fELF",
                  b"\x1f\x8b", b"SQLite format 3", b"{\\rtf")  # fmt: skip


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


def _is_mostly_utf8(sample: bytes) -> bool:
    """Whether it is UTF-8 with a few invalid bytes, as copying and pasting leaves them."""
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return 0 < broken <= _MAX_BROKEN_SHARE * sum(character > "\x7f" for character in text)


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
    if wide := _wide_encoding(sample):
        return wide
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return None if controls > max(_MAX_CONTROLS, _MAX_CONTROL_SHARE * len(sample)) else "utf-8"


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _wide_encoding(sample: bytes) -> str | None:
    """Detect UTF-16 without a byte order mark: every other byte of Latin text is zero."""
    if len(sample) < _MIN_WIDE_BYTES:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if max(even, odd) < 0.3 * half or min(even, odd) > 0.05 * half:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _legacy_encoding(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_CANDIDATES).best()
    return best.encoding if best else None
