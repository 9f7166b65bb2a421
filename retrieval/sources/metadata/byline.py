"""Lines that say who made an article and when, where they can be nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

from retrieval.sources.boilerplate.breadcrumbs import is_section
from retrieval.sources.boilerplate.labels import is_boilerplate_line
from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.metadata.dates import parse_date
from retrieval.sources.metadata.months import MONTH_NAME
from retrieval.sources.metadata.names import (
    clean_authors,
    in_small_letters,
    is_agency,
    is_full_name,
    is_name_line,
    is_name_without_case,
    names_a_publication,
)
from retrieval.text.languages.boilerplate import any_phrase

_MAX_LENGTH = 120
_DATE = (
    r"(?:\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d\S*)?|\d{1,2}([./-])\d{1,2}\1\d{4}"
    r"|\d{1,2}\. \d{1,2}\. \d{4}"
    r"|\d{4}[年년]\s?\d{1,2}[月월]\s?\d{1,2}[日號号일]|\d{4}([-/.])\d{1,2}\2\d{1,2}"
    r"|\d{1,2}(?:st|nd|rd|th|er|º|\.)?,?\s+(?:of |de )?"
    rf"{MONTH_NAME}(?:/{MONTH_NAME})?\.?,?\s+(?:de |del )?\d{{4}}(?:\s?[гр]\.)?"
    rf"|\d{{1,2}}(?:-{MONTH_NAME}-|\.{MONTH_NAME}\.|/{MONTH_NAME}/)\d{{4}}|{MONTH_NAME}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{4}}\.?\s+{MONTH_NAME}\.?\s+\d{{1,2}}\.?)(?!(?<![日號号일])\d)"
)
_BYLINE = re.compile(
    rf"(?:{any_phrase('byline_openings')}\s?:?\s+|{any_phrase('byline_labels')}\s?(?::\s+|[：・]\s?))"
    r"(?P<names>[^\W\d_].{1,90})",
    re.IGNORECASE,
)
_BY_NOBODY = re.compile(
    rf"(?:{any_phrase('byline_openings', 'before_authors')})\s(?P<before>(?:[^\s.!?:]+\s){{0,2}})"
    rf"(?:{any_phrase('no_names')})(?:\s[^\s.!?:]+){{0,4}}",
    re.IGNORECASE,
)
"""A byline of an office: "By our staff"."""
_FIELD = re.compile(
    rf"(?:^|(?<=[\s|｜/;,，；]))(?:(?P<author>{any_phrase('byline_labels')})"
    rf"|{any_phrase('credit_labels', 'source_labels', 'published', 'updated')})"
    "(?:\\s?[:：・]\\s?|(?<=[\u3400-\u9fff])\\s)",
    re.IGNORECASE,
)
_OTHER_FIELD = re.compile(r"\s[^\W\d_]{1,12}[:：]")
_WRITES = re.compile(rf"{any_phrase('byline_labels')}", re.IGNORECASE)
_TASK = re.compile(
    r"(?P<name>[^\W\d_][^()\d,;:]{3,40}?) "
    rf"\((?P<task>(?i:{any_phrase('byline_labels', 'credit_labels')}))\)"
)
_BETWEEN_TASKS = re.compile(rf"(?:[\s,;/&|·]|{any_phrase('joins_names')})*", re.IGNORECASE)
_OF_ACCOUNT = re.compile(any_phrase("account_bylines"), re.IGNORECASE)
_CREDIT = re.compile(
    rf"(?:{any_phrase('credit_openings')}|{any_phrase('credit_labels')}\s?:)\s+[^\W\d_].{{2,60}}",
    re.IGNORECASE,
)
_AFTER_NAMES = re.compile(
    rf",?\s+{any_phrase('after_names')}\s+|,?\s+{_DATE}|\s[|•·–—]\s"
    r"|\s['’]\d\d(?!\w)"
    rf"|[.;,]?\s+{any_phrase('credit_openings')}\s"
    rf"|,?\s+{any_phrase('updated', 'published')}\b(?=\W{{1,3}}(?:[^\W\d_]+\W{{1,2}}){{0,2}}\d)",
    re.IGNORECASE,
)
_JOINER = re.compile(rf"(,\s*|\s+{any_phrase('joins_names')}\s+)")
_OFFICE = re.compile(r"[A-Z]{3,}(?: (?:[A-Z][\w-]*[a-z]|[a-z]+))*$")
"""An abbreviation behind the name of a person, maybe with words: "KNX Business"."""
_PLACE_BETWEEN = re.compile(
    rf"\s+{any_phrase('after_names')}(?: [A-Z][\w.'’-]+){{1,3}}"
    rf"(?=,? {any_phrase('joins_names')} [A-Z])"
)
"""Where the first of several wrote: "By Jane Roe in Kyiv and John Doe in Brussels"."""
_ROLE = re.compile(
    r"(?P<name>[^\W\d_][\w.'’-]+ [^\W\d_][\w.'’-]+),?(?: [\w&'’-]+){0,3}? "
    rf"{any_phrase('roles')}",
    re.IGNORECASE,
)
_GLUED = re.compile(r"(?<!\bMac)(?<!\bFitz)(?<=[^\W\d_A-Z]{2})[A-Z]")
"""Where a word begins within another: "Jane RoeSenior reporter"."""
_ROLE_ALONE = re.compile(
    rf"(?:[\w&'’-]+ ){{0,3}}{any_phrase('roles')}"
    r"(?:,? [«„“\"][^«»„“”\"]{2,40}[»”“\"]"
    rf"|(?:,|,? {any_phrase('before_offices')}) (?:{any_phrase('definite_articles')} )?"
    r"(?P<place>[\w&'’.-]+(?: [\w&'’.-]+){0,3}))?",
    re.IGNORECASE,
)
_FOR_A_PAPER = re.compile(
    rf"(?P<name>[^\W\d_][^,\d]{{3,40}}), {any_phrase('written_for')} [«“\"„]?[^\W\d_].{{2,50}}"
)
_AT_PLACE = re.compile(r"(?P<name>[^\W\d_][^/\d,]{3,40}) / (?P<place>[^\W\d_]{3,20})")
"""A name and where it wrote, in capitals: "Jane Roe / KYIV"."""
_PICTURE = re.compile(any_phrase("pictures"), re.IGNORECASE)
_UPDATED, _PUBLISHED = any_phrase("updated"), any_phrase("published")
_SAID = re.compile(rf"(?:(?P<updated>{_UPDATED})|(?P<published>{_PUBLISHED}))?\b", re.IGNORECASE)
_SAID_ALONE = re.compile(rf"(?:{_UPDATED}|{_PUBLISHED})\b", re.IGNORECASE)
_LATELY = re.compile(
    rf"(?:{_UPDATED}|{_PUBLISHED})(?: [^\s\d]+)? \d+(?: [^\s\d]+){{1,3}}", re.IGNORECASE
)
"""How long ago something was: "Updated 3 hours ago"."""
_NEXT_DATE = re.compile(r"\s*[|•·;()]\s*|\s[–—-]\s")
_NEXT_SAID = re.compile(rf"(?<=\s)(?:{_UPDATED}|{_PUBLISHED})\b", re.IGNORECASE)
TIME_ZONE = (
    r"(?:(?:gmt|utc)(?:[+-]\d{1,2}(?::?\d\d)?)?|bst|cet|cest|e[sd]?t|p[sd]?t|c[sd]t|ist|aest|msk)"
)
_BESIDE_A_DATE = re.compile(
    r"\b\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s?[ap]\.?\s?m\b\.?|\s?h\b)?|\b\d{1,2}\s?[ap]\.?m\b\.?"
    r"|\b\d{1,2}\s?h\b"
    rf"|\b(?:{any_phrase('before_dates', 'after_dates', 'weekdays')}|{TIME_ZONE})\b|[^\w\s]",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(rf"\b{any_phrase('weekdays')}\b\.?", re.IGNORECASE)
_READING_TIME = re.compile(
    rf"\s(?:{any_phrase('reading_time')}\s?:?\s*(?:~|ca\.? )?\d+\D{{0,12}}"
    rf"|\d+(?:\s?[–-]\s?\d+)?[ -]{any_phrase('reading_units')}\b\.?(?:\s[^\W\d_]+){{0,2}})$",
    re.IGNORECASE,
)
_MAX_STAMP = 70
_STAMP = re.compile(
    rf"(?<!\d){_DATE}(?:\s?г\.?|\s?р\.?|日)?[\s,|–·-]{{0,3}}"
    rf"(?:{any_phrase('before_dates')}\s)?\d{{1,2}}[:.h时時]\d\d(?::\d\d|分)?(?:\s?(?:[ap]\.?m|hrs?)\b\.?)?",
    re.IGNORECASE,
)
_WRITER = re.compile(
    rf"\s+{any_phrase('before_authors', 'byline_openings', 'before_offices')}\s+"
    r"(?P<name>[^\d,]{3,50})(?-i:, [^\W\d_A-Z][^\d,.]{2,40})?$",
    re.IGNORECASE,
)
_ONE_WORD = re.compile(r"[^\W\d_][\w-]{1,29}")
_NOBODY = re.compile(rf"(?i:{any_phrase('no_names')})(?: [^\W\d_a-z][\w.'’-]+){{0,3}}")
_BETWEEN = r"[\s,:：–—-]*"
_MAKER = re.compile(
    rf"{_BETWEEN}(?:(?:{_UPDATED}|{_PUBLISHED})\b)?{_BETWEEN}"
    rf"(?:{any_phrase('before_authors')}\s+)?(?P<name>.*?)"
    rf"(?P<colon>\s?[:：])?(?:\s{any_phrase('before_dates')})?{_BETWEEN}",
    re.IGNORECASE,
)
_NEXT_NAME = re.compile(r"\s*[|•·;,()]\s*|\s[–—-]\s")
_PLACE = re.compile(r"\s*(?:[^\W\d_a-zа-яіїєґ][^\W\d_]+(?:\s+|$)){1,3}")
_NUMBER = re.compile(
    rf"(?<!\w)(?:{any_phrase('issues')}|n[or]\.?|n[º°]|№)\s?\d+(?:/\d+|\s?\(\d+\))?", re.IGNORECASE
)
_SOURCE = re.compile(rf"{any_phrase('source_labels')}\s?[:：]\s?[^\s.].{{1,40}}", re.IGNORECASE)
_ISSUE = re.compile(rf"{any_phrase('issues')} \d+\b.{{0,40}}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Byline:
    """A line about the makers of an article; a photographer's names no author."""

    authors: tuple[str, ...] = ()
    published: str | None = None
    agency: str | None = None
    """The agency named behind them: "By Jane Roe, Reuters"."""


