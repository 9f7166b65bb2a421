"""``ingest``: adds or updates articles."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import AbstractContextManager, closing, nullcontext

from retrieval import TERMINAL_OWNER, open_ingest_cluster
from retrieval.cli.alerts import untold_line
from retrieval.cli.arguments import add_json, source
from retrieval.cli.call import DONE, Call, Command, fail, print_json, print_to_stderr
from retrieval.cli.output.json_output import report_json
from retrieval.cli.output.reports import failure_lines, note_lines, passed_over_line, report_line
from retrieval.cli.output.terminal import Screen
from retrieval.protocols import IngestCluster

_SOURCES_SHOWN = 5


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "sources",
        metavar="SOURCE",
        type=source,
        nargs="+",
        help="a file (text, Markdown, HTML, PDF, Word, mail, JSON), a folder of such files, a list "
        "of feeds (OPML), or the address of a web page, a feed or a sitemap",
    )
    parser.add_argument(
        "--ray",
        metavar="ADDRESS",
        help="read and embed on all machines of the Ray cluster at HOST:PORT (see docs/scale.md)",
    )
    add_json(parser, "print the report as JSON")


def run(call: Call) -> int:
    """Adds or updates articles."""
    with (
        _cluster(call.options.ray) as cluster,
        call.archive(create=True) as archive,
        call.progress() as on_progress,
    ):
        report = archive.ingest(call.options.sources, on_progress=on_progress, cluster=cluster)
        untold = archive.count_untold(TERMINAL_OWNER)
    has_some = bool(report.added or report.replaced or report.unchanged or report.removed)
    problems = failure_lines(report.failed)
    # the only problem is told in the sentence with which the program fails
    is_one = len(problems) == 1 and not has_some and bool(report.failed_sources)
    if call.options.json:
        print_json(report_json(report))
    else:
        for line in (*([] if is_one else problems), *note_lines(report.notes)):
            print_to_stderr(line)
        screen = Screen(sys.stdout)
        if not is_one:
            screen.show(report_line(report))
        if report.passed_over:
            screen.show(passed_over_line(report))
    if untold:
        print_to_stderr(untold_line(untold))
    if not report.failed_sources:
        return DONE
    if has_some:
        return fail(
            f"No article could be read from {_listed(report.failed_sources)}; the rest is stored."
        )
    nothing = "No article could be read: give files, folders or addresses of news articles."
    return fail(problems[0] if is_one else nothing)


def _cluster(address: str | None) -> AbstractContextManager[IngestCluster | None]:
    """The cluster at the address, until the end of the block; None without an address."""
    return closing(open_ingest_cluster("ray", address)) if address is not None else nullcontext()


def _listed(sources: Sequence[str]) -> str:
    """The first sources by name, and how many more there are."""
    names = ", ".join(sources[:_SOURCES_SHOWN])
    left = len(sources) - _SOURCES_SHOWN
    return f"{names} and {left:,} more" if left > 0 else names


COMMAND = Command("ingest articles/ interview.html", run, add_arguments, is_resumable=True)
