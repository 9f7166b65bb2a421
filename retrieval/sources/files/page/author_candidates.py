"""Candidates for the authors of a page's article, with what speaks for and against each."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from lxml.html import HtmlElement

from retrieval.sources.files.page.element_marks import (
    LINES,
    is_marked,
    is_of_other_part,
    is_paragraph_of_prose,
    leads_to_author,
    spaced_text,
)
from retrieval.sources.files.page.metadata import PageMetadata
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
    names_a_publication,
    stated_names,
)
from retrieval.sources.metadata.titles import bare_name
from retrieval.text.languages.boilerplate import any_phrase

_BYLINE_MARK = re.compile(
    r"(?<![a-z])authors?(?![a-z])|author-?name|authorname|by-?line|\bwriter\b|posted-?by"
    r"|\breporter\b|\bjournalist|entry-author|signature|reader-credits|\bfirma(?:nte)?\b|contrib(?:utor)?s?[-_]|article-author|post-author|autor(?:[aei]|es)?\b|auteur"
    r"|\byazar\b|skribent|förfat|forfat|(?:^|\s)podpis(?:$|\s)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    rf"{any_phrase('byline_openings', 'byline_labels', 'before_authors')}\s?[:：]?", re.IGNORECASE
)
_CREDIT = re.compile(rf"\b{any_phrase('credit_openings', 'credit_labels')}\b", re.IGNORECASE)
_OPENING = re.compile(rf"\b{any_phrase('byline_openings', 'byline_labels')}\b", re.IGNORECASE)
_ACCOUNT = re.compile(r"(?=\D*[\d_])[a-z\d_.-]+")
_EDGES = " |·•/–—-"
_ON_AUTHOR = re.compile(any_phrase("author_headings"), re.IGNORECASE)
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_NAMES = frozenset((*_HEADINGS, "a", "strong", "b", "span", "p", "div"))
_MAX_AROUND = 3  # elements
_MAX_AROUND_BIOGRAPHY = 5
_MAX_BIOGRAPHY = 1000  # characters
_WITHOUT_TEXT = frozenset(("script", "style", "noscript", "title", "head", "meta", "template"))
_IN_HEAD = ("person", "organization", "unspecified", "elsewhere", "meta")
_IN_BODY = (
    "is_linked",
    "is_marked",
    "is_byline",
    "follows_label",
    "beside_date_or_role",
    "stands_alone",
    "in_biography",
)
_PLAIN_BELOW_HEADING = ("is_linked", "is_marked", "is_byline", "beside_date_or_role")
_PLAIN = (*_IN_HEAD, *_PLAIN_BELOW_HEADING)
_LEAST = ("above_heading", "after_prose")  # the least of all places counts
_MAX_LINE = 160
_MAX_TOGETHER = 6  # authors, each in an element of its own
_MAX_NAME = 60
_NEAR = 15  # elements
_MAX_ELEMENTS = 30_000
_MAX_CANDIDATES = 1000
_MIN_NEARNESS = defaultdict(float, {"stands_alone": 1.0, "beside_date_or_role": 0.5})
"""How near a name must be to the heading if it does not stand between it and the text."""


@dataclass(slots=True)
class AuthorCandidate:
    """Names that may be those of all the authors."""

    names: tuple[str, ...]
    features: dict[str, float] = field(default_factory=dict)

    def add(self, **features: float) -> None:
        """Add what another place of the names says; the most favourable values count."""
        for name, value in features.items():
            choose = min if name in _LEAST else max
            self.features[name] = choose(self.features.get(name, float(value)), float(value))


Found = dict[frozenset[str], AuthorCandidate]


def author_candidates(
    page: HtmlElement,
    stated: PageMetadata,
    heading: HtmlElement | None,
    site_names: Iterable[str | None],
) -> list[AuthorCandidate]:
    """Return the candidates of a page: names stated in its head, marked, linked or in bylines."""
    found: Found = {}
    sites = {bare_name(name) for name in site_names if name} - {""}
    for source, written in stated.makers.items():
        _add(found, _without_paper(stated_names(written), sites), **{source: 1.0})
    titles = {title.casefold() for title in (*stated.titles, *stated.headings)}
    _add_shown(found, page, heading, titles)
    pairs = [(part, whole) for whole in found for part in found if part < whole]
    lists = {(part, whole) for part, whole in pairs if _lists_others(found[whole], found[part])}
    others = [pair for pair in pairs if pair not in lists]
    parts = {part for part, whole in others if _sources(found[whole]) > 1}
    wholes = {whole for whole, known in _known_words(others).items() if known < whole}
    for part, whole in lists:
        shown = (name for name in found[part].features if name.startswith(_IN_BODY))
        found[whole].add(**{name: found[part].features[name] for name in shown})
    names_person = any(map(_names_persons, found.values()))
    for words, candidate in found.items():
        _add_form(candidate, sites)
        is_agency_beside_person = names_person and all(map(is_agency, candidate.names))
        candidate.add(is_part=words in parts, has_part=words in wholes)
        candidate.add(
            is_one_of_several=any(words == part for part, _ in lists),
            lists_others=any(words == whole for _, whole in lists),
            is_agency_beside_person=is_agency_beside_person,
        )
    is_signed = any(map(_is_account, found.values())) and _has_byline(page, heading)
    initials = {_initials(name) for one in found.values() for name in one.names}
    return [
        one
        for one in found.values()
        if not (is_signed and _is_account(one)) and "".join(one.names).casefold() not in initials
    ]


def _initials(name: str) -> str:
    """The first letters of a full name, by which its writer may sign, "" of any other."""
    return "".join(word[0] for word in name.split()).casefold() if is_full_name(name) else ""


def is_signature(candidate: AuthorCandidate) -> bool:
    """Whether a page names persons plainly as the authors, be it below the text.

    It takes a byline, or two of a link, a mark and a label.
    """
    known = candidate.features
    places = ("is_linked", "is_marked", "follows_label")
    is_told = "is_byline" in known or sum(name in known for name in places) > 1
    is_part = known.get("above_heading") or known.get("is_part")
    are_persons = all(map(is_full_name, candidate.names))
    return is_told and not is_part and are_persons and not known.get("names_publication")


def _is_account(candidate: AuthorCandidate) -> bool:
    """Whether only the head of the page names somebody, by the name of an account."""
    is_in_head = bool(candidate.features.get("in_head_alone"))
    return is_in_head and all(map(_ACCOUNT.fullmatch, candidate.names))


def _has_byline(page: HtmlElement, heading: HtmlElement | None) -> bool:
    """Whether a line between heading and text names those who wrote it, be it an office."""
    elements = list(islice(page.iter(), _MAX_ELEMENTS))
    top = next((n for n, element in enumerate(elements) if element is heading), len(elements))
    lines = (one for one in elements[top : _first_of_text(elements, top)] if one.tag in LINES)
    return any(read_byline(spaced_text(one)) for one in lines if not _is_longer(one, _MAX_LINE))


def _names_persons(candidate: AuthorCandidate) -> bool:
    """Whether a candidate names persons who may be the authors of whom an agency took the text."""
    known = candidate.features
    is_told = any(name in known for name in _PLAIN) or bool(known.get("is_below_heading"))
    are_persons = all(map(is_full_name, candidate.names))
    return is_told and are_persons and not any(map(names_a_publication, candidate.names))


def _add(found: Found, names: tuple[str, ...], **features: float) -> None:
    words = frozenset(word for name in names for word in name.casefold().split())
    if words and (words in found or len(found) < _MAX_CANDIDATES):
        candidate = found.setdefault(words, AuthorCandidate(names))
        if len(names) > len(candidate.names):
            candidate.names = names  # which another place runs together
        candidate.add(**features)


def _without_paper(names: tuple[str, ...], sites: Collection[str]) -> tuple[str, ...]:
    """The names without those of publications if there are persons beside them."""
    others = [name for name in names if names_a_publication(name) or bare_name(name) in sites]
    persons = tuple(name for name in names if name not in others)
    return persons if persons and all(map(is_full_name, persons)) else names


def _lists_others(whole: AuthorCandidate, part: AuthorCandidate) -> bool:
    """Whether a candidate has all the names of another, and besides only full names."""
    known = {name.casefold() for name in part.names}
    names = {name.casefold(): name for name in whole.names}
    return known < names.keys() and all(map(is_full_name, whole.names))


def _known_words(
    pairs: Iterable[tuple[frozenset[str], frozenset[str]]],
) -> dict[frozenset[str], frozenset[str]]:
    """The words of each whole that are those of its parts: all, if it is a list of candidates."""
    found: dict[frozenset[str], frozenset[str]] = {}
    for part, whole in pairs:
        found[whole] = found.get(whole, frozenset()) | part
    return found


def _add_shown(
    found: Found, page: HtmlElement, heading: HtmlElement | None, titles: Collection[str]
) -> None:
    """Add the names that the body of a page shows as those of authors.

    Those in elements that are alike, between heading and text, are also a candidate together.
    """
    elements = list(islice(page.iter(), _MAX_ELEMENTS))
    own = set() if heading is None else set(heading.iterancestors())
    top = next((n for n, element in enumerate(elements) if element is heading), None)
    end = _first_of_text(elements, -1 if top is None else top)
    is_first, label = True, ""
    alike: dict[tuple[object, ...], AuthorCandidate] = {}
    for number, element in enumerate(elements):
        if not isinstance(element.tag, str) or element.tag in _WITHOUT_TEXT:
            continue
        text = clean_line(element.text or "")
        is_short = bool(text) and len(text) < _MAX_NAME
        follows = is_short and bool(_LABEL.fullmatch(label.strip(_EDGES)))
        before = label
        label = (clean_line(element.tail or "") if not len(element) else "") or text or label
        named = list(_named(element, titles, text if follows else ""))
        around = (one for one in (element, *element.iterancestors()) if one not in own)
        if not named or any(map(is_of_other_part, around)):
            continue
        place = _place(number, top, end)
        for source, names in named:
            is_near = place.get("nearness", 0.0) >= _MIN_NEARNESS[source]
            is_credited = source == "is_linked" and _CREDIT.search(before)
            if is_credited or not (place.get("is_below_heading") or is_near):
                continue
            is_new = source == "is_marked" and is_first
            is_first = is_first and not is_new
            shown = {source: 1.0}
            if place.get("is_below_heading") and source in _PLAIN_BELOW_HEADING:
                shown[f"{source}_below_heading"] = 1.0
            _add(found, names, **shown, is_first_marked=is_new, **place)
            is_plain = source != "stands_alone" and bool(place.get("is_below_heading"))
            if is_plain and not _CREDIT.search(f"{before} {spaced_text(element)}"):
                first = AuthorCandidate((), shown | place)
                several = alike.setdefault(_kind(element, source), first)
                persons = (name for name in names if not names_a_publication(name))
                several.names = tuple(dict.fromkeys((*several.names, *persons)))
    for one in alike.values():
        if 1 < len(one.names) <= _MAX_TOGETHER and all(map(is_full_name, one.names)):
            _add(found, one.names, **one.features)


def _kind(element: HtmlElement, source: str) -> tuple[object, ...]:
    """What elements have in common that each name one of several authors.

    Links to the pages of authors are alike, others have the same class, or the same parent.
    """
    if source == "is_linked":
        return (source,)
    marks = element.get("class") or ""
    return (source, element.tag, marks, None if marks else element.getparent())


def _first_of_text(elements: Sequence[HtmlElement], top: int) -> int:
    """The number of the first paragraph of the text after the heading at ``top``.

    A paragraph that has no other beside it, above one that has, is a standfirst: a byline may
    follow.
    """
    prose = [n for n, one in enumerate(elements) if n > top and is_paragraph_of_prose(one)]
    beside = Counter(elements[n].getparent() for n in prose)
    of_text = (n for n in prose if beside[elements[n].getparent()] > 1)
    return next(of_text, next(iter(prose), len(elements)))


def _named(
    element: HtmlElement, titles: Collection[str], labelled: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names in an element by how it shows them; ``labelled`` is a text after a label."""
    is_linked = element.tag == "a" and leads_to_author(element)
    together = _linked_together(element) if is_linked else ()
    if labelled:
        yield "follows_label", together or stated_names([labelled])
        if is_full_name(labelled):
            yield "is_byline", (labelled,)
    marked = is_marked(element, _BYLINE_MARK)
    if not (marked or is_linked or element.tag in LINES or element.tag == "address"):
        return
    if len(element.text_content()) > 2 * _MAX_LINE:
        return
    text = spaced_text(element) or next(iter(_stated_within(element)), "")
    if not text or len(text) > _MAX_LINE or text.casefold() in titles:
        return
    if together:
        yield "is_linked", together
        return
    if is_linked:
        yield "is_linked", stated_names([text])
    if marked or element.tag == "address":
        yield "is_marked", _marked_names(element)
    if element.tag in LINES and (byline := read_byline(text) or _byline_above_break(element)):
        linked = _names_of_links(element)
        yield "is_byline", linked if set(byline.authors) < set(linked) else byline.authors
    elif element.tag in LINES and (dateline := read_dateline(text)):
        if dateline.authors:
            yield "is_byline", dateline.authors
        elif is_full_name(dateline.beside or ""):
            yield "beside_date_or_role", (dateline.beside or "",)
    elif element.tag in LINES and not len(element) and (name := name_at_place(text)):
        if _is_beside_date_or_role(element, text):
            yield "is_byline", (name,)
    elif element.tag in _NAMES and is_full_name(text) and _is_first_of_biography(element):
        yield "in_biography", stated_names([text])
    elif element.tag in LINES and not len(element) and is_full_name(text):
        is_beside = _is_beside_date_or_role(element, text)
        yield "beside_date_or_role" if is_beside else "stands_alone", stated_names([text])


