"""``alerts``: lists the standing questions, or shows what they found."""

from __future__ import annotations

from argparse import ArgumentParser

from retrieval import TERMINAL_OWNER, Archive
from retrieval.cli.alerts import alert_json, alert_line, tell_matches, unjudged_line
from retrieval.cli.arguments import PROGRAM, add_json
from retrieval.cli.call import DONE, FAILED, Call, Command, print_json, print_line, print_to_stderr


def add_arguments(parser: ArgumentParser) -> None:
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument(
        "--new", action="store_true", help="show the stories that they found, each once"
    )
    forms.add_argument("--all", action="store_true", help="list also those of Telegram chats")
    add_json(parser, "print JSON Lines")


def run(call: Call) -> int:
    """Lists the alerts of the terminal, or shows what they found since it was last shown."""
    with call.archive() as archive:
        if call.options.new:
            return _tell_new(call, archive)
        alerts = archive.alerts(None if call.options.all else TERMINAL_OWNER)
    for alert in alerts:
        if call.options.json:
            print_json(alert_json(alert))
        else:
            print_line(alert_line(alert))
    if not alerts:
        print_to_stderr(f"There are no alerts: make one with '{PROGRAM} alert \"QUESTION\"'.")
    return DONE


def _tell_new(call: Call, archive: Archive) -> int:
    with call.progress() as on_progress:
        if archive.alert_counts().unjudged:
            archive.finish_interrupted(on_progress=on_progress)
    is_told = tell_matches(call, archive) > 0
    if unjudged := archive.alert_counts().unjudged:
        print_to_stderr(unjudged_line(unjudged))
        return FAILED
    if not is_told:
        print_to_stderr("Nothing new.")
    return DONE


COMMAND = Command("alerts --new", run, add_arguments)
