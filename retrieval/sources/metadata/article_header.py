"""The head of an article, between its title and its first words → who, when, and what is left.

Pages set the writer, the publisher and the date on lines of their own above the article. Lines
that can be nothing else go; a name that stands alone counts only beside one of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise

from retrieval.sources.boilerplate.breadcrumbs import is_navigation
from retrieval.sources.boilerplate.labels import is_boilerplate_line
from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.metadata.byline import (
    Byline,
    Dateline,
    is_role,
    persons_only,
    read_byline,
    read_credit,
    read_dateline,
    says_when,
)
from retrieval.sources.metadata.dates import with_day_first
from retrieval.sources.metadata.names import (
    clean_authors,
    clean_publisher,
    is_agency,
    is_full_name,
    is_name_line,
    names_a_publication,
)
from retrieval.text.languages.boilerplate import any_phrase

_HEAD_LINES = 14
_FOOT_LINES = 4
_MAX_LENGTH = 160
_MAX_PICTURE = 60  # characters of the description of a picture
_QUOTATION_MARKS = "\"'”’“»«"
_SIGNATURE_MARKS = " –—-()[]/"
_MAX_PROSE = 3  # lines of a standfirst and of captions above the byline
_MARK = re.compile(r"\s[|·•]\s")  # which sets a writer, but no place, apart from a day
_TOPIC = re.compile(any_phrase("head_lines"), re.IGNORECASE)
LABEL = re.compile(r"[^\W\d_][^\d:：]{0,30}[:：]")
"""What stands before a value: "Date:"."""
KANA_AND_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff"
"""Within brackets of a regular expression, what is written without spaces."""

_PUBLICATION = re.compile(rf"\b\w*{any_phrase('publication_words')}\b", re.IGNORECASE)
_UNSPACED_PUBLICATION = re.compile(
    rf"[{KANA_AND_IDEOGRAPHS}]{{1,6}}{any_phrase('publication_words')}"
)
_PUBLISHER = re.compile(
    rf"(?:{any_phrase('publisher_labels')}|(?P<source>{any_phrase('source_labels')}))"
    r"\s?[:：]\s*(?P<name>[^\W\d_].{1,60})",
    re.IGNORECASE,
)
_READING_TIME = re.compile(rf"\d+\s?[–-]\s?\d+ {any_phrase('reading_units')}", re.IGNORECASE)
"""As the reader view of a browser has it, with the author's name above: "3–4 minutes"."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the head says of the making of an article, and the lines that do not say it."""

    left: tuple[str, ...]
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: str | None = None
    updated: str | None = None


@dataclass(slots=True)
class _Found:
    """Numbers of the head's lines by what each of them is."""

    bylines: dict[int, Byline] = field(default_factory=dict)
    credits: dict[int, Byline] = field(default_factory=dict)
    datelines: dict[int, Dateline] = field(default_factory=dict)
    publishers: dict[int, str] = field(default_factory=dict)
    names: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    reading_times: list[int] = field(default_factory=list)


def is_publication_name(line: str) -> bool:
    """Return whether the line is the name of a paper: a few words, one such as "Gazette"."""
    if _UNSPACED_PUBLICATION.fullmatch(line):
        return True
    is_name = is_name_line(line) and bool(_PUBLICATION.search(line))
    return is_name and len(line.split()) > 1 and not is_navigation(line)


def labelled_publisher(line: str, beside: Iterable[str] = ()) -> str | None:
    """Return the publisher that a line names behind a label; a source only if it is one plainly.

    What a paper is said to report is no name: "Zeitung: Minister tritt zurück". So a name has
    capitals, but behind another label ``beside`` a day or an author with a label of its own.

    >>> labelled_publisher("Publisher: Example Post"), labelled_publisher("Source: Jane Roe")
    ('Example Post', None)
    >>> labelled_publisher("Publisher: heise online", ["Date: 3 March 2024"])
    'heise online'
    """
    match = _PUBLISHER.fullmatch(line)
    name = clean_publisher(match["name"]) if match else None
    if match is None or name is None:
        return None
    is_name = " " not in name or is_name_line(name.rstrip("0123456789 "))
    is_paper = names_a_publication(re.split("[:：]", line)[0])
    is_name = is_name or (not is_paper and any(map(_is_labelled_maker, beside)))
    is_plain = not match["source"] or names_a_publication(name) or is_agency(name)
    return name if is_name and is_plain else None


def _is_labelled_maker(line: str) -> bool:
    """Whether a line names an author or a day behind a label."""
    return bool(LABEL.match(line) and (read_byline(line) or read_dateline(line)))


