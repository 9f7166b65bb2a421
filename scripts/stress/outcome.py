"""What a part of the stress tests tells: counts by name, problems, and how far it is."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Outcome:
    """Counts of a part, shown in their order, and problems, a sentence each."""

    counts: dict[str, Any]
    problems: list[str] = field(default_factory=list)


def tell(done: int, of: int) -> None:
    """Say on standard error how far a part is, at most twenty times."""
    if done * 20 // of > (done - 1) * 20 // of:
        print(f"  {done} of {of}", file=sys.stderr, flush=True)
