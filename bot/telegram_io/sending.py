"""Sending and editing messages made of marked text; the one place where they become Telegram's."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

from telegram import (
    CallbackQuery,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from bot.context import Context
from bot.rendering.formatted_text import FormattedText
from bot.telegram_io.entities import entities_of

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_TYPING_LASTS_S = 4.5  # Telegram shows it for 5
_TYPING_MAY_DELAY_S = 1.0
_IS_GONE = ("message to edit not found", "can't be edited")


async def reply(
    context: Context,
    to: Message,
    parts: Sequence[FormattedText],
    *,
    keyboard: InlineKeyboardMarkup | None = None,
) -> list[int]:
    """Sends ``parts`` below ``to``, the keyboard under the last; returns their message ids."""
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
        ids.append(sent.message_id)
    return ids


async def send(
    context: Context,
    user_id: int,
    part: FormattedText,
    *,
    keyboard: InlineKeyboardMarkup | None = None,
) -> int:
    """Sends a message of its own accord to a user; returns its id."""
    sent = await context.bot.send_message(
        user_id,
        part.text,
        entities=entities_of(part),
        reply_markup=keyboard,
        link_preview_options=NO_PREVIEW,
    )
    return sent.message_id


async def edit(
    context: Context,
    chat_id: int,
    message_id: int,
    part: FormattedText,
    *,
    keyboard: InlineKeyboardMarkup | None = None,
) -> bool:
    """Gives a message of the bot another text; False where it is not there any more."""
    if not context.services.latest_edits.is_new((chat_id, message_id), (part, keyboard)):
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
        if any(reason in problem for reason in _IS_GONE):
            return False
        if "not modified" not in problem:  # it says so already
            raise
    return True


async def delete(context: Context, chat_id: int, message_id: int) -> None:
    """Takes back a message of the bot; one that is gone or too old stays as it is."""
    with contextlib.suppress(BadRequest):
        await context.bot.delete_message(chat_id, message_id)


async def say_instead(context: Context, query: CallbackQuery, text: str) -> None:
    """Puts ``text`` in the place of the message whose button was pressed."""
    if query.message:
        await edit(context, query.message.chat.id, query.message.message_id, FormattedText(text))


async def answer_press(query: CallbackQuery, text: str = "", *, is_alert: bool = False) -> None:
    """Answers the press of a button; one that is too old to be answered is still carried out."""
    try:
        await query.answer(text or None, show_alert=is_alert)
    except BadRequest as error:
        if "too old" not in str(error).lower():
            raise


@contextlib.asynccontextmanager
async def typing(context: Context, message: Message) -> AsyncIterator[None]:
    """Shows "typing" while the block runs, and never after what is sent next."""
    is_over = asyncio.Event()
    shown = asyncio.create_task(_show_typing(context, message, is_over))
    try:
        yield
    finally:
        is_over.set()
        await asyncio.wait({shown}, timeout=_TYPING_MAY_DELAY_S)
        shown.cancel()


async def _show_typing(context: Context, message: Message, is_over: asyncio.Event) -> None:
    while not is_over.is_set():
        with contextlib.suppress(TelegramError):
            await context.bot.send_chat_action(
                message.chat_id, ChatAction.TYPING, message_thread_id=topic_of(message)
            )
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(is_over.wait(), _TYPING_LASTS_S)


def topic_of(message: Message) -> int | None:
    """The forum topic to answer in; a thread id outside of topics only names a chain of replies."""
    return message.message_thread_id if message.is_topic_message else None


def _replying_to(message: Message) -> ReplyParameters:
    return ReplyParameters(message.message_id, allow_sending_without_reply=True)
