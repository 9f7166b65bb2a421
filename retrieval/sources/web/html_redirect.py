"""Redirects that a page states in its HTML instead of its header."""

from __future__ import annotations

import re
from html import unescape

from retrieval.sources.metadata.url_identity import linked_address, url_key
from retrieval.sources.web.fetched import Fetched

_HEAD_BYTES = 16_384
_MAX_PAGE_BYTES = 20_000  # a larger page is more than a redirect
_MAX_DELAY_S = 10
_META = re.compile(r"<meta\b[^<>]{0,2000}>", re.IGNORECASE)
_IS_REFRESH = re.compile(r"http-equiv\s*=\s*[\"']?refresh\b", re.IGNORECASE)
_CONTENT = re.compile(r"\bcontent\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_TARGET = re.compile(
    r"\s*(\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"']+)[\"']?\s*", re.IGNORECASE
)
_SCRIPT = re.compile(
    r"\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\()\s*[\"']([^\"']{8,2000})[\"']"
)
_SCRIPT_BYTES = 4096


def redirect_of(page: Fetched) -> str | None:
    """Return the address to which a page without text of its own sends its reader, if any.

    It is stated by ``<meta http-equiv="refresh">`` (HTML, section 4.2.5.3), or in a page of a few
    lines by a script that sets the location.
    """
    if "html" not in page.media_type or len(page.content) > _MAX_PAGE_BYTES:
        return None
    head = page.content[:_HEAD_BYTES].decode("utf-8", "replace")
    stated = _stated(head) or _scripted(head)
    address = linked_address(page.address, stated)
    return address if address and url_key(address) != url_key(page.address) else None


def _stated(head: str) -> str | None:
    for element in _META.findall(head):
        content = _CONTENT.search(element) if _IS_REFRESH.search(element) else None
        target = _TARGET.fullmatch(unescape(content[1] or content[2] or "")) if content else None
        if target and int(target[1]) <= _MAX_DELAY_S:
            return target[2].strip()
    return None


def _scripted(head: str) -> str | None:
    found = _SCRIPT.search(head) if len(head) <= _SCRIPT_BYTES else None
    return found[1].replace("\\/", "/") if found else None
