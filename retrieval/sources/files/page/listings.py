"""Home pages and lists of teasers: pages of links to articles that are no articles themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from urllib.parse import urljoin, urlsplit

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from retrieval.sources.metadata.characters import clean_line
from retrieval.sources.metadata.url_identity import absolute_address, url_key

_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_LINES = (*_HEADINGS, "p", "li", "div", "span", "a")
_MIN_TEASERS = 3
_MIN_SHARE = 0.6
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_COMMENTS = ("comment", "kommentar")
_MAX_TEXT = 5000
_MAX_LINES = 200
_MIN_TOLD = 40  # characters


def is_listing(page: HtmlElement, lines: Sequence[str], addresses: Collection[str]) -> bool:
    """Whether most of a page's text stands under headings that are links to other pages.

    ``lines`` are those of the text, ``addresses`` those of the page itself.
    """
    own = {_key(address) for address in addresses}
    left = list(dict.fromkeys(lines))[:_MAX_LINES]
    total = sum(map(len, left))
    targets: set[str] = set()
    of_teasers, target = 0, ""
    for _, element in iterwalk(page, events=("start",), tag=_LINES):
        if element.tag in _HEADINGS:
            target = _target(element, own)
        text = clean_line(element.text_content()[:_MAX_TEXT]) if target else ""
        if text and (line := next((one for one in left if _is_within(text, one)), None)):
            left.remove(line)
            of_teasers += len(line)
            targets.add(target)
    return len(targets) >= _MIN_TEASERS and of_teasers >= _MIN_SHARE * max(total, 1)


def _is_within(text: str, line: str) -> bool:
    """Whether the text of an element is a line, or so much of it that it can be no other."""
    return text == line or (len(text) >= _MIN_TOLD and text in line)


def feed_of(page: HtmlElement, address: str) -> str | None:
    """Return the address of the feed that a page offers, None if it offers none."""
    for link in page.iter("link"):
        is_feed = (link.get("type") or "").strip().lower() in _FEEDS
        about = f"{link.get('title') or ''} {link.get('href') or ''}".casefold()
        if is_feed and link.get("href") and not any(word in about for word in _COMMENTS):
            try:
                joined = urljoin(address, link.get("href").strip())
            except ValueError:
                continue
            return joined if absolute_address(joined) else None
    return None


def _target(heading: HtmlElement, own: Collection[str]) -> str:
    """The other page to which a heading links; "" if it links to none."""
    for link in (*heading.iter("a"), *heading.iterancestors("a")):
        href = (link.get("href") or "").strip()
        if href and not href.startswith(("#", "javascript:", "mailto:")):
            return "" if _key(href) in own else _key(href)
    return ""


def _key(address: str) -> str:
    """An address without its site, so that relative and absolute ones are equal."""
    try:
        parts = urlsplit(url_key(address))
    except ValueError:
        return address
    return f"{parts.path.rstrip('/')}?{parts.query}"
