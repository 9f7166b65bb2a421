"""The memory of a process, as Linux reports it."""

from __future__ import annotations

from pathlib import Path


def memory_mib(process: int | str = "self") -> tuple[float, float]:
    """Resident memory of a process in MiB, and that which is not mapped from files."""
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    fields = dict(line.split(":", 1) for line in lines)
    resident, own = (int(fields[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon"))
    return resident, own
