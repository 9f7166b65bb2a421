"""Updates in order: stored on arrival, handled one after another in a chat, then marked done."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Coroutine, Set
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.repeating import growing_pauses
from bot.state import Inbox
from bot.telegram_io.addressing import command_of
from bot.telegram_io.albums import Albums
from bot.telegram_io.sent_messages import begin_update
from retrieval import BackendError

_log = logging.getLogger(__name__)
MAX_UNFINISHED = 4096  # with more, the bot stops fetching updates
_FIRST_PAUSE_S, _MAX_PAUSE_S = 0.5, 30.0  # while the inbox cannot be used
_TURN_PAUSE_S = 0.1
_TURN_WITHIN_S = 60.0  # then an update no longer waits for another process


class DurableQueue(asyncio.Queue[object]):
    """PTB's update queue, which also stores each update in the inbox.

    PTB confirms updates to Telegram once they are in the queue, so they must survive the process.
    Updates that were received before, by any process of the bot, are dropped. ``slow_commands``
    are handled in order with the chat's files.
    """

    def __init__(self, inbox: Inbox, albums: Albums, slow_commands: Set[str]) -> None:
        super().__init__()
        self._inbox = inbox
        self._albums = albums
        self._slow_commands = slow_commands
        self._slots = asyncio.Semaphore(MAX_UNFINISHED)
        self._in_hand: set[int] = set()  # updates that are queued or being handled

    async def put(self, item: object) -> None:
        """Stores and queues an update; waits while too many are unfinished, or none can be stored.

        Called by PTB while polling, which would end with an exception.
        """
        for pause_s in growing_pauses(_FIRST_PAUSE_S, _MAX_PAUSE_S):
            try:
                await self.receive(item)
                return
            except BackendError as error:
                _log.error("An update waits to be stored; retrying in %.1f s: %s", pause_s, error)
            await asyncio.sleep(pause_s)

    async def receive(self, item: object) -> None:
        """Stores and queues an update; raises BackendError if it cannot be stored."""
        if isinstance(item, Update):
            key = order_key(item, self._slow_commands)
            if not self._inbox.receive(item.update_id, item.to_json(), key):
                _log.info("Update %d was received before and is skipped.", item.update_id)
                return
            await self._admit(item)
        await super().put(item)

    async def requeue(self, update: Update) -> None:
        """Queues an update that is stored and not finished."""
        await self._admit(update)
        await super().put(update)

    async def _admit(self, update: Update) -> None:
        self._albums.record(update.message)
        self._in_hand.add(update.update_id)
        await self._slots.acquire()

    def is_full(self) -> bool:
        """Whether so many updates are unfinished that further ones have to wait."""
        return self._slots.locked()

    def is_in_hand(self, update_id: int) -> bool:
        """Whether an update is queued or being handled."""
        return update_id in self._in_hand

    def release(self, update: object) -> None:
        """Frees the slot of an update that was handled."""
        if isinstance(update, Update):
            self._in_hand.discard(update.update_id)
        self._slots.release()


class OrderedProcessor(BaseUpdateProcessor):
    """Handles updates with the same :func:`order_key` in order, and all others concurrently.

    ``slow_commands`` are handled in order with the chat's files.

    An update that was not begun stays in the inbox until the next start. One that could not be
    handled as Telegram or the bot's data was away (:meth:`retry`) stays there until it is queued
    again.
    """

    def __init__(self, inbox: Inbox, queue: DurableQueue, slow_commands: Set[str]) -> None:
        super().__init__(max_concurrent_updates=2 * MAX_UNFINISHED)
        self._inbox = inbox
        self._queue = queue
        self._slow_commands = slow_commands
        self._locks: WeakValueDictionary[str | int, asyncio.Lock] = WeakValueDictionary()
        self._to_retry: set[int] = set()
        self._unrecorded: set[int] = set()  # done, and not yet in the inbox
        self._is_stopping = False

    async def initialize(self) -> None:
        """Does nothing; PTB requires the method."""

    async def shutdown(self) -> None:
        """Does nothing; PTB requires the method."""

    def stop(self) -> None:
        """Begins no further updates; those being handled finish."""
        self._is_stopping = True

    def retry(self, update_id: int) -> None:
        """Leaves an update in the inbox, to be queued again when the bot's data can be used."""
        self._to_retry.add(update_id)

    def is_done(self, update_id: int) -> bool:
        """Whether an update is done that is not recorded as done yet."""
        return update_id in self._unrecorded

    def record_done(self) -> None:
        """Records what was done while the inbox was away; raises BackendError if it still is."""
        for update_id in sorted(self._unrecorded):
            self._inbox.done(update_id)
            self._unrecorded.discard(update_id)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handles one update after the earlier ones with its key."""
        key: str | int = order_key(update, self._slow_commands) or id(update)
        lock = self._locks.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                await self._handle(update, coroutine)
        except BackendError as error:
            _log.error("An update waits until the bot's data can be used again: %s", error)
        finally:
            if isinstance(coroutine, Coroutine):
                coroutine.close()  # if it was not begun
            self._queue.release(update)

    async def _handle(self, update: object, coroutine: Awaitable[Any]) -> None:
        if not isinstance(update, Update):
            return
        await self._turn_of(update.update_id)
        if self._is_stopping or not self._inbox.begin(update.update_id):
            return
        begin_update()
        await coroutine
        if update.update_id in self._to_retry:
            self._to_retry.discard(update.update_id)
            self._inbox.count_out(update.update_id)
        else:
            self._unrecorded.add(update.update_id)
            self.record_done()

    async def _turn_of(self, update_id: int) -> None:
        """Waits until other processes have handled the earlier updates with the same key."""
        deadline = time.monotonic() + _TURN_WITHIN_S
        while not self._is_stopping and not self._inbox.is_turn(update_id):
            if time.monotonic() > deadline:
                return
            await asyncio.sleep(_TURN_PAUSE_S)


def order_key(update: object, slow_commands: Set[str]) -> str | None:
    """Updates with the same key are handled in order: a chat's messages, and a chat's files.

    Callback and inline queries have none, as they must be answered at once. Files and
    ``slow_commands`` have keys of their own, so that a chat's questions need not wait until an
    article is added.
    """
    if not isinstance(update, Update) or update.callback_query or update.inline_query:
        return None
    chat_id = update.effective_chat.id if update.effective_chat else 0
    message = update.effective_message
    if message and (message.document or command_of(message) in slow_commands):
        return f"file {chat_id}"
    return f"chat {chat_id}"
