"""Standard streams that were closed before the program started."""

from __future__ import annotations

import io
import os
import sys
from typing import BinaryIO, Literal


def open_closed_streams() -> None:
    """Opens a substitute for each closed stream.

    Reading from a closed input and writing to a closed output then fail with OSError, and no file
    that is opened later gets the stream's descriptor. Writes to a closed standard error are lost.
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
