"""``remove``: deletes articles."""

from __future__ import annotations

from argparse import ArgumentParser

from retrieval.cli.call import DONE, Call, Command, print_line
from retrieval.cli.find_article import find_article
from retrieval.cli.output.source_lines import title_of


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "doc_ids", metavar="DOC_ID", nargs="+", help="an article's id, or the beginning of it"
    )

    parser.add_argument("--story", action="store_true", help="also delete copies of the articles")


def run(call: Call) -> int:
    """Deletes articles; none of them if one does not exist."""
    with call.archive() as archive:
        named = [find_article(archive, doc_id) for doc_id in call.options.doc_ids]
        found = {article.doc_id: article for article in named}
        copies = {copy.doc_id: copy for doc_id in found for copy in archive.copies(doc_id)}
        removed = found | copies if call.options.story else found
        archive.remove(*removed)
    for article in removed.values():
        print_line(f"Removed {article.doc_id} {title_of(article)}")
    if left := [copy for doc_id, copy in copies.items() if doc_id not in removed]:
        print_line("Copies that stay (--story removes them as well):")
        for copy in left:
            print_line(f"{copy.doc_id} {title_of(copy)}")
    return DONE


COMMAND = Command("remove 3f2a9c0d11e24b57", run, add_arguments)
