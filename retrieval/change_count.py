"""How much has changed since an index was saved, each change counted once."""

from __future__ import annotations

import threading
from collections.abc import Callable


class ChangeCount:
    """Remembers what it has counted, so that asking after each addition costs no more each time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since = self._until = self._count = 0

    def since(self, generation: int, now: int, count: Callable[[int], int]) -> int:
        """Changes after ``generation``, up to ``now`` at least.

        ``count`` counts those after another generation. What changed twice may count twice.
        """
        with self._lock:
            if generation != self._since or now < self._until:
                self._since, self._until, self._count = generation, generation, 0
            if now > self._until:
                self._count += count(self._until)
                self._until = now
            return self._count
