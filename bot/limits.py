"""How many questions one user may ask in a minute."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

WINDOW_S = 60.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a question may be asked, and if not, in how many seconds.

    A user is told of "refused"; "refused again" is silent, as they know already.
    """

    outcome: Literal["allowed", "refused", "refused again"]
    wait_s: int = 0

    @property
    def may_ask(self) -> bool:
        """Whether the question may be asked."""
        return self.outcome == "allowed"


class QuestionLimit:
    """Counts the questions of the last minute of each user.

    >>> limit = QuestionLimit(1, clock=lambda: 0.0)
    >>> [limit.ask(7).outcome for _ in range(3)]
    ['allowed', 'refused', 'refused again']
    """

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._asked: dict[int, deque[float]] = {}
        self._told: dict[int, float] = {}  # until when a user knows

    def ask(self, user_id: int) -> Verdict:
        """Counts a question if it may be asked."""
        now = self._clock()
        asked = self._recent(user_id, now)
        if len(asked) < self._per_minute:
            asked.append(now)
            self._asked[user_id] = asked
            return Verdict("allowed")
        free_at = asked[0] + WINDOW_S
        is_told = self._told.get(user_id, 0.0) > now
        self._told[user_id] = free_at
        wait_s = max(1, math.ceil(free_at - now))
        return Verdict("refused again" if is_told else "refused", wait_s)

    def prune(self) -> None:
        """Forgets users who have asked nothing for a minute."""
        now = self._clock()
        self._asked = {user: self._recent(user, now) for user in self._asked}
        self._asked = {user: asked for user, asked in self._asked.items() if asked}
        self._told = {user: until for user, until in self._told.items() if until > now}

    def _recent(self, user_id: int, now: float) -> deque[float]:
        return deque(at for at in self._asked.get(user_id, ()) if now - at < WINDOW_S)
