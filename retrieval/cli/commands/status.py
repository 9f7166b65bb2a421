"""``status``: tells what is in the archive."""

from __future__ import annotations

from retrieval.cli.arguments import add_json
from retrieval.cli.call import DONE, Call, Command
from retrieval.cli.output.json_output import status_json
from retrieval.cli.output.reports import status_page


def run(call: Call) -> int:
    """Shows what is in the archive."""
    with call.archive() as archive:
        found = archive.status()
    call.print(found, status_json, status_page)
    return DONE


COMMAND = Command("status --json", run, add_json)
