"""Which stored article a new one is: its own address decides, a stated one only with its text."""

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
    """Where an article was read: the names under which the store remembers the file or page, and
    the address that was fetched, if one was.
    """

    names: Collection[str] = ()
    address: str | None = None


def with_stored_identity(article: Article, origin: Origin, store: Store) -> Article:
    """Return the article under the id of the stored one that it is, else under one of its own.

    An article that states an address is the one which lies there, or which states the same, where
    it came of the same file or page and of no other, or has the same text. Otherwise it keeps the
    address fetched, or without one its content, as its identity.
    """
    if article.url is None:
        return article
    stated = stated_id(article.url)
    if article.doc_id != stated:
        return _at_its_address(article, stated, origin, store)
    own = _own(article, origin)
    held = {doc_id for name in origin.names for doc_id in store.file_articles(name)}
    if own.doc_id in held:
        return own
    known = map(store.article, (article_id(article.url, None, ""), stated))
    stored = [other for other in known if other is not None]
    for other in stored:
        if _is_it(article, other, origin, store):
            return replace(article, doc_id=other.doc_id)
    return own if stored else article


def _at_its_address(article: Article, stated: str, origin: Origin, store: Store) -> Article:
    """The article of an address that was given or fetched: what lies there is replaced.

    Where nothing does, it may be what another page has stated to lie there.
    """
    if store.article(article.doc_id) is not None:
        return article
    other = store.article(stated)
    if other is not None and _is_it(article, other, origin, store):
        return replace(article, doc_id=other.doc_id)
    return article


def _own(article: Article, origin: Origin) -> Article:
    doc_id = article_id(origin.address, article.title, article.text)
    return replace(article, doc_id=doc_id, url=origin.address)


def _is_it(article: Article, other: Article, origin: Origin, store: Store) -> bool:
    names = set(store.article_files(other.doc_id))
    is_of_same_origin = bool(names) and names <= set(origin.names)
    return is_of_same_origin or is_near_duplicate(article.text, other.text)
