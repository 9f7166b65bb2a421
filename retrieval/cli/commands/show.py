"""``show``: prints one article."""

from __future__ import annotations

from argparse import ArgumentParser

from retrieval import Archive, Article, ArticleNotFoundError, RetrievalError
from retrieval.cli.arguments import add_json
from retrieval.cli.call import DONE, Call, Command
from retrieval.cli.json_output import article_json
from retrieval.cli.terminal import article_page

_SHORTEST_PREFIX = 4


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the arguments of this command."""
    parser.add_argument("doc_id", metavar="DOC_ID", help="the article's id, or the beginning of it")
    add_json(parser, "print the article as JSON")


def run(call: Call) -> int:
    """Prints one article."""
    with call.archive() as archive:
        article = find_article(archive, call.options.doc_id)
    call.print(article, article_json, article_page)
    return DONE


def find_article(archive: Archive, doc_id: str) -> Article:
    """The article with that id, or the only one whose id begins with it (four characters or more).

    Raises ArticleNotFoundError, or RetrievalError if several ids begin with it.
    """
    try:
        return archive.article(doc_id)
    except ArticleNotFoundError:
        if len(doc_id) < _SHORTEST_PREFIX:
            raise
    found = [item for item in archive.articles() if item.doc_id.startswith(doc_id)]
    if len(found) > 1:
        ids = " and ".join(item.doc_id for item in found[:2])
        raise RetrievalError(
            f"Several ids begin with {doc_id}, such as {ids}: give more characters."
        )
    if not found:
        raise ArticleNotFoundError(doc_id)
    return found[0]


COMMAND = Command("show 3f2a --json", run, add_arguments)
