"""The root element of HTML and XML, after comments and processing instructions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_PROLOG = (("<!--", "-->"), ("<?", "?>"))  # may precede the root element, beside white space
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_DOCTYPE = re.compile(r"<!doctype\s+([A-Za-z_][\w.-]*)", re.IGNORECASE)


def root_name(head: str) -> str | None:
    """Return the local name of the root element in lower case, or of the document type.

    ``head`` is the beginning of a text; the result is None if it is not markup.

    >>> root_name("<?xml version='1.0'?><!-- x --><rdf:RDF>"), root_name("<p"), root_name("text")
    ('rdf', 'p', None)
    """
    head = without_prolog(head.lstrip("\ufeff"))
    found = _DOCTYPE.match(head) or (_ROOT.search(head) if head.startswith("<") else None)
    return found[1].lower() if found else None


def without_prolog(head: str) -> str:
    """Return the text without leading comments and processing instructions."""
    start = 0
    while True:
        while head[start : start + 1].isspace():
            start += 1
        closing = next((end for opening, end in _PROLOG if head.startswith(opening, start)), None)
        if closing is None:
            return head[start:]
        end = head.find(closing, start)
        if end < 0:
            return ""
        start = end + len(closing)


def xml_root(content: bytes) -> _Element | None:
    """Parse XML, broken one as far as possible, without entities; None if it has no element."""
    from lxml import etree  # which most files do not need

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError):
        return None
