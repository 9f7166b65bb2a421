"""The address from which a page was saved, as the program that saved it noted."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from retrieval.sources.metadata.url_identity import absolute_address

_HEAD = 20_000  # characters
_MAX_NOTES = 20
_MAX_META = 100
_COMMENT = re.compile(r"<!--(.{1,2000}?)-->", re.DOTALL)
# SingleFile; browsers ("saved from url=(0042)"); monolith; HTTrack; WebScrapBook; archive.org;
# the reader view of Firefox
_NOTES = (
    re.compile(r"Page saved with SingleFile\s+url:\s*(\S+)"),
    re.compile(r"^\s*saved from url=\(\d{4}\)(\S+)", re.IGNORECASE),
    re.compile(r"^\s*Saved from (https?://\S+) at \d{4}-\d\d-\d\d"),
    re.compile(r"^\s*Mirrored from ((?:https?://)?\S+\.\S+) by HTTrack"),
)
_ARCHIVED = re.compile(r"(?:https?://web\.archive\.org)?/web/\d{4,14}[a-z_]*/(https?://\S+)")
_ATTRIBUTES = ("data-scrapbook-source", "data-single-file-url", "data-savepage-url")
_META = ("savepage-url", "source_url", "archived-from")


def saved_from(page: HtmlElement, head: str = "") -> str | None:
    """Return the address that a saving program noted in a comment, attribute or meta element.

    ``head`` is the beginning of the page's text: the parsed ``page`` has no comments any more.

    >>> from lxml.html import document_fromstring
    >>> head = "<html><!-- saved from url=(0026)https://news.example/rain -->"
    >>> saved_from(document_fromstring("<html><p>Rain</html>"), head)
    'https://news.example/rain'
    """
    root = page.getroottree().getroot()
    written = [root.get(attribute) for attribute in _ATTRIBUTES]
    for element in islice(root.iter("meta"), _MAX_META):
        if element.get("name") in _META:
            written.append(element.get("content"))
    for link in islice(root.xpath("//a[contains(@class, 'reader-domain')]"), 1):
        written.append(link.get("href"))
    for comment in islice(_COMMENT.finditer(head[:_HEAD]), _MAX_NOTES):
        written += [match[1] for note in _NOTES if (match := note.search(comment[1]))]
    return next((address for one in written if (address := _web(one))), None)


def archived(address: str) -> str:
    """Return the address of which an archive of the web keeps a copy, other addresses unchanged.

    >>> archived("https://web.archive.org/web/20240905093054/https://news.example/rain")
    'https://news.example/rain'
    """
    match = _ARCHIVED.match(address)
    return match[1] if match else address


def _web(written: str | None) -> str | None:
    """An address without that of an archive around it."""
    address = archived(written or "")
    return (
        absolute_address(address if "://" in address else f"http://{address}") if address else None
    )
