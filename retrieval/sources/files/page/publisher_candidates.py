"""Candidates for the publisher of a page, with what speaks for and against each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice

from lxml.html import HtmlElement

from retrieval.sources.boilerplate.breadcrumbs import is_section
from retrieval.sources.boilerplate.labels import is_label
from retrieval.sources.files.page.element_marks import is_marked, spaced_text
from retrieval.sources.files.page.host_names import (
    HOST,
    bare_site,
    is_host_of,
    is_platform,
    leads_home,
)
from retrieval.sources.files.page.json_ld import text_of
from retrieval.sources.files.page.metadata import PageMetadata
from retrieval.sources.files.page.publisher_places import named_in_body, named_in_head, parts_of
from retrieval.sources.files.page.saved_from import archived
from retrieval.sources.metadata.byline import read_byline, read_dateline
from retrieval.sources.metadata.characters import clean_line, letters
from retrieval.sources.metadata.names import is_full_name, is_name_line, names_a_publication
from retrieval.sources.metadata.url_identity import site_of

_KINDS = {
    "stated": "head", "site_name": "head", "described": "head", "application": "head",
    "first_home": "top", "home": "top", "logo": "top", "first_top": "top", "top": "top",
    "title_last": "title", "title_first": "title", "copyright": "foot", "script": "script",
    "labelled": "label", "title_middle": "title", "title_whole": "title", "creator": "creator",
}  # fmt: skip
"""The kinds of places; the place whose spelling is preferred stands first."""
_RANKS = {place: rank for rank, place in enumerate(_KINDS)}
_EDGES = " \t|·•–—-,:;"
_LOGO = re.compile(r"^logo\b|\blogo$", re.IGNORECASE)
_HEADLINE = re.compile(r"headline", re.IGNORECASE)
_OF_HEADLINES = frozenset(("title_whole", "title_first", "first_top", "top"))
_MAX_NAME, _MAX_WORDS = 80, 10
_MAX_SMALL_WORDS = 3
_MAX_PARTICLE = 3  # letters
_MAX_NAMES = 200
_MAX_ELEMENTS = 30_000
_MAX_LINKS = 2_000
_MAX_HEADINGS = 20


@dataclass(frozen=True, slots=True)
class PublisherCandidate:
    """A name, or None for that the page does not name its publisher."""

    name: str | None
    features: Mapping[str, float]


@dataclass(slots=True)
class _Name:
    """A name's spellings by place, and the kinds of places in which a longer one holds it."""

    spellings: dict[str, list[str]] = field(default_factory=dict)
    part_in: set[str] = field(default_factory=set)

    def kinds(self) -> set[str]:
        """The kinds of places in which it stands, alone or in a longer name."""
        return {_KINDS[place] for place in self.spellings} | self.part_in

    def spelling(self) -> str:
        """The spelling of the place that counts first; one in small letters or of a host last."""
        written = ((_RANKS[place], name) for place, all_ in self.spellings.items() for name in all_)
        return min(written, key=lambda one: (_is_host(one[1]), one[1].islower(), one[0]))[1]


def publisher_candidates(page: HtmlElement, stated: PageMetadata) -> list[PublisherCandidate]:
    """Return the candidates of a page: what its head and body call its site, and that nothing does.

    Names that are the same but for articles, accents and punctuation are one candidate.
    """
    own = {site for address in stated.addresses if (site := site_of(archived(address)))}
    linked = _linked_hosts(page)
    named: dict[str, _Name] = {}
    for place, text in chain(named_in_head(page, stated, own), named_in_body(page, own or linked)):
        _add(named, place, clean_line(text))
    headlines = {*_headlines(page, own or linked), *_shorter_titles(stated)}
    makers = {bare_site(name) for names in stated.makers.values() for name in names}
    candidates = [PublisherCandidate(None, {"is_none": 1.0})]
    for key, one in named.items():
        if one.spellings and not _is_only_headline(one):
            name, is_stated = one.spelling(), "head" in one.kinds()
            is_person = is_full_name(name) and not names_a_publication(name)
            features = {
                **dict.fromkeys(one.spellings, 1.0),
                "part": float(bool(one.part_in)),
                "in_two_kinds": float(len(one.kinds()) > 1),
                **_of_hosts(name, own, linked),
                **_of_form(name),
                "is_heading": float(letters(name) in headlines and not is_stated),
                "is_author": float(key in makers and is_person and not is_stated),
            }
            candidates.append(PublisherCandidate(name, features))
    return candidates


