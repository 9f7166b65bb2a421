"""The entry point of ``article-bot``; it imports little, so that Ctrl-C is handled at once."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as in typing, without importing it, which takes time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from retrieval import OpenArchive

_STOPPED = "article-bot: Stopped.\n"


def program() -> NoReturn:
    """The console script: runs the command line and exits with its status."""
    try:
        from retrieval.cli import interrupts

        interrupts.install_handler()
        status = _status()
        interrupts.restore_default()
    except KeyboardInterrupt:
        status = _stopped()
    sys.exit(status)


def main(argv: Sequence[str] | None = None, *, open_archive: OpenArchive | None = None) -> int:
    """Runs the command that ``argv`` names; returns the exit status.

    ``open_archive`` replaces :func:`retrieval.open_archive`.
    """
    try:
        from retrieval.cli.run import run
    except KeyboardInterrupt:  # during the import
        return _stopped()
    except Exception as error:
        return _not_loaded(error)
    try:
        return run(sys.argv[1:] if argv is None else argv, open_archive)
    except KeyboardInterrupt:  # again, while the first was being reported
        return _stopped()


def _status() -> int:
    from retrieval.cli import shortage, standard_streams

    standard_streams.open_closed_streams()
    if not shortage.may_be_ended(sys.argv):
        return main()
    if shortage.is_memory_limited():
        # OpenBLAS sends its own process SIGINT, as Ctrl-C does, if it cannot start its threads.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    process = shortage.fork_worker(uses_ray=shortage.uses_ray(sys.argv))
    if isinstance(process, shortage.Worker):
        try:
            status = main()
        except (Exception, KeyboardInterrupt) as error:
            if shortage.is_shortage(error):  # it could not even be reported: the parent does
                process.give_up()
            process.report_status(1)  # the error is told by itself
            raise
        process.report_status(status)
        return status
    ended = process.status()
    return _failed(ended) if isinstance(ended, str) else ended


def _not_loaded(error: Exception) -> int:
    from retrieval.cli import interrupts
    from retrieval.cli.shortage import TOO_LITTLE_MEMORY, is_shortage

    if interrupts.was_interrupted():
        return _stopped()
    if is_shortage(error):
        return _failed(TOO_LITTLE_MEMORY)
    if isinstance(error, ImportError):
        return _failed("A package is missing or broken: run scripts/setup to install everything.")
    raise error


def _stopped() -> int:
    sys.stderr.write(_STOPPED)
    return 1


def _failed(sentence: str) -> int:
    sys.stderr.write(f"article-bot: {sentence}\n")
    return 1
