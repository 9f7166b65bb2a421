"""How much has changed since an index was saved, each change counted once."""

from __future__ import annotations

import threading
from collections.abc import Callable


class ChangeCount:
    """Remembers what it has counted, so that asking after each addition costs no more each time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since = self._until = self._count = 0

    def reaches(self, enough: int, *, since: int, now: int, count: Callable[[int], int]) -> bool:
        """Whether ``enough`` has changed after generation ``since``, up to ``now``.

        ``count`` counts what changed after a generation, up to ``enough``. What changed twice may
        count twice.
        """
        with self._lock:
            if since != self._since or now < self._until:
                self._since, self._until, self._count = since, since, 0
            total = self._count + (count(self._until) if now > self._until else 0)
            if total < enough:  # else it may be more than was counted
                self._until, self._count = now, total
            return total >= enough
