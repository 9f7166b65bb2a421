"""Where a page names its publisher or site: in the head, in scripts, around the text."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import chain, islice

from lxml.html import HtmlElement

from retrieval.sources.files.page.element_marks import spaced_text
from retrieval.sources.files.page.host_names import is_site_mark, leads_home
from retrieval.sources.files.page.json_ld import Node, kinds_of
from retrieval.sources.files.page.metadata import PageMetadata
from retrieval.sources.metadata.characters import clean_line
from retrieval.sources.metadata.copyright import COPYRIGHT, name_behind
from retrieval.sources.metadata.names import is_name_line, names_a_publication
from retrieval.sources.metadata.titles import TITLE_BREAK
from retrieval.sources.metadata.url_identity import site_of
from retrieval.text.languages.boilerplate import any_phrase

Named = Iterator[tuple[str, str]]
"""Places, and what is written there."""

_IN_META = {
    "stated": ("dc.publisher", "dcterms.publisher", "publisher", "citation_publisher"),
    "site_name": ("og:site_name",),
    "application": ("application-name", "apple-mobile-web-app-title"),
    "copyright": ("copyright", "source"),
    "creator": ("author", "dc.creator"),
}
_ORGANIZATIONS = frozenset(("Organization", "NewsMediaOrganization", "Periodical", "Newspaper"))
_NAME_FIELDS = (
    r"(?:site|publication|publisher|brand|blog)_?name|(?:site|blog)_?title|nickname|newspaper"
    r"|publisher"
)
_SAID_BY_SCRIPT = re.compile(
    rf"\b(?:{_NAME_FIELDS})[\"']?\s*[:=]\s*(\"[^\"<>{{}}\n]{{2,60}}\"|'[^'<>{{}}\n]{{2,60}}')"
    r"|\"(?:publication|publisher|site|brand|blog)\"\s*:\s*\{[^{}]{0,200}?\"(?:name|title)\"\s*:"
    r"\s*(\"[^\"<>{}\n]{2,60}\")",
    re.IGNORECASE,
)
_UNSPACED_DASH = re.compile(r"(?<=[\u3040-\u9fff])-(?=[\u3040-\u9fff]+$)")
"""What stands before the name of the site in scripts without spaces."""
_QUOTED = re.compile(r"[«„“\"]([^«»„“”\"]{2,60})[»“”\"]")
_LABEL = re.compile(
    r"(?<![^\W\d_])(?<![^\W\d_]\s)"
    rf"(?:{any_phrase('publisher_labels')}|(?P<source>{any_phrase('source_labels')}))\s?[:：]\s*(?=[^\W\d_])",
    re.IGNORECASE,
)
_LABELLED_END = re.compile(r"[|·•,;；。\u3000\n]|\s{2}|(?<=\w{3})\.(?:\s|$)|(?<=[\u3040-\u9fff])\s")
_PUBLISHED_IN = re.compile(
    rf"{any_phrase('published_in')}(?:\s+(?P<name>\S.{{1,60}}?))?", re.IGNORECASE
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_NOT_SHOWN = frozenset("head title script style noscript template nav".split())
_WHOLE_PAGE = ("html", "body")
_MAX_LINE = 300
_MAX_LABELLED = 100
_MAX_WORDS = 6
_MAX_WITHOUT_CASE = 15
_MAX_PARTICLE = 3  # letters
_MAX_ELEMENTS = 30_000
_MAX_LINKS = 20
_MAX_TOPS = 4
_MAX_SCRIPT = 200_000


def named_in_head(page: HtmlElement, stated: PageMetadata, hosts: Collection[str]) -> Named:
    """Yield what head and scripts call the page's publisher or site; ``hosts`` are its own.

    A page that names several hosts, as a copy does, may state the site of the other.
    """
    yield from (("stated", name) for name in stated.publishers)
    for place, names in _IN_META.items():
        if len(hosts) < 2 or place not in ("stated", "site_name"):
            yield from ((place, name) for name in _values(stated.meta, names))
    for node in stated.json_ld.nodes:
        is_site = "WebSite" in kinds_of(node) and _is_of(node, hosts) and len(hosts) < 2
        if is_site or _ORGANIZATIONS & set(kinds_of(node)):
            yield from (("described", name) for name in stated.json_ld.names(node))
    yield from chain.from_iterable(map(_in_title, stated.titles))
    scripts = (one for one in page.iter("script") if "ld+json" not in (one.get("type") or ""))
    for script in scripts:
        for match in _SAID_BY_SCRIPT.finditer((script.text or "")[:_MAX_SCRIPT]):
            yield "script", _unescaped(match[1] or match[2])


def named_in_body(page: HtmlElement, hosts: Collection[str]) -> Named:
    """Yield what a page shows as the name of its site or its publisher."""
    yield from _home_links(page, hosts)
    elements = [one for one in islice(page.iter(), _MAX_ELEMENTS) if isinstance(one.tag, str)]
    marked = (one for one in elements if one.tag not in _WHOLE_PAGE and is_site_mark(one))
    for element in islice(marked, _MAX_LINKS):
        yield from (("logo", text) for text in _texts(element))
    for number, text in enumerate(islice(_tops(elements), _MAX_TOPS)):
        yield "top" if number else "first_top", text
    for element in elements:
        if element.tag not in ("script", "style", "title"):
            yield from _in_lines(element)


def parts_of(name: str) -> list[str]:
    """Return the names within a longer one: before its claim, or in quotation marks.

    >>> parts_of("Newspaper «The Pier»"), parts_of("The Pier, the coast's voice"), parts_of("Pier")
    (['The Pier'], ['The Pier'], [])
    """
    parts = _title_parts(name)
    found = [*_QUOTED.findall(name), *(parts if len(parts) > 1 else ()), name.partition(", ")[0]]
    return [part for part in found if part != name]


def _values(meta: Mapping[str, Sequence[str]], names: Iterable[str]) -> Iterator[str]:
    """The first texts of meta elements that are no addresses."""
    return (meta[name][0] for name in names if name in meta and "://" not in meta[name][0])


def _is_of(node: Node, hosts: Collection[str]) -> bool:
    """Whether an object of JSON-LD, which may describe others as well, is of this site."""
    site = site_of(str(node.get("url") or ""))
    return not hosts or not site or site in hosts


def _in_title(title: str) -> Named:
    first, *others = _title_parts(title) or [title]
    if not others:
        yield "title_whole", title
        return
    yield "title_first", first
    yield "title_last", others.pop()
    yield from (("title_middle", part) for part in others)


def _title_parts(title: str) -> list[str]:
    """The parts of a title, which a wide colon and a dash without spaces set apart, too."""
    divided = _UNSPACED_DASH.sub(" | ", title.replace("：", " | "))
    return [part.strip() for part in TITLE_BREAK.split(divided) if part.strip()]


def _unescaped(written: str) -> str:
    """What a text of JSON or JavaScript, with its quotation marks, stands for."""
    inner = written[1:-1]
    try:
        return unescape(str(json.loads(f'"{inner}"')))
    except ValueError:
        return unescape(inner)


def _home_links(page: HtmlElement, hosts: Collection[str]) -> Named:
    """The texts of links to the home page; the first one with a text of its own counts more."""
    links = (one for one in islice(page.iter("a"), _MAX_ELEMENTS) if leads_home(one, hosts))
    is_first = True
    for link in islice(links, _MAX_LINKS):
        place = "first_home" if is_first and spaced_text(link) else "home"
        is_first = is_first and place == "home"
        yield from ((place, text) for text in _texts(link))


def _texts(element: HtmlElement) -> Iterator[str]:
    """The text of an element, its title and those of its pictures."""
    pictures = (picture.get("alt") or "" for picture in element.iter("img"))
    for text in (spaced_text(element), element.get("title") or "", *pictures):
        if name := clean_line(text[:_MAX_LINE]):
            yield name


def _tops(elements: Iterable[HtmlElement]) -> Iterator[str]:
    """The texts that a page shows first, above its headings, or as the title of a picture there.

    Entries of menus are none, nor is what is not written as a name.
    """
    for element in elements:
        if element.tag in _HEADINGS:
            return
        shown = element.get("alt") if element.tag == "img" else element.text
        name = clean_line((shown or "")[:_MAX_LINE])
        is_shown = element.tag not in _NOT_SHOWN and _is_name(name)
        if is_shown and next(element.iterancestors("nav", "ul", "ol", "head"), None) is None:
            yield name


def _is_name(line: str) -> bool:
    """Whether a line may be a name: short, next to all words with capitals or in a script without.

    >>> [_is_name(line) for line in ("Friends of the Pier", "渡し舟", "Rain stops play")]
    [True, True, False]
    """
    words = line.split()
    if line.lower() == line.upper():
        return 2 < len(line) <= _MAX_WITHOUT_CASE and line.isalpha()
    small = [word for word in words if word[0].islower() and len(word) > _MAX_PARTICLE]
    is_short = line[0].isupper() and len(words) <= _MAX_WORDS and line[-1] not in ".!?:…"
    return is_name_line(line) or (is_short and len(small) < 2)


def _in_lines(element: HtmlElement) -> Named:
    """The names behind claims of copyright and behind labels in the texts of an element."""
    for text in filter(None, (element.text, *(child.tail for child in element))):
        if COPYRIGHT.search(text):
            yield "copyright", _claiming(text) or _claiming(spaced_text(element))
        if len(text) <= _MAX_LINE and not text.isspace():
            names = (*_labelled(text), _publication(element, text))
            yield from (("labelled", one) for one in names if _is_name(one))


def _labelled(text: str) -> Iterator[str]:
    """The names behind the labels of publishers in a text, behind those of sources only papers."""
    if ":" not in text and "：" not in text:
        return
    for label in _LABEL.finditer(text):
        name = clean_line(_LABELLED_END.split(text[label.end() :])[0])
        if not label["source"] or names_a_publication(name):
            yield name


def _claiming(line: str) -> str:
    """The name of who claims copyright in a line, "" if none does."""
    claim = COPYRIGHT.search(line[:_MAX_LINE])
    return name_behind(line, claim.start()) if claim else ""


def _publication(element: HtmlElement, text: str) -> str:
    """What follows "published in" in an element of few words, be it another one within it."""
    match = _PUBLISHED_IN.fullmatch(text.strip()) if len(text) <= _MAX_LABELLED else None
    if match is None or len(spaced_text(element)) > _MAX_LABELLED:
        return ""
    before = next((one for one in element if one.tail == text), None)
    is_first = before is None and len(element) > 0
    follows = element[0] if is_first else before.getnext() if before is not None else None
    return match["name"] or (spaced_text(follows) if follows is not None else "")
