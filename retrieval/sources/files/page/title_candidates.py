"""Candidates for the title of a page's article, with what speaks for and against each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from retrieval.sources.boilerplate.breadcrumbs import is_section
from retrieval.sources.boilerplate.labels import is_label
from retrieval.sources.files.page.element_marks import is_marked, is_paragraph_of_prose
from retrieval.sources.files.page.host_names import leads_home
from retrieval.sources.files.page.json_ld import text_of
from retrieval.sources.files.page.metadata import PageMetadata
from retrieval.sources.metadata.characters import clean_line
from retrieval.sources.metadata.names import is_full_name
from retrieval.sources.metadata.titles import TITLE_BREAK, bare_name

_MAX_TITLE = 1000
_MAX_HEADING = 300
_MAX_PARTS = 20  # of a heading
_LONG = 140  # characters
_MIN_WORDS = 3
_WORD = re.compile(r"\w+")
_TITLE_MARK = re.compile(
    r"headline|title|heading|titre\b|titolo\b|t[ií]tulo|titular\b|titel\b|überschrift|zagolovo?k"
    r"|nag[lł][oó]w|nadpis|titulek|ba[sş]l[iı]k|otsikko|rubrik\b|(?:^|[\s_-])(?:hl|hed)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LARGE = re.compile(r"[4-7]|\+[1-4]")
_QUOTED = re.compile(r"[«„“\"][^«»„“”\"]+[»“”\"]")
"""What somebody says in the text, set once more in large letters."""
_HEADINGS = ("h1", "h2", "h3")
_OTHER_LINES = ("div", "span", "p", "a", "strong", "b", "font", "td")
_AROUND = frozenset(("header", "nav", "footer", "aside", "form"))
_ARTICLE = frozenset(("article", "main"))
_MIN_SHARED = 0.5  # of the words of the titles, in a line that is no heading
_NEAR = 20  # elements
_MAX_ELEMENTS = 30_000
_BREAKS = frozenset(("br", "div", "p", "small", "h1", "h2", "h3", "li"))
_DIVIDES = frozenset(("span", "a"))
_IN_HEAD = ("described", "og", "twitter", "tag", "part_first", "part_last")
_IN_BODY = ("h1", "h2", "h3", "line")
_AGREEING = ("described", "og", "twitter", "tag", "h1", "h2", "line")


@dataclass(slots=True)
class TitleCandidate:
    """A text that may be the title, and the first heading or line of the page that it is."""

    text: str
    heading: HtmlElement | None = None
    features: dict[str, float] = field(default_factory=dict)

    def add(self, **features: float) -> None:
        """Add what another place of the text says; the most favourable values count."""
        for name, value in features.items():
            self.features[name] = max(self.features.get(name, 0.0), float(value))


def title_candidates(
    page: HtmlElement, stated: PageMetadata, names: Iterable[str | None]
) -> list[TitleCandidate]:
    """Return the candidates of a page: titles of its head, their parts, headings, marked lines.

    ``names`` are those of the publisher and the site.
    """
    found: dict[str, TitleCandidate] = {}
    titles = dict(_titles(page, stated))
    for source, title in titles.items():
        _add(found, title, **{source: 1.0})
        if source != "described":
            _add_parts(found, title)
    _add_lines(found, page, [titles[name] for name in ("tag", "og") if name in titles])
    sites = {bare_name(name) for name in names if name} - {""}
    tag = _words(titles.get("tag") or titles.get("og") or "")
    slug = _words((stated.url or "").rstrip("/").rpartition("/")[2].replace("_", " "))
    for candidate in found.values():
        _add_words(candidate, sites, tag, slug)
    return [one for one in found.values() if _may_be_title(one, sites)]


def without_site_name(title: str, names: Iterable[str | None]) -> str:
    """Return a title without the name of the publisher or site before or after it.

    >>> without_site_name("Rain stops play | The Daily Example", ["The Daily Example"])
    'Rain stops play'
    """
    sites = {bare_name(name) for name in names if name} - {""}
    for mark in TITLE_BREAK.finditer(title) if sites else ():
        before, after = title[: mark.start()].strip(), title[mark.end() :].strip()
        if before and bare_name(after) in sites:
            return before
        if after and bare_name(before) in sites:
            return after
    return title


def without_sections(title: str) -> str:
    """Return a title without the section of the site before or after it.

    >>> without_sections("News :: Rain stops play"), without_sections("Sport: rain stops play")
    ('Rain stops play', 'Sport: rain stops play')
    """
    for mark in TITLE_BREAK.finditer(title):
        before, after = title[: mark.start()].strip(), title[mark.end() :].strip()
        if mark[0].strip() != ":" and before and after:
            if is_section(after):
                return without_sections(before)
            if is_section(before):
                return without_sections(after)
    return title


def text_line(element: HtmlElement) -> str:
    """Return the text of a heading or another short element on one line."""
    return clean_line(" ".join("".join(_pieces(element)).split()))[:_MAX_TITLE]


def _pieces(element: HtmlElement) -> Iterator[str]:
    """The texts of an element, with spaces where lines break and where a part begins a word.

    Between "Town planning" and "Tannery reopens" in elements of their own nothing need stand.
    """
    last = ""
    for event, part in iterwalk(element, events=("start", "end", "comment")):
        if event != "comment" and part.tag in _BREAKS:
            yield " "
        text = (part.text if event == "start" else part.tail if part is not element else "") or ""
        if last.islower() and text[:1].isupper() and part.tag in _DIVIDES:
            yield " "
        yield text
        last = text[-1:] or last


def _titles(page: HtmlElement, stated: PageMetadata) -> Iterator[tuple[str, str]]:
    """The titles in the head of a page, each with its source."""
    tag = next((text_line(element) for element in page.iter("title")), "")
    written = {
        "described": text_of(stated.article.get("headline")),
        "og": next(iter(stated.meta.get("og:title", ())), ""),
        "twitter": next(iter(stated.meta.get("twitter:title", ())), ""),
        "tag": tag,
    }
    for source, title in written.items():
        if line := clean_line(title or "")[:_MAX_TITLE]:
            yield source, line


def _add(
    found: dict[str, TitleCandidate],
    text: str,
    heading: HtmlElement | None = None,
    **features: float,
) -> None:
    text = text.strip()
    if not any(map(str.isalpha, text)):
        return
    candidate = found.setdefault(text.casefold(), TitleCandidate(text))
    if candidate.heading is None and heading is not None:
        candidate.text, candidate.heading = text, heading
    candidate.add(**features)


def _add_parts(found: dict[str, TitleCandidate], title: str) -> None:
    marks = list(TITLE_BREAK.finditer(title))
    for mark in marks:
        before, after = title[: mark.start()], title[mark.end() :]
        is_longer = len(before) >= len(after)
        _add(found, before, part_first=1.0, longer_part=is_longer, shorter_part=not is_longer)
        _add(found, after, part_last=1.0, longer_part=not is_longer, shorter_part=is_longer)
    for start, end in pairwise(marks):
        _add(found, title[start.end() : end.start()], part_middle=1.0)


def _add_lines(
    found: dict[str, TitleCandidate], page: HtmlElement, titles: Collection[str]
) -> None:
    """Add the headings of a page, and other lines that are marked as titles or say the same."""
    elements = list(islice(page.iter(), _MAX_ELEMENTS))
    prose = next((n for n, one in enumerate(elements) if _is_prose(one)), len(elements))
    wanted = {word for title in titles for word in _words(title)}
    first = [element for element in elements if element.tag == "h1" and text_line(element)]
    for number, element in enumerate(elements):
        if element.tag not in _HEADINGS and (element.tag not in _OTHER_LINES or len(element) > 1):
            continue
        if len(clean_line(element.text_content()[: 2 * _MAX_HEADING])) > _MAX_HEADING:
            continue
        text = _as_stated(element, text_line(element), found)
        if not text or len(text) > _MAX_HEADING:
            continue
        if text.casefold() not in found and _names_home(element, text):
            continue
        marked = is_marked(element, _TITLE_MARK) or _is_large(element)
        if (
            element.tag not in _HEADINGS
            and _QUOTED.fullmatch(text)
            and text.casefold() not in found
        ):
            continue
        if element.tag not in _HEADINGS and not (marked or _says(text, wanted, found)):
            continue
        around = {one.tag for one in element.iterancestors() if isinstance(one.tag, str)}
        in_article = bool(_ARTICLE & around)
        near = 1 / (1 + (prose - number) / _NEAR) if number < prose else 0.0
        _add(
            found,
            text,
            element,
            **{element.tag if element.tag in _HEADINGS else "line": 1.0},
            first_h1=bool(first) and element is first[0],
            only_h1=first == [element],
            is_marked=marked,
            is_headline="headline" in (element.get("itemprop") or ""),
            in_around=bool(_AROUND & around) and not in_article,
            is_link=element.tag == "a" or "a" in around or element.find(".//a") is not None,
            nearness=near,
            before_prose=number < prose,
        )


def _as_stated(element: HtmlElement, text: str, stated: Collection[str]) -> str:
    """The text of a heading, without what only stands in it beside a title that is stated.

    Badges, a number of comments or a line below may be within: "LIVE Rain stops play". A part that
    is marked as the title counts before the whole: "Weather: Rain stops play".
    """
    if not len(element):
        return text
    inner = list(islice(element.iterdescendants(), _MAX_PARTS))
    marked = [text_line(part) for part in inner if is_marked(part, _TITLE_MARK)]
    told = [part for part in marked if part.casefold() in stated]
    if told and element.tag in _HEADINGS:
        return max(told, key=len)
    if text.casefold() in stated:
        return text
    own = clean_line("".join((element.text or "", *(child.tail or "" for child in element))))
    if own.casefold() in stated:
        return own
    parts = map(text_line, inner)
    rests = (text.replace(part, "", 1).strip() for part in parts if part and part != text)
    return next((rest for rest in rests if rest.casefold() in stated), text)


def _names_home(element: HtmlElement, text: str) -> bool:
    """Whether a heading or line is nothing but a link to the home page."""
    return any(leads_home(link) and text_line(link) == text for link in element.iter("a"))


def _is_large(element: HtmlElement) -> bool:
    """Whether an element of old HTML sets its text in large letters."""
    size = (element.get("size") or "") if element.tag == "font" else ""
    return bool(_LARGE.fullmatch(size.strip()))


def _is_prose(element: HtmlElement) -> bool:
    return is_paragraph_of_prose(element) and next(element.iterancestors(*_AROUND), None) is None


def _says(text: str, wanted: Collection[str], known: Collection[str]) -> bool:
    """Whether a line is one of the titles, or has most of their words."""
    words = _words(text)
    shared = len(words & set(wanted))
    return text.casefold() in known or (
        len(words) >= _MIN_WORDS - 1 and shared > 0 and shared >= _MIN_SHARED * len(wanted)
    )


def _add_words(
    candidate: TitleCandidate, sites: Collection[str], tag: set[str], slug: set[str]
) -> None:
    """Add what the words of a candidate say, and how many places agree on it."""
    words, known = _words(candidate.text), candidate.features
    parts = [part for part in TITLE_BREAK.split(candidate.text) if part]
    candidate.add(
        agreeing=sum(name in known for name in _AGREEING) / 3,
        in_head_and_body=any(n in known for n in _IN_HEAD) and any(n in known for n in _IN_BODY),
        names_site=bare_name(candidate.text) in sites,
        has_site_part=len(parts) > 1 and any(bare_name(part) in sites for part in parts),
        overlap_with_title=_overlap(words, tag),
        overlap_with_address=_overlap(words, slug) if len(slug) >= _MIN_WORDS else 0.0,
        is_short=len(words) < _MIN_WORDS,
        is_long=len(candidate.text) > _LONG,
    )


def _has_site_name(candidate: TitleCandidate) -> bool:
    """Whether a title of the head is the site's name or has it as a part: the rest counts."""
    return bool(candidate.features["names_site"] or candidate.features["has_site_part"])


