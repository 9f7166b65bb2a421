"""The way of an update: kept when it arrives, handled in its lane, done when it is answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Coroutine, Hashable
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.state import InboxStore
from bot.telegram_io.albums import Albums

_log = logging.getLogger(__name__)
MOST_WAITING = 4096  # updates taken in and not done; beyond, Telegram is asked for no more


class ReceivingQueue(asyncio.Queue[object]):
    """PTB's queue of updates, which keeps each before Telegram is told that it was received.

    PTB confirms updates to Telegram once they are in the queue, so that what is put here must
    outlive the process. One that had been received before is dropped.
    """

    def __init__(self, inbox: InboxStore, albums: Albums) -> None:
        super().__init__()
        self._inbox = inbox
        self._albums = albums
        self._room = asyncio.Semaphore(MOST_WAITING)

    async def put(self, item: object) -> None:
        """Keeps and queues an update; waits while too many are not done yet."""
        if isinstance(item, Update):
            if not self._inbox.receive(item.update_id, item.to_json()):
                _log.info("Update %d has come again and is passed over.", item.update_id)
                return
            await self._make_ready(item)
        await super().put(item)

    async def put_again(self, update: Update) -> None:
        """Queues an update that was kept and not done before the bot ended."""
        await self._make_ready(update)
        await super().put(update)

    async def _make_ready(self, update: Update) -> None:
        self._albums.see(update.message)
        await self._room.acquire()

    def leave_room(self) -> None:
        """Notes that an update is out of the way."""
        self._room.release()


class LaneProcessor(BaseUpdateProcessor):
    """Handles updates of one lane in order, and lanes side by side.

    An update whose handling was given up (:meth:`keep`) or not begun stays in the inbox for the
    next start. ``queue`` must be set before the first update.
    """

    def __init__(self, inbox: InboxStore, queue: ReceivingQueue) -> None:
        super().__init__(max_concurrent_updates=2 * MOST_WAITING)
        self._inbox = inbox
        self._queue = queue
        self._lanes: dict[Hashable, _Lane] = {}
        self._kept: set[int] = set()
        self._is_stopping = False

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to put away."""

    def stop(self) -> None:
        """Lets what is being handled end, and begins nothing more."""
        self._is_stopping = True

    def keep(self, update_id: int) -> None:
        """Has an update handled again at the next start."""
        self._kept.add(update_id)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handles one update when its turn in its lane comes."""
        key = lane_of(update)
        lane = self._lanes.setdefault(key, _Lane())
        lane.users += 1
        try:
            async with lane.lock:
                await self._handle(update, coroutine)
        finally:
            self._queue.leave_room()
            lane.users -= 1
            if not lane.users:
                self._lanes.pop(key, None)

    async def _handle(self, update: object, coroutine: Awaitable[Any]) -> None:
        if self._is_stopping or not isinstance(update, Update):
            if isinstance(coroutine, Coroutine):
                coroutine.close()
            return
        self._inbox.begin(update.update_id)
        await coroutine
        if update.update_id in self._kept:
            self._kept.discard(update.update_id)
        else:
            self._inbox.done(update.update_id)


class _Lane:
    """A lock, and how many updates stand at it."""

    __slots__ = ("lock", "users")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.users = 0


def lane_of(update: object) -> Hashable:
    """What keeps order among itself: a chat's messages, and the files sent to it.

    Presses and inline queries wait for nothing, as they must be answered at once, and nothing waits
    for an article being added.
    """
    if not isinstance(update, Update):
        return None
    if update.callback_query or update.inline_query:
        return "at once", update.update_id
    chat_id = update.effective_chat.id if update.effective_chat else 0
    message = update.effective_message
    if message and (message.document or (message.text or "").startswith("/add")):
        return "file", chat_id
    return "chat", chat_id
