"""``today``: lists the stories since yesterday, or since another day."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, timedelta

from retrieval.cli.arguments import add_json
from retrieval.cli.call import DONE, Call, Command, check_filled, print_as_it_is
from retrieval.cli.digests.as_json import digest_json
from retrieval.cli.digests.html import digest_html
from retrieval.cli.digests.markdown import digest_markdown
from retrieval.cli.digests.page import digest_page
from retrieval.cli.filters import add_filters, chosen_filters
from retrieval.types import Filters

_DAY = timedelta(days=1)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        choices=("text", "markdown", "html"),
        default="text",
        help="text (the default), Markdown, or HTML to send as a mail",
    )
    parser.add_argument(
        "--by",
        choices=("topic", "publisher"),
        default="topic",
        help="group by words that titles share (topic, the default), or by publisher",
    )
    add_filters(parser)
    add_json(parser, "print the digest as JSON")


def run(call: Call) -> int:
    """Prints the digest."""
    if call.options.json and call.options.format != "text":
        call.wrong_usage("--json and --format exclude each other")
    with call.archive() as archive:
        check_filled(archive)
        filters = chosen_filters(call, archive)
        digest = archive.digest(_since(filters), filters=filters, by=call.options.by)
    if call.options.format == "text":
        call.print(digest, digest_json, digest_page)
    else:
        as_text = digest_html if call.options.format == "html" else digest_markdown
        print_as_it_is(as_text(digest))
    return DONE


def _since(filters: Filters) -> date:
    """The day of ``--since``, else that before the last one."""
    last = min(filter(None, (filters.until, filters.as_of)), default=date.today())
    return filters.since or last - _DAY


COMMAND = Command("today --since monday --format html", run, add_arguments)
