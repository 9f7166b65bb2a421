"""The days of a page's article, as the page shows them near the article's heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain, islice

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from retrieval.sources.files.page.date_fields import attributes_with_dates
from retrieval.sources.files.page.element_marks import (
    BYLINE_MARK,
    LINES,
    broken_lines,
    is_marked,
    is_of_other_part,
    is_paragraph_of_prose,
)
from retrieval.sources.metadata.byline import read_byline, read_dateline, read_stamp
from retrieval.sources.metadata.characters import clean_line
from retrieval.sources.metadata.dates import (
    is_day_first,
    parse_date,
    parse_timestamp,
    with_day_by_weekday,
    with_day_first,
    with_time_behind,
    with_whole_years,
)
from retrieval.sources.metadata.months import month_number
from retrieval.text.languages.boilerplate import any_phrase
from retrieval.text.words.language_detection import article_language

_OTHER_ARTICLES = re.compile(
    r"(?:^|[\s_-])(?:comments?|related|recommend\w*|teasers?|popular|trending|most-?read)(?:$|[\s_-])",
    re.IGNORECASE,
)
_DATE_MARK = re.compile(
    r"date|time|publish|posted|submitted|byline|\bmeta\b|-meta\b", re.IGNORECASE
)
_CHANGE_MARK = re.compile(r"updat|modif|edited|changed", re.IGNORECASE)
_PUBLISHED_MARK = re.compile(r"publish|entry-date|posted", re.IGNORECASE)
_LABEL = re.compile(r"([^\W\d_][^\d:|·•]{1,30})[:：]\s*(?=\S)")
_FIRST_DATE = re.compile(r"(?:\b[^\W\d_]+\.? )?\d.*")
_NEEDLESS_SPACE = re.compile(r"(?<=\d) (?=(?:st|nd|rd|th)\b)| (?=[,.;:])", re.IGNORECASE)
_PARTS = re.compile(r"\s[|·•/–—]\s")
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
_UPDATED = re.compile(rf"\b{any_phrase('updated')}", re.IGNORECASE)
_PUBLISHED = re.compile(rf"\b{any_phrase('published')}", re.IGNORECASE)
_AS_OF = re.compile(rf"\W*{any_phrase('as_of')}\b", re.IGNORECASE)
_TODAY = re.compile(
    r"(?:^|[\s_-])(?:(?:current|todays?|masthead|header)[_-]?date|date-?(?:du-?jour|of-?today)"
    r"|fecha-?(?:de-?)?(?:hoy|actual)|data-?(?:de-?hoje|di-?oggi|atual)|hoy|hoje|heute|vandaag|dzisiaj)(?:$|[\s_-])"
    r"|^today$",
    re.IGNORECASE,
)
_LANGUAGES = ("og:locale", "content-language", "language", "dc.language")
_MAX_SAMPLE = 10  # paragraphs by which the language of a page is told
_MAX_DATE_ELEMENTS = 200
_MAX_PROSE_BEFORE = 2  # paragraphs between the heading and a date that counts
_MAX_LINE = 160
_MAX_LABEL = 30
_MAX_BROKEN = 6  # lines of an element
_MAX_BEFORE = 40  # elements between a date and the heading below it


@dataclass(frozen=True, slots=True)
class ShownDates:
    """The days that a page shows of its article, None where they are not plain."""

    published: str | None = None
    updated: str | None = None
    is_below: bool = False
    """Whether a day and nothing else stands between the heading and the text."""


@dataclass(slots=True)
class _Found:
    """What was found on the way through a page, with the number of the element it stands in."""

    heading: int | None = None
    published: list[tuple[int, str]] = field(default_factory=list)
    updated: list[tuple[int, str]] = field(default_factory=list)
    called_updated: list[tuple[int, str]] = field(default_factory=list)
    """Those that only the name of an element says to be of a change."""
    as_of: list[tuple[int, str]] = field(default_factory=list)
    """Those as of which a page holds: of publication if it shows no other: "Stand: 3. März"."""
    bare: set[int] = field(default_factory=set)
    """The elements of which a line is a day, that of publication, or a byline with one."""
    prose: list[int] = field(default_factory=list)
    is_day_first: bool = False
    """Whether 3/4/2024 is the third of April, as it is in the page's language."""

    def text(self, element: HtmlElement) -> str:
        """The text of an element on one line, its dates written so that they are not ambiguous."""
        return self.plain(_shown_text(element))

    def plain(self, text: str) -> str:
        """A text with its dates written so that they are not ambiguous."""
        text = with_day_by_weekday(with_whole_years(with_time_behind(text)))
        return with_day_first(text) if self.is_day_first else text


