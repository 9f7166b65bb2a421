"""Runs the command that the arguments name, and turns every error into one sentence."""

from __future__ import annotations

import contextlib
import errno
import io
import logging
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from typing import TextIO

from retrieval import OpenArchive, RetrievalError, __version__, load_settings, open_archive
from retrieval.cli import interrupts
from retrieval.cli.call import DONE, Call, fail
from retrieval.cli.commands import COMMANDS, load_command
from retrieval.cli.output.text import clean
from retrieval.cli.parser import parse
from retrieval.cli.shortage import TOO_LITTLE_MEMORY, is_shortage

DEBUG = "ARTICLE_BOT_DEBUG"
_RESUMABLE = "Stopped. What was stored is kept; run the same command again to continue."


def run(argv: Sequence[str], open_other: OpenArchive | None) -> int:
    """Runs the command that ``argv`` names; returns the exit status.

    ``open_other`` replaces :func:`retrieval.open_archive`.
    """
    _replace_unencodable(sys.stdout, sys.stderr)
    try:
        status = _run(argv, open_other)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        _discard_closed_output()
        return DONE
    except BaseException as error:  # everything, as a Rust panic is no Exception
        return fail(_sentence(error, argv))


def _run(argv: Sequence[str], open_other: OpenArchive | None) -> int:
    try:
        options = parse(argv, version=__version__)
        if options is None:
            return 2
        settings = load_settings(
            archive=options.archive,
            k=getattr(options, "k", None),
            embedder=getattr(options, "embedder", None),
        )
        command = load_command(options.command)
        with nullcontext() if command.logs_itself else _log_shown(is_quiet=bool(options.quiet)):
            return command.run(Call(options, settings, open_other or open_archive))
    except SystemExit as ended:  # of --help and wrong usage, and of the bot
        return ended.code if isinstance(ended.code, int) else DONE


class _StandardError(logging.Handler):
    """Writes to the current ``sys.stderr``, which a progress bar replaces."""

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(OSError, ValueError):  # it was closed
            print(clean(record.getMessage()), file=sys.stderr)


@contextlib.contextmanager
def _log_shown(*, is_quiet: bool) -> Iterator[None]:
    """Shows what the library logs while the block runs; if ``is_quiet``, only warnings."""
    log = logging.getLogger("retrieval")
    handler, level = _StandardError(), log.level
    log.addHandler(handler)
    log.setLevel(logging.WARNING if is_quiet else logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)


def _sentence(error: BaseException, argv: Sequence[str]) -> str:
    """One sentence for the user about the error."""
    if interrupts.is_interrupt(error):
        named = (load_command(word) for word in argv if word in COMMANDS)
        return _RESUMABLE if any(command.is_resumable for command in named) else "Stopped."
    if isinstance(error, RetrievalError):
        return str(error)
    if is_shortage(error):
        return TOO_LITTLE_MEMORY
    if isinstance(error, OSError):
        return f"{_what_failed(error)}: {_reason(error)}."
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    return f"{_described(error)} Set {DEBUG}=1 to see the traceback."


def _what_failed(error: OSError) -> str:
    if error.filename is None:  # standard output has no file name
        _discard_closed_output()
        return "The output cannot be written"
    return f"{error.filename} cannot be used"


def _reason(error: OSError) -> str:
    return "it is closed" if error.errno == errno.EBADF else error.strerror or str(error)


def _described(error: BaseException) -> str:
    return f"Internal error ({type(error).__name__}: {error})."


def _replace_unencodable(*files: TextIO) -> None:
    """Makes files write ``?`` for characters that their encoding lacks."""
    for file in files:
        if isinstance(file, io.TextIOWrapper):
            file.reconfigure(errors="replace")


def _discard_closed_output() -> None:
    """Redirects a closed output (``| head``), so that Python reports no error when it exits."""
    with contextlib.suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
