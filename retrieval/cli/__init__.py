"""Where ``article-bot`` starts: at once, so that Ctrl-C is a sentence from the beginning."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # typing's own, without the time that importing typing takes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from retrieval.cli.call import OpenArchive

_STOPPED = "article-bot: Stopped.\n"


def program() -> NoReturn:
    """The program itself: does what the command line says and ends with its status."""
    try:
        from retrieval.cli import interrupts

        interrupts.take_over()
        status = _status()
        interrupts.end_at_once()
    except KeyboardInterrupt:
        status = _stopped()
    sys.exit(status)


def main(argv: Sequence[str] | None = None, *, open_archive: OpenArchive | None = None) -> int:
    """Runs the command that ``argv`` names; returns the exit status.

    ``open_archive`` opens another archive than the one that the settings name.
    """
    try:
        from retrieval.cli.run import run
    except KeyboardInterrupt:  # while all that is still being imported
        return _stopped()
    except Exception as error:
        return _not_loaded(error)
    try:
        return run(sys.argv[1:] if argv is None else argv, open_archive)
    except KeyboardInterrupt:  # once more, while the first was told
        return _stopped()


def _status() -> int:
    from retrieval.cli import shortage, standard_streams

    standard_streams.open_closed_streams()
    if not shortage.has_limit() or "serve" in sys.argv:
        return main()
    process = shortage.split()
    if isinstance(process, shortage.Worker):
        try:
            status = main()
        except MemoryError:  # not even the sentence could be told: the other process tells it
            process.give_up()
        process.tell(status)
        return status
    ended = process.status()
    return _failed(shortage.TOO_LITTLE_MEMORY) if ended is None else ended


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