def _shown_text(element: HtmlElement) -> str:
    """The text of an element with spaces between its parts, as between day and month in boxes."""
    text = " ".join(islice(element.itertext(), _MAX_LINE))[: 3 * _MAX_LINE]
    return _NEEDLESS_SPACE.sub("", clean_line(text))


def read_dates(page: HtmlElement, heading: HtmlElement | None) -> ShownDates:
    """Read the dates that stand closest to the heading of the article.

    The only day that a page shows is that of publication, if no word says that it is of a change.
    """
    found = _walk(page, heading)
    published = next(_near_heading(found, found.published), None)
    return ShownDates(
        published=published
        or _of_article(heading)
        or next(_near_heading(found, [*found.as_of, *found.called_updated]), None),
        updated=next(_near_heading(found, found.updated), None),
        is_below=any(_is_below_heading(found, number) for number in found.bare),
    )


def _of_article(heading: HtmlElement | None) -> str | None:
    """The day in an attribute of an element around the heading: ``data-published-at``."""
    for around in () if heading is None else heading.iterancestors():
        for name, value in attributes_with_dates(around).items():
            if "publi" in name and (day := parse_timestamp(value)):
                return day
    return None


def published_on(
    stated: str | None,
    shown: ShownDates,
    others: Iterable[str | None] = (),
    *,
    updated: str | None = None,
) -> str | None:
    """Return the day of publication: as stated, else as shown, else the first of the others.

    A moment that is stated in UTC is of the day that the page shows, if that is the one beside.
    Another day that stands below the heading is what readers know the article by, unless it is
    that of a change, as shown or ``updated``, as stated.
    """
    if (moment := parse_date(stated)) is None:
        return shown.published or next(filter(None, others), None)
    if not shown.published or shown.published[:10] == moment[:10]:
        return moment
    if _is_beside(moment, shown.published):
        return shown.published if moment.endswith("+00:00") else moment
    is_change = shown.published[:10] in {(day or "")[:10] for day in (shown.updated, updated)}
    return shown.published if shown.is_below and not is_change else moment


def _is_beside(moment: str, other: str) -> bool:
    """Whether a moment is of the day before or after another."""
    apart = date.fromisoformat(moment[:10]) - date.fromisoformat(other[:10])
    return abs(apart) == timedelta(days=1)


def marked_days(page: HtmlElement, heading: HtmlElement | None) -> frozenset[str]:
    """Return the days, ISO 8601, in all elements for dates."""
    found = _Found(is_day_first=is_day_first_on(page))
    marked = (element for element in page.iter(*LINES) if is_marked_date(element))
    elements = (element for element in marked if not _is_of_another(element, heading))
    for number, element in enumerate(islice(elements, _MAX_DATE_ELEMENTS)):
        _read_marked_days(element, number, found)
    return frozenset(day[:10] for _, day in found.published)


def _is_of_another(element: HtmlElement, heading: HtmlElement | None) -> bool:
    """Whether an element is part of a link to another article, of a comment, or of the site."""
    own = _around(heading)
    around = [one for one in element.iterancestors() if one not in own]
    marks = (f"{one.get('class') or ''} {one.get('id') or ''}" for one in around)
    is_of_site = any(_is_of_site(one, heading) for one in (element, *around))
    return is_of_site or any(map(_OTHER_ARTICLES.search, marks))


def _around(heading: HtmlElement | None) -> frozenset[HtmlElement]:
    """The elements around a heading, which are of the article whatever they are called."""
    return frozenset() if heading is None else frozenset(heading.iterancestors())


