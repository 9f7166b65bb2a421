"""What makes two readings the same article: its address, else its content."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"utm_\w*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|mc_[ce]id"
    r"|_ga|_gl|ocid|ito|cmpid|ns_\w+|at_\w+|xtor|smid|smtyp|ref_src|guccounter|guce_\w+|__twitter_\w+",
    re.IGNORECASE,
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def article_id(url: str | None, title: str | None, text: str) -> str:
    """Return the 16 hexadecimal characters that stand for an article.

    The same address gives the same id whatever it is followed by to track readers; an article
    without an address has the id of its title and text.
    """
    identity = f"url\n{url_key(url)}" if url else f"content\n{title or ''}\n{text}"
    return hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:16]


def web_address(url: str | None) -> str | None:
    """Return ``url`` where it is an absolute http or https address, else None."""
    if url is None or not url.strip().isprintable() or " " in url.strip():
        return None
    parts = _split(url.strip())
    return url.strip() if parts else None


def url_key(url: str) -> str:
    """Return the address in the form in which equal addresses are equal strings.

    >>> url_key("HTTPS://Example.org:443/News/?utm_source=x&id=7#top")
    'https://example.org/News?id=7'
    """
    parts = _split(url)
    if parts is None:
        return url
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    port = "" if parts.port in (None, _DEFAULT_PORTS[scheme]) else f":{parts.port}"
    return urlunsplit(
        (scheme, host + port, parts.path.rstrip("/") or "/", _untracked(parts.query), "")
    )


def without_tracking(url: str) -> str:
    """Return the address without what only tells who follows it, and without a place in the page.

    >>> without_tracking("https://Example.org/News/?id=7&fbclid=x#top")
    'https://Example.org/News/?id=7'
    """
    parts = urlsplit(url)
    fields = parse_qsl(parts.query, keep_blank_values=True)
    is_tracked = any(_TRACKING.fullmatch(name) for name, _ in fields)
    query = _untracked(parts.query) if is_tracked else parts.query
    return urlunsplit(parts._replace(query=query, fragment=""))


def _untracked(query: str) -> str:
    fields = parse_qsl(query, keep_blank_values=True)
    return urlencode([(name, value) for name, value in fields if not _TRACKING.fullmatch(name)])


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme.lower() in _DEFAULT_PORTS and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None
