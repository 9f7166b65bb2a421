"""Prose that breaks divide, of which trafilatura has left out some → paragraphs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.metadata.characters import clean_line, letters

_DIVIDED = ("td", "div", "font", "center", "body")
_INLINE = frozenset(
    ("a", "b", "i", "em", "strong", "u", "font", "span", "sup", "sub", "small", "q")
)
_MAX_ELEMENTS = 30_000
_MIN_PARAGRAPHS = 3
_COMPARED = 60  # letters


def divide_at_breaks(page: HtmlElement, extracted: str) -> bool:
    """Make paragraphs of the prose between breaks with which no line of the ``extracted`` begins.

    Only where it holds other prose of the same element. Returns whether there is any.
    """
    starts = {letters(line)[:_COMPARED] for line in extracted.splitlines()}
    lost: list[_Run] = []
    for element in islice(page.iter(*_DIVIDED), _MAX_ELEMENTS):
        runs = [run for run in _runs(element) if is_prose(run.text)]
        missing = [run for run in runs if letters(run.text)[:_COMPARED] not in starts]
        lost += missing if len(runs) - len(missing) >= _MIN_PARAGRAPHS else []
    for run in lost:
        run.wrap()
    return bool(lost)


@dataclass(frozen=True, slots=True)
class _Run:
    """The text and inline elements of ``parent`` behind ``before``, None at its beginning."""

    parent: HtmlElement
    before: HtmlElement | None
    inline: list[HtmlElement]

    @property
    def text(self) -> str:
        """All of its text on one line."""
        first = self.parent.text if self.before is None else self.before.tail
        parts = (f"{one.text_content()}{one.tail or ''}" for one in self.inline)
        return clean_line("".join((first or "", *parts)))

    def wrap(self) -> None:
        """Put it into a paragraph of its own, within a block."""
        paragraph = self.parent.makeelement("p")
        self.parent.tag = "div" if self.parent.tag == "font" else self.parent.tag
        if self.before is None:
            paragraph.text, self.parent.text = self.parent.text, None
            self.parent.insert(0, paragraph)
        else:
            paragraph.text, self.before.tail = self.before.tail, None
            self.before.addnext(paragraph)
        paragraph.extend(self.inline)


def _runs(element: HtmlElement) -> list[_Run]:
    """What breaks and blocks divide an element into; nothing if it has no breaks."""
    if element.find("br") is None:
        return []
    runs = [_Run(element, None, [])]
    for child in element:
        if child.tag in _INLINE:
            runs[-1].inline.append(child)
        else:
            runs.append(_Run(element, child, []))
    return runs