def _byline_above_break(element: HtmlElement) -> Byline | None:
    """The byline in an element's first line, if the line below is broken off: what somebody is."""
    first = element[0].tag == "br" if len(element) else False
    return read_byline(clean_line(element.text or "")) if first else None


def _is_beside_date_or_role(element: HtmlElement, name: str) -> bool:
    """Whether a short line around a name, or beside it, tells a day or what somebody is alone."""
    for beside in (element.getprevious(), element.getnext()):
        is_short = beside is not None and not _is_longer(beside, _MAX_LINE)
        if beside is not None and is_short and _tells_day_or_role(spaced_text(beside)):
            return True
    for around in islice(element.iterancestors(), _MAX_AROUND):
        if _is_longer(around, _MAX_LINE):
            return False
        rest = spaced_text(around).replace(name, "", 1).strip(_EDGES)
        if _tells_day_or_role(rest):
            return True
    return False


def _is_first_of_biography(name: HtmlElement) -> bool:
    """Whether a name is the first in a box that is called, or headed, as one on the author."""
    for around in islice(name.iterancestors(), _MAX_AROUND_BIOGRAPHY):
        if around.tag in ("body", "main", "article") or _is_longer(around, _MAX_BIOGRAPHY):
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
    for around in islice(link.iterancestors(), _MAX_AROUND):
        if _is_longer(around, _MAX_LINE):
            break
        names = _names_of_links(around)
        if len(names) > 1:
            return names
    return ()


