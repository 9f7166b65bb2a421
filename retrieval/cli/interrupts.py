"""Ctrl-C at any moment ends the program with one sentence, never a traceback."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_was_interrupted = False


def install_handler() -> None:
    """Handles Ctrl-C from now on, unless the program was started with it ignored.

    It still raises KeyboardInterrupt. Libraries turn that into errors of their own, print it or
    drop it; :func:`was_interrupted` says whether it caused an error, and tracebacks are hidden.
    """
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        sys.excepthook = _excepthook
        sys.unraisablehook = _unraisablehook
        signal.signal(signal.SIGINT, _interrupt)


def restore_default() -> None:
    """Lets Ctrl-C end the program silently from now on, as its work is done."""
    if signal.getsignal(signal.SIGINT) is _interrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def was_interrupted() -> bool:
    """Whether Ctrl-C was pressed since the start or the last :func:`reset`."""
    return _was_interrupted


def is_interrupt(error: BaseException) -> bool:
    """Whether Ctrl-C caused the error, as which a library may have raised one of its own."""
    return isinstance(error, KeyboardInterrupt) or was_interrupted()


def reset() -> None:
    """Forgets that Ctrl-C was pressed."""
    global _was_interrupted
    _was_interrupted = False


def _interrupt(number: int, frame: FrameType | None) -> None:
    global _was_interrupted
    _was_interrupted = True
    raise KeyboardInterrupt


def _excepthook(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)


def _unraisablehook(unraisable: UnraisableHookArgs) -> None:
    """Handles Ctrl-C in code that cannot raise, such as ``__del__``."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        sys.stderr.write("article-bot: Stopped.\n")
        sys.stderr.flush()
        os._exit(1)
    sys.__unraisablehook__(unraisable)
