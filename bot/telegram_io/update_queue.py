"""Updates in order: stored on arrival, handled one after another in a chat, then marked done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Coroutine, Hashable, Set
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.state import InboxStore
from bot.telegram_io.addressing import command_of
from bot.telegram_io.albums import Albums

_log = logging.getLogger(__name__)
MAX_UNFINISHED = 4096  # with more, the bot stops fetching updates


class DurableQueue(asyncio.Queue[object]):
    """PTB's update queue, which also stores each update in the inbox.

    PTB confirms updates to Telegram once they are in the queue, so they must survive the process.
    Updates that were received before are dropped.
    """

    def __init__(self, inbox: InboxStore, albums: Albums) -> None:
        super().__init__()
        self._inbox = inbox
        self._albums = albums
        self._slots = asyncio.Semaphore(MAX_UNFINISHED)

    async def put(self, item: object) -> None:
        """Stores and queues an update; waits while too many are unfinished."""
        if isinstance(item, Update):
            if not self._inbox.receive(item.update_id, item.to_json()):
                _log.info("Update %d was received before and is skipped.", item.update_id)
                return
            await self._admit(item)
        await super().put(item)

    async def requeue(self, update: Update) -> None:
        """Queues an update that was stored but not finished before the bot stopped."""
        await self._admit(update)
        await super().put(update)

    async def _admit(self, update: Update) -> None:
        self._albums.record(update.message)
        await self._slots.acquire()

    def release_slot(self) -> None:
        """Frees the slot of a finished update."""
        self._slots.release()


class OrderedProcessor(BaseUpdateProcessor):
    """Handles updates with the same :func:`order_key` in order, and all others concurrently.

    ``slow_commands`` are handled in order with the chat's files.

    An update that was not begun, or that is to be retried (:meth:`retry_at_next_start`), stays in
    the inbox until the next start.
    """

    def __init__(self, inbox: InboxStore, queue: DurableQueue, slow_commands: Set[str]) -> None:
        super().__init__(max_concurrent_updates=2 * MAX_UNFINISHED)
        self._inbox = inbox
        self._queue = queue
        self._slow_commands = slow_commands
        self._locks: dict[Hashable, _KeyLock] = {}
        self._to_retry: set[int] = set()
        self._is_stopping = False

    async def initialize(self) -> None:
        """Does nothing; PTB requires the method."""

    async def shutdown(self) -> None:
        """Does nothing; PTB requires the method."""

    def stop(self) -> None:
        """Begins no further updates; those being handled finish."""
        self._is_stopping = True

    def retry_at_next_start(self, update_id: int) -> None:
        """Leaves an update in the inbox, to be handled again at the next start."""
        self._to_retry.add(update_id)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handles one update after the earlier ones with its key."""
        key = order_key(update, self._slow_commands)
        key_lock = self._locks.setdefault(key, _KeyLock())
        key_lock.users += 1
        try:
            async with key_lock.lock:
                await self._handle(update, coroutine)
        finally:
            self._queue.release_slot()
            key_lock.users -= 1
            if not key_lock.users:
                self._locks.pop(key, None)

    async def _handle(self, update: object, coroutine: Awaitable[Any]) -> None:
        if self._is_stopping or not isinstance(update, Update):
            if isinstance(coroutine, Coroutine):
                coroutine.close()
            return
        self._inbox.begin(update.update_id)
        await coroutine
        if update.update_id in self._to_retry:
            self._to_retry.discard(update.update_id)
        else:
            self._inbox.done(update.update_id)


class _KeyLock:
    """A lock, and how many updates hold it or wait for it."""

    __slots__ = ("lock", "users")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.users = 0


def order_key(update: object, slow_commands: Set[str]) -> Hashable:
    """Updates with the same key are handled in order: a chat's messages, and a chat's files.

    Callback and inline queries have keys of their own, as they must be answered at once. Files and
    ``slow_commands`` do, so that a chat's questions need not wait until an article is added.
    """
    if not isinstance(update, Update):
        return None
    if update.callback_query or update.inline_query:
        return "at once", update.update_id
    chat_id = update.effective_chat.id if update.effective_chat else 0
    message = update.effective_message
    if message and (message.document or command_of(message) in slow_commands):
        return "file", chat_id
    return "chat", chat_id