def _walk(page: HtmlElement, heading: HtmlElement | None) -> _Found:
    found = _Found(is_day_first=is_day_first_on(page))
    walk = iterwalk(page, events=("start",))
    own = _around(heading)
    for number, (_, element) in enumerate(walk):
        if not isinstance(element.tag, str):
            continue
        if element is heading:
            found.heading = number
        elif element not in own and (is_of_other_part(element) or _is_of_site(element, heading)):
            walk.skip_subtree()
        elif is_paragraph_of_prose(element) and not read_dateline(_shown_text(element)):
            if found.prose or found.heading is None or _has_prose_beside(element):
                found.prose.append(number)
        elif found.heading is None or len(found.prose) <= _MAX_PROSE_BEFORE + 1:
            _read_days(element, number, found)
    return found


def _has_prose_beside(paragraph: HtmlElement) -> bool:
    """Whether other prose has the same parent; a paragraph without is a standfirst."""
    both = (paragraph.itersiblings("p", preceding=is_before) for is_before in (True, False))
    return any(map(is_paragraph_of_prose, chain(*both)))


def is_day_first_on(page: HtmlElement) -> bool:
    """Whether days stand before months in one of the languages that the page says it is in."""
    root = page.getroottree().getroot()
    written = [element.get("content") for element in page.iter("meta") if _states_language(element)]
    stated = [code for code in (root.get("lang"), root.get("xml:lang"), *written) if code]
    return any(map(is_day_first, stated or [_language_of_text(page)]))


def _language_of_text(page: HtmlElement) -> str | None:
    prose = islice(filter(is_paragraph_of_prose, page.iter("p")), _MAX_SAMPLE)
    return article_language(None, "\n".join(clean_line(one.text_content()) for one in prose))


def _states_language(element: HtmlElement) -> bool:
    name = element.get("property") or element.get("http-equiv") or element.get("name") or ""
    return name.lower() in _LANGUAGES


def _is_of_site(element: HtmlElement, heading: HtmlElement | None) -> bool:
    """Whether an element is the head of the page or its site, or tells today's day."""
    if element.tag == "head" or _TODAY.search(f"{element.get('class') or element.get('id') or ''}"):
        return True
    return (
        element.tag == "header"
        and heading is not None
        and element not in heading.iterancestors()
        and next(element.iterancestors("article", "main"), None) is None
    )


def is_marked_date(element: HtmlElement) -> bool:
    is_own_element = "-" in element.tag and bool(_DATE_MARK.search(element.tag))
    return element.tag == "time" or is_own_element or is_marked(element, _DATE_MARK)


def _is_below_heading(found: _Found, number: int) -> bool:
    """Whether an element stands between the heading and the text."""
    first = next((one for one in found.prose if one > (found.heading or 0)), None)
    return found.heading is not None and found.heading < number < (first or number)


def _near_heading(found: _Found, items: list[tuple[int, str]]) -> Iterator[str]:
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


def _read_days(element: HtmlElement, number: int, found: _Found) -> None:
    """Note the days that an element is there to tell."""
    if is_marked_date(element) or attributes_with_dates(element):
        _read_marked_days(element, number, found)
    elif element.tag in (*LINES, "aside") and element.find("br") is not None:
        for line in islice(broken_lines(element), _MAX_BROKEN):
            _read_line(found.plain(line), number, found)
    elif element.tag in LINES and len(element) <= 3:
        text = found.text(element) or clean_line(element.get("aria-label") or "")
        _read_line(f"{_label_before(element)} {text}".strip(), number, found)
        if is_marked(element, BYLINE_MARK) and not (read_dateline(text) or read_byline(text)):
            for part in _PARTS.split(text):
                _read_line(part, number, found)


def _label_before(element: HtmlElement) -> str:
    """The label before the day in an element, as in a line of spans: "Last updated:"."""
    before = element.getprevious()
    if before is None or len(before):
        return ""
    said = clean_line(before.tail or "") or clean_line(before.text or "")
    is_label = len(said) <= _MAX_LABEL and not _DIGIT.search(said) and said.endswith((":", "："))
    return said if is_label and (_UPDATED.match(said) or _PUBLISHED.match(said)) else ""


