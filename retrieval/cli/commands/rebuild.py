"""``rebuild``: rebuilds the indexes, also for another embedding model."""

from __future__ import annotations

from argparse import ArgumentParser

from retrieval.cli.arguments import PROGRAM
from retrieval.cli.call import DONE, Call, Command, print_line

_CALIBRATE = (
    "Confidence was fitted to the old model: fit it to the new one with "
    f"'{PROGRAM} calibrate --questions FILE'."
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--embedder",
        metavar="NAME",
        help="'multilingual', another short name of docs/models.md, or a sentence-transformers "
        "model by name or folder (default: that of the archive)",
    )


def run(call: Call) -> int:
    """Rebuilds the indexes."""
    with call.archive() as archive, call.progress() as on_progress:
        before = archive.status().embedder
        archive.rebuild(on_progress=on_progress)
        after = archive.status().embedder
    print_line(f"The archive in {archive.name} was rebuilt.")
    if before is not None and after is not None and before.model != after.model:
        print_line(_CALIBRATE)
    return DONE


COMMAND = Command("rebuild --embedder all-MiniLM-L6-v2", run, add_arguments, is_resumable=True)
