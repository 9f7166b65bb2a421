"""``status``: tells what is in the archive."""

from __future__ import annotations

import sys

from retrieval.cli.arguments import add_json
from retrieval.cli.call import DONE, Call, Command, print_json
from retrieval.cli.json_output import status_json
from retrieval.cli.terminal import Screen


def run(call: Call) -> int:
    """Tells what is in the archive."""
    from retrieval.cli.reports import status_page

    with call.archive() as archive:
        found = archive.status()
    if call.options.json:
        print_json(status_json(found))
    else:
        screen = Screen(sys.stdout)
        screen.show(status_page(found, screen.layout))
    return DONE


COMMAND = Command("status --json", run, add_json)
