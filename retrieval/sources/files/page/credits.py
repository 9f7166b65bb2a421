"""Who wrote a page's article and when, as the page shows it near the article's heading."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.metadata.byline import read_byline, read_dateline
from retrieval.sources.metadata.characters import clean_line
from retrieval.sources.metadata.dates import parse_date
from retrieval.sources.metadata.names import clean_authors, is_full_name
from retrieval.text.languages.boilerplate import any_phrase

_Item = TypeVar("_Item")

_NOT_OF_ARTICLE = frozenset("nav footer aside form script style noscript template svg".split())
_OTHER_PARTS = re.compile(
    r"comment|related|sidebar|(?<!elementor-)widget|recommend|popular|footer|teaser|promo|trending|newsletter"
    r"|most-read|read-?next|disqus|reply|menu",
    re.IGNORECASE,
)
_OTHER_ARTICLES = re.compile(
    r"(?:^|[\s_-])(?:comments?|related|recommend\w*|teasers?|popular|trending|most-?read)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MAX_NAMED = 50
_WHOLE_PAGE = frozenset("html body main article".split())
_BYLINE_MARK = re.compile(
    r"\bauthors?\b|author-?name|authorname|by-?line|\bwriter\b|posted-?by|\breporter\b|\bjournalist"
    r"|entry-author|article-author|post-author|autor\b|auteur",
    re.IGNORECASE,
)
_DATE_MARK = re.compile(r"date|time|publish|posted|byline|\bmeta\b|-meta\b", re.IGNORECASE)
_CHANGE_MARK = re.compile(r"updat|modif|edited|changed", re.IGNORECASE)
_PUBLISHED_MARK = re.compile(r"publish|entry-date|posted", re.IGNORECASE)
_FIRST_DATE = re.compile(r"(?:\b[^\W\d_]+\.? )?\d.*")
_UPDATED = re.compile(rf"\b{any_phrase('updated')}", re.IGNORECASE)
_PUBLISHED = re.compile(rf"\b{any_phrase('published')}", re.IGNORECASE)
_MARKS = ("class", "id", "itemprop", "rel", "data-testid", "data-component", "property")
_DATE_IN_ADDRESS = re.compile(r"/(?:19|20)\d\d[/-]?\d\d[/-]?\d\d(?=\D|$)")
_MAX_DATE_ELEMENTS = 200
_MIN_PROSE = 60
_MAX_PROSE_BEFORE = 2  # paragraphs between the heading and a byline or date that counts
_MAX_LINE = 160
_MAX_BEFORE = 40  # elements between a byline or date and the heading below it
_LINES = frozenset("p div span li time address small em strong b i a td h2 h3 h4 h5 h6".split())


@dataclass(frozen=True, slots=True)
class Credits:
    """What a page shows of its authors and days, with nothing where that is not plain."""

    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None


@dataclass(slots=True)
class _Found:
    """What was found on the way through a page, with the number of the element it stands in."""

    heading: int | None = None
    authors: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    published: list[tuple[int, str]] = field(default_factory=list)
    updated: list[tuple[int, str]] = field(default_factory=list)
    prose: list[int] = field(default_factory=list)


def read_credits(
    page: HtmlElement, heading: HtmlElement | None, titles: Collection[str] = ()
) -> Credits:
    """Read the byline and the dates that stand closest to the heading of the article.

    ``titles`` are those of the page, which name no author.
    """
    found = _walk(page, heading, {title.casefold() for title in titles})
    authors = list(_near_heading(found, found.authors))
    distinct = {names for _, names in found.authors}
    if not authors and len(distinct) == 1:
        authors = list(distinct)
    return Credits(
        authors=_without_glued(tuple(dict.fromkeys(name for names in authors for name in names))),
        published=next(_near_heading(found, found.published), None),
        updated=next(_near_heading(found, found.updated), None),
    )


def _without_glued(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names without those that are another one with more behind it: "Jane RoeShare"."""
    return tuple(
        name for name in names if not any(name != one and name.startswith(one) for one in names)
    )


def marked_days(page: HtmlElement, url: str | None) -> frozenset[str]:
    """Return the days, ISO 8601, in the page's address and in all elements for dates."""
    written = [match[0].strip("/") for match in _DATE_IN_ADDRESS.finditer(url or "")]
    days = {day[:10] for text in written if (day := parse_date(text))}
    found = _Found()
    marked = (element for element in page.iter(*_LINES, "abbr") if _is_marked_date(element))
    elements = (element for element in marked if not _is_of_another(element))
    for number, element in enumerate(islice(elements, _MAX_DATE_ELEMENTS)):
        _read_marked_days(element, number, found)
    return frozenset(days | {day[:10] for _, day in found.published})


def is_named(page: HtmlElement, name: str) -> bool:
    """Whether the page names someone outside its links to other articles and its comments."""
    elements = (one for one in page.iter() if name in _own_text(one))
    return any(not _is_of_another(element) for element in islice(elements, _MAX_NAMED))


def _own_text(element: HtmlElement) -> str:
    return f"{element.text or ''} {element.tail or ''} {element.get('content') or ''}"


def _is_of_another(element: HtmlElement) -> bool:
    """Whether an element is part of a link to another article or of a comment."""
    around = (f"{one.get('class') or ''} {one.get('id') or ''}" for one in element.iterancestors())
    return any(_OTHER_ARTICLES.search(marks) for marks in around)


