"""What a saved page says of its place among the pages of an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import urldefrag, urljoin

from lxml.html import HtmlElement

from retrieval.sources.boilerplate.page_counts import page_and_count
from retrieval.sources.files.html_metadata import PageMetadata
from retrieval.sources.files.page.paging import (
    BACK,
    ON,
    base_and_number,
    is_in_pager,
    paging_links,
    related_links,
)
from retrieval.sources.files.page_groups import PagePlace
from retrieval.sources.metadata.url_identity import absolute_address, names_article

_FOLDER = "http://folder.invalid/"  # around files that say nothing of their address
_MAX_ELEMENTS = 5000
_MAX_INNER = 5  # elements in a line that counts the pages
_MAX_COUNTED = 60  # characters of a line that counts the pages
_MAX_PAGES = 30
_MAX_TITLES = 3
_CURRENT = re.compile(r"\b(?:current|active|selected)\b", re.IGNORECASE)


def place_of(page: HtmlElement, stated: PageMetadata, address: str = "") -> PagePlace:
    """Return the place of a page with the metadata that it states, saved from ``address``."""
    stated_address = _absolute(stated.url or "", address or _FOLDER)
    around = address or stated_address or _FOLDER
    og_url = next(iter(stated.meta.get("og:url", ())), "")
    own = [
        base_and_number(one)
        for one in (address, _absolute(og_url, around), stated_address)
        if one and names_article(one)
    ]
    links = {kind: list(_targets(page, kind, around)) for kind in (BACK, ON, BACK | ON)}
    base = next(iter([*own, *links[BACK], *links[ON], *links[BACK | ON]]), ("", 1))[0]
    earlier, later, linked = ([n for of, n in found if of == base] for found in links.values())
    counted, count = _counted(page, stated.titles)
    told = (
        max((number for of, number in own if of == base), default=1),
        max(earlier, default=0) + 1,
        counted,
        min(later, default=1) - 1,
        _current(page),
    )
    return PagePlace(
        number=next((number for number in told if number > 1), 1),
        count=count,
        base=base,
        titles=(*stated.headings, *stated.titles)[:_MAX_TITLES],
        linked=tuple(linked),
    )


def _targets(
    page: HtmlElement, relations: frozenset[str], around: str
) -> Iterator[tuple[str, int]]:
    is_any = relations == BACK | ON
    for link in paging_links(page, relations) if is_any else related_links(page, relations):
        target = _absolute(link, around)
        if target and target != around:
            yield base_and_number(target)


def _absolute(link: str, around: str) -> str | None:
    """A link as an address; in the files of a mirrored site, the "?" of addresses is escaped."""
    try:
        target = urldefrag(urljoin(around, link.strip())).url if link else None
    except ValueError:
        return None
    return absolute_address(target.replace("%3F", "?") if target else None)


def _current(page: HtmlElement) -> int:
    """The number that is no link, or marked, in a row of the numbers of the pages; 0 if none is."""
    for element in islice(page.iter("a", "span", "b", "strong", "em", "li"), _MAX_ELEMENTS):
        text = (element.text_content() if len(element) < 2 else "").strip()
        if not (text.isdecimal() and 0 < int(text[:3]) <= _MAX_PAGES and is_in_pager(element)):
            continue
        is_marked = element.get("aria-current") or _CURRENT.search(element.get("class") or "")
        is_link = element.tag == "a" or next(element.iterancestors("a"), None) is not None
        if is_marked or not (is_link or next(element.iter("a"), None) is not None):
            return int(text)
    return 0


def _counted(page: HtmlElement, titles: Iterable[str]) -> tuple[int, int]:
    """The number of the page, and of how many, as in "Page 2 of 3"; zeros if that is not said."""
    for line in titles:
        if found := page_and_count(line):
            return found
    for element in islice(page.iter("p", "div", "span", "li", "a", "td", "em"), _MAX_ELEMENTS):
        text = element.text_content() if len(element) < _MAX_INNER else ""
        if len(text) <= _MAX_COUNTED and any(map(str.isdecimal, text)):
            found = page_and_count(text) or (
                page_and_count(text, is_pager=True) if is_in_pager(element) else None
            )
            if found:
                return found
    return 0, 0
