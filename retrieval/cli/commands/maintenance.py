"""The commands about an archive as a whole: its health, making it anew, backup and restore."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval import restore_archive
from retrieval.cli.arguments import PROGRAM
from retrieval.cli.commands.call import DONE, FAILED, Call, print_json, print_line
from retrieval.cli.commands.lines import lines_of
from retrieval.cli.json_output import status_json
from retrieval.cli.terminal import Screen
from retrieval.cli.text import counted, one_line
from retrieval.settings import SETTINGS_FILE

if TYPE_CHECKING:
    from retrieval.evaluation.measures import LabelledQuestion

_CALIBRATE = (
    "Confidence was fitted to the old model: fit it to the new one with "
    f"'{PROGRAM} calibrate --questions FILE'."
)
BOT_LABELS = "feedback.jsonl"  # in the folder of what the bot remembers


def status(call: Call) -> int:
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


def doctor(call: Call) -> int:
    """Tells what is wrong with the archive and the settings file, and the cure."""
    from retrieval.cli.reports import findings_page
    from retrieval.health import settings_findings

    with call.archive() as archive:
        findings = [*settings_findings(os.environ.get(SETTINGS_FILE)), *archive.doctor()]
    if not findings:
        print_line(f"Nothing is wrong with the archive in {archive.folder}.")
        return DONE
    screen = Screen(sys.stdout)
    screen.show(findings_page(findings, screen.layout))
    return FAILED


def rebuild(call: Call) -> int:
    """Makes the indexes anew."""
    from retrieval.cli.progress import progress_on

    with (
        call.archive() as archive,
        progress_on(Screen(sys.stderr), is_quiet=bool(call.options.quiet)) as on_progress,
    ):
        before = archive.status().embedder
        comparison = archive.rebuild(
            questions=_own_questions(call, archive.memory_folder),
            force=call.options.force,
            on_progress=on_progress,
        )
        after = archive.status().embedder
    print_line(f"The archive in {archive.folder} is rebuilt.")
    if comparison is not None:
        print_line(f"The new model scores {comparison}.")
    if before is not None and after is not None and before.model != after.model:
        if comparison is None:
            print_line("The models were not compared: there are no labelled questions.")
        print_line(_CALIBRATE)
    return DONE


def _own_questions(call: Call, folder: Path) -> list[LabelledQuestion]:
    """The user's labelled questions: those named, else what the bot's users called helpful."""
    from retrieval.evaluation.measures import read_questions

    path = call.options.questions
    if path is None:
        labels = folder / BOT_LABELS
        if not labels.is_file() or not labels.stat().st_size:
            return []
        path = str(labels)
    with lines_of(path) as lines:
        return read_questions(lines, path)


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
    is_all = restore_archive(call.settings, Path(call.options.file), force=call.options.force)
    with call.archive() as archive:
        archive.save_indexes()
        articles = archive.status().articles
    print_line(f"{counted(articles, 'article')} restored to {one_line(str(archive.folder))}.")
    if not is_all:
        print_line("A bot is running: what it remembers is restored when it starts next.")
    return DONE
