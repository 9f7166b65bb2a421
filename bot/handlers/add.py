"""Adding articles: files, forwarded messages, and the text or link after /add."""

from __future__ import annotations

from telegram import Message, User
from telegram.ext.filters import MessageFilter

from bot.context import Context
from bot.handlers import forwarded
from bot.handlers.ask import answer_message
from bot.handlers.ingest import add_document, add_text
from bot.rendering.translations import Texts
from bot.submissions import origin_of
from bot.telegram_io import sending
from bot.telegram_io.addressing import question_of, text_of


class FileOrForwarded(MessageFilter):
    """Messages that may be an article: files, and forwarded messages with text."""

    def filter(self, message: Message) -> bool:
        is_forwarded = message.forward_origin is not None and bool(text_of(message).strip())
        return message.document is not None or is_forwarded


async def submitted(context: Context, message: Message, user: User, texts: Texts) -> None:
    """Handles a file or a forwarded message.

    An administrator's file is added, their forwarded message is offered as an article. Text from
    anybody else is a question, and their files are refused.
    """
    is_admin = context.services.is_admin(user.id)
    if is_admin and message.document:
        await add_document(context, message, texts, message.document)
    elif is_admin:
        await forwarded.offer(context, message, texts)
    elif question_of(message, context.bot.username) or not message.document:
        await answer_message(context, message, user)
    elif await context.services.albums.needs_reply(message):
        await sending.say(context, message, texts("add_not_admin"))


async def add_command(context: Context, message: Message, user: User, texts: Texts) -> None:
    """Adds the text or link after /add, or the message that /add replies to."""
    command, _, text = (message.text or "").partition(" ")
    if "\n" in command:  # the text starts on the next line
        text = (message.text or "").partition("\n")[2]
    if text.strip():
        await add_text(context, message, texts, text)
    elif message.reply_to_message:
        await _add_message(context, message.reply_to_message, texts)
    else:
        await sending.say(context, message, texts("add_usage"))


async def _add_message(context: Context, message: Message, texts: Texts) -> None:
    if message.document:
        await add_document(context, message, texts, message.document)
    else:
        await add_text(context, message, texts, text_of(message), origin=origin_of(message))
