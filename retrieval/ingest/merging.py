"""Merging of new articles with stored ones, by address and text."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retrieval.sources.metadata.url_identity import article_id, stated_id
from retrieval.text.overlap import is_near_duplicate
from retrieval.types import Article

if TYPE_CHECKING:
    from retrieval.protocols import Store


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article was read from: the names of the file or page in the store, and the address
    if it was fetched.
    """

    names: Collection[str] = ()
    address: str | None = None


def with_stored_identity(article: Article, origin: Origin, store: Store) -> Article:
    """Returns the article with the id of the stored version of it, else with its own id.

    An article that states a canonical address is a version of the stored article with that address
    if both were read from the same file or page only, or have nearly the same text. Otherwise it is
    identified by the fetched address or, without one, by its content.
    """
    if article.url is None:
        return article
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


def _at_its_address(article: Article, stated: str, origin: Origin, store: Store) -> Article:
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


def _is_same(article: Article, other: Article, origin: Origin, store: Store) -> bool:
    names = set(store.article_files(other.doc_id))
    is_of_same_origin = bool(names) and names <= set(origin.names)
    return is_of_same_origin or is_near_duplicate(article.text, other.text)
