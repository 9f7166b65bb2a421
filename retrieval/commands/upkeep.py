"""The commands about an archive as a whole: its health, making it anew, backup and restore."""

from __future__ import annotations

import sys
from pathlib import Path

from retrieval import restore_archive
from retrieval.commands.call import DONE, FAILED, Call, print_json, print_line
from retrieval.json_output import status_json
from retrieval.terminal import Screen
from retrieval.terminal_text import clean, counted, one_line


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


def backup(call: Call) -> int:
    """Writes the archive into one file."""
    file = Path(call.options.file)
    with call.archive() as archive:
        archive.backup(file)
        articles = archive.status().articles
    print_line(f"{counted(articles, 'article')} backed up to {one_line(str(file))}.")
    return DONE


def restore(call: Call) -> int:
    """Makes the archive what a backup holds."""
    restore_archive(call.settings, Path(call.options.file), force=call.options.force)
    with call.archive() as archive:
        archive.save_indexes()
        articles = archive.status().articles
    print_line(f"{counted(articles, 'article')} restored to {one_line(call.settings.archive)}.")
    return DONE
