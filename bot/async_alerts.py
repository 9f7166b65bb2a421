"""The alerts of an archive for async code: every call runs in a thread pool."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event
from typing import Protocol, TypeVar

from retrieval import Alert, AlertError, AlertMatch, AlertSchedule, Archive

T = TypeVar("T")


class RunInPool(Protocol):
    """Runs a function in a thread pool."""

    def __call__(self, work: Callable[[], T]) -> Awaitable[T]:
        """What ``work`` returns."""


class AsyncAlerts:
    """See :class:`retrieval.archive.alerting.Alerting`."""

    def __init__(self, archive: Archive, run: RunInPool) -> None:
        self._archive = archive
        self._run = run
        self._judging = ThreadPoolExecutor(1, thread_name_prefix="alerts")  # may take minutes
        self._is_closing = Event()

    async def add(
        self, question: str, *, owner: str, schedule: AlertSchedule, created_by: str
    ) -> Alert:
        """See :meth:`retrieval.Archive.add_alert`."""
        return await self._run(
            lambda: self._archive.add_alert(
                question, owner=owner, schedule=schedule, created_by=created_by
            )
        )

    async def of(self, owner: str) -> list[Alert]:
        """See :meth:`retrieval.Archive.alerts`."""
        return await self._run(lambda: self._archive.alerts(owner))

    async def get(self, alert_id: int) -> Alert | None:
        """The alert with that id; None if there is none."""
        try:
            return await self._run(lambda: self._archive.alert(alert_id))
        except AlertError:
            return None

    async def set_schedule(self, alert_id: int, schedule: AlertSchedule) -> Alert | None:
        """The alert with another schedule; None if it was removed."""
        try:
            return await self._run(lambda: self._archive.change_alert(alert_id, schedule=schedule))
        except AlertError:
            return None

    async def remove(self, alert_id: int) -> bool:
        """Removes an alert; False if there was none."""
        try:
            await self._run(lambda: self._archive.remove_alert(alert_id))
        except AlertError:
            return False
        return True

    async def remove_of(self, owner: str) -> int:
        """See :meth:`retrieval.Archive.remove_alerts`."""
        return await self._run(lambda: self._archive.remove_alerts(owner))

    async def remove_by(self, user_id: int, owner: str) -> None:
        """Removes the alerts of all kinds of an owner that a user made."""

        def remove() -> None:
            for alert in self._archive.alerts(owner):
                if alert.created_by == str(user_id):
                    self._archive.remove_alert(alert.alert_id)

        await self._run(remove)

    async def count_of(self, user_id: int, owner: str) -> int:
        """How many alerts of all kinds of an owner a user made."""
        found = await self.of(owner)
        return sum(alert.created_by == str(user_id) for alert in found)

    async def move(self, owner: str, new_owner: str) -> None:
        """See :meth:`retrieval.Archive.move_alerts`."""
        await self._run(lambda: self._archive.move_alerts(owner, new_owner))

    async def unjudged(self) -> tuple[int, int]:
        """The generation of the archive, and how many articles are not judged yet."""
        return await self._run(
            lambda: (self._archive.generation(), self._archive.alert_counts().unjudged)
        )

    async def judge(self) -> None:
        """See :meth:`retrieval.Archive.judge_alerts`; ends early if the bot stops."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(
            self._judging, lambda: self._archive.judge_alerts(should_stop=self._is_closing.is_set)
        )

    def close(self) -> None:
        """Ends judging with the article that is being judged."""
        self._is_closing.set()
        self._judging.shutdown(wait=True, cancel_futures=True)

    async def take(self, owner: str, now: datetime) -> list[AlertMatch]:
        """See :meth:`retrieval.Archive.take_matches`."""
        return await self._run(lambda: self._archive.take_matches(owner, now))

    async def renew(self, match_ids: Collection[int]) -> list[AlertMatch]:
        """See :meth:`retrieval.Archive.renew_matches`."""
        return await self._run(lambda: self._archive.renew_matches(match_ids))

    async def mark_told(self, match_ids: Iterable[int]) -> None:
        """See :meth:`retrieval.Archive.mark_told`."""
        await self._run(lambda: self._archive.mark_told(match_ids))

    async def release(self, match_ids: Iterable[int]) -> None:
        """See :meth:`retrieval.Archive.release_matches`."""
        await self._run(lambda: self._archive.release_matches(match_ids))

    async def release_all(self, owner: str) -> None:
        """See :meth:`retrieval.Archive.release_all_matches`."""
        await self._run(lambda: self._archive.release_all_matches(owner))
