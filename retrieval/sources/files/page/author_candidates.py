"""Candidates for the authors of a page's article, with what speaks for and against each."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from lxml.html import HtmlElement

from retrieval.sources.files.page.element_marks import (
    LINES,
    is_of_other_part,
    is_paragraph_of_prose,
    spaced_text,
)
from retrieval.sources.files.page.metadata import PageMetadata
from retrieval.sources.files.page.shown_names import (
    CREDIT,
    EDGES,
    LABEL,
    LABELLED,
    MAX_AROUND,
    MAX_LINE,
    MAX_NAME,
    is_longer,
    names_shown,
)
from retrieval.sources.metadata.byline import read_byline
from retrieval.sources.metadata.characters import clean_line
from retrieval.sources.metadata.names import (
    clean_authors,
    is_agency,
    is_full_name,
    is_name_without_case,
    names_a_publication,
    stated_names,
)
from retrieval.sources.metadata.titles import TITLE_BREAK, bare_name
from retrieval.text.languages.boilerplate import any_phrase

_NAMES_OFFICE = re.compile(rf"\b{any_phrase('offices')}\b", re.IGNORECASE)
_CAPTION = re.compile(
    r"caption|(?:photo|image|picture|bild|foto)s?(?![a-z])|figure|copyright", re.IGNORECASE
)
_MAIL = re.compile(r"(?<![\w.+-])([\w.+-]{2,60})(?:@|%40| at )[\w-]{2,}\.\w")
_WORD = re.compile(r"[^\W\d_][\w'’-]+")
_ACCOUNT = re.compile(r"(?=\D*[\d_])[a-z\d_.-]+")
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
    "is_signed",
    "beside_address",
    "follows_colon",
    "follows_words",
)
_PLAIN_BELOW_HEADING = ("is_linked", "is_marked", "is_byline", "beside_date_or_role")
_PLAIN = (*_IN_HEAD, *_PLAIN_BELOW_HEADING)
_LEAST = (
    "above_heading",
    "after_prose",
    "amid_prose",
    "in_caption",
)  # the least of all counts
_MAX_TOGETHER = 6  # authors, each in an element of its own
_NEAR = 15  # elements
_MAX_ELEMENTS = 30_000
_MAX_CANDIDATES = 1000
_MIN_NEARNESS = defaultdict(
    float,
    {"stands_alone": 1.0, "follows_colon": 1.0, "follows_words": 1.0, "beside_date_or_role": 0.5},
)
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
    signed: tuple[str, ...] = (),
) -> list[AuthorCandidate]:
    """Return the candidates of a page: names stated in its head, marked, linked or in bylines.

    ``signed`` are those who sign its text at the end.
    """
    found: Found = {}
    sites = {bare_name(name) for name in site_names if name} - {""}
    for source, written in stated.makers.items():
        _add(found, _without_paper(stated_names(written), sites), **{source: 1.0})
    for between in _between(stated.titles):
        labelled = LABELLED.fullmatch(between)
        names = clean_authors([labelled["names"] if labelled else between])
        if names and all(map(is_full_name, names)):
            _add(found, names, in_title=1.0, is_labelled_in_title=labelled is not None)
    titles = {title.casefold() for title in (*stated.titles, *stated.headings)}
    _add_shown(found, page, heading, titles, sites)
    _add(found, signed, is_signed=1.0)
    pairs = [(part, whole) for whole in found for part in found if part < whole]
    lists = {(part, whole) for part, whole in pairs if _lists_others(found[whole], found[part])}
    others = [pair for pair in pairs if pair not in lists]
    parts = {part for part, whole in others if _sources(found[whole]) > 1}
    wholes = {whole for whole, known in _known_words(others).items() if known < whole}
    for part, whole in lists:
        shown = (name for name in found[part].features if name.startswith(_IN_BODY))
        found[whole].add(**{name: found[part].features[name] for name in shown})
    around = _Around.of(page, stated)
    are_told = any(map(_is_told, found.values()))
    names_person = any(map(_names_persons, found.values()))
    for words, candidate in found.items():
        _add_form(candidate, sites)
        around.describe(candidate)
        is_agency_beside_person = names_person and all(map(is_agency, candidate.names))
        candidate.add(is_part=words in parts, has_part=words in wholes)
        candidate.add(
            is_one_of_several=any(words == part for part, _ in lists),
            lists_others=any(words == whole for _, whole in lists),
            is_agency_beside_person=is_agency_beside_person,
            is_word_beside_byline=are_told
            and bool(candidate.features["in_head_alone"] and candidate.features["is_one_word"]),
        )
    told = [words for words, candidate in found.items() if _is_told(candidate)]
    longest = max(told, key=len, default=frozenset())
    if longest and all(words <= longest for words in told):
        found[longest].add(is_only_told=1.0)
    is_signed = any(map(_is_account, found.values())) and _has_byline(page, heading)
    initials = {_initials(name) for one in found.values() for name in one.names}
    return [
        one
        for one in found.values()
        if not (is_signed and _is_account(one)) and "".join(one.names).casefold() not in initials
    ]


def _between(titles: Iterable[str]) -> Iterator[str]:
    """What stands between the title and the name of the site in the titles of a page."""
    for title in titles:
        yield from (part.strip() for part in list(filter(None, TITLE_BREAK.split(title)))[1:-1])


def _initials(name: str) -> str:
    """The first letters of a full name, by which its writer may sign, "" of any other."""
    return "".join(word[0] for word in name.split()).casefold() if is_full_name(name) else ""


def _is_told(candidate: AuthorCandidate) -> bool:
    """Whether a byline names persons as the authors, or two of a link, a mark and a label."""
    known = candidate.features
    places = ("is_linked", "is_marked", "follows_label")
    is_told = bool({"is_byline", "is_signed"} & known.keys())
    is_told |= sum(name in known for name in places) > 1
    return is_told and all(map(is_full_name, candidate.names))


def _is_account(candidate: AuthorCandidate) -> bool:
    """Whether only the head of the page names somebody, by the name of an account."""
    is_in_head = bool(candidate.features.get("in_head_alone"))
    return is_in_head and all(map(_ACCOUNT.fullmatch, candidate.names))


def _has_byline(page: HtmlElement, heading: HtmlElement | None) -> bool:
    """Whether a line between heading and text names those who wrote it, be it an office."""
    elements = list(islice(page.iter(), _MAX_ELEMENTS))
    top = next((n for n, element in enumerate(elements) if element is heading), len(elements))
    lines = (one for one in elements[top : _first_of_text(elements, top)] if one.tag in LINES)
    return any(read_byline(spaced_text(one)) for one in lines if not is_longer(one, MAX_LINE))


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
    """The names without those of publications, offices and places if there are persons beside them.

    A word alone beside full names is a place.
    """
    if len(names) == 1:
        return names
    others = [name for name in names if names_a_publication(name) or bare_name(name) in sites]
    full = [name for name in names if is_full_name(name) and name not in others]
    persons = tuple(name for name in full if not _NAMES_OFFICE.search(name)) or tuple(full)
    rest = (name for name in names if name not in others and name not in full)
    return persons if persons and all(" " not in name for name in rest) else names


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
    found: Found,
    page: HtmlElement,
    heading: HtmlElement | None,
    titles: Collection[str],
    sites: Collection[str],
) -> None:
    """Add the names that the body of a page shows as those of authors.

    Those in elements that are alike, between heading and text, are also a candidate together.
    """
    elements = list(islice(page.iter(), _MAX_ELEMENTS))
    own = set() if heading is None else set(heading.iterancestors())
    top = next((n for n, element in enumerate(elements) if element is heading), None)
    end = _first_of_text(elements, -1 if top is None else top)
    last = _last_of_text(elements, end)
    is_first, label = True, ""
    alike: dict[tuple[object, ...], AuthorCandidate] = {}
    for number, element in enumerate(elements):
        if not isinstance(element.tag, str) or element.tag in _WITHOUT_TEXT:
            continue
        text = clean_line(element.text or "")
        is_short = bool(text) and len(text) < MAX_NAME
        follows = is_short and bool(LABEL.fullmatch(label.strip(EDGES)))
        before = label
        label = (clean_line(element.tail or "") if not len(element) else "") or text or label
        named = list(names_shown(element, titles, text if follows else ""))
        around = (one for one in (element, *element.iterancestors()) if one not in own)
        if not named or any(map(is_of_other_part, around)):
            continue
        place = _place(number, top, end)
        place["amid_prose"] = float(end < number < last)
        place["in_caption"] = float(_is_in_caption(element))
        for source, names in named:
            names = _without_paper(names, sites)
            is_above_all = top is None and number < end
            if is_above_all:
                place["nearness"] = 0.0
            is_near = is_above_all or place.get("nearness", 0.0) >= _MIN_NEARNESS[source]
            is_credited = source == "is_linked" and CREDIT.search(before)
            if is_credited or not (place.get("is_below_heading") or is_near):
                continue
            is_new = source == "is_marked" and is_first and bool(names)
            is_first = is_first and not is_new
            shown = {source: 1.0}
            if place.get("is_below_heading") and source in _PLAIN_BELOW_HEADING:
                shown[f"{source}_below_heading"] = 1.0
            _add(found, names, **shown, is_first_marked=is_new, **place)
            is_plain = source != "stands_alone" and bool(place.get("is_below_heading"))
            if is_plain and not CREDIT.search(f"{before} {spaced_text(element)}"):
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

    A paragraph that has no other beside it, above one that has, is a standfirst, as is the first
    above a short line: a byline may follow.
    """
    prose = [n for n, one in enumerate(elements) if n > top and is_paragraph_of_prose(one)]
    beside = Counter(elements[n].getparent() for n in prose)
    of_text = [n for n in prose if beside[elements[n].getparent()] > 1]
    if len(of_text) > 1 and _is_line(elements[of_text[0]].getnext()):
        return of_text[1]
    return next(iter(of_text or prose), len(elements))


