"""Ctrl-C at any moment: one sentence, never a traceback, whatever a library makes of it."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_was_interrupted = False


def take_over() -> None:
    """Handle Ctrl-C from now on, unless whoever started the program wants it ignored.

    It raises KeyboardInterrupt, as always. Libraries turn that into errors of their own, print it,
    or drop it; :func:`was_interrupted` tells that it is behind an error, and the rest is hidden.
    """
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        sys.excepthook = _excepthook
        sys.unraisablehook = _unraisablehook
        signal.signal(signal.SIGINT, _interrupt)


def end_at_once() -> None:
    """Let Ctrl-C end the program without a word from now on: what it was to do is done."""
    if signal.getsignal(signal.SIGINT) is _interrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def was_interrupted() -> bool:
    """Whether Ctrl-C was pressed, and not :func:`forget` called since."""
    return _was_interrupted


def forget() -> None:
    """Go on as if Ctrl-C had not been pressed."""
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
    """What was raised where nothing can be raised, as while an object is deleted."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        sys.stderr.write("article-bot: Stopped.\n")
        sys.stderr.flush()
        os._exit(1)
    sys.__unraisablehook__(unraisable)
