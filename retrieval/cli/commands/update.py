"""``update``: reads the subscriptions that are due, once or until Ctrl-C, and tells of alerts."""

from __future__ import annotations

import signal
import sys
from argparse import ArgumentParser
from dataclasses import replace
from threading import Event

from retrieval import Archive, SourceUpdate, UpdateReport
from retrieval.cli import interrupts
from retrieval.cli.alerts import tell_matches
from retrieval.cli.arguments import add_json
from retrieval.cli.call import (
    DONE,
    FAILED,
    Call,
    Command,
    fail,
    print_json,
    print_line,
    print_to_stderr,
)
from retrieval.cli.output.text import counted
from retrieval.cli.subscription_lines import problem_lines, update_json, update_lines, watching_line

_PAUSE_S = 300.0


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--watch", action="store_true", help="go on until Ctrl-C, also whenever a folder changes"
    )
    parser.add_argument(
        "--all", action="store_true", help="read all subscriptions, also those not due yet"
    )
    add_json(parser, "print the report as JSON, then what alerts found, one object a line")


def run(call: Call) -> int:
    """Reads what is due, and prints what it brought and what alerts have found in it."""
    with call.archive() as archive:
        if call.options.watch:
            return _watch(call, archive)
        report = _update(call, archive, due_only=not call.options.all, progress_stays=True)
        status = _print_report(report, as_json=call.options.json, is_quiet=bool(call.options.quiet))
        tell_matches(call, archive)
    return status


def _watch(call: Call, archive: Archive) -> int:
    """Updates whenever something is due, until Ctrl-C or a request to end."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))
    try:
        _update_again_and_again(call, archive)
    except BaseException as error:  # libraries make errors of their own of Ctrl-C
        if not interrupts.is_interrupt(error):
            raise
    print_to_stderr("Stopped.")
    return DONE


def _update_again_and_again(call: Call, archive: Archive) -> None:
    due_only, is_begin, stop = not call.options.all, True, Event()
    with archive.watch_sources() as watch:
        while True:
            report = _update(call, archive, due_only=due_only, progress_stays=False)
            _print_watched(report, as_json=call.options.json)
            tell_matches(call, archive)
            if is_begin and not call.options.quiet:
                print_to_stderr(watching_line(archive.subscriptions()))
            due_only, is_begin = True, False
            watch.wait(stop, timeout_s=_PAUSE_S)  # an alert may have to be told meanwhile


def _update(call: Call, archive: Archive, *, due_only: bool, progress_stays: bool) -> UpdateReport:
    with call.progress(stays=progress_stays) as on_progress:
        return archive.update(due_only=due_only, on_progress=on_progress)


def _print_report(report: UpdateReport, *, as_json: bool, is_quiet: bool = False) -> int:
    """Prints the report of an update; returns the exit status, 1 if a source failed.

    If ``is_quiet``, text is printed only for what is new, as by :func:`_print_watched`.
    """
    if is_quiet and not as_json:
        _print_watched(report, as_json=False)
    else:
        _print_lines(report, as_json=as_json)
    failed = [source for source in report.sources if source.problem]
    if not failed:
        return DONE
    if is_quiet and not any(map(_is_news, failed)):
        return FAILED
    of_all = f"{len(failed):,} of {counted(len(report.sources), 'source')}"
    others = "; what the others brought is stored" if len(failed) < len(report.sources) else ""
    return fail(f"Could not read {of_all}{others}.")


def _print_watched(report: UpdateReport, *, as_json: bool) -> None:
    """Prints only what is new: articles, a source's first failure, its death and its recovery."""
    news = tuple(filter(_is_news, report.sources))
    if news or report.expired:
        _print_lines(replace(report, sources=news, claimed=()), as_json=as_json)


def _is_news(source: SourceUpdate) -> bool:
    if source.problem:
        return source.subscription.failures == 1 or source.has_died
    changed = source.added or source.replaced or source.removed or source.subscribed
    return bool(changed or source.moved_from or source.same_as or source.has_recovered)


def _print_lines(report: UpdateReport, *, as_json: bool) -> None:
    for line in problem_lines(report):
        print_to_stderr(line)
    if as_json:
        print_json(update_json(report))
    else:
        for line in update_lines(report):
            print_line(line)
    sys.stdout.flush()


COMMAND = Command("update --watch", run, add_arguments, is_resumable=True)