@dataclass(frozen=True, slots=True)
class Dateline:
    """A line about the time of an article; a day that is written ambiguously is not known."""

    published: str | None = None
    updated: str | None = None
    beside: str | None = None
    """The place or publication that stands on the line, too."""
    authors: tuple[str, ...] = ()
    """Persons named as writers: "The Example Post, 3 March 2024, by Jane Roe"."""


def read_byline(line: str) -> Byline | None:
    """Return whom the line names as makers, or None where it is no byline.

    >>> read_byline("By Jane Roe in Kyiv"), read_byline("By the river, people waited.")
    (Byline(authors=('Jane Roe',), published=None, agency=None), None)
    """
    if len(line) > _MAX_LENGTH:
        return None
    if _CREDIT.fullmatch(line) or _is_by_nobody(line):
        return Byline()
    if said := _of_fields(line) or _with_tasks(line):
        return said
    if match := _BYLINE.fullmatch(line):
        return _of_names(match["names"], is_account=bool(_OF_ACCOUNT.match(line)))
    match = _ROLE.fullmatch(line) or _FOR_A_PAPER.fullmatch(line)
    is_name = match is not None and is_full_name(match["name"]) and not _GLUED.search(match["name"])
    return Byline((match["name"],)) if match and is_name else None


def name_at_place(line: str) -> str | None:
    """Return the name that a line puts before a place in capitals; beside a day it is a byline.

    Sections and what pictures are called are no places.

    >>> name_at_place("Jane Roe / KYIV"), name_at_place("Jane Roe / SPORT")
    ('Jane Roe', None)
    """
    match = _AT_PLACE.fullmatch(line)
    if not match or not match["place"].isupper() or not is_full_name(match["name"]):
        return None
    is_place = not is_section(match["place"]) and not _PICTURE.fullmatch(match["place"])
    return match["name"] if is_place and not _GLUED.search(match["name"]) else None


