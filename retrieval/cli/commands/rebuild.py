"""``rebuild``: rebuilds the indexes, also for another embedding model."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.cli.arguments import PROGRAM
from retrieval.cli.call import DONE, Call, Command, print_line
from retrieval.cli.lines import questions_of
from retrieval.protocols import BOT_LABELS_FILE

if TYPE_CHECKING:
    from retrieval.evaluation.measures import LabelledQuestion

_CALIBRATE = (
    "Confidence was fitted to the old model: fit it to the new one with "
    f"'{PROGRAM} calibrate --questions FILE'."
)


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the arguments of this command."""
    parser.add_argument(
        "--embedder",
        metavar="NAME",
        help="'multilingual', another short name of docs/models.md, or a sentence-transformers "
        "model by name or folder (default: that of the archive)",
    )
    parser.add_argument(
        "--questions",
        metavar="FILE",
        help="labelled questions, as for 'evaluate', to compare another model with the old one "
        "(default: those whose answers users of the bot rated helpful)",
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="change the model even if it answers the questions worse",
    )


def run(call: Call) -> int:
    """Rebuilds the indexes."""
    with call.archive() as archive, call.progress() as on_progress:
        before = archive.status().embedder
        comparison = archive.rebuild(
            questions=_own_questions(call, archive.memory_folder),
            force=call.options.force,
            on_progress=on_progress,
        )
        after = archive.status().embedder
    print_line(f"The archive in {archive.name} was rebuilt.")
    if comparison is not None:
        print_line(f"The new model scores {comparison}.")
    if before is not None and after is not None and before.model != after.model:
        if comparison is None:
            print_line("The models were not compared: there are no labelled questions.")
        print_line(_CALIBRATE)
    return DONE


def _own_questions(call: Call, folder: Path) -> list[LabelledQuestion]:
    """The labelled questions of --questions, else those rated helpful by users of the bot."""
    path = call.options.questions
    if path is None:
        labels = folder / BOT_LABELS_FILE
        if not labels.is_file() or not labels.stat().st_size:
            return []
        path = str(labels)
    return questions_of(path)


COMMAND = Command("rebuild --embedder all-MiniLM-L6-v2", run, add_arguments, is_resumable=True)
