"""``unsubscribe``: ends subscriptions, whose articles stay."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from retrieval import Archive, Subscription, SubscriptionNotFoundError
from retrieval.cli.call import DONE, Call, Command, print_line
from retrieval.cli.output.text import counted, one_line


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "subscriptions",
        metavar="SUBSCRIPTION",
        nargs="+",
        help="its number in the list of 'subscriptions', or its source",
    )


def run(call: Call) -> int:
    """Ends the subscriptions; none of them if one does not exist."""
    with call.archive() as archive:
        found = [_subscription(archive, text) for text in call.options.subscriptions]
        for own in found:
            archive.unsubscribe(own.subscription_id)
    for own in found:
        brought = counted(own.articles, "article")
        print_line(f"Unsubscribed from {one_line(own.source)}, which brought {brought}.")
    return DONE


def _subscription(archive: Archive, text: str) -> Subscription:
    try:
        return archive.subscription(_named(text))
    except SubscriptionNotFoundError as error:
        raise SubscriptionNotFoundError(text or "''") from error


def _named(text: str) -> int | str:
    if text.isascii() and text.isdigit():
        return int(text)
    if "://" in text:
        return text
    try:
        return str(Path(text).expanduser().resolve())
    except (OSError, RuntimeError, ValueError):  # as of an unknown user, or a loop of links
        return text


COMMAND = Command("unsubscribe 3", run, add_arguments)
