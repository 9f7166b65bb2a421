"""Metadata in the head of a page: JSON-LD and meta elements."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin

from lxml.html import HtmlElement

from retrieval.sources.metadata.url_identity import names_article

_MAX_NODES = 500
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date",
    "dc.date.issued", "dcterms.created", "dcterms.issued", "pubdate", "publishdate", "publish-date",
    "parsely-pub-date", "sailthru.date", "article_date_original", "citation_publication_date",
)  # fmt: skip
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified")
_AUTHORS = ("author", "article:author_name", "dc.creator", "dcterms.creator", "parsely-author",
            "sailthru.author", "byl", "citation_author")  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """The metadata of a page, as written; ``url`` is never that of a section."""

    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None


def read_metadata(page: HtmlElement) -> PageMetadata:
    """Read the metadata of a page; JSON-LD of an article takes precedence over meta elements."""
    meta = _meta_elements(page)
    article = next(_articles_described(page), {})
    publisher = article.get("publisher")
    return PageMetadata(
        title=_text(article.get("headline")) or meta.get("og:title"),
        url=_address(page, meta, article),
        publisher=next(_names(publisher), None) or meta.get("og:site_name"),
        authors=tuple(_names(article.get("author"))) or _first(meta, _AUTHORS),
        published=_text(article.get("datePublished")) or next(iter(_first(meta, _PUBLISHED)), None),
        updated=_text(article.get("dateModified")) or next(iter(_first(meta, _UPDATED)), None),
    )


def _meta_elements(page: HtmlElement) -> dict[str, str]:
    """The first content of each meta element, by its name in lower case."""
    found: dict[str, str] = {}
    for element in page.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = unescape(element.get("content") or "").strip()
        if content:
            found.setdefault(name.strip().lower(), content)
    return found


def _first(meta: Mapping[str, str], names: tuple[str, ...]) -> tuple[str, ...]:
    return next(((meta[name],) for name in names if name in meta), ())


def _address(page: HtmlElement, meta: Mapping[str, str], article: Mapping[str, Any]) -> str | None:
    """The page's canonical address: the first stated one that may be that of an article."""
    links = (link.get("href") for link in page.iter("link") if link.get("rel") == "canonical")
    canonical = next((link for link in links if link), None)
    main = article.get("mainEntityOfPage")
    about = (article.get("url"), main.get("@id") if isinstance(main, dict) else main)
    stated = (canonical, meta.get("og:url"), *map(_text, about))
    absolute = (_joined(meta.get("og:url") or "", address) for address in stated if address)
    return next(
        (address for address in absolute if address and names_article(_rooted(address))), None
    )


def _joined(base: str, address: str) -> str | None:
    try:
        return urljoin(base, address) or None
    except ValueError:
        return None


def _rooted(address: str) -> str:
    """The address, completed by a host if it is only a path."""
    return _joined("https://host.example/", address) or ""


def _articles_described(page: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in page.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json":
            for node in _nodes(script.text or ""):
                if _is_article(node.get("@type")):
                    yield node


def _nodes(text: str) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD text, breadth first; none if it is not JSON."""
    try:
        queue = [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MAX_NODES):
        if not queue:
            return
        value = queue.pop(0)
        if isinstance(value, list):
            queue.extend(value)
        elif isinstance(value, dict):
            yield value
            queue.extend(value[key] for key in ("@graph", "mainEntity") if key in value)


def _is_article(kind: Any) -> bool:
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(name, str) and name.endswith(("Article", "Posting")) for name in kinds)


def _names(value: Any) -> Iterator[str]:
    """Names in any form that JSON-LD allows: a string, an object, or a list of these."""
    for entry in value if isinstance(value, list) else [value]:
        name = _text(entry.get("name")) if isinstance(entry, dict) else _text(entry)
        if name:
            yield name


def _text(value: Any) -> str | None:
    return unescape(value).strip() or None if isinstance(value, str) else None
