"""Commands, what they are called with, and how they print and fail."""

from __future__ import annotations

import contextlib
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NoReturn, TextIO, TypeVar

from retrieval import Archive, OnProgress, OpenArchive, RetrievalError, Settings
from retrieval.cli.arguments import PROGRAM
from retrieval.cli.output.json_output import dumps
from retrieval.cli.output.terminal import Layout, Page, Screen
from retrieval.cli.output.text import clean, one_line, wrapped

Value = TypeVar("Value")

DONE, FAILED, NOT_ANSWERED = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Call:
    """What a command is called with."""

    options: Namespace
    settings: Settings
    open_archive: OpenArchive

    def archive(self, *, create: bool = False) -> Archive:
        """Opens the archive, which the command must close."""
        return self.open_archive(self.settings, create=create)

    def progress(self, *, stays: bool = True) -> AbstractContextManager[OnProgress]:
        """A context manager that shows progress on standard error, unless --quiet is given.

        Unless it ``stays``, what it shows on a terminal goes at the end.
        """
        from retrieval.cli.output.progress import progress_on

        is_quiet = bool(self.options.quiet)
        return progress_on(Screen(sys.stderr), is_quiet=is_quiet, stays=stays)

    def wrong_usage(self, problem: str) -> NoReturn:
        """Ends the program with status 2 and what is wrong with the options."""
        parser: ArgumentParser = self.options.parser
        parser.error(problem)

    def print(
        self,
        value: Value,
        as_json: Callable[[Value], object],
        as_page: Callable[[Value, Layout], Page],
    ) -> None:
        """Prints a value to standard output: as JSON where --json asks for it, else as a page."""
        if self.options.json:
            print_json(as_json(value))
        else:
            screen = Screen(sys.stdout)
            screen.show(as_page(value, screen.layout))


def add_nothing(parser: ArgumentParser) -> None:
    """For commands without arguments."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command: an example for its help, its function and its arguments.

    ``run`` returns the exit status. If the command ``is_resumable``, what it stored before Ctrl-C
    is kept. If it ``logs_itself``, the library's log is not shown.
    """

    example: str
    run: Callable[[Call], int]
    add_arguments: Callable[[ArgumentParser], None] = add_nothing
    is_resumable: bool = False
    logs_itself: bool = False


def asked_question(call: Call) -> str:
    """The question of the command line; without one, ends the program as wrong usage."""
    question = " ".join(call.options.question)
    if not any(char.isalnum() for char in question):
        call.wrong_usage("the question is empty: ask in a few words, such as “Who won the vote?”")
    return question


def check_filled(archive: Archive) -> None:
    """Raises RetrievalError if the archive is empty, before a model is loaded."""
    if next(archive.articles(), None) is None:
        raise RetrievalError(
            f"The archive in {archive.name} is empty: fill it with '{PROGRAM} ingest FOLDER'."
        )


def print_line(line: str) -> None:
    """Prints a line to standard output."""
    print(_wrapped(line, sys.stdout))


def print_json(value: object) -> None:
    """Prints a value as one line of JSON to standard output."""
    print(dumps(value))


def print_as_it_is(text: str) -> None:
    """Prints text to standard output that is to be copied: not wrapped, with its own line ends."""
    print(text, end="")


def print_to_stderr(line: str) -> None:
    """Prints a line to standard error."""
    print(_wrapped(line, sys.stderr), file=sys.stderr)


def _wrapped(line: str, file: TextIO) -> str:
    """The line cleaned and, on a terminal, wrapped between words."""
    return wrapped(clean(line), width=Screen(file).wide_layout.width)


def fail(sentence: str) -> int:
    """Prints an error to standard error; returns the exit status."""
    with contextlib.suppress(OSError):
        print_to_stderr(f"{PROGRAM}: {one_line(sentence)}")
    return FAILED
