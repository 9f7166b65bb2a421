"""Which article of a file takes the place of which earlier one, where no address tells."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.text.articles.sentences import sentence_hashes
from retrieval.types import Article

if TYPE_CHECKING:
    from retrieval.store.store import SqlStore


def is_gone(name: str, folders: Collection[Path]) -> bool:
    """Whether the file of that name in the store was in one of ``folders``, and is no more."""
    is_there = "\\" in name or os.path.lexists(name)  # as are parts of a name that are not UTF-8
    return not is_there and any(map(Path(name).is_relative_to, folders))


def earlier_versions(
    new: Sequence[Article],
    ids: Collection[str],
    names: Collection[str],
    folders: Collection[Path],
    store: SqlStore,
) -> dict[str, Article]:
    """The earlier versions of ``new`` articles without an address, by the ids of these.

    Such an article gets another id when it is edited. It takes the place of one that the files of
    these ``names`` no longer hold, as ``ids`` are those of all that they hold now: the one with
    which it shares most sentences, more than half of the shorter one's, or of a file of one article
    that one. Articles that other files hold too stay as they are, unless these are gone from
    ``folders``.
    """
    if not new:
        return {}
    before = {doc_id for name in names for doc_id in store.file_articles(name)}
    gone = {
        doc_id: article
        for doc_id in sorted(before.difference(ids))
        if all(name in names or is_gone(name, folders) for name in store.article_files(doc_id))
        and (article := store.article(doc_id)) is not None
    }
    if len(gone) == len(before) == len(ids) == 1:
        return {new[0].doc_id: gone.popitem()[1]}
    holding = defaultdict[str, list[str]](list)  # a sentence: articles by id
    lengths: dict[str, int] = {}
    for earlier in gone.values():
        sentences = sentence_hashes(earlier.text, earlier.language)
        lengths[earlier.doc_id] = len(sentences)
        for sentence in sentences:
            holding[sentence].append(earlier.doc_id)
    languages = {earlier.language for earlier in gone.values()}
    found: dict[str, Article] = {}
    for article in new:
        own = {hash_ for code in languages for hash_ in sentence_hashes(article.text, code)}
        shared = Counter(
            doc_id for sentence in own for doc_id in holding.get(sentence, ()) if doc_id in gone
        )
        alike = [own_id for own_id, n in shared.items() if 2 * n > min(len(own), lengths[own_id])]
        if alike:
            most = min(alike, key=lambda doc_id: (-shared[doc_id], doc_id))
            found[article.doc_id] = gone.pop(most)
    return found