def _is_line(element: HtmlElement | None) -> bool:
    """Whether an element is a short line of text."""
    is_short = element is not None and not is_longer(element, MAX_LINE)
    return element is not None and is_short and bool(spaced_text(element))


def _last_of_text(elements: Sequence[HtmlElement], end: int) -> int:
    """The number of the last paragraph that stands beside the first of the text, at ``end``."""
    holder = elements[end].getparent() if end < len(elements) else None
    beside = (n for n, one in enumerate(elements) if n > end and one.getparent() is holder)
    prose = (n for n in beside if is_paragraph_of_prose(elements[n]))
    return max(prose, default=end)


def _is_in_caption(element: HtmlElement) -> bool:
    """Whether an element is of a picture, by its name or class or that of one around it."""
    for around in (element, *islice(element.iterancestors(), MAX_AROUND)):
        if around.tag in ("figure", "figcaption"):
            return True
        if around.tag in ("body", "main", "article"):
            return False
        if _CAPTION.search(around.get("class") or ""):
            return True
    return False


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
    is_of_site = not is_agencies and any(bare_name(name) in sites for name in names)
    is_full = all(map(is_full_name, names))
    candidate.add(
        in_several_of_head=in_head > 1,
        in_head_alone=in_head > 0 and not in_body,
        in_head_and_body=in_head > 0 and in_body,
        in_title_and_body="in_title" in candidate.features and in_body,
        is_full_name=is_full,
        is_one_word=len(written.split()) == 1,
        is_lower_case=written.islower() and not is_agencies,
        is_upper_case=written.isupper() and not is_agencies,
        names_publication=any(names_a_publication(n) and not is_agency(n) for n in names),
        is_agency=is_agencies,
        is_without_case=all(map(is_name_without_case, names)),
        names_office=not is_agencies and any(map(_NAMES_OFFICE.search, names)),
        names_site=is_of_site and not is_full,
        is_name_of_site=is_of_site and is_full,
    )


