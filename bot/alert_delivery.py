"""Tells chats what their alerts found, each story once, also across restarts."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.alert_owners import AlertChat, owner_of
from bot.context import Context
from bot.rendering.alert_keyboards import found_keyboard, my_alerts_keyboard
from bot.rendering.alerts import found_blocks, found_together
from bot.rendering.formatted_text import FormattedText
from bot.rendering.messages import highlight_link
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.shown_results import ref_of
from bot.state import ShownAnswer, new_answer_id
from bot.telegram_io import sending
from retrieval import AlertMatch, RetrievalError

_log = logging.getLogger(__name__)
_EVERY_S = 5.0
_FIRST_PAUSE_S, _MAX_PAUSE_S = 10.0, 600.0  # after an error
_PAUSE_UNREACHABLE = timedelta(days=1)  # of alerts in a chat that takes no messages
_GONE = ("chat not found", "user is deactivated", "bot was kicked", "group chat was deactivated")
_TOPIC_GONE = ("thread not found", "topic_closed", "topic_deleted", "topic closed")


class AlertDelivery:
    """Delivers matches, one message after another; chats take turns.

    A match that was sent is recorded before the next message is sent, so that a kill repeats at
    most one: what Telegram has accepted and is not recorded yet.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._alerts = context.services.archive.alerts
        self._owner = owner_of(context.bot.id)
        self._in_progress: set[int] = set()  # matches that are taken
        self._sending = asyncio.Lock()  # so that a kill meets one message between send and record
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._pauses: dict[str, float] = {}  # seconds, of chats with errors in a row
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Delivers what is due until cancelled; then gives back what was not sent."""
        pause_s, is_released = _FIRST_PAUSE_S, False
        try:
            while True:
                try:
                    if not is_released:  # what a killed bot had taken
                        await self._alerts.release_all(self._owner)
                        is_released = True
                    await self._deliver_due()
                    await self._alerts.judge()
                    pause_s = _FIRST_PAUSE_S
                    await asyncio.sleep(_EVERY_S)
                    continue
                except RetrievalError as error:
                    _log.error("Alerts wait; trying again in %.0f s: %s", pause_s, error)
                except Exception:  # a bot that tells nothing any more would go unnoticed for weeks
                    _log.exception("Alerts wait; trying again in %.0f s.", pause_s)
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, _MAX_PAUSE_S)
        finally:
            for task in self._tasks:
                task.cancel()

    async def _deliver_due(self) -> None:
        taken = await self._alerts.take(self._owner, datetime.now(UTC))
        chats: defaultdict[str, list[AlertMatch]] = defaultdict(list)
        for match in taken:
            if match.match_id not in self._in_progress:  # else it waits for a slow chat
                self._in_progress.add(match.match_id)
                chats[match.alert.owner].append(match)
        for owner, matches in chats.items():
            task = asyncio.create_task(self._deliver_to(owner, matches))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _deliver_to(self, owner: str, matches: Sequence[AlertMatch]) -> None:
        left = [match.match_id for match in matches]
        try:
            async with self._locks[owner]:
                for batch in _batches(matches):
                    async with self._sending:
                        await self._deliver(AlertChat.of(owner), batch)
                    left = [own for own in left if own not in {each.match_id for each in batch}]
                self._pauses.pop(owner, None)
        except NetworkError as error:
            _log.warning("Alerts are told later: %s", error)
            await self._pause_after_error(owner)
        except (TelegramError, RetrievalError) as error:
            _log.error("Alerts could not be told: %s", error)
            await self._pause_after_error(owner)
        except Exception:
            _log.exception("Alerts could not be told.")
            await self._pause_after_error(owner)
        finally:
            self._in_progress.difference_update(match.match_id for match in matches)
            if left:
                await self._alerts.release(left)

    async def _pause_after_error(self, owner: str) -> None:
        """Keeps what was taken for a chat for a while, longer after each error in a row."""
        pause_s = self._pauses.get(owner, _FIRST_PAUSE_S)
        self._pauses[owner] = min(2 * pause_s, _MAX_PAUSE_S)
        await asyncio.sleep(pause_s)

    async def _deliver(self, chat: AlertChat, batch: Sequence[AlertMatch]) -> None:
        """Sends a message with what is due, unless the chat is gone, and records it."""
        renewed = await self._alerts.renew([match.match_id for match in batch])
        allowed = [match for match in renewed if await self._is_allowed(chat, match)]
        if allowed and await self._send_or_pause(chat, allowed):
            await self._alerts.mark_told(match.match_id for match in allowed)

    async def _is_allowed(self, chat: AlertChat, match: AlertMatch) -> bool:
        """Whether who made the alert may ask; if not, it is removed."""
        alert = match.alert
        if self._context.services.may_ask(_maker_of(match, chat)):
            return True
        _log.info("Alert %d is removed, as who made it has no access.", alert.alert_id)
        await self._alerts.remove(alert.alert_id)
        return False

    async def _send_or_pause(self, chat: AlertChat, batch: Sequence[AlertMatch]) -> bool:
        """Whether what is due was sent; if the chat is gone, its alerts are removed."""
        try:
            await self._send(chat, batch)
        except (Forbidden, BadRequest) as error:
            problem = str(error).lower()
            if isinstance(error, Forbidden) or any(reason in problem for reason in _GONE):
                _log.info("The alerts of a chat are removed, as it is gone: %s", error)
                await self._alerts.remove_of(AlertChat(chat.bot_id, chat.chat_id).owner)
                return False
            if chat.thread_id is not None and any(reason in problem for reason in _TOPIC_GONE):
                _log.info("The alerts of a topic are removed, as it is gone: %s", error)
                await self._alerts.remove_of(chat.owner)
                return False
            _log.warning("Alerts of a chat wait for a day, as it takes no messages: %s", error)
            await self._pause(chat)
            await self._alerts.release(match.match_id for match in batch)
            return False
        return True

    async def _pause(self, chat: AlertChat) -> None:
        until = (datetime.now(UTC) + _PAUSE_UNREACHABLE).isoformat(timespec="seconds")
        for alert in await self._alerts.of(chat.owner):
            schedule = replace(alert.schedule, muted_until=until)
            await self._alerts.set_schedule(alert.alert_id, schedule)

    async def _send(self, chat: AlertChat, batch: Sequence[AlertMatch]) -> None:
        context, texts = self._context, self._texts_of(batch[0], chat)
        if batch[0].alert.schedule.delivery == "at once":
            [match] = batch
            await self._send_story(chat, match, texts)
            return
        parts = pack(found_together(batch, texts, context.article_link))
        for number, part in enumerate(parts, start=1):
            buttons = my_alerts_keyboard(texts) if number == len(parts) else None
            await sending.send(
                context, chat.chat_id, part, keyboard=buttons, thread_id=chat.thread_id
            )

    async def _send_story(self, chat: AlertChat, match: AlertMatch, texts: Texts) -> None:
        """Sends a story as an answer, which a reply continues like any other."""
        context, result = self._context, match.answer.results[0]
        answer_id = new_answer_id()
        buttons = found_keyboard(answer_id, match.alert, texts, sentence_url=highlight_link(result))
        parts: list[FormattedText] = pack(found_blocks(match, texts, context.article_link))
        sent = [
            await sending.send(
                context,
                chat.chat_id,
                part,
                keyboard=buttons if number == len(parts) else None,
                thread_id=chat.thread_id,
            )
            for number, part in enumerate(parts, start=1)
        ]
        context.services.state.answers.put(
            ShownAnswer(
                answer_id=answer_id,
                chat_id=chat.chat_id,
                user_id=_maker_of(match, chat),
                message_id=sent[-1],
                question=match.answer.question,
                earlier=(),
                results=(ref_of(result),),
                answered=True,
                reply_ids=tuple(sent),
            )
        )

    def _texts_of(self, match: AlertMatch, chat: AlertChat) -> Texts:
        return self._context.texts_for(_maker_of(match, chat))


def _maker_of(match: AlertMatch, chat: AlertChat) -> int:
    """The user who made an alert, that of a private chat if it is not recorded."""
    return int(match.alert.created_by or chat.chat_id)


def _batches(matches: Sequence[AlertMatch]) -> list[list[AlertMatch]]:
    """What is sent together: all of a digest, and each story that is told at once alone."""
    digest = [own for own in matches if own.alert.schedule.delivery != "at once"]
    single = [[own] for own in matches if own.alert.schedule.delivery == "at once"]
    return [*single, *([digest] if digest else [])]
