"""Finds the article that a command is given by its id."""

from __future__ import annotations

from retrieval import Archive, Article, ArticleNotFoundError, RetrievalError
from retrieval.cli.arguments import PROGRAM

_SHORTEST_PREFIX = 4


def find_article(archive: Archive, doc_id: str) -> Article:
    """The article with that id, or the only one whose id begins with it (four characters or more).

    Raises ArticleNotFoundError, or RetrievalError if several ids begin with it.
    """
    try:
        return archive.article(doc_id)
    except ArticleNotFoundError:
        if len(doc_id) < _SHORTEST_PREFIX:
            problem = f"Give at least {_SHORTEST_PREFIX} characters of the ID, not “{doc_id}”"
            raise RetrievalError(f"{problem}: '{PROGRAM} articles' shows the IDs.") from None
    found = [own for own in archive.article_ids() if own.startswith(doc_id)]
    if len(found) > 1:
        ids = " and ".join(found[:2])
        raise RetrievalError(
            f"Several ids begin with {doc_id}, such as {ids}: give more characters."
        )
    return archive.article(found[0] if found else doc_id)
