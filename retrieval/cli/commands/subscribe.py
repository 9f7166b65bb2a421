"""``subscribe``: adds sources that are read again by themselves."""

from __future__ import annotations

from argparse import ArgumentParser

from retrieval.cli.arguments import PROGRAM, add_json, days, source
from retrieval.cli.call import DONE, Call, Command, print_line, print_to_stderr
from retrieval.cli.text import one_line


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the arguments of this command."""
    parser.add_argument(
        "sources",
        metavar="SOURCE",
        type=source,
        nargs="+",
        help="the address of a feed, a page, a sitemap or a list of feeds (OPML), a folder, or a "
        "file such as a mailbox or a list of feeds",
    )
    parser.add_argument(
        "--keep-days",
        metavar="N",
        type=days,
        help="remove what it brings N days after publication (default: the setting keep_days)",
    )
    parser.add_argument(
        "--later", action="store_true", help="leave the first reading to the next update"
    )
    add_json(parser, "print the report of the first reading as JSON")


def run(call: Call) -> int:
    """Subscribes to the sources, none of them if one cannot be; reads them for the first time."""
    from retrieval.cli.update_report import print_report

    with call.archive(create=True) as archive:
        for name in call.options.sources:
            archive.checked_source(name)
        subscribed = [
            archive.subscribe(name, keep_days=call.options.keep_days)
            for name in call.options.sources
        ]
        if call.options.later:
            for own in subscribed:
                print_line(f"Subscription {own.subscription_id}: {one_line(own.source)}")
            return DONE
        with call.progress() as on_progress:
            numbers = {own.subscription_id for own in subscribed}
            report = archive.update(due_only=False, only=numbers, on_progress=on_progress)
    status = print_report(report, as_json=call.options.json)
    for found in report.sources:
        if found.problem:
            own = found.subscription
            print_to_stderr(
                f"{one_line(own.source)} stays subscribed: '{PROGRAM} unsubscribe "
                f"{own.subscription_id}' ends that."
            )
    return status


COMMAND = Command(
    "subscribe https://news.example/feed ~/Documents/articles",
    run,
    add_arguments,
    is_resumable=True,
)
