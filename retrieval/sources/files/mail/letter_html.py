"""The HTML of a mail → its visible lines."""

from __future__ import annotations

import re

from lxml.etree import LxmlError
from lxml.html import HtmlElement, document_fromstring

from retrieval.sources.files.html.guards import parsable
from retrieval.sources.files.html_fragments import element_lines

_MAX_ELEMENTS = 30_000
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*[01]px"
    r"|max-height\s*:\s*0",
    re.IGNORECASE,
)
_TABLE_PARTS = ("table", "tbody", "thead", "tfoot", "tr", "td", "th")


def mail_lines(html: str) -> list[str]:
    """Return the visible lines of a mail: tables that only lay it out are no tables.

    What mails hide, such as the words for the preview in a list of mails, is left out.

    >>> mail_lines("<p style='display:none'>Soon</p><table><tr><td>It rained.</td></tr></table>")
    ['It rained.']
    """
    if html.count("<") > 2 * _MAX_ELEMENTS:
        return []
    try:
        root = document_fromstring(parsable(html))
    except (LxmlError, ValueError):
        return []
    hidden = [one for one in root.iter() if isinstance(one.tag, str) and _is_hidden(one)]
    for element in hidden:
        if element.getparent() is not None:
            element.drop_tree()
    for table in list(root.iter("table")):
        if not _holds_data(table):
            _unwrap(table)
    return element_lines(root)


def _is_hidden(element: HtmlElement) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _holds_data(table: HtmlElement) -> bool:
    """Whether a table has cells that are headings, and no table around or in it."""
    is_nested = next(table.iterancestors("table"), None) is not None and (
        next(table.iter("th"), None) is None
    )
    has_inner = next(table.iterdescendants("table"), None) is not None
    return not is_nested and not has_inner and next(table.iter("th"), None) is not None


def _unwrap(table: HtmlElement) -> None:
    """Make blocks of the parts of a table that only lays out the mail."""
    table.tag = "div"
    for part in list(table.iter(*_TABLE_PARTS[1:])):
        if next(part.iterancestors("table"), None) is None:
            part.tag = "div"
