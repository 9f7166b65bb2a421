"""``restore``: restores the archive from a backup."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from retrieval import restore_archive
from retrieval.cli.call import DONE, Call, Command, print_line
from retrieval.cli.output.text import counted, one_line


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a file written by 'backup'")
    parser.add_argument(
        "--force",
        action="store_true",
        help="replace an archive that has articles or is damaged, and the bot's data",
    )


def run(call: Call) -> int:
    """Restores the archive from a backup."""
    is_complete = restore_archive(call.settings, Path(call.options.file), force=call.options.force)
    with call.archive() as archive:
        archive.save_indexes()
        articles = archive.status().articles
    print_line(f"{counted(articles, 'article')} restored to {one_line(archive.name)}.")
    if not is_complete:
        print_line("A bot is running: its data is restored when it next starts.")
    return DONE


COMMAND = Command("restore news.backup --force", run, add_arguments)
