"""The limit on questions a minute for each user."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

WINDOW_S = 60.0


@dataclass(frozen=True, slots=True)
class LimitCheck:
    """Whether a question is allowed, and if not, in how many seconds it will be.

    "refused again" means that the user was already told, and gets no further reply.
    """

    outcome: Literal["allowed", "refused", "refused again"]
    wait_s: int = 0

    @property
    def is_allowed(self) -> bool:
        """Whether the question is allowed."""
        return self.outcome == "allowed"


class QuestionLimit:
    """Limits the questions of each user in any minute.

    >>> limit = QuestionLimit(1, clock=lambda: 0.0)
    >>> [limit.check(7).outcome for _ in range(3)]
    ['allowed', 'refused', 'refused again']
    """

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._asked: dict[int, deque[float]] = {}
        self._told_until: dict[int, float] = {}

    def check(self, user_id: int) -> LimitCheck:
        """Counts a question, if it is allowed."""
        now = self._clock()
        asked = self._recent(user_id, now)
        if len(asked) < self._per_minute:
            asked.append(now)
            self._asked[user_id] = asked
            return LimitCheck("allowed")
        free_at = asked[0] + WINDOW_S
        was_told = self._told_until.get(user_id, 0.0) > now
        self._told_until[user_id] = free_at
        wait_s = max(1, math.ceil(free_at - now))
        return LimitCheck("refused again" if was_told else "refused", wait_s)

    def prune(self) -> None:
        """Forgets users who have asked nothing for a minute."""
        now = self._clock()
        self._asked = {user: self._recent(user, now) for user in self._asked}
        self._asked = {user: asked for user, asked in self._asked.items() if asked}
        self._told_until = {user: until for user, until in self._told_until.items() if until > now}

    def _recent(self, user_id: int, now: float) -> deque[float]:
        return deque(at for at in self._asked.get(user_id, ()) if now - at < WINDOW_S)
