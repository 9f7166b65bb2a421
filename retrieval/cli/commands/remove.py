"""``remove``: deletes articles."""

from __future__ import annotations

from argparse import ArgumentParser

from retrieval.cli.call import DONE, Call, Command, print_line
from retrieval.cli.find_article import find_article
from retrieval.cli.source_lines import title_of


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the arguments of this command."""
    parser.add_argument(
        "doc_ids", metavar="DOC_ID", nargs="+", help="an article's id, or the beginning of it"
    )


def run(call: Call) -> int:
    """Deletes articles; none of them if one does not exist."""
    with call.archive() as archive:
        named = [find_article(archive, doc_id) for doc_id in call.options.doc_ids]
        found = {article.doc_id: article for article in named}
        archive.remove(*found)
        for article in found.values():
            print_line(f"Removed {article.doc_id} {title_of(article)}")
    return DONE


COMMAND = Command("remove 3f2a9c0d11e24b57", run, add_arguments)
