"""The program ``article-bot``: parse, call, and one net under everything."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import traceback
from collections.abc import Sequence
from typing import TextIO

from retrieval import RetrievalError, __version__, load_settings, open_archive
from retrieval.arguments import parse
from retrieval.commands import COMMANDS
from retrieval.commands.call import DONE, Call, OpenArchive, fail

DEBUG = "ARTICLE_BOT_DEBUG"
_GOES_ON = "Stopped; what was stored stays, run the same command again to go on."
_STOPPED = {"ingest": _GOES_ON, "rebuild": _GOES_ON}


def run(argv: Sequence[str], open_other: OpenArchive | None) -> int:
    """Runs the command that ``argv`` names; returns the exit status.

    On the archive that the settings name, or on the one that ``open_other`` opens.
    """
    _write_what_can_be_written(sys.stdout, sys.stderr)
    options = parse(argv, version=__version__)
    if options is None:
        return 2
    try:
        settings = load_settings(
            archive=options.archive,
            k=getattr(options, "k", None) if options.verb == "ask" else None,
            embedder=getattr(options, "embedder", None),
        )
        status = COMMANDS[options.verb](Call(options, settings, open_other or open_archive))
        sys.stdout.flush()
        return status
    except RetrievalError as error:
        return fail(str(error))
    except BrokenPipeError:
        _forget_closed_output()
        return DONE
    except OSError as error:
        return fail(f"{_what_failed(error)}: {error.strerror or error}.")
    except KeyboardInterrupt:
        return fail(_STOPPED.get(options.verb, "Stopped."))
    except Exception as error:  # the one net: whatever else happens is one sentence as well
        if os.environ.get(DEBUG):
            traceback.print_exc()
        return fail(f"{_described(error)} Set {DEBUG}=1 to see the traceback.")


def _what_failed(error: OSError) -> str:
    if error.filename is None:  # what is written to has no name: standard output
        _forget_closed_output()
        return "The output cannot be written"
    return f"{error.filename} cannot be used"


def _described(error: Exception) -> str:
    return f"Something went wrong that should not have ({type(error).__name__}: {error})."


def _write_what_can_be_written(*files: TextIO) -> None:
    """A character that the terminal's encoding lacks is shown as ``?`` and stops nothing."""
    for file in files:
        if isinstance(file, io.TextIOWrapper):
            file.reconfigure(errors="replace")


def _forget_closed_output() -> None:
    """The reader has gone (``| head``); Python must not complain of it when it ends."""
    with contextlib.suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
