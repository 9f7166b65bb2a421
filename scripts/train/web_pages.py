"""Pages of the web of our own, and of the tuned half of real ones, whose lines are marked.

``web_pages.jsonl`` holds one invented page a line: its ``html``, what it says of ``title``,
``authors``, ``published`` and ``publisher``, and ``marks``, one for each line that the page shows:
``=`` the headline, ``+`` a line of the article, ``b`` the byline, ``d`` the day of publication,
``B`` both, ``-`` another. ``page_marks.json`` holds the marks
of real pages by name, with ``0`` for a line that can be seen either way.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml.html import HtmlElement

from retrieval.sources.files.decoding import decode_page
from retrieval.sources.files.html.document import parse_page
from retrieval.sources.lines.shown_lines import ShownLine, shown_lines

_OWN = Path(__file__).parent / "web_pages.jsonl"
_MARKS = Path(__file__).parent / "page_marks.json"


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A parsed page, its lines and the marks of those."""

    page: HtmlElement
    lines: Sequence[ShownLine]
    marks: str


def own_facts() -> Iterator[dict[str, Any]]:
    """Yield what the file holds of each invented page."""
    yield from map(json.loads, _OWN.read_text(encoding="utf-8").splitlines())


def own_pages() -> Iterator[MarkedPage]:
    """Yield the invented pages."""
    for facts in own_facts():
        yield _marked(facts["name"], facts["html"], facts["marks"])


def real_pages(folder: Path) -> Iterator[MarkedPage]:
    """Yield the pages of the tuned half that ``folder`` holds, as for ``scripts.bench reading``."""
    marks: dict[str, str] = json.loads(_MARKS.read_text(encoding="utf-8"))
    for name, own in marks.items():
        html = decode_page((folder / "pages" / name).read_bytes())
        yield _marked(name, html or "", own)


def _marked(name: str, html: str, marks: str) -> MarkedPage:
    page = parse_page(html)
    if page is None:
        raise ValueError(f"{name}: holds no page")
    lines = shown_lines(page)
    if len(lines) != len(marks):
        raise ValueError(f"{name}: shows {len(lines)} lines, but has {len(marks)} marks")
    return MarkedPage(page, lines, marks)
