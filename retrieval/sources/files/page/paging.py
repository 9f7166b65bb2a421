"""Articles on several pages: the number of a page, the address of its next one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import parse_qsl, urldefrag, urlencode, urlsplit

from lxml.html import HtmlElement

from retrieval.sources.boilerplate.page_counts import page_and_count
from retrieval.sources.metadata.characters import clean_line
from retrieval.sources.metadata.url_identity import linked_address, site_of

_FIELDS = frozenset("page paged pg p pagina pag seite page_number pageno".split())
_OFFSETS = frozenset("start offset limitstart".split())
"""Fields that count what stands before the page, from 0."""
_IN_PATH = re.compile(
    r"(?:/(?:(?:page|seite|pagina|p)[-/_]?)?|[-_,](?:(?:page|seite|p|s)[-_]?)?)(?P<number>[1-9]\d?)$",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\.(?:x?html?|php|aspx?|jsp)$", re.IGNORECASE)
PAGER = re.compile(
    r"pagination|paginator|paging|pager|page-?links|page-?numbers|pagenavi|page-?nav"
    r"|(?:^|[\s_-])pages(?:$|[\s_-])",
    re.IGNORECASE,
)
_MAX_COUNTED = 100  # characters of a line that counts the pages
_MAX_INNER = 5  # elements in it
BACK = frozenset(("prev", "previous", "first", "start"))
ON = frozenset(("next",))
_MAX_LINKS = 2000


def next_page(page: HtmlElement, address: str) -> str | None:
    """Return the address of the article's next page as the page links to it, None if it is last.

    A link to "next" often leads to another article. It counts only if the addresses differ in
    nothing but the number of the page.
    """
    following = {(base, number + 1) for base, number in _readings(address)}
    for link in paging_links(page, ON):
        if (target := _target(link, address)) and _split(target) in following:
            return target
    return None


def first_page(page: HtmlElement, address: str) -> str | None:
    """Return the earliest page to which a later one links as the one before or the first."""
    base, number = _split(address)
    if number == 1:
        return None
    earlier = {
        of_page: target
        for link in paging_links(page, BACK)
        if (target := _target(link, address))
        for found, of_page in _readings(target)
        if found == base and of_page < number
    }
    return earlier[min(earlier)] if earlier else None


def page_number(address: str, among: Iterable[str] = ()) -> int:
    """Return the number of a page by its address, 1 if it has none.

    The last number of an address is part of its name if that of one of the pages ``among`` which it
    is goes on with another one.

    >>> page_number("https://news.example/long?page=2"), page_number("https://news.example/long")
    (2, 1)
    >>> page_number("https://news.example/top-7", ["https://news.example/top-7?page=2"])
    1
    """
    bases = {base for base, number in map(_split, among) if number > 1}
    return 1 if any((base, 1) in _readings(address) for base in bases) else _split(address)[1]


def _target(link: str | None, address: str) -> str | None:
    """The absolute address of a link within the same site, without a place in the page."""
    target = urldefrag(linked_address(address, link) or "").url
    return target if target and site_of(target) == site_of(address) else None


def paging_links(page: HtmlElement, relations: frozenset[str]) -> Iterator[str]:
    """Yield the links of one of the relations, then those among the numbers of the pages."""
    links = _with_address(page)
    yield from (
        link.get("href") for link in links if relations & {*(link.get("rel") or "").lower().split()}
    )
    yield from (link.get("href") for link in links if is_in_pager(link))


def is_in_pager(element: HtmlElement) -> bool:
    """Return whether an element is, or stands closely in, one with the numbers of the pages."""
    around = (element, *islice(element.iterancestors(), 4))
    marks = (f"{one.get('class') or ''} {one.get('id') or ''}" for one in around)
    lines = islice(element.iterancestors("p", "div"), 2)
    return any(map(PAGER.search, marks)) or any(map(counts_pages, lines))


def counts_pages(element: HtmlElement) -> bool:
    """Return whether an element is a short line that counts the pages: "Page 1 of 2, next"."""
    text = clean_line(element.text_content()) if len(element) <= _MAX_INNER else ""
    return 0 < len(text) <= _MAX_COUNTED and page_and_count(text) is not None


def _with_address(page: HtmlElement) -> list[HtmlElement]:
    return [one for one in islice(page.iter("link", "a"), _MAX_LINKS) if one.get("href")]


def _readings(address: str) -> set[tuple[str, int]]:
    """An address split in each way that it may be meant: a last number may be part of its name."""
    parts = urlsplit(address)
    return {_split(address), (f"{_ENDING.sub('', parts.path.rstrip('/'))}?{parts.query}", 1)}


def _split(address: str) -> tuple[str, int]:
    """An address without the number of the page, and that number, 1 if there is none."""
    parts = urlsplit(address)
    fields = parse_qsl(parts.query, keep_blank_values=True)
    for name, value in fields:
        is_offset = name.lower() in _OFFSETS
        is_number = value.isascii() and value.isdigit() and len(value) < 3
        if (is_offset or name.lower() in _FIELDS) and is_number:
            left = urlencode([field for field in fields if field != (name, value)])
            number = int(value) + is_offset
            return f"{_ENDING.sub('', parts.path.rstrip('/'))}?{left}", number
    path = _ENDING.sub("", parts.path.rstrip("/"))
    if match := _IN_PATH.search(path):
        return f"{path[: match.start()]}?{parts.query}", int(match["number"])
    return f"{path}?{parts.query}", 1