def _add(named: dict[str, _Name], place: str, text: str) -> None:
    """Add what a place names, and the names within it."""
    if len(named) >= _MAX_NAMES:
        return
    whole = _trimmed(text)
    if _may_name_site(whole):
        named.setdefault(bare_site(whole), _Name()).spellings.setdefault(place, []).append(whole)
    for part in map(_trimmed, parts_of(text)):
        if _may_name_site(part):
            named.setdefault(bare_site(part), _Name()).part_in.add(_KINDS[place])


def _is_only_headline(name: _Name) -> bool:
    """Whether a name is all of the page's title, and is no name or else only above the text."""
    if "title_whole" not in name.spellings:
        return False
    return name.spellings.keys() <= _OF_HEADLINES or not is_name_line(name.spelling())


def _trimmed(text: str) -> str:
    """A name without punctuation and quotation marks around it, and without the word "logo"."""
    name = _LOGO.sub("", text).strip(_EDGES)
    return next((part for part in parts_of(name) if letters(part) == letters(name)), name)


def _may_name_site(name: str) -> bool:
    is_short = len(name) <= _MAX_NAME and len(name.split()) <= _MAX_WORDS
    if not (is_short and bare_site(name)) or "://" in name or name[0] in "[(":
        return False
    byline, dateline = read_byline(name), read_dateline(name)
    is_byline = byline is not None and bool(byline.authors)
    is_day = dateline is not None and bool(dateline.published or dateline.updated)
    is_other = is_section(name) or is_label(name) or is_platform(name)
    return any(map(str.isalpha, name)) and not (is_byline or is_day or is_other)


def _of_hosts(name: str, own: Collection[str], linked: Collection[str]) -> dict[str, float]:
    names_own = any(is_host_of(name, host) for host in own)
    names_linked = any(is_host_of(name, host) for host in linked)
    return {
        "names_host": float(names_own),
        "names_linked_host": float(names_linked and not names_own),
    }


def _of_form(name: str) -> dict[str, float]:
    small = [word for word in name.split() if word[0].islower() and len(word) > _MAX_PARTICLE]
    return {
        "is_host": float(_is_host(name)),
        "is_unlike_name": float(name.lower() != name.upper() and not is_name_line(name)),
        "has_small_words": min(len(small), _MAX_SMALL_WORDS) / _MAX_SMALL_WORDS,
    }


def _is_host(name: str) -> bool:
    return HOST.fullmatch(name) is not None


def _linked_hosts(page: HtmlElement) -> set[str]:
    """The host to which most links of a page lead, and those of the mail addresses on it."""
    counts: Counter[str] = Counter()
    mail: set[str] = set()
    for link in islice(page.iter("a", "link", "base", "form"), _MAX_LINKS):
        target = archived((link.get("href") or link.get("action") or "").strip())
        if target.casefold().startswith("mailto:"):
            mail.add(target.partition("?")[0].rpartition("@")[2].casefold())
        elif site := site_of(target):
            counts[site] += 1
    most = [site for site, count in counts.most_common(1) if count > 1 or len(counts) == 1]
    return {*most, *mail} - {""}


def _headlines(page: HtmlElement, hosts: Collection[str]) -> frozenset[str]:
    """The letters of headings that do not lead home, which name articles and not the site."""
    headings = (one for one in islice(page.iter(), _MAX_ELEMENTS) if _is_headline(one))
    return frozenset(
        letters(spaced_text(heading))
        for heading in islice(headings, _MAX_HEADINGS)
        if not any(leads_home(link, hosts) for link in heading.iter("a"))
    )


def _shorter_titles(stated: PageMetadata) -> set[str]:
    """The letters of titles to which another one adds, as the name of the site; of JSON-LD, too."""
    titles = set(map(letters, stated.titles))
    shorter = {one for one in titles if any(one in other for other in titles - {one})}
    return {*shorter, letters(text_of(stated.article.get("headline")) or "")}


def _is_headline(element: HtmlElement) -> bool:
    is_tag = isinstance(element.tag, str)
    return element.tag == "h1" or (is_tag and is_marked(element, _HEADLINE))
