"""Merging of new articles with stored ones, by address and text."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retrieval.sources.metadata.url_identity import article_id, site_of, stated_id, url_key
from retrieval.text.articles.overlap import is_near_duplicate
from retrieval.types import Article

if TYPE_CHECKING:
    from retrieval.store.store import SqlStore

_MAX_TITLED = 50
_FIGURE = re.compile(r"\d[\d.,:]*")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article was read from: the names of the file or page in the store, and the address
    if it was fetched.
    """

    names: Collection[str] = ()
    address: str | None = None


def with_stored_identity(article: Article, origin: Origin, store: SqlStore) -> Article:
    """Returns the article with the id of the stored version of it, else with its own id.

    An article that states a canonical address is a version of the stored article with that address
    if both were read from the same file or page only, or have nearly the same text. Otherwise it is
    identified by the fetched address or, without one, by its content. A fetched article that is new
    may be one that the archive has from another address of the same site.
    """
    if article.url is None:
        return article
    found = _with_identity(article, origin, store)
    if origin.address is None or found.url is None:
        return found
    known = store.article(found.doc_id)
    if known is None:
        return _at_other_address(found, store) or found
    is_view = known.url is not None and url_key(known.url) == url_key(found.url)
    return replace(found, url=known.url) if is_view else found


def _with_identity(article: Article, origin: Origin, store: SqlStore) -> Article:
    assert article.url is not None
    stated = stated_id(article.url)
    if article.doc_id != stated:
        return _at_its_address(article, stated, origin, store)
    own = _own(article, origin)
    read_before = {doc_id for name in origin.names for doc_id in store.file_articles(name)}
    if own.doc_id in read_before:
        return own
    known = map(store.article, (article_id(article.url, None, ""), stated))
    stored = [other for other in known if other is not None]
    for other in stored:
        if _is_same(article, other, origin, store):
            return replace(article, doc_id=other.doc_id)
    return own if stored else article


def _at_other_address(article: Article, store: SqlStore) -> Article | None:
    """The stored article of the same site with the same title, date and text, if there is one.

    Sites show an article at several addresses, such as for printing. A view with less text is the
    same article, if both are dated and have the same figures.
    """
    titled = store.titled_articles(article.title, article.published_at, limit=_MAX_TITLED)
    for doc_id in titled:
        other = store.article(doc_id)
        if other is None or site_of(other.url or "") != site_of(article.url or ""):
            continue
        if other.text == article.text or _is_view(article, other):
            longer = max((other, article), key=lambda one: len(one.text))
            return replace(article, doc_id=doc_id, url=other.url, text=longer.text)
    return None


def _is_view(article: Article, other: Article) -> bool:
    if not article.title or article.published_at is None:
        return False
    shorter, longer = sorted((article.text, other.text), key=len)
    figures = set(_FIGURE.findall(longer))
    return figures.issuperset(_FIGURE.findall(shorter)) and is_near_duplicate(shorter, longer)


def _at_its_address(article: Article, stated: str, origin: Origin, store: SqlStore) -> Article:
    """The article of an address that was given or fetched, which replaces the stored one.

    If there is none, another page may have stated that address as its own.
    """
    if store.article(article.doc_id) is not None:
        return article
    other = store.article(stated)
    if other is not None and _is_same(article, other, origin, store):
        return replace(article, doc_id=other.doc_id)
    return article


def _own(article: Article, origin: Origin) -> Article:
    doc_id = article_id(origin.address, article.title, article.text)
    return replace(article, doc_id=doc_id, url=origin.address)


def _is_same(article: Article, other: Article, origin: Origin, store: SqlStore) -> bool:
    names = set(store.article_files(other.doc_id))
    is_of_same_origin = bool(names) and names <= set(origin.names)
    return is_of_same_origin or is_near_duplicate(article.text, other.text)
