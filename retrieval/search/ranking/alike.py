"""Stored articles that are worded like another one: its copies, and what it corrects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from retrieval.text.articles.copies import WordPairs, is_alike, is_of_same_time, wording
from retrieval.types import Article

if TYPE_CHECKING:
    from retrieval.store.store import SqlStore

MAX_COMPARED = 20  # articles, those that share most bands


def alike_articles(
    article: Article, own: WordPairs, bands: Sequence[int], store: SqlStore
) -> dict[int, list[Article]]:
    """The articles of its time with a wording like ``own``, by story, closest story first.

    ``bands`` are those of the article, by which they are found.
    """
    stories: defaultdict[int, list[Article]] = defaultdict(list)
    candidates = store.story_candidates(bands, limit=MAX_COMPARED)
    found = store.articles_by_id(doc_id for doc_id, _ in candidates)
    for doc_id, story_id in candidates:
        other = found.get(doc_id)
        if (
            other
            and doc_id != article.doc_id
            and is_of_same_time(article, other)
            and is_alike(own, wording(other.text, article.language))
        ):
            stories[story_id].append(other)
    return stories
