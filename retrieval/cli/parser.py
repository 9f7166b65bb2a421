"""The parser of the command line, with the help of the program and its commands."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, NoReturn

from retrieval.cli.arguments import PROGRAM
from retrieval.cli.commands import COMMANDS, load_command

if TYPE_CHECKING:
    from _typeshed import SupportsWrite


class HelpFormatter(argparse.HelpFormatter):
    """Help that never breaks words, even on a narrow terminal."""

    def add_argument(self, action: argparse.Action) -> None:
        """Counts the indentation of commands too, which argparse forgets."""
        super().add_argument(action)
        names = [*(own.dest for own in self._iter_indented_subactions(action)), ""]
        width = max(map(len, names)) + self._current_indent + self._indent_increment
        self._action_max_length = max(self._action_max_length, width)

    def _split_lines(self, text: str, width: int) -> list[str]:
        words = " ".join(text.split())
        return textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        """Wraps all but the indented lines, which are examples to copy."""
        lines = text.split("\n")
        return "\n".join(
            line if line.startswith(" ") else "\n".join(self._split_lines(line, width))
            for line in lines
        )


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors name what may have been meant, and refer to --help."""

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """Raises ArgumentError for what is none of the choices, with one that is like it."""
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError:
            for like in get_close_matches(str(value), map(str, action.choices or ()), n=1):
                message = f"invalid choice: {value!r}, did you mean {like!r}?"
                raise argparse.ArgumentError(action, message) from None
            raise

    def error(self, message: str) -> NoReturn:
        """Ends the program with status 2."""
        self.exit(2, f"{self.prog}: {message}\nRun '{self.prog} --help' for help.\n")

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        """Prints; argparse itself ignores an output that cannot be written."""
        if file is None or file is sys.stderr:
            super()._print_message(message, file)
        else:
            file.write(message)


def parse(argv: Sequence[str], *, version: str) -> argparse.Namespace | None:
    """The options of ``argv``; ``None``, after printing the help, if it has no command.

    Raises SystemExit, as argparse does, for --help and --version (0) and wrong usage (2).
    """
    parser = _new_parser(argv, version)
    options = parser.parse_args(argv)
    if options.command is None:
        parser.print_help()
        return None
    return options


def _new_parser(argv: Sequence[str], version: str) -> argparse.ArgumentParser:
    """The parser of the program; commands that are not in ``argv`` are only listed in the help."""
    parser = Parser(
        prog=PROGRAM,
        description="Answers questions about news articles with quotations and their sources.",
        epilog=f'Start with:\n  {PROGRAM} ingest articles/\n  {PROGRAM} ask "Who won the vote?"',
        formatter_class=HelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {version}")
    _add_common(parser, default=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, summary in COMMANDS.items():
        own = commands.add_parser(
            name,
            help=summary[0].lower() + summary[1:],
            description=f"{summary}.",
            formatter_class=HelpFormatter,
            allow_abbrev=False,
        )
        if name in argv:
            command = load_command(name)
            own.epilog = f"example:\n  {PROGRAM} {command.example}"
            own.set_defaults(parser=own)
            command.add_arguments(own)
            _add_common(own, default=argparse.SUPPRESS)
    return parser


def _add_common(parser: argparse.ArgumentParser, *, default: object) -> None:
    """Adds options that work before and after the command."""
    parser.add_argument(
        "--archive",
        metavar="DIR",
        default=default,
        help="the archive's folder or database (ARTICLE_BOT_ARCHIVE, else 'archive')",
    )
    parser.add_argument("--quiet", action="store_true", default=default, help="show no progress")
