"""Metadata in the head of a page: JSON-LD and meta elements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from urllib.parse import urljoin

from lxml.html import HtmlElement

from retrieval.sources.files.page.date_fields import published_in_meta, published_in_scripts
from retrieval.sources.files.page.json_ld import (
    JsonLd,
    Node,
    is_article_kind,
    kinds_of,
    read_json_ld,
    text_of,
)
from retrieval.sources.files.page.saved_from import archived, saved_from
from retrieval.sources.files.page.shown_dates import is_day_first_on
from retrieval.sources.metadata.characters import clean_line
from retrieval.sources.metadata.dates import parse_timestamp, with_day_first
from retrieval.sources.metadata.names import (
    is_full_name,
    names_a_publication,
    stated_names,
    turned_name,
)
from retrieval.sources.metadata.url_identity import names_article
from retrieval.text.languages.boilerplate import any_phrase

_MAX_HEADING = 1000  # characters
_MAX_HEADINGS = 3
_MAX_VALUES = 50  # of meta elements with the same name
_UPDATED = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
    "article.updated", "dc.date.modified", "last-modified", "lastmod",
)  # fmt: skip
_AUTHORS = re.compile(
    r"(?:[\w.:-]*[_.:-])?(?:authors?(?:[_-]?names?)?|creators?|byl(?:ine)?|contributors?|writer)"
    r"|\w{0,4}authors?"
)
_BY = re.compile(any_phrase("byline_openings", "before_authors", "byline_labels"), re.IGNORECASE)
_DESCRIBED_AUTHORS = ("author", "creator")


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """The metadata of a page, as written; ``url`` is never that of a section.

    ``titles`` are all that its head gives, also with the name of its site, ``headings`` the first
    ones of the first level. ``article`` is
    the object of JSON-LD that describes it, empty if there is none, and ``json_ld`` all of them.
    """

    url: str | None = None
    addresses: tuple[str, ...] = ()
    """All that are given for the page: the one it was fetched from, and those that it states."""
    publishers: tuple[str, ...] = ()
    """Those that JSON-LD or microdata state of the article."""
    makers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The authors by where they are stated: persons, organizations and those of unspecified kind
    in the JSON-LD of the article, in that of a page elsewhere described, and in meta elements."""
    published: str | None = None
    updated: str | None = None
    told_by_scripts: str | None = None
    """The day of publication that scripts of the page tell, which may be that of something else."""
    titles: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    site_names: tuple[str, ...] = ()
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    article: Node = field(default_factory=dict)
    json_ld: JsonLd = field(default_factory=lambda: JsonLd((), {}))


def read_metadata(page: HtmlElement, *, address: str = "", head: str = "") -> PageMetadata:
    """Read the metadata of a page that was fetched from ``address``, "" for a saved one.

    ``head`` is the beginning of the page's text, in which programs that save pages leave a comment.
    JSON-LD counts if it describes the page's own article, and takes precedence over meta elements.
    """
    meta = _meta_elements(page)
    json_ld = read_json_ld(page)
    saved = saved_from(page, head)
    stated = tuple(_stated_addresses(page, meta, saved))
    titles, headings = tuple(_titles(page, meta)), tuple(_headings(page))
    addresses = [one for one in (address, *stated) if one]
    article = json_ld.article(addresses, (*titles, *headings))
    other = json_ld.other(addresses, (*titles, *headings))
    return PageMetadata(
        url=_address(
            (*stated, *_described_addresses(article)), _first(meta, ("og:url",)) or saved or ""
        ),
        addresses=tuple(addresses),
        publishers=(*json_ld.names(article.get("publisher")), *_marked_publishers(page)),
        makers=_makers(json_ld, article, {} if article else other, meta),
        published=_day(page, article.get("datePublished"), *published_in_meta(meta),
                       other.get("datePublished"), article.get("dateCreated")),
        updated=_day(page, article.get("dateModified"), *_values(meta, _UPDATED)),
        told_by_scripts=published_in_scripts(_scripts(page, json_ld)),
        titles=titles,
        headings=headings,
        site_names=tuple(_all_site_names(json_ld, meta)),
        meta=meta,
        article=article,
        json_ld=json_ld,
    )  # fmt: skip


def _meta_elements(page: HtmlElement) -> dict[str, tuple[str, ...]]:
    """The contents of the meta elements, by their names in lower case."""
    found: dict[str, list[str]] = {}
    for element in page.iter("meta"):
        name = element.get("property") or element.get("name") or _own_property(element)
        content = unescape(element.get("content") or "").strip()
        if content:
            found.setdefault(name.strip().lower(), []).append(content)
    return {name: tuple(contents[:_MAX_VALUES]) for name, contents in found.items()}


def _own_property(element: HtmlElement) -> str:
    """The ``itemprop`` of an element that is about the page's article."""
    for around in element.iterancestors():
        if around.get("itemscope") is not None:
            is_part = around.get("itemprop") not in (None, "mainEntity")
            is_own = is_article_kind(around.get("itemtype") or "") and not is_part
            return element.get("itemprop") or "" if is_own else ""
    return element.get("itemprop") or ""


def _marked_publishers(page: HtmlElement) -> Iterator[str]:
    """The names of the elements that microdata marks as the publisher of the page's article."""
    for element in page.xpath("//*[@itemprop='publisher'][@itemscope]"):
        for part in element.xpath(".//*[@itemprop='name']") if _own_property(element) else ():
            if name := clean_line(part.get("content") or part.text_content()[:_MAX_HEADING]):
                yield name


