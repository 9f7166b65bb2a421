"""``articles``: lists the articles."""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from retrieval.cli.arguments import add_json
from retrieval.cli.call import DONE, Call, Command, print_json
from retrieval.cli.json_output import listed_json
from retrieval.cli.terminal import Screen


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the arguments of this command."""
    add_json(parser, "print JSON Lines, without the texts")


def run(call: Call) -> int:
    """Lists the articles."""
    from retrieval.cli.reports import listing_line

    screen = Screen(sys.stdout)
    with call.archive() as archive:
        for article in archive.articles():
            if call.options.json:
                print_json(listed_json(article))
            else:
                screen.show(listing_line(article, screen.wide_layout))
    return DONE


COMMAND = Command("articles --json", run, add_arguments)
