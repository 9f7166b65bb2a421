"""``alert``: makes a standing question."""

from __future__ import annotations

from argparse import ArgumentParser

from retrieval import TERMINAL_OWNER, FilterError
from retrieval.cli.alerts import alert_json, alert_line
from retrieval.cli.arguments import PROGRAM, add_json
from retrieval.cli.call import (
    DONE,
    Call,
    Command,
    asked_question,
    print_json,
    print_line,
    print_to_stderr,
)
from retrieval.cli.filters import add_filters, chosen_filters


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("question", metavar="QUESTION", nargs="+", help="in your own words")
    add_filters(parser, dates=("since", "until"))
    add_json(parser, "print the alert as JSON")


def run(call: Call) -> int:
    """Makes an alert; one that is there already stays as it is."""
    question = asked_question(call)
    with call.archive(create=True) as archive:
        filters = chosen_filters(call, archive, are_to_come=True)
        known = archive.alerts(TERMINAL_OWNER)
        alert = archive.add_alert(question, filters=filters)
        try:
            archive.checked_filters(filters)
        except FilterError as error:  # which none of the articles yet meets
            print_to_stderr(f"{error} The alert waits for articles to come.")
    if call.options.json:
        print_json(alert_json(alert))
    else:
        if alert in known:
            print_to_stderr("This alert exists already, and stays as it is:")
        print_line(f"Alert {alert_line(alert)}")
        print_line(
            f"Stories that come from now on and answer it are shown by '{PROGRAM} update', "
            f"and by '{PROGRAM} alerts --new' after an ingest."
        )
    return DONE


COMMAND = Command('alert "Who is the mayor of Kyiv?"', run, add_arguments)
