"""HTML fragments, for example in Markdown → their visible lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import LxmlError, iterwalk
from lxml.html import HtmlElement, document_fromstring

from retrieval.sources.files.tables import table_lines
from retrieval.sources.metadata.characters import clean_line, split_lines

_INVISIBLE = frozenset(
    """script style template noscript iframe object svg math head title button select textarea
    figcaption""".split()
)
_BLOCKS = frozenset(
    """address article aside blockquote body br caption center dd details dialog div dl dt fieldset
    figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary
    table tbody td tfoot th thead tr ul""".split()
)


def fragment_lines(fragment: str) -> list[str]:
    """Return the lines of visible text in an HTML fragment, one for each table row.

    >>> fragment_lines("<div>It <b>rained</b>.<script>x</script><p>Then it stopped.</div>")
    ['It rained.', 'Then it stopped.']
    """
    try:
        root = document_fromstring(f"<html><body>{fragment}</body></html>")
    except (LxmlError, ValueError):
        return []
    return element_lines(root)


def element_lines(root: HtmlElement) -> list[str]:
    """Return the lines of visible text in an element."""
    return split_lines("".join(_parts(root)))


def _parts(root: HtmlElement) -> Iterator[str]:
    """The texts of the elements, with line breaks at the start and end of blocks."""
    walk = iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        name = element.tag if isinstance(element.tag, str) else ""
        edge = "\n" if name in _BLOCKS else ""
        if event == "start":
            yield edge
            if name in _INVISIBLE:
                walk.skip_subtree()
            elif name == "table":
                walk.skip_subtree()
                yield "\n".join(_rows(element))
            else:
                yield element.text or ""
        else:
            yield edge + (element.tail or "")


def _rows(table: HtmlElement) -> list[str]:
    rows = list(table.iter("tr"))
    cells = [[clean_line(cell.text_content()) for cell in row.iter("td", "th")] for row in rows]
    has_header = bool(rows) and next(rows[0].iter("td"), None) is None
    return table_lines(cells[0], cells[1:]) if has_header else table_lines([], cells)
