"""Tells chats what their alerts found, each story once, also across restarts."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Collection, Coroutine, Iterator, Sequence
from typing import Any
from weakref import WeakValueDictionary

from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.alerts.messages import AlertMessage, digest_messages, shown_answer, story_message
from bot.alerts.owners import AlertChat, owner_of
from bot.context import Context
from bot.repeating import background_pauses, repeat
from bot.state import GONE_AFTER_S
from bot.telegram_io import sending
from retrieval import AlertMatch, RetrievalError

_log = logging.getLogger(__name__)
_LOOK_EVERY_S = 5.0
_REFUSED_PAUSE_S = 24 * 3600.0  # of a chat that takes no messages
_GONE = ("chat not found", "user is deactivated", "bot was kicked", "group chat was deactivated")
_TOPIC_GONE = ("thread not found", "topic_closed", "topic_deleted", "topic closed")


class AlertDelivery:
    """Delivers matches: in each chat one message after another, and chats do not wait for others.

    A message that was sent is recorded before any other is sent, so that a kill repeats at most
    one: what Telegram has accepted and is not recorded yet.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._alerts = context.services.archive.alerts
        self._owner = owner_of(context.bot.id)
        self._is_released = False  # what a killed process had taken
        self._started = time.monotonic()
        self._in_progress: set[int] = set()  # matches that are taken
        self._turn = asyncio.Lock()  # of the message that is sent and not recorded
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # by chat
        self._pauses: dict[str, Iterator[float]] = {}  # of chats with errors in a row
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Delivers what is due until cancelled; then gives back what was not sent."""
        try:
            await repeat(self._deliver_due, "Alerts wait", every_s=_LOOK_EVERY_S)
        finally:
            for task in self._tasks:
                task.cancel()

    async def stop(self) -> None:
        """Waits until what is being sent is recorded; then nothing is sent any more."""
        await self._turn.acquire()

    async def _deliver_due(self) -> None:
        if not self._is_released:
            await self._release()
        taken = await self._alerts.take(self._owner)
        chats: defaultdict[str, list[AlertMatch]] = defaultdict(list)
        for match in taken:
            if match.match_id not in self._in_progress:  # else it waits for a slow chat
                self._in_progress.add(match.match_id)
                chats[match.alert.owner].append(match)
        for owner, matches in chats.items():
            self._start(self._deliver_to(AlertChat.of(owner), matches))

    async def _release(self) -> None:
        """Gives back what a killed process had taken, unless others of the bot are running.

        With another folder, this process before its restart looks like one of those for a while.
        """
        if self._context.services.state.processes.is_alone():
            await self._alerts.release_all(self._owner)
        elif time.monotonic() < self._started + GONE_AFTER_S:
            return
        self._is_released = True

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _deliver_to(self, chat: AlertChat, matches: Sequence[AlertMatch]) -> None:
        """Tells a chat what was taken for it; what was not sent is given back after a pause."""
        left = {match.match_id for match in matches}
        errors: list[Exception] = []
        try:
            async with self._locks.setdefault(chat.owner, asyncio.Lock()):
                try:
                    for batch in _batches(matches):
                        errors += await self._deliver(chat, batch, left)
                    if errors:
                        raise errors[-1]
                    self._pauses.pop(chat.owner, None)
                except Exception as error:
                    await asyncio.sleep(await self._pause_after(error, chat))
        finally:
            self._in_progress.difference_update(match.match_id for match in matches)
            if left:
                await self._alerts.release(left)

    async def _deliver(
        self, chat: AlertChat, batch: Sequence[AlertMatch], left: set[int]
    ) -> list[Exception]:
        """Sends what is still due of a batch, and takes what was sent out of what is ``left``.

        Returns why messages could not be sent whose errors stop no other message of the chat.
        """
        errors: list[Exception] = []
        renewed = await self._alerts.renew([match.match_id for match in batch])
        allowed = [match for match in renewed if await self._is_allowed(match, chat)]
        left -= {match.match_id for match in batch} - {match.match_id for match in allowed}
        for message in self._messages(allowed, chat, is_digest=_is_digest(batch[0])):
            left -= message.match_ids  # nobody gives back what is being sent
            try:
                await asyncio.shield(self._send(message, chat))
            except Exception as error:
                left |= message.match_ids
                if not _is_of_message(error):
                    raise
                errors.append(error)
        return errors

    async def _is_allowed(self, match: AlertMatch, chat: AlertChat) -> bool:
        """Whether who made the alert may ask; if not, it is removed."""
        if self._context.services.may_ask(_maker_of(match, chat)):
            return True
        alert_id = match.alert.alert_id
        _log.info("Alert %d is removed, as who made it has no access.", alert_id)
        await self._alerts.remove(alert_id)
        return False

    def _messages(
        self, matches: Sequence[AlertMatch], chat: AlertChat, *, is_digest: bool
    ) -> list[AlertMessage]:
        if not matches:
            return []
        link, texts = self._context.article_link, self._context.texts_for
        if is_digest:
            return digest_messages(matches, texts(_maker_of(matches[0], chat)), link)
        return [story_message(own, texts(_maker_of(own, chat)), link) for own in matches]

    async def _send(self, message: AlertMessage, chat: AlertChat) -> None:
        """Sends a message and records that what it tells was told."""
        sent: list[int] = []
        try:
            for part in message.parts:
                sent.append(
                    await sending.send(
                        self._context,
                        chat.chat_id,
                        part,
                        keyboard=message.keyboard if part is message.parts[-1] else None,
                        thread_id=chat.thread_id,
                        turn=None if sent else self._turn,
                    )
                )
            await self._record(message.match_ids)
        finally:
            if sent:
                self._turn.release()
        user_id = _maker_of(message.matches[0], chat)
        if shown := shown_answer(message, chat.chat_id, user_id, sent):
            self._context.services.state.answers.put(shown)

    async def _record(self, match_ids: Collection[int]) -> None:
        """Records what was sent, however long that takes: what is not recorded is sent again."""
        for pause_s in background_pauses():
            try:
                await self._alerts.mark_told(match_ids)
                return
            except Exception as error:
                _log.error("No alert is told until the last one is recorded: %s", error)
            await asyncio.sleep(pause_s)

    async def _pause_after(self, error: Exception, chat: AlertChat) -> float:
        """The seconds for which a chat is told nothing; if it is gone, its alerts are removed."""
        if isinstance(error, Forbidden) or _is_refused_as(error, _GONE):
            _log.info("The alerts of a chat are removed, as it is gone: %s", error)
            await self._alerts.remove_of(AlertChat(chat.bot_id, chat.chat_id).owner)
            return 0.0
        if chat.thread_id is not None and _is_refused_as(error, _TOPIC_GONE):
            _log.info("The alerts of a topic are removed, as it is gone: %s", error)
            await self._alerts.remove_of(chat.owner)
            return 0.0
        if isinstance(error, BadRequest):
            _log.warning("Alerts of a chat wait for a day, as it takes no messages: %s", error)
            return _REFUSED_PAUSE_S
        if isinstance(error, NetworkError):
            _log.warning("Alerts are told later: %s", error)
        elif isinstance(error, TelegramError | RetrievalError):
            _log.error("Alerts could not be told: %s", error)
        else:
            _log.error("Alerts could not be told.", exc_info=error)
        return next(self._pauses.setdefault(chat.owner, background_pauses()))


def _is_refused_as(error: Exception, reasons: Collection[str]) -> bool:
    problem = str(error).lower()
    return isinstance(error, BadRequest) and any(reason in problem for reason in reasons)


def _is_of_message(error: Exception) -> bool:
    """Whether an error may be that of one message only, so that others are still sent."""
    if isinstance(error, BadRequest):
        return not _is_refused_as(error, (*_GONE, *_TOPIC_GONE))
    return not isinstance(error, TelegramError | RetrievalError)


def _maker_of(match: AlertMatch, chat: AlertChat) -> int:
    """The user who made an alert, that of a private chat if it is not recorded."""
    return int(match.alert.created_by or chat.chat_id)


def _is_digest(match: AlertMatch) -> bool:
    return match.alert.schedule.delivery != "at once"


def _batches(matches: Sequence[AlertMatch]) -> list[list[AlertMatch]]:
    """What is looked at together: all of a digest, and each story that is told at once alone."""
    digest = [own for own in matches if _is_digest(own)]
    single = [[own] for own in matches if not _is_digest(own)]
    return [*single, *([digest] if digest else [])]
