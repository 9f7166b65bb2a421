"""Links that Telegram accepts, and links to a sentence on its page."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from retrieval import Article, Span
from retrieval.citation.links import sentence_address, web_address

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}", re.IGNORECASE)
_MAX_URL_CHARACTERS = 1500  # some Telegram clients refuse longer ones


def web_link(url: str | None) -> str | None:
    """``url`` as a link that Telegram accepts; None if it would not.

    >>> web_link("https://news.example/a b?q=ї#x")
    'https://news.example/a%20b?q=%D1%97#x'
    >>> web_link("https://localhost/a") is None
    True
    """
    link = web_address(url)
    if link is None or not _HOST.fullmatch(urlsplit(link).hostname or ""):
        return None
    return link if len(link) <= _MAX_URL_CHARACTERS else None


def sentence_link(article: Article, span: Span) -> str | None:
    """A link that opens the page at characters ``span``; None if it has no valid address.

    See :func:`retrieval.sentence_address`.
    """
    page = web_link(article.url)
    link = sentence_address(article, span) if page else None
    return link if link and len(link) <= _MAX_URL_CHARACTERS else page