def _values(meta: Mapping[str, Sequence[str]], names: Iterable[str]) -> Iterator[str]:
    return (meta[name][0] for name in names if name in meta)


def _first(meta: Mapping[str, Sequence[str]], names: Iterable[str]) -> str | None:
    return next(_values(meta, names), None)


def _day(page: HtmlElement, *written: object) -> str | None:
    """The first day among the values, of which a number counts seconds since 1970."""
    for value in written:
        text = str(value) if isinstance(value, int) else text_of(value) or ""
        if text != with_day_first(text) and is_day_first_on(page):
            text = with_day_first(text)
        if day := parse_timestamp(text):
            return day
    return None


def _scripts(page: HtmlElement, json_ld: JsonLd) -> Iterator[str]:
    """The texts of a page's scripts, with JSON-LD only if none of it could be read."""
    for script in page.iter("script"):
        if not json_ld.nodes or "ld+json" not in (script.get("type") or ""):
            yield script.text or ""


def _authors(meta: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The authors under the first name that gives only full names, else that gives any.

    Addresses of profiles and accounts name nobody.
    """
    stated = [meta[name] for name in _ranked(meta)] + [_labelled_author(meta)]
    written = (
        tuple(map(turned_name, (v for v in values if "://" not in v and v[0] != "@")))
        for values in stated
    )
    known = [values for values in written if values]
    full = (values for values in known if _are_full_names(values))
    return next(full, next(iter(known), ()))


def _ranked(meta: Mapping[str, Sequence[str]]) -> list[str]:
    """The names of the meta elements for authors, the shortest first."""
    names = [name for name in meta if _AUTHORS.fullmatch(name) and "twitter" not in name]
    return sorted(names, key=len)


def _are_full_names(values: Iterable[str]) -> bool:
    names = stated_names(values)
    return bool(names) and all(is_full_name(n) and not names_a_publication(n) for n in names)


def _labelled_author(meta: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The author below a label for cards of links: "Written by", as WordPress writes it."""
    label, value = (next(iter(meta.get(f"twitter:{one}1", ())), "") for one in ("label", "data"))
    return (value,) if value and _BY.fullmatch(label) else ()


def _titles(page: HtmlElement, meta: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield from _values(meta, ("og:title", "twitter:title"))
    yield from _texts(islice(page.iter("title"), 1))


def _headings(page: HtmlElement) -> Iterator[str]:
    return _texts(islice(page.iter("h1"), _MAX_HEADINGS))


def _texts(elements: Iterable[HtmlElement]) -> Iterator[str]:
    texts = (clean_line(element.text_content())[:_MAX_HEADING] for element in elements)
    return (text for text in texts if text)


def _makers(
    json_ld: JsonLd, article: Node, other: Node, meta: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """The stated authors by their sources; of ``other``, a page that is no article, "elsewhere"."""
    found: dict[str, list[str]] = {}
    for key in _DESCRIBED_AUTHORS:
        for maker in json_ld.objects(article.get(key)):
            if names := list(_names_of(maker)):
                found.setdefault(_kind(maker), []).extend(names)
    found["elsewhere"] = list(json_ld.names(other.get("author")))
    found["meta"] = list(_authors(meta))
    return {source: tuple(dict.fromkeys(names)) for source, names in found.items() if names}


def _names_of(maker: Node) -> Iterator[str]:
    """The names of an author, of whom the given and the family name may be stated apart."""
    stated = maker.get("name") or [[maker.get("givenName"), maker.get("familyName")]]
    for one in stated if isinstance(stated, list) else [stated]:
        parts = map(text_of, one if isinstance(one, list) else [one])
        if name := " ".join(filter(None, parts)):
            yield name


def _kind(maker: Node) -> str:
    kinds = kinds_of(maker)
    is_organization = any("Organization" in kind for kind in kinds)
    return "person" if "Person" in kinds else "organization" if is_organization else "unspecified"


def _stated_addresses(
    page: HtmlElement, meta: Mapping[str, Sequence[str]], saved: str | None
) -> Iterator[str]:
    """The canonical link, og:url, and where the program that ``saved`` the page got it."""
    for link in page.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            yield link.get("href").strip()
            break
    yield from _values(meta, ("og:url",))
    if saved:
        yield saved


def _described_addresses(article: Node) -> Iterator[str]:
    main = article.get("mainEntityOfPage")
    for value in (article.get("url"), main.get("@id") if isinstance(main, dict) else main):
        if text := text_of(value):
            yield text


def _address(stated: Iterable[str], base: str) -> str | None:
    """The page's canonical address: the first stated one that may be that of an article."""
    absolute = (joined(base, archived(address)) for address in stated)
    return next((one for one in absolute if one and names_article(_rooted(one))), None)


def joined(base: str, address: str) -> str | None:
    """Return an address completed by ``base``, None if it is none."""
    try:
        return urljoin(base, address) or None
    except ValueError:
        return None


def _rooted(address: str) -> str:
    """The address, completed by a host if it is only a path."""
    return joined("https://host.example/", address) or ""


def _all_site_names(json_ld: JsonLd, meta: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Whatever may stand beside the title as the name of the site."""
    yield from _values(meta, ("og:site_name", "application-name"))
    for node in json_ld.nodes:
        if node.get("@type") in ("WebSite", "Organization", "NewsMediaOrganization"):
            yield from json_ld.names(node)
