"""Names that an element of a page shows as those of authors, and in which way."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from retrieval.sources.boilerplate.breadcrumbs import is_section
from retrieval.sources.boilerplate.labels import is_label
from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.files.page.element_marks import (
    BYLINE_MARK,
    LINES,
    broken_lines,
    is_called_byline,
    is_marked,
    is_paragraph_of_prose,
    leads_to_author,
    spaced_text,
)
from retrieval.sources.files.page.other_parts import is_biography
from retrieval.sources.metadata.byline import (
    Byline,
    is_role,
    name_at_place,
    read_byline,
    read_dateline,
)
from retrieval.sources.metadata.characters import clean_line
from retrieval.sources.metadata.names import (
    clean_authors,
    is_agency,
    is_full_name,
    is_name_without_case,
    names_a_publication,
    stated_names,
)
from retrieval.text.languages.boilerplate import any_phrase

LABEL = re.compile(
    rf"{any_phrase('byline_openings', 'byline_labels', 'before_authors')}\s?[:：]?", re.IGNORECASE
)
LABELLED = re.compile(
    rf"{any_phrase('byline_openings', 'byline_labels', 'before_authors')}\s?[:：]?\s+(?P<names>.+)",
    re.IGNORECASE,
)
_OFFICE = re.compile(any_phrase("no_names"), re.IGNORECASE)
_PARTS = re.compile(r"\s[|·•/]\s")
_JOINER = re.compile(rf"(?:{any_phrase('joins_names')}|[,&+])", re.IGNORECASE)
_MAIL_ALONE = re.compile(r"[\w.+-]{2,40}(?:@| at )[\w.-]+\.\w{2,10}")
CREDIT = re.compile(rf"\b{any_phrase('credit_openings', 'credit_labels')}\b", re.IGNORECASE)
_OPENING = re.compile(rf"\b{any_phrase('byline_openings', 'byline_labels')}\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=\w{3}[.!?])\s+")
EDGES = " |·•/–—-"
_ON_AUTHOR = re.compile(any_phrase("author_headings"), re.IGNORECASE)
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_NAMES = frozenset((*_HEADINGS, "a", "strong", "b", "span", "p", "div"))
MAX_AROUND = 3  # elements
_MAX_AROUND_BIOGRAPHY = 5
_MAX_BIOGRAPHY = 1000  # characters
MAX_LINE = 160
MAX_NAME = 60
_MAX_STANDFIRST = 500
_MAX_SAID = 30
_MAX_SENTENCES = 3  # into which full stops behind abbreviations may divide a byline
_MAX_BROKEN = 6  # lines of an element


def names_shown(
    element: HtmlElement, titles: Collection[str], labelled: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield how an element shows names, and these; ``labelled`` is a text after a label."""
    is_linked = element.tag == "a" and leads_to_author(element)
    together = _linked_together(element) if is_linked else ()
    if labelled:
        yield "follows_label", together or stated_names([labelled])
        if all(map(is_full_name, clean_authors([labelled]) or ("",))):
            yield "is_byline", clean_authors([labelled])
    marked = is_marked(element, BYLINE_MARK)
    if is_paragraph_of_prose(element) and len(element.text_content()) <= _MAX_STANDFIRST:
        sentences = _SENTENCE_END.split(clean_line(element.text_content()))
        lasts = (" ".join(sentences[-count:]) for count in range(1, _MAX_SENTENCES + 1))
        bylines = (byline.authors for last in lasts if (byline := read_byline(last)))
        if authors := next(filter(None, bylines), ()):
            yield "is_byline", authors
            return
    if not (marked or is_linked or element.tag in LINES or element.tag == "address"):
        return
    if len(element.text_content()) > 2 * MAX_LINE:
        return
    text = spaced_text(element) or next(iter(_stated_within(element)), "")
    if not text or len(text) > MAX_LINE or text.casefold() in titles or is_label(text):
        return
    if together:
        yield "is_linked", together
        return
    if is_linked:
        yield "is_linked", stated_names([text])
    if marked or element.tag == "address":
        yield "is_marked", _marked_names(element)
    if element.tag in LINES and (byline := _byline_of(element, text)):
        linked = _names_of_links(element)
        yield "is_byline", linked if set(byline.authors) < set(linked) else byline.authors
    elif element.tag in LINES and (dateline := read_dateline(text)):
        if dateline.authors:
            yield "is_byline", dateline.authors
            yield "beside_date_or_role", dateline.authors
        elif is_full_name(dateline.beside or ""):
            yield "beside_date_or_role", (dateline.beside or "",)
    elif element.tag in LINES and not len(element) and (name := name_at_place(text)):
        if _is_beside_date_or_role(element, text):
            yield "is_byline", (name,)
    elif element.tag in _NAMES and is_full_name(text) and _is_first_of_biography(element):
        yield "in_biography", stated_names([text])
    elif element.tag in LINES and not len(element) and (names := _labelled_in_byline(element)):
        yield "is_byline", names
    elif element.tag in LINES and not len(element) and (names := _persons(text)):
        is_beside = _is_beside_date_or_role(element, text)
        said = _said_before(element)
        if is_beside:
            yield "beside_date_or_role", names
        if said:
            yield "follows_colon" if said[-1] in ":：" else "follows_words", names
        if _is_beside_address(element):
            yield "beside_address", names
        if not is_beside and all(map(is_full_name, names)):
            yield "stands_alone", names


