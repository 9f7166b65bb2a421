"""``update``: reads the subscriptions that are due, once or until Ctrl-C, and tells of alerts."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from threading import Event

from retrieval import Archive, UpdateReport
from retrieval.cli import interrupts
from retrieval.cli.alerts import tell_matches
from retrieval.cli.arguments import add_json
from retrieval.cli.call import DONE, Call, Command, print_to_stderr

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
    from retrieval.cli.update_report import print_report

    with call.archive() as archive:
        if call.options.watch:
            return _watch(call, archive)
        report = _update(call, archive, due_only=not call.options.all, progress_stays=True)
        status = print_report(report, as_json=call.options.json, is_quiet=bool(call.options.quiet))
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
    from retrieval.cli.subscription_lines import watching_line
    from retrieval.cli.update_report import print_watched

    due_only, is_begin, stop = not call.options.all, True, Event()
    with archive.watch_sources() as watch:
        while True:
            report = _update(call, archive, due_only=due_only, progress_stays=False)
            print_watched(report, as_json=call.options.json)
            tell_matches(call, archive)
            if is_begin and not call.options.quiet:
                print_to_stderr(watching_line(archive.subscriptions()))
            due_only, is_begin = True, False
            watch.wait(stop, timeout_s=_PAUSE_S)  # an alert may have to be told meanwhile


def _update(call: Call, archive: Archive, *, due_only: bool, progress_stays: bool) -> UpdateReport:
    with call.progress(stays=progress_stays) as on_progress:
        return archive.update(due_only=due_only, on_progress=on_progress)


COMMAND = Command("update --watch", run, add_arguments, is_resumable=True)