def read_head(
    lines: Sequence[str],
    *,
    known: Sequence[str] = (),
    are_names_trusted: bool = True,
    is_day_first: bool = False,
) -> Head:
    """Return what the first lines under a title say, and the lines without those that say it.

    ``known`` are names of the writers and the publisher: lines that repeat one go. A name alone on
    a line is read only where ``are_names_trusted``. Where ``is_day_first``, 3/4/2024 is in April.

    >>> read_head(["Jane Roe", "The Example Post", "3 March 2024", "It rained all of Sunday."])
    Head(left=('It rained all of Sunday.',), authors=('Jane Roe',), publisher='The Example Post', \
published='2024-03-03', updated=None)
    """
    dated = [with_day_first(line) for line in lines[:_HEAD_LINES]] if is_day_first else lines
    end = _end_of_head(dated, _MAX_PROSE if are_names_trusted else 0)
    found = _look_at(dated[:end], {name.casefold() for name in known})
    if not are_names_trusted:
        found.publishers.clear()
        found.credits.clear()
    names = _beside_something(found, lines) if are_names_trusted else []
    dates = found.datelines.values()
    bylines = [*found.bylines.values(), *_credits(found, lines)]
    credited = [*(byline.authors for byline in bylines), *(date.authors for date in dates)]
    authors = tuple(dict.fromkeys(chain(*credited)))
    said = _said_by(found, lines, {name.casefold() for name in (*known, *authors)}) | {*names}
    persons, publications = _told_apart([lines[n] for n in names], has_author=bool(authors))
    if are_names_trusted:
        said |= {n for n in range(end) if lines[n].isdecimal() or _is_topic(lines[n])}
        said |= {n - 1 for n in said if n and _is_picture_of(lines[n - 1], lines[n])}
        persons = persons or _beside_mark(found, lines)
    publishers = _publishers(found, publications)
    if are_names_trusted and not publishers:
        publishers = _agencies(found, lines, bylines)
    of_bylines = (byline.published for byline in found.bylines.values())
    return Head(
        left=tuple(line for number, line in enumerate(lines) if number not in said),
        authors=authors or persons,
        publisher=publishers[0] if len(publishers) == 1 else None,
        published=next((day for day in (*(d.published for d in dates), *of_bylines) if day), None),
        updated=next((d.updated for d in dates if d.updated), None),
    )


def _said_by(found: _Found, lines: Sequence[str], known: set[str]) -> set[int]:
    """Numbers of the lines that tell who and when, or repeat a ``known`` name."""
    said = {*found.bylines, *found.credits, *found.datelines, *found.publishers}
    said |= {n + 1 for n in found.bylines if n + 1 < len(lines) and is_role(lines[n + 1])}
    return said | {
        n for n in found.names if lines[n].casefold() in known or _names_known(lines[n], known)
    }


def _beside_mark(found: _Found, lines: Sequence[str]) -> tuple[str, ...]:
    """The first person whom a mark sets apart from a day: "Jane Roe | 3 March 2024"."""
    marked_off = [d.beside or "" for n, d in found.datelines.items() if _MARK.search(lines[n])]
    others = [name for name in marked_off if not _is_source(name)]
    return tuple(filter(is_full_name, others))[:1]


def _publishers(found: _Found, publications: Sequence[str]) -> tuple[str, ...]:
    """The publisher of a label, else the ``publications`` and those that stand beside a day."""
    beside = (date.beside for date in found.datelines.values() if date.beside)
    named = tuple(dict.fromkeys((*publications, *filter(_is_publication, beside))))
    return tuple(found.publishers.values())[:1] or named


def read_foot(lines: Sequence[str]) -> tuple[tuple[str, ...], Dateline]:
    """Return the lines without last ones that only say when the text was made, or by whom.

    A day without a word for making counts below a writer.

    >>> read_foot(["It rained all of Sunday.", "– Jane Roe", "Last changed on 3 March 2024."])
    (('It rained all of Sunday.',), Dateline(published=None, updated='2024-03-03', beside=None, \
authors=('Jane Roe',)))
    """
    found, left = Dateline(), list(lines)
    for before, line in pairwise(lines[-_FOOT_LINES - 1 :]):
        dateline, writers = read_dateline(line), _signed_by(line, before)
        is_dated = dateline and dateline.published and (says_when(line) or found.authors)
        if dateline and (dateline.updated or is_dated):
            found = replace(dateline, authors=found.authors or dateline.authors)
        elif writers:
            found = replace(found, authors=writers)
        else:
            continue
        left.remove(line)
    return tuple(left), found


def _signed_by(line: str, before: str) -> tuple[str, ...]:
    """The writers in whose names a text ends: "– Jane Roe", "(By Jane Roe)"; none if it does not.

    A name under what is quoted is that of the speaker.
    """
    bare = line.strip(_SIGNATURE_MARKS)
    if line.endswith(".") or before[-1] in _QUOTATION_MARKS:
        return ()
    byline = read_byline(bare)
    if len(line) > _MAX_PICTURE:
        return byline.authors if byline and byline.published else ()
    if bare != line and is_full_name(bare):
        return (bare,)
    return byline.authors if byline and not is_role(bare) else ()


def _names_known(line: str, known: set[str]) -> bool:
    """Whether a short line names known writers, with what they are, and nobody else."""
    names = clean_authors([line]) if known and len(line) <= _MAX_PICTURE else ()
    return bool(names) and {name.casefold() for name in names} <= known


def _is_topic(line: str) -> bool:
    """Whether a line in capitals stands above headlines whatever they are: "BREAKING NEWS"."""
    return line.isupper() and bool(_TOPIC.fullmatch(line))


