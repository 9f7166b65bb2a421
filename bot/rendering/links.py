"""Addresses that are safe to send: checked, and pointing at the very sentence."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}", re.IGNORECASE)
_MAX_URL = 1500  # longer ones are refused by some of Telegram's programs
_ENDS_WORDS = 6  # words of a long sentence's beginning and end that find it


def web_link(url: str | None) -> str | None:
    """``url`` as Telegram takes it, or None where it would not be a link there.

    >>> web_link("https://news.example/a b?q=ї#x")
    'https://news.example/a%20b?q=%D1%97#x'
    >>> web_link("javascript:alert(1)") is None
    True
    """
    try:
        parts = urlsplit((url or "").strip())
        host, port = parts.hostname or "", parts.port
        host = host.encode("idna").decode("ascii")
    except ValueError:  # UnicodeError of a host that cannot be is one
        return None
    if parts.scheme.lower() not in ("http", "https") or not _HOST.fullmatch(host):
        return None
    place = f"{host}:{port}" if port else host
    keep = "/:@!$&'()*+,;=~%-._"
    tail = (
        quote(parts.path, keep),
        quote(parts.query, keep + "?"),
        quote(parts.fragment, keep + "?"),
    )
    made = urlunsplit((parts.scheme.lower(), place, *tail))
    return made if len(made) <= _MAX_URL else None


def sentence_link(url: str | None, sentence: str) -> str | None:
    """A link that opens the page at ``sentence``, or None where the page has no address.

    By a text fragment (the URL Fragment Text Directives of the WICG): the whole of a short
    sentence, the first and last words of a long one.

    >>> sentence_link("https://news.example/a", "So it is, he said.")
    'https://news.example/a#:~:text=So%20it%20is%2C%20he%20said.'
    """
    page = web_link(url)
    words = sentence.split()
    if page is None or not words:
        return page
    if len(words) <= 2 * _ENDS_WORDS:
        directive = _encoded(words)
    else:
        directive = f"{_encoded(words[:_ENDS_WORDS])},{_encoded(words[-_ENDS_WORDS:])}"
    base = page.partition(":~:")[0]
    made = f"{base}{'' if '#' in base else '#'}:~:text={directive}"
    return made if len(made) <= _MAX_URL else page


def _encoded(words: list[str]) -> str:
    """Percent-encoded, the three signs with a meaning in a directive (- , &) too."""
    return quote(" ".join(words).encode("utf-8", "replace"), safe="").replace("-", "%2D")