def _persons(line: str) -> tuple[str, ...]:
    """The persons whom a line names if it says nothing else."""
    if is_section(line):
        return ()
    if is_name_without_case(line):
        return (line,)
    names = clean_authors([line])
    are_persons = (
        line[:1].isupper()
        and all(map(is_full_name, names))
        and sum(map(len, names)) >= 0.8 * len(line)
    )
    return names if are_persons and not is_prose(line) else ()


def _said_before(name: HtmlElement) -> str:
    """The few words right before a name in the line around it: "Live reporting by".

    Words for pictures or for review, and names, are none.
    """
    around, before = name.getparent(), name.getprevious()
    if around is None or is_longer(around, MAX_LINE):
        return ""
    told = around.text if before is None else before.tail
    said = clean_line(told or "") or ("" if before is None else spaced_text(before))
    is_other = CREDIT.search(said) or _persons(said) or not any(map(str.isalpha, said))
    return "" if is_other or len(said) > _MAX_SAID or said[-1] in ".!?" else said


def _is_beside_address(name: HtmlElement) -> bool:
    """Whether one of the next elements around a name holds a mail address and nothing else."""
    beside = islice(name.itersiblings(), MAX_AROUND)
    short = (clean_line(one.text_content()) for one in beside if not is_longer(one, MAX_NAME))
    return any(map(_MAIL_ALONE.fullmatch, short))


def _labelled_in_byline(element: HtmlElement) -> tuple[str, ...]:
    """The names behind a label in a line of a part called after what tells of the making."""
    around = islice(element.iterancestors(), _MAX_AROUND_BIOGRAPHY)
    return _labelled_names(spaced_text(element)) if any(map(is_called_byline, around)) else ()


def _labelled_names(line: str) -> tuple[str, ...]:
    """The full names behind a word such as "by" in a line that has nothing else, also in Romanian.

    Such a short word may be part of a name, so that the line must be there to name somebody.
    """
    labelled = LABELLED.fullmatch(line)
    names = clean_authors([labelled["names"]]) if labelled else ()
    return names if all(map(is_full_name, names)) else ()


def _byline_of(element: HtmlElement, text: str) -> Byline | None:
    """The byline that the text of an element is, or one of its lines if it is broken."""
    if element.find("br") is None:
        return read_byline(text)
    lines = [line.removesuffix(",") for line in islice(broken_lines(element), _MAX_BROKEN)]
    bylines = list(filter(None, map(read_byline, lines)))
    return next((one for one in bylines if one.authors), next(iter(bylines), None))


def _is_beside_date_or_role(element: HtmlElement, name: str) -> bool:
    """Whether a short line around a name, or beside it, tells a day or what somebody is alone."""
    for beside in (element.getprevious(), element.getnext()):
        is_short = beside is not None and not is_longer(beside, MAX_LINE)
        if beside is not None and is_short and _tells_day_or_role(spaced_text(beside)):
            return True
    for around in islice(element.iterancestors(), MAX_AROUND):
        if is_longer(around, MAX_LINE):
            return False
        rest = spaced_text(around).replace(name, "", 1).strip(EDGES)
        if _tells_day_or_role(rest):
            return True
    return False