def _is_picture_of(line: str, name: str) -> bool:
    """Whether a line describes the picture of the person named below: "Portrait of Jane Roe"."""
    is_longer = len(name) < len(line) <= _MAX_PICTURE
    return is_longer and is_full_name(name) and line.endswith(f" {name}") and not is_prose(line)


def _end_of_head(lines: Sequence[str], max_prose: int) -> int:
    """The number of the first line of prose, a first one that introduces the article apart.

    Up to ``max_prose`` short ones, as standfirst and captions are, may stand above a byline or day.
    """
    passed = 0
    for number, line in enumerate(lines[:_HEAD_LINES]):
        is_first = number == 0 and len(line) <= _MAX_LENGTH
        if is_first or not is_prose(line) or read_dateline(line):
            continue
        passed += 1
        below = lines[number + 1 : _HEAD_LINES]
        is_above = any(read_byline(one) or read_dateline(one) for one in below)
        if passed > max_prose or len(line) > _MAX_LENGTH or not is_above:
            return number
    return min(len(lines), _HEAD_LINES)


def _look_at(head: Sequence[str], known: set[str]) -> _Found:
    found = _Found()
    for number, line in enumerate(head):
        if len(line) > _MAX_LENGTH:
            continue
        if number and is_role(line) and is_full_name(head[number - 1]):
            found.bylines[number - 1] = Byline((head[number - 1],))
        elif byline := read_byline(line):
            found.bylines[number] = byline
        elif dateline := read_dateline(line):
            found.datelines[number] = dateline
        elif not is_agency(line) and (credit := read_credit(line)):
            found.credits[number] = credit
        elif publisher := labelled_publisher(
            line, (*head[number - 1 : number], *head[number + 1 : number + 2])
        ):
            found.publishers[number] = publisher
        elif is_agency(line):
            found.names.append(number)
        elif is_boilerplate_line(line) or _is_topic(line):
            found.labels.append(number)
            if _READING_TIME.fullmatch(line):
                found.reading_times.append(number)
        elif line.casefold() in known or is_name_line(line) or _names_known(line, known):
            found.names.append(number)
    return found


def _beside_something(found: _Found, lines: Sequence[str]) -> list[int]:
    """Names with nothing but names and labels between them and a byline above or a date below.

    Above a byline, only publications are.
    """
    trusted: list[int] = []
    between = {*found.names, *found.labels}
    sources = {n for n in found.names if is_publication_name(lines[n]) or is_agency(lines[n])}
    for number in found.names:
        above, below = number - 1, number + 1
        while above in between:
            above -= 1
        while below in between:
            below += 1
        is_beside = above in found.bylines or {above, below} & found.datelines.keys()
        is_source_above = number in sources and below in found.bylines
        is_with_source = _is_writer_with_source(number, sources, found, lines)
        is_above_minutes = number + 1 in found.reading_times
        if is_beside or is_source_above or is_with_source or is_above_minutes:
            trusted.append(number)
    first = min((n for n, byline in found.bylines.items() if byline.authors), default=-1)
    return [number for number in trusted if number > first or number in sources]


def _is_writer_with_source(
    number: int, sources: set[int], found: _Found, lines: Sequence[str]
) -> bool:
    """Whether a name is a person's with that of a paper in the next line, or the paper's."""
    writer = number - 1 if number in sources else number
    is_person = writer in found.names and writer not in sources and is_full_name(lines[writer])
    return is_person and writer + 1 in sources


def _agencies(found: _Found, lines: Sequence[str], bylines: Sequence[Byline]) -> tuple[str, ...]:
    """Agencies named above all text, beside a day or as writers.

    One that stands alone below a caption may have taken the picture.
    """
    start = _start_of_text(found, lines)
    alone = [lines[n] for n in found.names if n < start and is_agency(lines[n])]
    beside = [date.beside for date in found.datelines.values() if date.beside]
    writers = [byline.agency for byline in bylines if byline.agency]
    return tuple(dict.fromkeys([*alone, *filter(is_agency, beside), *writers]))


def _credits(found: _Found, lines: Sequence[str]) -> list[Byline]:
    """Persons of an agency, named above all text, or they may have taken the picture."""
    start = _start_of_text(found, lines)
    return [credit for number, credit in found.credits.items() if number < start]


def _start_of_text(found: _Found, lines: Sequence[str]) -> int:
    known = {
        *found.bylines, *found.credits, *found.datelines, *found.names, *found.labels
    }  # fmt: skip
    return next(n for n in range(len(lines) + 1) if n not in known)


def _is_publication(name: str) -> bool:
    return names_a_publication(name) and not is_agency(name)


def _is_source(name: str) -> bool:
    return names_a_publication(name) or is_agency(name)


def _told_apart(
    names: Sequence[str], *, has_author: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of persons and of publications: where no byline stands, the first may be a person.

    What is one word is no person: a place, or an agency that is not known.
    """
    publications = tuple(filter(_is_publication, names))
    others = [name for name in names if not _is_source(name) and " " in name]
    is_person = not has_author and bool(others) and is_full_name(others[0])
    return persons_only(clean_authors(others[:1])) if is_person else (), publications
