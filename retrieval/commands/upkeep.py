"""The commands about an archive as a whole: whether it is sound, and making it anew."""

from __future__ import annotations

import sys

from retrieval.commands.call import DONE, FAILED, Call, print_json, print_line
from retrieval.json_output import status_json
from retrieval.terminal import Screen
from retrieval.terminal_text import clean


def status(call: Call) -> int:
    """Tells what is in the archive."""
    from retrieval.terminal_reports import status_page

    with call.archive() as archive:
        found = archive.status()
    if call.options.json:
        print_json(status_json(found))
    else:
        screen = Screen(sys.stdout)
        screen.show(status_page(found, screen.layout))
    return DONE


def doctor(call: Call) -> int:
    """Tells what is wrong with the archive, and the cure."""
    from retrieval.terminal_reports import findings_page

    with call.archive() as archive:
        findings = archive.doctor()
    if not findings:
        print_line(f"Nothing is wrong with the archive in {clean(call.settings.archive)}.")
        return DONE
    screen = Screen(sys.stdout)
    screen.show(findings_page(findings, screen.layout))
    return FAILED


def rebuild(call: Call) -> int:
    """Makes the indexes anew."""
    from retrieval.terminal_progress import progress_on

    with (
        call.archive() as archive,
        progress_on(Screen(sys.stderr), is_quiet=bool(call.options.quiet)) as on_progress,
    ):
        archive.rebuild(on_progress=on_progress)
    print_line(f"The archive in {clean(call.settings.archive)} is rebuilt.")
    return DONE