def _walk(page: HtmlElement, heading: HtmlElement | None, titles: Collection[str]) -> _Found:
    found = _Found()
    walk = iterwalk(page, events=("start",))
    for number, (_, element) in enumerate(walk):
        if not isinstance(element.tag, str):
            continue
        if element is heading:
            found.heading = number
        elif _is_of_other_part(element):
            walk.skip_subtree()
        elif element.tag == "p" and _is_prose(element):
            found.prose.append(number)
        elif found.heading is None or len(found.prose) <= _MAX_PROSE_BEFORE + 1:
            if names := _authors(element, titles):
                found.authors.append((number, names))
            _read_days(element, number, found)
    return found


def _is_marked_date(element: HtmlElement) -> bool:
    return element.tag == "time" or _is_marked(element, _DATE_MARK)


def _near_heading(found: _Found, items: list[tuple[int, _Item]]) -> Iterator[_Item]:
    """The items between the heading and the article's text, else those right above the heading.

    Without a heading, the items above the text.
    """
    top = -1 if found.heading is None else found.heading
    first_prose = [number for number in found.prose if number > top]
    end = first_prose[0] if first_prose else None
    below = [item for item in items if item[0] > top and (end is None or item[0] < end)]
    if not below and found.heading is not None:
        below = [item for item in items if top - _MAX_BEFORE <= item[0] < top][-1:]
    if not below and len(first_prose) > _MAX_PROSE_BEFORE:
        later = first_prose[_MAX_PROSE_BEFORE]
        below = [item for item in items if top < item[0] < later][:1]
    return (item for _, item in below)


def _is_of_other_part(element: HtmlElement) -> bool:
    if element.tag in _NOT_OF_ARTICLE:
        return True
    marks = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.tag not in _WHOLE_PAGE and bool(_OTHER_PARTS.search(marks))


def _is_marked(element: HtmlElement, mark: re.Pattern[str]) -> bool:
    return any(mark.search(element.get(name) or "") for name in _MARKS)


def _is_prose(element: HtmlElement) -> bool:
    text = clean_line(element.text_content())
    return len(text) >= _MIN_PROSE // (1 if text.isascii() else 2) and is_prose(text)


def _authors(element: HtmlElement, titles: Collection[str]) -> tuple[str, ...]:
    """The names in an element that is marked as a byline, or that is one by its words."""
    if element.tag not in _LINES and not _is_marked(element, _BYLINE_MARK):
        return ()
    text = clean_line(element.text_content()[: 2 * _MAX_LINE])
    if not text or len(text) > _MAX_LINE or text.casefold() in titles:
        return ()
    if _is_marked(element, _BYLINE_MARK) or element.tag == "address":
        return _marked_authors(element)
    byline = read_byline(text)
    return byline.authors if byline else ()


def _marked_authors(element: HtmlElement) -> tuple[str, ...]:
    """The names in a byline: those marked or linked as such, else its words, else its first."""
    named = [part for part in element.iter() if "name" in (part.get("itemprop") or "").split()]
    for parts in (named, list(element.iter("a"))):
        names = clean_authors([_spaced(part) for part in parts])
        if names and all(is_full_name(name) for name in names):
            return names
    lines = [line for part in element.itertext() if (line := clean_line(part))]
    if lines and (byline := read_byline(" ".join(lines))):
        return byline.authors
    for line in lines:
        names = clean_authors([line])
        if names and all(is_full_name(name) for name in names):
            return names
    return ()


def _spaced(element: HtmlElement) -> str:
    """The text of an element, with spaces between the texts of its parts."""
    return clean_line(" ".join(element.itertext()))


def _read_days(element: HtmlElement, number: int, found: _Found) -> None:
    """Note the days that an element is there to tell."""
    if _is_marked_date(element):
        _read_marked_days(element, number, found)
    elif element.tag in _LINES and len(element) <= 3:
        text = clean_line(element.text_content()[: 2 * _MAX_LINE])
        dateline = read_dateline(text) if len(text) <= _MAX_LINE else None
        if dateline and dateline.published:
            found.published.append((number, dateline.published))
        if dateline and dateline.updated:
            found.updated.append((number, dateline.updated))


def _read_marked_days(element: HtmlElement, number: int, found: _Found) -> None:
    text = clean_line(element.text_content()[: 2 * _MAX_LINE])
    if len(text) > _MAX_LINE:
        return
    dateline = read_dateline(text)
    if dateline and dateline.published and dateline.updated:
        found.published.append((number, dateline.published))
        found.updated.append((number, dateline.updated))
        return
    stated = (element.get(name) for name in ("datetime", "content", "title"))
    shown = dateline.published or dateline.updated if dateline else None
    days = (*map(parse_date, stated), shown, parse_date(_from_first_date(text)))
    if day := next((day for day in days if day), None):
        (found.updated if _tells_change(element, text) else found.published).append((number, day))


def _from_first_date(text: str) -> str:
    """The text from its first number on, or from the word before that."""
    match = _FIRST_DATE.search(text)
    return match[0][:100] if match else ""


def _tells_change(element: HtmlElement, text: str) -> bool:
    """Whether the element, or what stands before its day, says that the day is of a change."""
    own = " ".join(element.get(name) or "" for name in ("class", "itemprop", "property"))
    before = _FIRST_DATE.sub("", text)
    if not before.strip() and (parent := element.getparent()) is not None:
        around = clean_line(parent.text_content()[: 2 * _MAX_LINE])
        before = around.partition(text)[0] if text and len(around) <= _MAX_LINE else ""
    if _PUBLISHED.search(before) or _PUBLISHED_MARK.search(own):
        return False
    return bool(_CHANGE_MARK.search(own) or _UPDATED.search(before))
