"""Links that are safe to send, and links to a sentence on its page."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}", re.IGNORECASE)
_MAX_URL_CHARACTERS = 1500  # some Telegram clients refuse longer ones
_WORDS_AT_END = 6  # a long sentence is found by that many first and last words


def web_link(url: str | None) -> str | None:
    """``url`` as a link that Telegram accepts; None if it would not.

    >>> web_link("https://news.example/a b?q=ї#x")
    'https://news.example/a%20b?q=%D1%97#x'
    >>> web_link("javascript:alert(1)") is None
    True
    """
    try:
        parts = urlsplit((url or "").strip())
        host, port = parts.hostname or "", parts.port
        host = host.encode("idna").decode("ascii")
    except ValueError:  # also the UnicodeError of an invalid host name
        return None
    if parts.scheme.lower() not in ("http", "https") or not _HOST.fullmatch(host):
        return None
    netloc = f"{host}:{port}" if port else host
    keep = "/:@!$&'()*+,;=~%-._"
    tail = (
        quote(parts.path, keep),
        quote(parts.query, keep + "?"),
        quote(parts.fragment, keep + "?"),
    )
    link = urlunsplit((parts.scheme.lower(), netloc, *tail))
    return link if len(link) <= _MAX_URL_CHARACTERS else None


def sentence_link(url: str | None, sentence: str) -> str | None:
    """A link that opens the page at ``sentence``; None if the page has no valid address.

    It is a text fragment (URL Fragment Text Directives, WICG) with the whole of a short sentence,
    or the first and last words of a long one.

    >>> sentence_link("https://news.example/a", "So it is, he said.")
    'https://news.example/a#:~:text=So%20it%20is%2C%20he%20said.'
    """
    page = web_link(url)
    words = sentence.split()
    if page is None or not words:
        return page
    if len(words) <= 2 * _WORDS_AT_END:
        directive = _encoded(words)
    else:
        directive = f"{_encoded(words[:_WORDS_AT_END])},{_encoded(words[-_WORDS_AT_END:])}"
    base = page.partition(":~:")[0]
    link = f"{base}{'' if '#' in base else '#'}:~:text={directive}"
    return link if len(link) <= _MAX_URL_CHARACTERS else page


def _encoded(words: list[str]) -> str:
    """Percent-encoded, including the special characters of a directive (- , &)."""
    return quote(" ".join(words).encode("utf-8", "replace"), safe="").replace("-", "%2D")
