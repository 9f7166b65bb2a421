"""Who publishes a page: as it states, else what several of its places, or its host, call the site.

A platform is not the paper that is written on it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from retrieval.sources.boilerplate.breadcrumbs import is_section
from retrieval.sources.files.page.element_marks import spaced_text
from retrieval.sources.files.page.json_ld import JsonLd, Node, kinds_of
from retrieval.sources.metadata.characters import clean_line, letters
from retrieval.sources.metadata.copyright import COPYRIGHT, name_behind
from retrieval.sources.metadata.names import is_name_line, names_a_publication
from retrieval.sources.metadata.titles import TITLE_BREAK, bare_name
from retrieval.sources.metadata.url_identity import site_of

_PLATFORMS = frozenset(
    """wordpress wordpresscom medium mediumcom blogger bloggercom blogspot substack substackcom
    tumblr tumblrcom wix wixcom squarespace weebly typepad livejournal ghost facebook linkedin
    youtube twitter x reddit patreon telegram""".split()
)
_SITE = ("og:site_name",)
_PUBLISHERS = ("dc.publisher", "dcterms.publisher", "publisher", "citation_publisher")
_APPLICATIONS = ("application-name", "apple-mobile-web-app-title")
_OWNERS = ("copyright", "author", "dc.creator", "source")
_HOST = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)+")
_SECOND_LEVEL = frozenset("ac co com edu gov net org or ne".split())
_LOGO = re.compile(
    r"\blogo\b|site-?(?:title|name)|blog-?title|title-?wrapper|branding|masthead"
    r"|(?:^|\s)header-(?:wrapper|inner)(?:$|\s)",
    re.IGNORECASE,
)
_HOME_PATH = re.compile(r"/?(?:(?:index|default|home)\.\w{3,5})?")
_MAX_NAME, _MAX_WORDS = 60, 7
_MIN_INITIALS = 3
_MIN_SHORT_NAME = 3  # letters
_MAX_LINE = 300
_MAX_ELEMENTS = 30_000
_MAX_HOME_LINKS = 20
_MAX_TOPS = 4
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_NOT_SHOWN = frozenset("head title script style noscript template nav".split())


def find_publisher(
    page: HtmlElement,
    *,
    described: Iterable[str],
    json_ld: JsonLd,
    meta: Mapping[str, Sequence[str]],
    titles: Sequence[str],
    addresses: Collection[str],
) -> str | None:
    """Return the publisher of a page, None where nothing plainly names it.

    ``described`` are the publishers that the page states of its article, ``titles`` those of its
    head, ``addresses`` its own. What only names the host gives way to the name that is spelt out.
    """
    hosts = {site for address in addresses if (site := site_of(address))}
    is_one_site = len(hosts) <= 1
    of_site = [*_values(meta, _SITE + _PUBLISHERS), *_described_sites(json_ld, hosts)]
    stated = [*described, *(of_site if is_one_site else ())]
    known: list[str] = [name for name in stated if not is_platform(name)]
    if known and not _HOST.fullmatch(known[0]):
        return known[0]
    if known:
        hosts |= {known[0].casefold()}
    headlines = _headlines(page)
    called = [
        name
        for name in _called(page, meta, titles)
        if _may_name_site(name) and letters(name) not in headlines
    ]
    applications = filter(_may_name_site, _values(meta, _APPLICATIONS))
    return _plain_name(called, hosts) or next(chain(known, applications), None)


def _headlines(page: HtmlElement) -> frozenset[str]:
    """The letters of headings that do not lead home, which name the article and not the site."""
    headings = islice(page.iter("h1"), _MAX_HOME_LINKS)
    return frozenset(
        letters(spaced_text(one)) for one in headings if not any(map(leads_home, one.iter("a")))
    )


def is_platform(name: str) -> bool:
    """Whether a name is that of a platform on which anybody may publish."""
    return letters(name) in _PLATFORMS


def _values(meta: Mapping[str, Sequence[str]], names: Iterable[str]) -> Iterator[str]:
    """The first texts of meta elements that are no addresses."""
    return (meta[name][0] for name in names if name in meta and "://" not in meta[name][0])


def _described_sites(json_ld: JsonLd, hosts: Collection[str]) -> Iterator[str]:
    """The names of this site in JSON-LD, which may describe others beside it."""
    for node in json_ld.nodes:
        if "WebSite" in kinds_of(node) and _is_of(node, hosts):
            yield from json_ld.names(node)


def _is_of(node: Node, hosts: Collection[str]) -> bool:
    site = site_of(str(node.get("url") or ""))
    return not hosts or not site or site in hosts


def _called(
    page: HtmlElement, meta: Mapping[str, Sequence[str]], titles: Sequence[str]
) -> Iterator[str]:
    """What the site is called in each of the places where a page names it, once a place."""
    yield from dict.fromkeys(_values(meta, _APPLICATIONS))
    yield from dict.fromkeys(_values(meta, _OWNERS))
    yield from dict.fromkeys(chain.from_iterable(map(_ends, titles)))
    yield from dict.fromkeys((*_home_links(page), *_tops(page)))
    yield from dict.fromkeys(_copyrights(page))


def _ends(title: str) -> Iterator[str]:
    """The last and the first part of a title that has several."""
    parts = [part.strip() for part in TITLE_BREAK.split(_divided(title)) if part.strip()]
    if len(parts) > 1:
        yield parts[-1]
        yield parts[0]


def _divided(title: str) -> str:
    """A title in which a wide colon, as scripts without spaces have, sets parts apart, too."""
    return title.replace("：", " | ")


def _home_links(page: HtmlElement) -> Iterator[str]:
    """The texts of links to the home page, and of what is marked as the name of the site."""
    links = (one for one in islice(page.iter("a"), _MAX_ELEMENTS) if leads_home(one))
    for link in islice(links, _MAX_HOME_LINKS):
        pictures = (picture.get("alt") or "" for picture in link.iter("img"))
        for text in (spaced_text(link), link.get("title") or "", *pictures):
            if name := clean_line(text[:_MAX_LINE]):
                yield name


def _tops(page: HtmlElement) -> Iterator[str]:
    """The texts that a page shows first, above its headings, or as the title of a picture there.

    Entries of menus are none, nor is what is not written as a name.
    """
    texts: list[str] = []
    for element in islice(page.iter(), _MAX_ELEMENTS):
        if element.tag in _HEADINGS or len(texts) >= _MAX_TOPS:
            break
        if element.tag in _NOT_SHOWN or not isinstance(element.tag, str):
            continue
        shown = element.get("alt") if element.tag == "img" else element.text
        name = clean_line((shown or "")[:_MAX_LINE])
        if (
            is_name_line(name)
            and next(element.iterancestors("nav", "ul", "ol", "head"), None) is None
        ):
            texts.append(name)
    return iter(texts)


def leads_home(link: HtmlElement) -> bool:
    """Return whether a link leads to the home page of the site that it stands on."""
    if "home" in (link.get("rel") or "").split():
        return True
    try:
        target = urlsplit((link.get("href") or "").strip())
    except ValueError:
        return False
    is_root = bool(_HOME_PATH.fullmatch(target.path)) and not (target.query or target.fragment)
    if not is_root or not (target.path or target.netloc):
        return False
    marks = (f"{one.get('class') or ''} {one.get('id') or ''}" for one in _near(link))
    return not target.netloc or any(map(_LOGO.search, marks))


def _near(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from islice(element.iterancestors(), 3)


def _copyrights(page: HtmlElement) -> Iterator[str]:
    """The names of those who claim copyright."""
    for element in islice(page.iter(), _MAX_ELEMENTS):
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        own = (element.text, *(child.tail for child in element))
        if any(text and COPYRIGHT.search(text) for text in own):
            line = spaced_text(element)
            claim = COPYRIGHT.search(line) if len(line) <= _MAX_LINE else None
            if claim:
                yield name_behind(line, claim.start())


def _may_name_site(name: str) -> bool:
    is_short = len(name) <= _MAX_NAME and len(name.split()) <= _MAX_WORDS
    is_told = any(map(str.isalpha, name)) and not is_section(name)
    return is_short and is_told and not is_platform(name)


def _plain_name(names: Sequence[str], hosts: Collection[str]) -> str | None:
    """The first name that the host, else another place agrees with; one spelt out before a host."""
    spelt = sorted(names, key=lambda name: bool(_HOST.fullmatch(name)))
    by_host = (name for name in spelt if any(_is_host_of(name, host) for host in hosts))
    bare = [_bare(name) for name in names]
    several = (name for name in spelt if bare.count(_bare(name)) > 1)
    return next(by_host, None) or next(several, None)


def _is_host_of(name: str, host: str) -> bool:
    """Whether a host is called by a name, whole or abbreviated.

    >>> hosts = ("harrownews.example", "hbnews.example", "hbn.example", "harrow.example")
    >>> [_is_host_of("The Harrow Bridge News", host) for host in hosts]
    [False, True, True, False]
    """
    label = letters(_label(host))
    if _bare(name) in (label.removeprefix("the"), letters(host)):
        return True
    words = [word for one in name.split() if (word := letters(_ascii(one)))]
    return len(label) >= _MIN_SHORT_NAME and (
        _abbreviates(label, words) or _abbreviates(label, words[1:] if words[:1] == ["the"] else [])
    )


def _abbreviates(label: str, words: Sequence[str]) -> bool:
    """Whether a label is put together from the beginnings of all words, three at least or whole.

    Of a last word that papers are called by, nothing need be in it: "BBC News".
    """
    if not words:
        return False
    if label == words[0] and len(words) == 2 and names_a_publication(words[1]):
        return True
    return len(words) >= _MIN_INITIALS and _is_of_beginnings(label, words)


def _is_of_beginnings(label: str, words: Sequence[str]) -> bool:
    if not words:
        return not label
    ends = range(1, min(len(words[0]), len(label)) + 1)
    return any(
        words[0].startswith(label[:end]) and _is_of_beginnings(label[end:], words[1:])
        for end in ends
    )


def _label(host: str) -> str:
    """The part of a host that is registered: "news" of "www.news.co.uk"; on platforms, that before.

    >>> [_label(host) for host in ("news.co.uk", "live.news.example", "pier.wordpress.com")]
    ['news', 'news', 'pier']
    """
    parts = host.removeprefix("www.").split(".")
    if len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in _SECOND_LEVEL:
        parts.pop()
    if len(parts) > 2 and is_platform(parts[-2]):
        parts.pop()
    return parts[-2] if len(parts) > 1 else host


def _ascii(text: str) -> str:
    """The text without accents."""
    return "".join(filter(str.isascii, unicodedata.normalize("NFKD", text)))


def _bare(name: str) -> str:
    return bare_name(_ascii(name)) or bare_name(name)
