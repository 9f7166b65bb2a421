"""Sending, editing and deleting messages made of formatted text."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError
from telegram.request import BaseRequest

from bot.context import Context
from bot.rendering.formatted_text import FormattedText
from bot.telegram_io.entities import entities_of
from bot.telegram_io.sent_messages import note_sent

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_TYPING_LASTS_S = 4.5  # Telegram shows it for 5
_MAX_TYPING_DELAY_S = 1.0
_RECEIPT_WITHIN_S = 30.0
_GONE = ("message to edit not found", "can't be edited")


async def reply(
    context: Context,
    to: Message,
    parts: Sequence[FormattedText],
    *,
    keyboard: InlineKeyboardMarkup | None = None,
    is_answer: bool = True,
) -> list[int]:
    """Replies to ``to`` with ``parts``, the keyboard under the last; returns their message ids.

    Unless it ``is_answer``, the update may be handled again after it.
    """
    ids = []
    for number, part in enumerate(parts, start=1):
        sent = await context.bot.send_message(
            to.chat_id,
            part.text,
            entities=entities_of(part),
            message_thread_id=topic_of(to),
            reply_parameters=_replying_to(to),
            reply_markup=keyboard if number == len(parts) else None,
            link_preview_options=NO_PREVIEW,
        )
        if is_answer:
            note_sent(sent.message_id)
        ids.append(sent.message_id)
    return ids


async def send(
    context: Context,
    chat_id: int,
    part: FormattedText,
    *,
    keyboard: InlineKeyboardMarkup | None = None,
    thread_id: int | None = None,
    turn: asyncio.Lock | None = None,
) -> int:
    """Sends a message that is not a reply, to a topic if one is given; returns its id.

    Of messages with the same ``turn`` one is sent when it is released after the last. The receipt
    is then waited for longer: a message whose receipt does not come is sent again.
    """
    sent = await context.bot.send_message(
        chat_id,
        part.text,
        entities=entities_of(part),
        message_thread_id=thread_id,
        reply_markup=keyboard,
        link_preview_options=NO_PREVIEW,
        rate_limit_args=turn,
        read_timeout=_RECEIPT_WITHIN_S if turn else BaseRequest.DEFAULT_NONE,
    )
    note_sent(sent.message_id)
    return sent.message_id


async def edit(
    context: Context,
    chat_id: int,
    message_id: int,
    part: FormattedText,
    *,
    keyboard: InlineKeyboardMarkup | None = None,
) -> bool:
    """Edits a message of the bot; False if it no longer exists.

    What two quick presses cause twice is sent once, as Telegram refuses to change nothing.
    """
    if not context.services.latest_edits.put((chat_id, message_id), (part, keyboard)):
        return True
    try:
        await context.bot.edit_message_text(
            part.text,
            chat_id=chat_id,
            message_id=message_id,
            entities=entities_of(part),
            reply_markup=keyboard,
            link_preview_options=NO_PREVIEW,
        )
    except BadRequest as error:
        problem = str(error).lower()
        if any(reason in problem for reason in _GONE):
            return False
        if "not modified" not in problem:  # it already has this text
            raise
    return True


async def delete(context: Context, chat_id: int, message_id: int) -> None:
    """Deletes a message of the bot, unless it is gone or too old to delete."""
    with contextlib.suppress(BadRequest):
        await context.bot.delete_message(chat_id, message_id)


@contextlib.asynccontextmanager
async def typing(
    context: Context, message: Message
) -> AsyncIterator[Callable[[], Coroutine[None, None, None]]]:
    """Shows "typing" while the block runs, also while a message in it waits to be sent.

    What it yields is to be awaited before a message is sent in the block: "typing" that arrived
    after the message would be shown below it.
    """
    is_shown = asyncio.Event()
    shown = asyncio.create_task(_show_typing(context, message, is_shown))

    async def until_shown() -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(is_shown.wait(), _MAX_TYPING_DELAY_S)

    try:
        yield until_shown
    finally:
        await until_shown()
        shown.cancel()


async def _show_typing(context: Context, message: Message, is_shown: asyncio.Event) -> None:
    while True:
        with contextlib.suppress(TelegramError):
            await context.bot.send_chat_action(
                message.chat_id, ChatAction.TYPING, message_thread_id=topic_of(message)
            )
        is_shown.set()
        await asyncio.sleep(_TYPING_LASTS_S)
        is_shown.clear()


def topic_of(message: Message) -> int | None:
    """The forum topic to reply in; outside of topics a thread id only marks a chain of replies."""
    return message.message_thread_id if message.is_topic_message else None


def _replying_to(message: Message) -> ReplyParameters:
    return ReplyParameters(message.message_id, allow_sending_without_reply=True)