def _may_be_title(candidate: TitleCandidate, sites: Collection[str]) -> bool:
    """Whether a candidate is no label or claim, nor what the head of any page of the site says."""
    text = candidate.text
    if is_label(text) or _states_copyright(text):
        return False
    is_name = candidate.features["names_site"] or is_section(candidate.text)
    if is_name and not {"h1", "h2"} & candidate.features.keys():
        return False
    is_of_any = _has_site_name(candidate) or _names_section(candidate.text, sites)
    return candidate.heading is not None or not is_of_any


def _states_copyright(title: str) -> bool:
    """Whether a title begins with a claim of rights, or ends in one: a year or a name behind ©."""
    if title.casefold().startswith(("©", "copyright ")):
        return True
    before, sign, behind = title.rpartition("©")
    is_claim = behind.strip()[:4].isdecimal() or is_full_name(behind.strip())
    return bool(before and sign and is_claim)


def _names_section(title: str, sites: Collection[str]) -> bool:
    """Whether a title names the site, maybe with a word behind, or a section, but no article."""
    parts = [part for part in TITLE_BREAK.split(title) if part]
    return all(is_section(part) or _is_of_site(part, sites) for part in parts)


def _is_of_site(part: str, sites: Collection[str]) -> bool:
    """Whether a part is the site's name, maybe with a word behind: "The Example Online"."""
    return bare_name(part) in sites or bare_name(part.rpartition(" ")[0]) in sites


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _overlap(words: set[str], others: set[str]) -> float:
    return len(words & others) / max(1, len(words | others))
