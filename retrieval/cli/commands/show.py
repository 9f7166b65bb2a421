"""``show``: prints one article."""

from __future__ import annotations

from argparse import ArgumentParser

from retrieval.cli.arguments import add_json
from retrieval.cli.call import DONE, Call, Command
from retrieval.cli.find_article import find_article
from retrieval.cli.output.json_output import article_json
from retrieval.cli.output.terminal import article_page


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("doc_id", metavar="DOC_ID", help="the article's id, or the beginning of it")
    add_json(parser, "print the article as JSON")


def run(call: Call) -> int:
    """Prints one article."""
    with call.archive() as archive:
        article = find_article(archive, call.options.doc_id)
        copies = archive.copies(article.doc_id)
    call.print(
        article,
        lambda shown: article_json(shown, copies),
        lambda shown, layout: article_page(shown, layout, copies=copies),
    )
    return DONE


COMMAND = Command("show 3f2a --json", run, add_arguments)
