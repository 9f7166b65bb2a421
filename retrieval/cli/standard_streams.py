"""Standard input and output that were closed before the program began."""

from __future__ import annotations

import io
import os
import sys
from typing import BinaryIO, Literal


def open_closed_streams() -> None:
    """Give each stream that is closed a file that stands for it.

    Reading of a closed input and writing to a closed output then fail as any file does, and no file
    that is opened later takes the stream's number. What is said to a closed standard error is lost.
    """
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(_nothing(os.O_WRONLY, "r"))
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(_nothing(os.O_RDONLY, "w"))
    if sys.stderr is None:
        sys.stderr = io.TextIOWrapper(_nothing(os.O_WRONLY, "w"))


def _nothing(flags: int, mode: Literal["r", "w"]) -> BinaryIO:
    raw = io.FileIO(os.open(os.devnull, flags), mode, closefd=False)
    return io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)