def _sources(candidate: AuthorCandidate) -> int:
    return sum(name in candidate.features for name in (*_IN_HEAD, *_IN_BODY))


@dataclass(frozen=True, slots=True)
class _Around:
    """What a page says of persons outside its bylines."""

    in_prose: frozenset[str]
    """Words of the text."""
    alternatives: frozenset[str]
    """What stands for pictures that are not shown."""
    accounts: frozenset[str]
    """What stands in mail addresses before the sign."""

    @staticmethod
    def of(page: HtmlElement, stated: PageMetadata) -> _Around:
        """Gather it from a page."""
        prose = islice(filter(is_paragraph_of_prose, page.iter("p")), _MAX_CANDIDATES)
        words = (word for one in prose for word in _WORD.findall(one.text_content()))
        written = [link.get("href") or "" for link in page.iter("a")]
        accounts = _MAIL.findall(f"{page.text_content()} {' '.join(written)}")
        pictures = (clean_line(one.get("alt") or "") for one in page.iter("img", "amp-img"))
        return _Around(
            frozenset(words),
            frozenset(map(str.casefold, filter(None, pictures))),
            frozenset(map(_plain, accounts)),
        )

    def describe(self, candidate: AuthorCandidate) -> None:
        """Add what the page says of a candidate."""
        names = [name.casefold() for name in candidate.names]
        is_alone = "stands_alone" in candidate.features and _sources(candidate) == 1
        families = [name.split()[-1] for name in candidate.names]
        candidate.add(
            is_alone_in_prose=is_alone
            and any(bool({one, one.title()} & self.in_prose) for one in families),
            has_portrait=any(name in self.alternatives for name in names),
            has_address=any(
                _plain(one) in account for one in families for account in self.accounts
            ),
            is_word_in_prose=len(families) == 1
            and candidate.names == tuple(families)
            and families[0] in self.in_prose,
        )


def _plain(name: str) -> str:
    """A name without accents in small letters, as in addresses."""
    return "".join(filter(str.isalpha, unicodedata.normalize("NFKD", name.casefold())))
