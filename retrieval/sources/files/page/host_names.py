"""Hosts of pages: which names they abbreviate, which links lead to their home pages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from retrieval.sources.files.page.saved_from import archived
from retrieval.sources.metadata.characters import letters
from retrieval.sources.metadata.names import names_a_publication
from retrieval.sources.metadata.titles import bare_name
from retrieval.sources.metadata.url_identity import site_of

HOST = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)+")
SITE_MARK = re.compile(
    r"\blogo\b|site-?(?:title|name)|blog-?title|title-?wrapper|branding|masthead"
    r"|(?:^|\s)header-(?:wrapper|inner)(?:$|\s)",
    re.IGNORECASE,
)
"""What elements that show the name of the site are called."""
_PLATFORMS = frozenset(
    """wordpress wordpresscom medium mediumcom blogger bloggercom blogspot substack substackcom
    tumblr tumblrcom wix wixcom squarespace weebly typepad livejournal ghost facebook linkedin
    youtube twitter x reddit patreon telegram tilda 公众平台 微信公众平台""".split()
)
_SECOND_LEVEL = frozenset("ac co com edu gov net org or ne".split())
_HOME_PATH = re.compile(r"/?(?:(?:index|default|home)\.\w{3,5})?")
_MIN_INITIALS = 3
_MIN_SHORT_NAME = 3  # letters


def is_platform(name: str) -> bool:
    """Whether a name is that of a platform on which anybody may publish."""
    return letters(name) in _PLATFORMS


def leads_home(link: HtmlElement, hosts: Collection[str] = ()) -> bool:
    """Return whether a link leads to the home page of the site that it stands on.

    ``hosts`` are those of the site, as far as they are known.
    """
    if "home" in (link.get("rel") or "").split():
        return True
    try:
        target = urlsplit(archived((link.get("href") or "").strip()))
    except ValueError:
        return False
    is_root = bool(_HOME_PATH.fullmatch(target.path)) and not (target.query or target.fragment)
    if not is_root or not (target.path or target.netloc):
        return False
    if not target.netloc or site_of(target.geturl()) in hosts:
        return True
    return any(map(is_site_mark, _near(link)))


def is_site_mark(element: HtmlElement) -> bool:
    """Whether an element is called after the name or the logo of the site."""
    return bool(SITE_MARK.search(f"{element.get('class') or ''} {element.get('id') or ''}"))


def _near(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from islice(element.iterancestors(), 3)


def is_host_of(name: str, host: str) -> bool:
    """Whether a host is called by a name, whole or abbreviated.

    >>> hosts = ("harrownews.example", "hbnews.example", "hbn.example", "harrow.example")
    >>> [is_host_of("The Harrow Bridge News", host) for host in hosts]
    [False, True, True, False]
    """
    label = letters(_label(host))
    if bare_site(name) in (label.removeprefix("the"), letters(host)):
        return True
    words = [word for one in name.split() if (word := letters(without_accents(one)))]
    return len(label) >= _MIN_SHORT_NAME and (
        _abbreviates(label, words) or _abbreviates(label, words[1:] if words[:1] == ["the"] else [])
    )


def bare_site(name: str) -> str:
    """Return the letters of a site's name without its article and accents, as in addresses.

    >>> bare_site("The Café Gazette")
    'cafegazette'
    """
    return bare_name(without_accents(name))


def without_accents(text: str) -> str:
    """Return a text whose letters have no accents."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")


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