def _is_first_of_biography(name: HtmlElement) -> bool:
    """Whether a name is the first in a box that is called, or headed, as one on the author."""
    for around in islice(name.iterancestors(), _MAX_AROUND_BIOGRAPHY):
        if around.tag in ("body", "main", "article") or is_longer(around, _MAX_BIOGRAPHY):
            return False
        heading = next((one for one in around.iter() if one.tag in _HEADINGS), None)
        is_headed = heading is not None and _ON_AUTHOR.fullmatch(spaced_text(heading).rstrip(":"))
        if is_headed or is_biography(around):
            firsts = (one for one in around.iter(*_NAMES) if is_full_name(spaced_text(one)))
            return next(firsts, None) is name
    return False


def _tells_day_or_role(line: str) -> bool:
    dateline = read_dateline(line)
    return is_role(line) or bool(dateline and (dateline.published or dateline.updated))


def _linked_together(link: HtmlElement) -> tuple[str, ...]:
    """The names of all authors linked in a short line around a link, if there are several.

    What stands before the first of them stands before them all.
    """
    for around in islice(link.iterancestors(), MAX_AROUND):
        if is_longer(around, MAX_LINE):
            break
        names = _names_of_links(around)
        if len(names) > 1:
            return names
    return ()


def is_longer(element: HtmlElement, length: int) -> bool:
    """Whether an element, which may be the whole page, has a longer text."""
    left = length
    for text in element.itertext():
        left -= len(text)
        if left < 0:
            return True
    return False


def _names_of_links(line: HtmlElement) -> tuple[str, ...]:
    """The names of the authors linked in a line, up to a word for pictures, as in "photos by"."""
    linked = {spaced_text(one) for one in line.iter("a") if leads_to_author(one)}
    return stated_names(name for name in _linked_as_authors(line) if name in linked)


def _marked_names(element: HtmlElement) -> tuple[str, ...]:
    """The names in a byline: those marked or linked as such, else its words, else its first."""
    lines = [line for part in element.itertext() if (line := clean_line(part))]
    first = _PARTS.split(" ".join(lines))[0]
    if _OFFICE.search(first) and not stated_names([first]):
        return ()  # what follows is where the office is
    byline = _byline_of(element, " ".join(lines))
    for written in (_stated_within(element), list(_linked_as_authors(element))):
        names = clean_authors(written)
        if names and all(map(is_full_name, names)):
            return byline.authors if byline and set(names) < set(byline.authors) else names
    if lines and byline and byline.authors:
        return byline.authors
    broken = islice(broken_lines(element), _MAX_BROKEN)
    if names := next(filter(None, map(_labelled_names, broken)), ()):
        return names
    if lines and byline:
        return tuple(filter(is_agency, stated_names(lines)))
    if all(part.tag == "br" for part in element):
        names = clean_authors(lines)
        if names and all(map(is_full_name, names)):
            return names
    if names := _joined_names(lines):
        return names
    links = [name for link in element.iter("a") if (name := spaced_text(link))]
    if len(links) == 1 and (names := stated_names(links)):
        return names
    return _without_place(stated_names([line for line in lines if not LABEL.fullmatch(line)][:1]))


def _joined_names(lines: Sequence[str]) -> tuple[str, ...]:
    """The full names in the first line of names, with those that words for "and" join to them."""
    found: list[str] = []
    is_joined = True
    for line in lines:
        names = clean_authors([line])
        is_of_persons = bool(names) and all(map(is_full_name, names))
        if found and _JOINER.fullmatch(line):
            is_joined = True
        elif is_joined and is_of_persons and not any(map(names_a_publication, names)):
            found += names
            is_joined = False
        elif found:
            break
    return tuple(found)


def _stated_within(element: HtmlElement) -> list[str]:
    """The names that microdata marks in an element, as texts or as contents of attributes."""
    named = (part for part in element.iter() if "name" in (part.get("itemprop") or "").split())
    return [spaced_text(part) or clean_line(part.get("content") or "") for part in named]


def _linked_as_authors(line: HtmlElement) -> Iterator[str]:
    """The texts of the links in a line but those behind a word for pictures or for review."""
    rest, is_credited = spaced_text(line), False
    for link in line.iter("a"):
        name = spaced_text(link)
        before, found, behind = rest.partition(name) if name else ("", "", rest)
        credit = CREDIT.search(before)
        if credit or _OPENING.search(before):
            is_credited = bool(credit) and not _OPENING.search(
                before, credit.end() if credit else 0
            )
        rest = behind if found else rest
        if name and not is_credited:
            yield name


def _without_place(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names without words that stand alone behind a full one: "Jane Roe · Kyiv"."""
    is_full = bool(names) and is_full_name(names[0])
    return tuple(name for name in names if " " in name) if is_full else names
