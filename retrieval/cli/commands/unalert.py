"""``unalert``: deletes standing questions."""

from __future__ import annotations

from argparse import ArgumentParser

from retrieval.cli.alerts import alert_line
from retrieval.cli.arguments import count_from_one
from retrieval.cli.call import DONE, Call, Command, print_line


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "alert_ids",
        metavar="ID",
        type=count_from_one,
        nargs="+",
        help="an alert's number, as 'alerts' lists it",
    )


def run(call: Call) -> int:
    """Deletes alerts with what they found; none of them if one does not exist."""
    with call.archive() as archive:
        for alert_id in call.options.alert_ids:
            archive.alert(alert_id)
        removed = [archive.remove_alert(alert_id) for alert_id in call.options.alert_ids]
    for alert in removed:
        print_line(f"Removed alert {alert_line(alert)}")
    return DONE


COMMAND = Command("unalert 3", run, add_arguments)
