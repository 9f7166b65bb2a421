"""The lines that a page shows, in order, as a browser copies them, and their elements."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from retrieval.sources.metadata.characters import clean_line

_BLOCKS = frozenset(
    "p div section article header footer nav aside main ul ol li h1 h2 h3 h4 h5 h6 table tr "
    "blockquote figure figcaption form dl dt dd pre address body hr details summary fieldset "
    "time button br".split()
)
_HIDDEN = frozenset("script style noscript template head title svg option".split())
_CELLS = ("td", "th")


@dataclass(slots=True)
class ShownLine:
    """A line that a page shows, within ``block``."""

    block: HtmlElement
    text: str = ""
    linked: int = 0
    """How many characters of the text are links."""
    holders: list[HtmlElement] = field(default_factory=list)
    """The elements whose own text it is."""

    def add(self, text: str, holder: HtmlElement) -> None:
        """Add a text of the element ``holder``."""
        text = " ".join(text.split("\n"))
        self.text += text
        if not text.strip():
            return
        if holder not in self.holders[-1:]:
            self.holders.append(holder)
        if holder.tag == "a" or next(holder.iterancestors("a"), None) is not None:
            self.linked += len(text.strip())


def shown_lines(page: HtmlElement) -> list[ShownLine]:
    """Return the lines of a page that have a text."""
    blocks = [page]
    lines = [ShownLine(page)]
    walk = iterwalk(page, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        is_block = element.tag in _BLOCKS
        if event == "start":
            if element.tag in _HIDDEN:
                walk.skip_subtree()
                continue
            if is_block:
                blocks += [element] if element.tag != "br" else []
                lines.append(ShownLine(blocks[-1]))
            lines[-1].add(element.text or "", element)
            continue
        if is_block:
            if blocks[-1] is element and element is not page:
                blocks.pop()
            lines.append(ShownLine(blocks[-1]))
        if element is not page:
            space = " " if element.tag in _CELLS else ""
            lines[-1].add(space + (element.tail or ""), element.getparent())
    for line in lines:
        line.text = clean_line(line.text)
    return [line for line in lines if line.text]
