"""Which article of a file takes the place of which earlier one, where no address tells."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from retrieval.text.sentences import sentence_hashes
from retrieval.types import Article

if TYPE_CHECKING:
    from retrieval.protocols import Store


def earlier_versions(
    articles: Sequence[Article], names: Collection[str], store: Store
) -> dict[str, Article]:
    """The earlier versions of articles that the files of these names hold now, by their ids.

    An article without an address gets another id when it is edited. It takes the place of the one
    that its file no longer holds: the one with which it shares most sentences, or the only one of
    each. Articles that the archive has already, and those that other files hold too, stay as they
    are.
    """
    ids = {article.doc_id for article in articles}
    before = {doc_id for name in names for doc_id in store.file_articles(name)}
    gone = [
        article
        for doc_id in sorted(before - ids)
        if set(store.article_files(doc_id)) <= set(names)
        and (article := store.article(doc_id)) is not None
    ]
    new = [
        article for article in articles if article.url is None and not store.article(article.doc_id)
    ]
    if len(gone) == len(new) == 1:
        return {new[0].doc_id: gone[0]}
    found: dict[str, Article] = {}
    for article in new if gone else ():
        shared, earlier = max(((_shared(article, own), own) for own in gone), key=lambda of: of[0])
        if shared:
            found[article.doc_id] = earlier
            gone.remove(earlier)
            if not gone:
                break
    return found


def _shared(article: Article, earlier: Article) -> int:
    """How many sentences two articles share."""
    language = earlier.language
    own, others = (sentence_hashes(one.text, language) for one in (article, earlier))
    return len(own & others)
