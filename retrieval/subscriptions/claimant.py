"""Which process claims subscriptions, so that others notice when it was killed."""

from __future__ import annotations

import hashlib
import os
import uuid
from functools import cache
from pathlib import Path

_PROCESSES = Path("/proc")
_STATE, _START = 0, 19  # fields, counted from behind the name of the program
_ENDED = ("Z", "X", "x")  # states of processes that run no more, but are not removed yet


def new_claimant() -> str:
    """An id for a run of this process: where it runs, its number and start, and a random part."""
    process_id = os.getpid()
    return f"{_place()}:{process_id}:{_start_of(process_id)}:{uuid.uuid4().hex}"


def has_ended(claimant: str) -> bool:
    """Whether the process that made this id runs no more; False if that cannot be known.

    That is so on another computer, and in another container, whose processes cannot be seen, and
    where the system hides the processes of other users.

    >>> has_ended(new_claimant())
    False
    """
    place, *process = claimant.split(":")
    if not place or place != _place() or len(process) != 3 or not _sees_all():
        return False
    return not process[0].isdigit() or _start_of(int(process[0])) != process[1]


@cache
def _place() -> str:
    """What tells this computer, since it was started, and this container from others."""
    try:
        started = (_PROCESSES / "sys/kernel/random/boot_id").read_text().strip()
        seen = os.readlink(_PROCESSES / "self/ns/pid")
    except OSError:
        return ""
    return hashlib.sha256(f"{started} {seen}".encode()).hexdigest()[:16]


def _start_of(process_id: int) -> str:
    """When a process was started, in the units of the system; "" if none runs."""
    try:
        told = (_PROCESSES / str(process_id) / "stat").read_text()
    except (OSError, ValueError):
        return ""
    fields = told.rpartition(")")[2].split()
    return "" if fields[_STATE] in _ENDED else fields[_START]


def _sees_all() -> bool:
    """Whether processes of other users can be seen, as the first one, which always runs."""
    return _start_of(1) != ""