def _read_line(text: str, number: int, found: _Found) -> None:
    """Note the days that a line of their own tells."""
    if not 0 < len(text) <= _MAX_LINE:
        return
    dateline = read_dateline(text)
    byline = None if dateline else read_byline(text)
    if (byline and byline.published) or _is_bare(text):
        found.bare.add(number)
    if byline and byline.published:
        found.published.append((number, byline.published))
    elif not dateline and (day := read_stamp(text)):
        change = _UPDATED.search(text) and not _PUBLISHED.search(text)
        unchanged = found.as_of if _AS_OF.match(text) else found.published
        (found.updated if change else unchanged).append((number, day))
    if dateline and dateline.published:
        is_as_of = _AS_OF.match(text) and not dateline.updated
        (found.as_of if is_as_of else found.published).append((number, dateline.published))
    if dateline and dateline.updated:
        found.updated.append((number, dateline.updated))


def _read_marked_days(element: HtmlElement, number: int, found: _Found) -> None:
    text = found.text(element)
    if len(text) > _MAX_LINE or _is_of_other_event(text):
        return
    if _is_bare(text):
        found.bare.add(number)
    dateline = read_dateline(text)
    if dateline and dateline.published and dateline.updated:
        found.published.append((number, dateline.published))
        found.updated.append((number, dateline.updated))
        return
    if sum(1 for part in element.iterdescendants() if part.get("datetime")) > 1:
        return  # each of them is read by itself
    values = [element.get(name) or "" for name in ("datetime", "content", "title")]
    values += attributes_with_dates(element).values()
    shown = dateline.published or dateline.updated if dateline else None
    days = (*map(parse_timestamp, values), shown, parse_date(_from_first_date(text)))
    if day := next((day for day in days if day), None):
        said = _said_before(element, text)
        is_change = _tells_change(element, said)
        unchanged = found.as_of if _AS_OF.match(said) else found.published
        (found.updated if is_change else unchanged).append((number, day))
        if is_change and not _UPDATED.search(said):
            found.called_updated.append((number, day))


def _is_bare(line: str) -> bool:
    """Whether a line is one day and a time, or says of them that something was published.

    >>> [_is_bare(f"{said}9 March 2024") for said in ("", "Saturday, ", "Published ", "Born ")]
    [True, True, True, False]
    """
    if _PUBLISHED.match(line):
        return True
    before = _DIGIT.split(line, maxsplit=1)[0].strip()
    is_day = not before or before.endswith(",") or month_number(before.rstrip(".")) is not None
    return is_day and len(_YEAR.findall(line)) == 1


def _is_of_other_event(text: str) -> bool:
    """Whether a label says that the day is of something else: "Opening: 3 March 2024"."""
    label = _LABEL.match(text)
    said = label[0] if label else ""
    return bool(label) and not (_PUBLISHED.search(said) or _UPDATED.search(said))


def _from_first_date(text: str) -> str:
    """The text from its first number on, or from the word before that."""
    match = _FIRST_DATE.search(text)
    return match[0][:100] if match else ""


def _said_before(element: HtmlElement, text: str) -> str:
    """What stands before the day in an element, else what does in the short line around it."""
    before = _DIGIT.split(text, maxsplit=1)[0]
    if not before.strip() and (parent := element.getparent()) is not None:
        around = clean_line(parent.text_content()[: 2 * _MAX_LINE])
        before = around.partition(text)[0] if text and len(around) <= _MAX_LINE else ""
    return before


def _tells_change(element: HtmlElement, said: str) -> bool:
    """Whether the name of an element, or what is ``said`` before its day, tells of a change."""
    own = " ".join(element.get(name) or "" for name in ("class", "itemprop", "property"))
    if _PUBLISHED.search(said) or _PUBLISHED_MARK.search(own):
        return False
    return bool(_CHANGE_MARK.search(own) or _UPDATED.search(said))
