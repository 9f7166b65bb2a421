"""What the names and classes of a page's elements say of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.metadata.characters import clean_line

LINES = frozenset(
    "p div span li dd time abbr address small em strong b i font a td h2 h3 h4 h5 h6".split()
)
"""Elements that may hold a byline or a date and nothing else."""
BYLINE_MARK = re.compile(
    r"(?<![a-z])authors?(?![a-z])|author-?name|authorname|by-?line|\bwriter\b|posted-?by"
    r"|\breporter\b|\bjournalist|entry-author|signature|reader-credits|\bfirma(?:nte)?\b|contrib(?:utor)?s?[-_]|article-author|post-author|autor(?:[aei]|es)?\b|auteur"
    r"|autor(?:en)?-?zeile|\byazar\b|k[uü]nye|skribent|förfat|forfat|(?:^|\s)podpis(?:$|\s)|semn[aă]tur|penulis|tac-?gia|lekhak|kirjoittaja|avtor|\bavt\b"
    r"|(?:^|\s)credits?(?:$|\s)|(?:^|[\s_-])(?:by|aut|door)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""How elements that name authors are called."""
_NOT_OF_ARTICLE = frozenset("nav aside form script style noscript template svg".split())
_OTHER_PARTS = re.compile(
    r"comment|related|sidebar|(?<!elementor-)widget|recommend|popular|teaser|promo|trending|newsletter"
    r"|most-read|read-?next|disqus|reply|menu",
    re.IGNORECASE,
)
_OF_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:meta|byline|(?:article|entry|page|post|story)-?(?:info|details|credits?))(?:$|[\s_-])",
    re.IGNORECASE,
)
_OF_OTHER_ARTICLES = re.compile(
    r"related|recommend|popular|teaser|promo|trending|most-read|read-?next", re.IGNORECASE
)
_FOOTER = re.compile(
    r"(?<!post-)(?<!entry-)(?<!article-)(?<!post)(?<!entry)(?<!article)footer", re.IGNORECASE
)
_WHOLE_PAGE = frozenset("html body main article".split())
_PROFILE = re.compile(
    r"/(?:authors?|profiles?|people|staff|contributors?|by|writers?|reporters?|journalists?"
    r"|autor(?:en)?|auteurs?|users?|members?|team|columnists?)/",
    re.IGNORECASE,
)
_MARKS = ("class", "id", "itemprop", "rel", "data-testid", "data-component", "property")
_MAKING = re.compile(r"author|byline|writer|firma|info|meta|date|time|publish", re.IGNORECASE)
_MIN_PROSE = 60  # characters
_MAX_LINE = 160


def is_of_other_part(element: HtmlElement) -> bool:
    """Whether an element is of a part of the page beside its article, by its name or class.

    A footer between heading and text holds the byline, as may what is called after it, and a line
    set aside there.
    """
    if is_called_byline(element):
        return False
    marks = f"{element.get('class') or ''} {element.get('id') or ''}"
    if element.tag in _NOT_OF_ARTICLE and not _is_line_above_text(element):
        return True
    if element.tag in _WHOLE_PAGE:
        return False
    is_footer = bool(_FOOTER.search(marks)) or (element.tag == "footer" and "footer" not in marks)
    return bool(_OTHER_PARTS.search(marks)) or (is_footer and not _is_above_text(element))


def is_called_byline(element: HtmlElement) -> bool:
    """Whether an element is called after what tells of the making of the article."""
    marks = f"{element.get('class') or ''} {element.get('id') or ''}"
    return bool(_OF_BYLINE.search(marks)) and not _OF_OTHER_ARTICLES.search(marks)


def _is_line_above_text(element: HtmlElement) -> bool:
    """Whether an element set aside is a line called after authors or days, with no text but a
    standfirst above it."""
    if element.tag != "aside" or len(spaced_text(element)) > _MAX_LINE:
        return False
    standfirst = sum(map(is_paragraph_of_prose, element.itersiblings("p", preceding=True)))
    is_above = standfirst <= 1 and _has_prose(element.itersiblings())
    return is_marked(element, _MAKING) and is_above


def _is_above_text(element: HtmlElement) -> bool:
    """Whether prose stands right after an element, and none before it."""
    return _has_prose(element.itersiblings()) and not _has_prose(
        element.itersiblings(preceding=True)
    )


def _has_prose(elements: Iterator[HtmlElement]) -> bool:
    return any(is_paragraph_of_prose(part) for one in elements for part in one.iter("p"))


def leads_to_author(link: HtmlElement) -> bool:
    """Whether a link leads to the page of an author."""
    return "author" in (link.get("rel") or "") or bool(_PROFILE.search(link.get("href") or ""))


def is_marked(element: HtmlElement, mark: re.Pattern[str]) -> bool:
    """Whether one of the attributes that tell what an element is for has the mark."""
    return any(mark.search(element.get(name) or "") for name in _MARKS)


def is_paragraph_of_prose(element: HtmlElement) -> bool:
    """Whether an element is a paragraph of at least a sentence."""
    if element.tag != "p":
        return False
    text = clean_line(element.text_content())
    return len(text) >= _MIN_PROSE // (1 if text.isascii() else 2) and is_prose(text)


def spaced_text(element: HtmlElement) -> str:
    """Return the text of an element on one line, with spaces between the texts of its parts."""
    return clean_line(" ".join(element.itertext()))


def broken_lines(element: HtmlElement) -> Iterator[str]:
    """Yield the texts of an element between its breaks."""
    text = ""
    for event, part in iterwalk(element, events=("start", "end")):
        is_start = event == "start"
        text += "\n" if is_start and part.tag == "br" else ""
        own = part.text if is_start else part.tail if part is not element else ""
        text += " ".join((own or "").split("\n"))
    yield from filter(None, map(clean_line, text.split("\n")))
