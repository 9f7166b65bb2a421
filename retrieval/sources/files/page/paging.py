"""Articles on several pages: the number of a page, the address of its next one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

from lxml.html import HtmlElement

from retrieval.sources.metadata.url_identity import site_of, web_address

_FIELDS = frozenset("page paged pg p pagina pag seite page_number pageno".split())
_IN_PATH = re.compile(
    r"(?:/(?:(?:page|seite|pagina|p)[-/_]?)?|[-_,](?:(?:page|seite|p|s)[-_]?)?)(?P<number>[1-9]\d?)$",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\.(?:x?html?|php|aspx?|jsp)$", re.IGNORECASE)
_PAGER = re.compile(
    r"pagination|paginator|paging|pager|page-?links|page-?numbers|pagenavi|page-?nav", re.IGNORECASE
)
_BACK = frozenset(("canonical", "prev", "previous", "first", "start"))
_MAX_LINKS = 2000


def next_page(page: HtmlElement, address: str) -> str | None:
    """Return the address of the article's next page as the page links to it, None if it is last.

    A link to "next" often leads to another article. It counts only if the addresses differ in
    nothing but the number of the page.
    """
    base, number = _split(address)
    for link in _links(page):
        if (target := _target(link, address)) and _split(target) == (base, number + 1):
            return target
    return None


def first_page(page: HtmlElement, address: str) -> str | None:
    """Return the first page that a later one names as canonical, previous or first."""
    base, number = _split(address)
    for link in islice(page.iter("link", "a"), _MAX_LINKS if number > 1 else 0):
        rels = {*(link.get("rel") or "").lower().split()}
        if rels & _BACK and (target := _target(link.get("href"), address)):
            found, of_page = _split(target)
            if found == base and of_page < number:
                return target
    return None


def page_number(address: str) -> int:
    """Return the number of a page by its address, 1 if it has none.

    >>> page_number("https://news.example/long?page=2"), page_number("https://news.example/long")
    (2, 1)
    """
    return _split(address)[1]


def _target(link: str | None, address: str) -> str | None:
    """The absolute address of a link within the same site, without a place in the page."""
    try:
        target = web_address(urldefrag(urljoin(address, (link or "").strip())).url)
    except ValueError:
        return None
    return target if target and site_of(target) == site_of(address) else None


def _links(page: HtmlElement) -> Iterator[str]:
    """Links to the next page: those that say so, then those among the numbers of pages."""
    links = [one for one in islice(page.iter("link", "a"), _MAX_LINKS) if one.get("href")]
    yield from (link.get("href") for link in links if "next" in (link.get("rel") or "").lower())
    for link in links:
        around = (link, *list(link.iterancestors())[:4])
        if any(_PAGER.search(f"{one.get('class') or ''} {one.get('id') or ''}") for one in around):
            yield link.get("href")


def _split(address: str) -> tuple[str, int]:
    """An address without the number of the page, and that number, 1 if there is none."""
    parts = urlsplit(address)
    fields = parse_qsl(parts.query, keep_blank_values=True)
    for name, value in fields:
        if name.lower() in _FIELDS and value.isascii() and value.isdigit() and len(value) < 3:
            left = urlencode([field for field in fields if field != (name, value)])
            return f"{_ENDING.sub('', parts.path.rstrip('/'))}?{left}", int(value)
    path = _ENDING.sub("", parts.path.rstrip("/"))
    if match := _IN_PATH.search(path):
        return f"{path[: match.start()]}?{parts.query}", int(match["number"])
    return f"{path}?{parts.query}", 1
