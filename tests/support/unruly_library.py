"""A library that hangs, swells, crashes and breaks, in place of the one that detects encodings."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

HERE = Path(__file__).resolve().parent


def from_bytes(data: bytes, **_: object) -> Any:
    """Does what the bytes name; else takes them for Windows-1252."""
    for name, act in ACTS.items():
        if name in data:
            act()
    return SimpleNamespace(best=lambda: SimpleNamespace(encoding="cp1252"))


def _hang() -> None:
    (HERE / "hanging").write_text(str(os.getpid()))
    time.sleep(3600)


def _swell() -> None:
    raise AssertionError(len(bytearray(1 << 40)))


def _crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _crash_once() -> None:
    try:
        (HERE / "crashed").touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def _break() -> None:
    raise KeyError("unforeseen")


ACTS = {b"HANG": _hang, b"SWELL": _swell, b"CRASH": _crash, b"KILL": _crash_once, b"BREAK": _break}
