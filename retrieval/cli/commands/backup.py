"""``backup``: writes the archive to one file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from retrieval.cli.call import DONE, Call, Command, print_line
from retrieval.cli.output.text import counted, one_line


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", help="the backup to write; an earlier one is replaced"
    )
    parser.add_argument(
        "--force", action="store_true", help="replace also the backup of another archive"
    )


def run(call: Call) -> int:
    """Writes the archive to one file."""
    file = Path(call.options.file)
    replaced = ", in place of an earlier backup" if file.exists() else ""
    with call.archive() as archive:
        archive.backup(file, force=call.options.force)
        articles = archive.status().articles
    print_line(f"{counted(articles, 'article')} backed up to {one_line(str(file))}{replaced}.")
    return DONE


COMMAND = Command("backup news.backup", run, add_arguments)
