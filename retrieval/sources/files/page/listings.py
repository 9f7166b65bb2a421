"""Home pages and lists of teasers: pages of links to articles that are no articles themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeAlias
from urllib.parse import urlsplit

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from retrieval.sources.metadata.characters import clean_line
from retrieval.sources.metadata.url_identity import linked_address, site_of, url_key

Teaser: TypeAlias = tuple[str, list[str]]
"""The address of another page, and the texts about it."""

_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_PARTS = ("div", "p", *_HEADINGS)  # of a card that is a link as a whole
_LINES = (*_HEADINGS, "p", "li", "div", "span", "a")
_MIN_TEASERS = 3
_MIN_SHARE = 0.6
_LINKED = ("h1", "h2", "h3", "h4", "h5", "p", "li", "div", "td", "dt", "a")
_OUTSIDE = ("nav", "header", "footer", "aside")
_MIN_LINKS = 5
_MIN_TITLE = 15  # characters
_MAX_LINKS = 2000
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_COMMENTS = ("comment", "kommentar")
_MAX_TEXT = 5000
_MAX_LINES = 200
_MIN_TOLD = 40  # characters
_MAX_TEASER = 400
_MAX_BEFORE_LINK = 25  # characters, such as a day
_MIN_LINKED = 5
_MIN_TOLD_SHARE = 0.7
_COMMAS = ",;，、،؛"
_BREAKS = frozenset((*_PARTS, "li", "td", "dt", "dd", "br", "tr", "ul", "ol", "section", "article"))
_WITHOUT_TEXT = frozenset(("script", "style", "noscript", "template"))


def is_listing(page: HtmlElement, lines: Sequence[str], addresses: Collection[str]) -> bool:
    """Whether most of a page's text stands under headings that are links to other pages.

    ``lines`` are those of the text, ``addresses`` those of the page itself.
    """
    own = {_key(address) for address in addresses}
    left = list(dict.fromkeys(lines))[:_MAX_LINES]
    total = sum(map(len, left))
    targets: set[str] = set()
    of_teasers, target = 0, ""
    for card in islice(page.iter("a"), _MAX_LINKS):
        if (target := _other_page(card, own)) and next(
            card.iterdescendants(*_PARTS), None
        ) is not None:
            shown = clean_line(" ".join(card.itertext())[:_MAX_TEXT])
            within = [line for line in left if len(line) >= _MIN_TITLE and line in shown]
            of_teasers += sum(map(len, within))
            targets |= {target} if within else set()
            left = [line for line in left if line not in within]
    target = ""
    for _, element in iterwalk(page, events=("start",), tag=_LINES):
        if element.tag in _HEADINGS:
            target = _target(element, own)
        text = clean_line(element.text_content()[:_MAX_TEXT]) if target else ""
        if text and (line := next((one for one in left if _is_within(text, one)), None)):
            left.remove(line)
            of_teasers += len(line)
            targets.add(target)
    return len(targets) >= _MIN_TEASERS and of_teasers >= _MIN_SHARE * max(total, 1)


def is_link_list(page: HtmlElement, lines: Sequence[str], addresses: Collection[str]) -> bool:
    """Whether a page says far less than the titles to which it links.

    ``lines`` are those of the text that was found, which may lack the links. A line counts that is
    nothing but a link to another page, outside navigation.
    """
    own = {_key(address) for address in addresses}
    titles: dict[str, str] = {}
    for link in islice(page.iter("a"), _MAX_LINKS):
        title = clean_line(link.text_content()[:_MAX_TEXT])
        target = _other_page(link, own) if len(title) >= _MIN_TITLE else ""
        if target and _stands_alone(link, title):
            titles.setdefault(target, title)
    linked = sum(map(len, titles.values()))
    told = sum(len(line) for line in dict.fromkeys(lines) if line not in titles.values())
    return len(titles) >= _MIN_LINKS and linked >= _MIN_SHARE * (linked + told)


def is_teaser_list(
    teasers: Iterable[Teaser], lines: Sequence[str], addresses: Collection[str]
) -> bool:
    """Whether nearly all of a page's text are lines that begin with links to pages of its site.

    A line counts with the few sentences that follow it: such lists have no headings. In an article
    the linked words are part of a sentence.
    """
    sites = {site_of(address) for address in addresses} - {""}
    text = clean_line(" ".join(lines))
    told, targets = 0, set()
    for target, parts in teasers:
        is_short = sum(map(len, parts)) <= _MAX_TEASER
        within = [part for part in parts if part in text] if is_short else []
        told += sum(map(len, within))
        if within:
            targets.add(target)
            sites.add(site_of(target) or next(iter(sites), ""))
    return len(targets) >= _MIN_LINKS and len(sites) <= 1 and told >= _MIN_TOLD_SHARE * len(text)


def read_teasers(page: HtmlElement, addresses: Collection[str]) -> list[Teaser]:
    """Return the links with which lines begin, each with its text and what follows up to the next.

    A heading ends what follows. A link within whose sentence the line goes on is left out.
    ``addresses`` are those of the page itself.
    """
    own = {_key(address) for address in addresses}
    return [(target, parts) for target, parts in _divided_by_links(page, own) if target]


def _divided_by_links(page: HtmlElement, own: Collection[str]) -> Iterator[Teaser]:
    target, parts, line, link, is_behind = "", [""], "", None, False
    for event, element in iterwalk(page, events=("start", "end", "comment")):
        is_start = event == "start"
        if is_start and element.tag in _WITHOUT_TEXT:
            continue
        if element.tag in _BREAKS:
            line, is_behind = "", False
        if is_start and element.tag in _HEADINGS:
            yield target, parts
            target, parts = "", []
        if is_start and element.tag == "a" and len(line) <= _MAX_BEFORE_LINK:
            title = clean_line(element.text_content()[:_MAX_TEXT])
            if len(title) >= _MIN_LINKED and _other_page(element, own):
                yield target, parts
                target, parts, link = _written_target(element), [], element
        is_behind = is_behind or (event == "end" and element is link)
        text = clean_line((element.text if is_start else element.tail) or "")
        line += text
        if text:
            if is_behind and _goes_on(text):
                target = ""
            is_behind = False
            parts.append(text)
    yield target, parts


def _goes_on(text: str) -> bool:
    """Whether a text is the rest of a sentence that began before it."""
    return text[0] in _COMMAS or text.lstrip("'’) ")[:1].islower()


def _stands_alone(link: HtmlElement, title: str) -> bool:
    """Whether a link is all of its line, in the content of a page."""
    if next(link.iterancestors(*_OUTSIDE), None) is not None:
        return False
    block = next(link.iterancestors(*_LINKED), None)
    return block is not None and clean_line(block.text_content()[:_MAX_TEXT]) == title


def _is_within(text: str, line: str) -> bool:
    """Whether the text of an element is a line, or so much of it that it can be no other."""
    return text == line or (len(text) >= _MIN_TOLD and text in line)


def feed_of(page: HtmlElement, address: str) -> str | None:
    """Return the address of the feed that a page offers, None if it offers none."""
    for link in page.iter("link"):
        is_feed = (link.get("type") or "").strip().lower() in _FEEDS
        about = f"{link.get('title') or ''} {link.get('href') or ''}".casefold()
        if is_feed and link.get("href") and not any(word in about for word in _COMMENTS):
            return linked_address(address, link.get("href"))
    return None


def _target(heading: HtmlElement, own: Collection[str]) -> str:
    """The other page to which a heading links; "" if it links to none."""
    for link in (*heading.iter("a"), *heading.iterancestors("a")):
        if _leads_on(link):
            return _other_page(link, own)
    return ""


def _leads_on(link: HtmlElement) -> bool:
    target = _written_target(link)
    return bool(target) and not target.startswith(("#", "javascript:", "mailto:"))


def _written_target(link: HtmlElement) -> str:
    """The address of a link; of one that was saved without, and is no anchor, its text instead."""
    if link.get("href") is None and link.get("name") is None and link.get("id") is None:
        return f"?{clean_line(link.text_content()[:_MAX_TEASER])}"
    return (link.get("href") or "").strip()


def _other_page(link: HtmlElement, own: Collection[str]) -> str:
    """The page to which a link leads, "" if it is none or the page itself."""
    key = _key(_written_target(link)) if _leads_on(link) else ""
    return "" if key in own else key


def _key(address: str) -> str:
    """An address without its site, so that relative and absolute ones are equal."""
    try:
        parts = urlsplit(url_key(address))
    except ValueError:
        return address
    return f"{parts.path.rstrip('/')}?{parts.query}"
