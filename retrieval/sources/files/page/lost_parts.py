"""Parts of a text that trafilatura leaves out → paragraphs: headings, lists, what breaks divide.

Where nothing tells trafilatura which element holds the article, it takes paragraphs from all of the
page, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.boilerplate.section_headings import is_lead
from retrieval.sources.files.page.element_marks import is_of_other_part, is_paragraph_of_prose
from retrieval.sources.metadata.characters import clean_line, letters

_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_WHOLE = frozenset(("body", "html", "main"))
_LISTS = frozenset(("ul", "ol"))
_DIVIDED = ("td", "div", "font", "center", "body")
_INLINE = frozenset(
    ("a", "b", "i", "em", "strong", "u", "font", "span", "sup", "sub", "small", "q")
)
_MAX_ELEMENTS = 30_000
_MIN_PARAGRAPHS = 3
_MAX_HEADING = 200  # characters
_COMPARED = 60  # letters


def restore_lost_parts(page: HtmlElement, extracted: str) -> bool:
    """Make paragraphs of the headings and list items of a text that the ``extracted`` one lacks.

    They stand between the paragraphs of prose that have the same parent as most of the page's, or
    after one that announces them by a colon. Returns whether there are any.
    """
    text = letters(extracted)
    holder = _holder(page, text)
    if holder is None:
        return False
    lost = [part for part in _between_prose(holder) if not _is_within(part, text)]
    for part in lost:
        part.tag = "p"
        around = part.getparent()
        if around is not None and around.tag in _LISTS:
            around.tag = "div"
    return bool(lost)


def _holder(page: HtmlElement, text: str) -> HtmlElement | None:
    """The parent of most of the page's paragraphs of prose that the text holds, if of several."""
    paragraphs = islice(filter(is_paragraph_of_prose, page.iter("p")), _MAX_ELEMENTS)
    found = Counter(one.getparent() for one in paragraphs if _is_within(one, text))
    holder, count = next(iter(found.most_common(1)), (None, 0))
    return holder if count >= _MIN_PARAGRAPHS else None


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


def _between_prose(holder: HtmlElement) -> list[HtmlElement]:
    """The headings and list items among the paragraphs of the element that holds them."""
    children = [one for one in holder if isinstance(one.tag, str) and not is_of_other_part(one)]
    prose = [number for number, child in enumerate(children) if is_paragraph_of_prose(child)]
    end = prose[-1] + 1 + clean_line(children[prose[-1]].text_content()).endswith(":")
    found: list[HtmlElement] = []
    for child in children[prose[0] : end]:
        if child.tag in _LISTS:
            found += [item for item in child if item.tag == "li" and _is_text(item)]
        elif child.tag in _HEADINGS and _is_heading(child):
            found.append(child)
    return found


def _is_text(item: HtmlElement) -> bool:
    """Whether an item is no link, nor holds another list."""
    length = len(clean_line(item.text_content()))
    linked = sum(len(clean_line(link.text_content())) for link in item.iter("a"))
    return length > 2 * linked and not any(part.tag in _LISTS for part in item.iterdescendants())


def _is_heading(element: HtmlElement) -> bool:
    text = clean_line(element.text_content())
    return 0 < len(text) <= _MAX_HEADING and not is_lead(text) and element.find(".//a") is None


def _is_within(element: HtmlElement, text: str) -> bool:
    return letters(element.text_content())[:_COMPARED] in text
