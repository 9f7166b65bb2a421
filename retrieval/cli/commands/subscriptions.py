"""``subscriptions``: lists the sources that are read again by themselves."""

from __future__ import annotations

from argparse import ArgumentParser

from retrieval.cli.arguments import PROGRAM, add_json
from retrieval.cli.call import DONE, Call, Command, print_line
from retrieval.cli.subscription_lines import subscription_json, subscription_page


def add_arguments(parser: ArgumentParser) -> None:
    add_json(parser, "print JSON Lines")


def run(call: Call) -> int:
    """Lists the subscriptions, the first added first."""
    with call.archive() as archive:
        found = archive.subscriptions()
    for own in found:
        call.print(own, subscription_json, subscription_page)
    if not found and not call.options.json:
        print_line(f"There is no subscription: add one with '{PROGRAM} subscribe SOURCE'.")
    return DONE


COMMAND = Command("subscriptions --json", run, add_arguments)
