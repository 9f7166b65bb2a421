"""What a part of the stress tests tells: counts by name, and problems."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Outcome:
    """Counts of a part, shown in their order, and problems, a sentence each."""

    counts: dict[str, Any]
    problems: list[str] = field(default_factory=list)
