"""``articles``: lists the articles, or finds some of them."""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from retrieval.cli.arguments import add_json
from retrieval.cli.call import DONE, Call, Command, print_json, print_to_stderr
from retrieval.cli.filters import add_filters, chosen_filters
from retrieval.cli.output.json_output import listed_json
from retrieval.cli.output.reports import listing_line
from retrieval.cli.output.terminal import Screen
from retrieval.cli.output.text import counted


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "words",
        metavar="WORDS",
        nargs="*",
        help="only articles with all these words, or their beginnings, in title, publisher, "
        "authors or file name",
    )
    add_filters(parser)
    add_json(parser, "print JSON Lines, without the texts")


def run(call: Call) -> int:
    """Lists the articles, newest first; if they were sought, also how many there are."""
    screen = Screen(sys.stdout)
    count = 0
    words = " ".join(call.options.words)
    with call.archive() as archive:
        filters = chosen_filters(call, archive)
        for article in archive.articles(filters, words=words):
            count += 1
            if call.options.json:
                print_json(listed_json(article))
            else:
                screen.show(listing_line(article, screen.wide_layout))
    if words or filters:
        sys.stdout.flush()
        print_to_stderr(f"{counted(count, 'article')}.")
    return DONE


COMMAND = Command("articles flood --since March --publisher Reuters", run, add_arguments)
