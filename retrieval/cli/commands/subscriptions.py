"""``subscriptions``: lists the sources that are read again by themselves."""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from retrieval.cli.arguments import PROGRAM, add_json
from retrieval.cli.call import DONE, Call, Command, print_json, print_line
from retrieval.cli.output.terminal import Screen
from retrieval.cli.subscription_lines import subscription_json, subscription_page


def add_arguments(parser: ArgumentParser) -> None:
    add_json(parser, "print JSON Lines")


def run(call: Call) -> int:
    """Lists the subscriptions, the first added first."""
    with call.archive() as archive:
        found = archive.subscriptions()
    screen = Screen(sys.stdout)
    if call.options.json:
        for own in found:
            print_json(subscription_json(own))
    elif not found:
        print_line(f"There is no subscription: add one with '{PROGRAM} subscribe SOURCE'.")
    else:
        for own in found:
            screen.show(subscription_page(own, screen.layout))
    return DONE


COMMAND = Command("subscriptions --json", run, add_arguments)
