"""The alerts of an archive for async code: every call runs in a thread pool."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from retrieval import Alert, AlertError, AlertSchedule, Archive

T = TypeVar("T")
P = ParamSpec("P")


class RunInPool(Protocol):
    """Runs a function in a thread pool."""

    def __call__(self, work: Callable[[], T]) -> Awaitable[T]:
        """What ``work`` returns."""


def in_pool(
    method: Callable[Concatenate[Archive, P], T],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]:
    """A method of the archive as a coroutine, for a class that has one and a pool."""

    async def run(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> T:
        own: Callable[P, T] = getattr(self._archive, method.__name__)
        result: T = await self._read(lambda: own(*args, **kwargs))
        return result

    return run


class AsyncAlerts:
    """See :class:`retrieval.archive.alerting.Alerting`."""

    add = in_pool(Archive.add_alert)
    of = in_pool(Archive.alerts)
    remove_of = in_pool(Archive.remove_alerts)
    move = in_pool(Archive.move_alerts)
    take = in_pool(Archive.take_matches)
    renew = in_pool(Archive.renew_matches)
    mark_told = in_pool(Archive.mark_told)
    release = in_pool(Archive.release_matches)
    release_all = in_pool(Archive.release_all_matches)

    def __init__(self, archive: Archive, read: RunInPool) -> None:
        self._archive = archive
        self._read = read
        self._judging = ThreadPoolExecutor(1, thread_name_prefix="alerts")  # may take minutes
        self._is_closing = Event()

    async def get(self, alert_id: int) -> Alert | None:
        """The alert with that id; None if there is none."""
        try:
            return await self._read(lambda: self._archive.alert(alert_id))
        except AlertError:
            return None

    async def set_schedule(self, alert_id: int, schedule: AlertSchedule) -> Alert | None:
        """The alert with another schedule; None if it was removed."""
        try:
            return await self._read(lambda: self._archive.change_alert(alert_id, schedule=schedule))
        except AlertError:
            return None

    async def remove(self, alert_id: int) -> bool:
        """Removes an alert; False if there was none."""
        try:
            await self._read(lambda: self._archive.remove_alert(alert_id))
        except AlertError:
            return False
        return True

    async def remove_by(self, user_id: int, owner: str) -> None:
        """Removes the alerts of all kinds of an owner that a user made."""

        def remove() -> None:
            for alert in self._archive.alerts(owner):
                if alert.created_by == str(user_id):
                    self._archive.remove_alert(alert.alert_id)

        await self._read(remove)

    async def count_of(self, user_id: int, owner: str) -> int:
        """How many alerts of all kinds of an owner a user made."""
        found = await self.of(owner)
        return sum(alert.created_by == str(user_id) for alert in found)

    async def unjudged(self) -> tuple[int, int]:
        """The generation of the archive, and how many articles are not judged yet."""
        return await self._read(
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