def _is_longer(element: HtmlElement, length: int) -> bool:
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
    byline = read_byline(" ".join(lines))
    for written in (_stated_within(element), list(_linked_as_authors(element))):
        names = clean_authors(written)
        if names and all(map(is_full_name, names)):
            return byline.authors if byline and set(names) < set(byline.authors) else names
    if lines and byline:
        return byline.authors or tuple(filter(is_agency, stated_names(lines)))
    if all(part.tag == "br" for part in element):
        names = clean_authors(lines)
        if names and all(map(is_full_name, names)):
            return names
    for line in lines:
        names = clean_authors([line])
        if names and all(map(is_full_name, names)):
            return names
    return _without_place(stated_names([line for line in lines if not _LABEL.fullmatch(line)][:1]))


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
        credit = _CREDIT.search(before)
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


def _place(number: int, top: int | None, end: int) -> dict[str, float]:
    """Where an element stands: by the heading at ``top``, before or after the text at ``end``."""
    place = {"after_prose": float(number > end)}
    if top is not None:
        place["is_below_heading"] = float(top < number < end)
        place["above_heading"] = float(number < top)
        place["nearness"] = 1 / (1 + abs(number - top) / _NEAR)
    return place


def _add_form(candidate: AuthorCandidate, sites: Collection[str]) -> None:
    """Add what the form of the names says, and how many sources agree on them."""
    names, written = candidate.names, " ".join(candidate.names)
    is_agencies = all(map(is_agency, names))
    in_head = sum(name in candidate.features for name in _IN_HEAD)
    in_body = any(name in candidate.features for name in _IN_BODY)
    candidate.add(
        in_several_of_head=in_head > 1,
        in_head_alone=in_head > 0 and not in_body,
        in_head_and_body=in_head > 0 and in_body,
        is_full_name=all(map(is_full_name, names)),
        is_one_word=len(written.split()) == 1,
        is_lower_case=written.islower() and not is_agencies,
        is_upper_case=written.isupper() and not is_agencies,
        names_publication=any(names_a_publication(n) and not is_agency(n) for n in names),
        is_agency=is_agencies,
        names_site=not is_agencies and any(bare_name(name) in sites for name in names),
    )


def _sources(candidate: AuthorCandidate) -> int:
    return sum(name in candidate.features for name in (*_IN_HEAD, *_IN_BODY))
