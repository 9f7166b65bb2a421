"""Subscriptions as OPML, the list of feeds that other readers import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import quoteattr

from retrieval.types import Subscription

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<opml version="2.0">',
    "  <head><title>Subscriptions</title></head>",
    "  <body>",
)
_NO_FEEDS = ("page", "sitemap", "list")


def opml_lines(subscriptions: Iterable[Subscription]) -> Iterator[str]:
    """The lines of a list of the feeds among the subscriptions (OPML 2.0)."""
    yield from _HEAD
    for own in subscriptions:
        if own.is_web and own.kind not in _NO_FEEDS:
            name = quoteattr(_printable(own.name))
            address = quoteattr(_printable(own.source))
            yield f'    <outline type="rss" text={name} xmlUrl={address}/>'
    yield from ("  </body>", "</opml>")


def _printable(text: str) -> str:
    """Text without characters that XML or a terminal cannot take.

    >>> _printable("Pier\\x1b News")
    'Pier News'
    """
    return "".join(character for character in text if character.isprintable())