def read_credit(line: str) -> Byline | None:
    """Return the persons and the agency that a line names if it says nothing else.

    Below a caption it credits the picture.

    >>> read_credit("Jane Roe | Reuters"), read_credit("Jane Roe, Kyiv")
    (Byline(authors=('Jane Roe',), published=None, agency='Reuters'), None)
    """
    agency = _agency_of(line) if len(line) <= _MAX_LENGTH else None
    persons = tuple(name for name in _NEXT_NAME.split(line) if name and name != agency)
    return Byline(persons, agency=agency) if agency and all(map(is_full_name, persons)) else None


def persons_only(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names if they are of persons, without a place, publication or task behind them.

    >>> behind = ("Kyiv", "Pier News", "guest cook")
    >>> {persons_only(("Jane Roe", other)) for other in behind}
    {('Jane Roe',)}
    >>> persons_only(("Kyiv",))
    ()
    """
    *before, last = names or ("",)
    is_other = bool(before) and (" " not in last or names_a_publication(last) or last.islower())
    persons = tuple(before) if is_other and not _is_person_alone(last) else names
    return persons if all(map(_is_person, persons)) else ()


def is_role(line: str) -> bool:
    """Whether the line tells an author's profession, and maybe for whom or where, by name.

    >>> is_role("Valley reporter"), is_role("Correspondent in Kyiv"), is_role("Reporter shot dead")
    (True, True, False)
    """
    match = _ROLE_ALONE.fullmatch(line) if len(line) <= _MAX_LENGTH else None
    return match is not None and all(word[0].isupper() for word in (match["place"] or "").split())


def read_stamp(line: str) -> str | None:
    """Return the day that a short line names with a time of day right behind it, else None.

    What else stands on the line may only say who published it: other lines tell when something
    begins or ends.

    >>> [read_stamp(f"{said} 3 March 2024, 08:15") for said in ("The Wire-Post:", "Kick-off:")]
    ['2024-03-03', None]
    """
    stamp = _STAMP.search(line) if len(line) <= _MAX_STAMP else None
    if stamp is None:
        return None
    parts = (*_NEXT_DATE.split(line[: stamp.start()]), *_NEXT_DATE.split(line[stamp.end() :]))
    date = re.search(_DATE, stamp[0])
    return parse_date(date[0]) if date and all(map(_tells_of_making, parts)) else None


def _tells_of_making(part: str) -> bool:
    """Whether what stands beside a day tells that it is one of publication, or nothing of it."""
    if _tells_nothing(part) or read_byline(part.strip(" ,")):
        return True
    maker = _MAKER.fullmatch(part)
    name = maker["name"] if maker else part
    is_label = maker is not None and maker["colon"] is not None
    is_publication = is_name_line(name) and names_a_publication(name)
    return not name or is_publication or (is_full_name(name) and not is_label)


def read_dateline(line: str) -> Dateline | None:
    """Return the days that the line names, or None where it says anything else.

    >>> read_dateline("Published 3 March 2024 | Updated 4 March 2024")
    Dateline(published='2024-03-03', updated='2024-03-04', beside=None, authors=())
    """
    if len(line) > _MAX_LENGTH:
        return None
    line = _READING_TIME.sub("", line)
    if _SAID_ALONE.match(line) and _tells_nothing(_SAID_ALONE.sub("", line)):
        return Dateline()
    if not any(character.isdigit() for character in line):
        return None
    if _ISSUE.fullmatch(line):
        return Dateline()
    if not re.search(_DATE, line):
        return None
    if whole := _of_publication(line.strip()) or _one_date(line.strip()):
        return whole
    told = [part for part in _parts(line.strip()) if not _tells_nothing(part)]
    bylines = [byline for part in told if (byline := _byline_without_day(part))]
    parts = [_one_date(part) for part in told if not _byline_without_day(part)]
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    makers = (*(byline.authors for byline in bylines), *(part.authors for part in known))
    return Dateline(
        next((part.published for part in known if part.published), None),
        next((part.updated for part in known if part.updated), None),
        next((part.beside for part in known if part.beside), None) or _agency_of(line),
        tuple(chain(*makers)),
    )


def _byline_without_day(part: str) -> Byline | None:
    """A part of a line that names writers and nothing else: in a byline, or several of them."""
    if re.search(_DATE, part):
        return None
    names = clean_authors([part])
    is_several = len(names) > 1 and all(map(is_full_name, names)) and not is_prose(part)
    return read_byline(part) or (Byline(names) if is_several else None)


def says_when(line: str) -> bool:
    """Whether a line begins with a word for making or changing: "Published on 3 March"."""
    return bool(_SAID_ALONE.match(line))


def day_of_making(line: str) -> str | None:
    """Return the day of publication that a line tells, whatever stands between its words.

    >>> day_of_making("Published in the issue of Friday, 3 March 2024")
    '2024-03-03'
    """
    said = _SAID.match(line)
    return _published(line[said.end("published") :]) if said and said["published"] else None


def _tells_nothing(part: str) -> bool:
    """Whether a part of a line names only a time, how long ago something was, or a source."""
    return (
        not _BESIDE_A_DATE.sub("", part).strip()
        or is_boilerplate_line(part)
        or _is_by_nobody(part)
        or bool(_NOBODY.fullmatch(part))
        or is_section(part)
        or bool(_LATELY.fullmatch(part))
        or bool(_NUMBER.fullmatch(part))
        or bool(_SOURCE.fullmatch(part))
        or part.strip().isdecimal()
    )


def _parts(line: str) -> Iterator[str]:
    """The parts of a line that may each name a day: between marks, and from "Updated" on."""
    for part in _NEXT_DATE.split(line):
        said = _SAID_ALONE.match(part)
        found = _NEXT_SAID.finditer(part, said.end() if said else 0)
        starts = [0, *(match.start() for match in found), len(part)]
        yield from (part[start:end].strip(" ,") for start, end in pairwise(starts))


def _is_by_nobody(line: str) -> bool:
    """Whether a byline names an office and no person."""
    match = _BY_NOBODY.fullmatch(line)
    return match is not None and not is_full_name(match["before"].title())


def _of_fields(line: str) -> Byline | None:
    """The byline in a line of several fields, each with its label; None if it is no such line.

    >>> _of_fields("来源：青石日报 作者：周明远 2024-03-05")
    Byline(authors=('周明远',), published='2024-03-05', agency=None)
    """
    fields = list(_FIELD.finditer(line))
    before = line[: fields[0].start()] if fields else line
    if len(fields) < 2 or not _tells_nothing(re.sub(_DATE, "", before)):
        return None
    ends = (*(field.start() for field in fields[1:]), len(line))
    values = [line[field.end() : end] for field, end in zip(fields, ends, strict=True)]
    written = (value for field, value in zip(fields, values, strict=True) if field["author"])
    names = (_OTHER_FIELD.split(re.split(_DATE, value)[0])[0] for value in written)
    authors = persons_only(clean_authors(names))
    date = re.search(_DATE, line)
    return Byline(authors, parse_date(date[0]) if date else None) if authors else None


def _with_tasks(line: str) -> Byline | None:
    """The byline in a line of names, of which each has its task in brackets.

    >>> _with_tasks("Jane Roe (text) and John Doe (photos)")
    Byline(authors=('Jane Roe',), published=None, agency=None)
    """
    found = list(_TASK.finditer(line))
    rest = _TASK.sub("", line)
    if not found or not _BETWEEN_TASKS.fullmatch(rest):
        return None
    writers = [match["name"] for match in found if _WRITES.fullmatch(match["task"])]
    return Byline(persons_only(clean_authors(writers)))


def _of_names(written: str, *, is_account: bool) -> Byline | None:
    """The byline of what stands behind "by": names, and maybe where and when they wrote.

    >>> _of_names("Jane Roe in Kyiv and John Doe in Brussels", is_account=False)
    Byline(authors=('Jane Roe', 'John Doe'), published=None, agency=None)
    """
    written = _PLACE_BETWEEN.sub("", written)
    names = _AFTER_NAMES.split(written, maxsplit=1)[0]
    authors = clean_authors([_without_offices(in_small_letters(names))])
    if not is_account:
        is_sentence = written[-1] in ".!?" and any(map(str.islower, authors))
        authors = () if is_sentence else persons_only(authors)
    if not authors:
        is_account = bool(_ONE_WORD.fullmatch(names)) and not _tells_nothing(names)
        day = _published(written[len(names) :]) if is_account else None
        return Byline((), day) if day else None
    return Byline(authors, _published(written[len(names) :]), _agency_of(written))


def _without_offices(names: str) -> str:
    """The names without for whom somebody writes, and what stands behind that up to another joined.

    >>> _without_offices("Jane Roe, KNX News, New Riverton and John Doe, KNX")
    'Jane Roe and John Doe'
    >>> _without_offices("Jane Roe and DAVID Smith")
    'Jane Roe and DAVID Smith'
    """
    first, *others = _JOINER.split(names)
    if not is_full_name(first):
        return names
    kept, is_behind_office = [first], False
    for joiner, name in zip(others[::2], others[1::2], strict=True):
        is_listed = joiner.strip() == ","
        is_abbreviation = is_listed and bool(_OFFICE.match(name))
        is_office = is_abbreviation or names_a_publication(name) or is_agency(name)
        is_behind_office = is_listed and (is_office or is_behind_office)
        if not is_office and not is_behind_office:
            kept += joiner, name
    return "".join(kept)


def _published(behind: str) -> str | None:
    """The day of publication behind the names of a byline; the day of a change is none."""
    date = re.search(_DATE, behind)
    if date is None:
        return None
    if dateline := read_dateline(behind.strip(" ,|•·–")):
        return dateline.published
    is_changed = re.search(rf"\b{_UPDATED}", behind[: date.start()], re.IGNORECASE)
    return None if is_changed else parse_date(date[0])


def _agency_of(written: str) -> str | None:
    """The only agency among names, None if there is none."""
    agencies = [name for name in _NEXT_NAME.split(written) if is_agency(name)]
    return agencies[0] if len(agencies) == 1 else None


def _is_person_alone(name: str) -> bool:
    return _is_person(name) and not names_a_publication(name)


def _is_person(name: str) -> bool:
    return is_full_name(name) or is_name_without_case(name)


def _without_writer(side: str) -> tuple[str, tuple[str, ...]]:
    """What stands behind a day, and apart from it the writer named at its end: "by Jane Roe"."""
    match = _WRITER.search(side)
    if match and (_is_by_nobody(match[0].strip()) or _ONE_WORD.fullmatch(match["name"])):
        return side[: match.start()], ()
    if match is None or not is_full_name(match["name"]) or is_section(match["name"]):
        return side, ()
    return side[: match.start()], (match["name"],)


def _of_publication(line: str) -> Dateline | None:
    """A line that names a publication, a day and nothing else but writers behind the day."""
    date = re.search(_DATE, line)
    if date is None:
        return None
    before, behind = (
        [name for name in _NEXT_NAME.split(side) if is_agency(name) or not _tells_nothing(name)]
        for side in (line[: date.start()], line[date.end() :])
    )
    is_publication = len(before) == 1 and (
        is_agency(before[0]) or (is_name_line(before[0]) and names_a_publication(before[0]))
    )
    writers = [persons_only(clean_authors([name])) for name in behind]
    if not is_publication or not all(writers):
        return None
    return Dateline(parse_date(date[0]), beside=before[0], authors=tuple(chain(*writers)))


def _is_other_label(before: str) -> bool:
    """Whether what stands before a day says that something else is of that day: "Kick-off:"."""
    name = before.strip().rstrip(":：")
    is_label = name != before.strip() and any(map(str.isalpha, name))
    return is_label and not names_a_publication(name) and not _tells_nothing(name)


def _one_date(part: str) -> Dateline | None:
    said = _SAID.match(part)
    rest = part[said.end() :] if said else part
    date = re.search(_DATE, rest)
    if date is None:
        return None
    behind, writers = _without_writer(rest[date.end() :])
    sides = _NUMBER.sub("", rest[: date.start()]), _NUMBER.sub("", behind)
    if _is_other_label(sides[0]) and not (said and said[0]):
        return None
    left = _BESIDE_A_DATE.sub(" ", " ".join(sides))
    if left.strip() and not _PLACE.fullmatch(left):
        return None
    named = (_WEEKDAY.sub("", side).strip(" ,|·•–—") for side in sides)
    beside = next((name for name in named if name and is_name_line(name)), None)
    day = parse_date(date[0])
    is_updated = said is not None and said["updated"]
    if is_updated:
        return Dateline(updated=day, authors=writers)
    return Dateline(published=day, beside=beside, authors=writers)
