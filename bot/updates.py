"""Subscriptions in the background: each is read when due; death and recovery are reported."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from threading import Event

from bot.async_archive import AsyncArchive
from bot.ops.metrics import Metrics
from bot.repeating import repeat
from retrieval import RetrievalError, Subscription

_log = logging.getLogger(__name__)
_CHECK_EVERY_S = 30.0
_EXPIRE_EVERY_S = 3600.0
_TELL_AGAIN_AFTER_S = 3600.0  # if no administrator has a chat with the bot

TellState = Callable[[Subscription], Awaitable[bool]]
"""Tells administrators whether a source is dead; False if nobody could be told."""


class SourceUpdates:
    """Reads the subscriptions of an archive until :meth:`stop`."""

    def __init__(self, archive: AsyncArchive, tell_state: TellState, metrics: Metrics) -> None:
        self._archive = archive
        self._tell_state = tell_state
        self._metrics = metrics
        self._stop = Event()
        self._is_due = asyncio.Event()
        self._telling = asyncio.Lock()
        self._expire_at = self._tell_at = time.monotonic()

    async def run(self) -> None:
        """Reads what is due; an archive that cannot be used is tried again after a pause."""
        loop = asyncio.get_running_loop()
        watching = loop.run_in_executor(None, self._watch, loop)
        failure = "Sources cannot be read"
        await repeat(self._wait_and_read, failure, every_s=0.0, is_over=self._stop.is_set)
        await watching

    async def stop(self) -> None:
        """Begins nothing further, ends waiting, and returns once what is being told is recorded."""
        self._stop.set()
        self._is_due.set()
        async with self._telling:
            pass

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Ends waiting whenever a subscription is due or its folder has changed, in a thread."""
        while not self._stop.is_set():
            try:
                with self._archive.watch_sources() as watch:
                    while not self._stop.is_set():
                        if watch.wait(self._stop, timeout_s=_CHECK_EVERY_S):
                            loop.call_soon_threadsafe(self._is_due.set)
            except (RetrievalError, OSError) as error:
                _log.error("Changes of folders are not noticed for a while: %s", error)
                self._stop.wait(_CHECK_EVERY_S)

    async def _wait_and_read(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._is_due.wait(), _CHECK_EVERY_S)
        self._is_due.clear()
        if not self._stop.is_set():
            await self._read_due()

    async def _read_due(self) -> None:
        await self._report()
        errors: list[Exception] = []
        for own in await self._archive.due_subscriptions():
            if self._stop.is_set():
                return
            try:
                report = await self._archive.update_in_background(own.subscription_id)
            except Exception as error:  # the longest due is read first: it must not block others
                errors.append(error)
            else:
                self._metrics.articles_added.inc(len(report.changed))
        if errors:
            raise errors[-1]
        if time.monotonic() >= self._expire_at:
            self._expire_at = time.monotonic() + _EXPIRE_EVERY_S
            await self._archive.update_in_background()
        await self._report()

    async def _report(self) -> None:
        """Tells of sources that died or recovered, each once, unless nobody could be told."""
        if time.monotonic() < self._tell_at:
            return
        for own in await self._archive.unreported_subscriptions():
            await asyncio.shield(self._tell(own))

    async def _tell(self, own: Subscription) -> None:
        async with self._telling:
            if self._stop.is_set():
                return
            if await self._tell_state(own):
                await self._archive.put_reported(own)
            else:
                self._tell_at = time.monotonic() + _TELL_AGAIN_AFTER_S
