"""Adding articles: files, forwarded messages, and the text or link after /add."""

from __future__ import annotations

from dataclasses import replace

from telegram import Message
from telegram.ext.filters import MessageFilter

from bot.handlers import forwarded
from bot.handlers.ask import answer_message
from bot.handlers.incoming import Incoming
from bot.handlers.ingest import add_document, add_text
from bot.submissions import origin_of
from bot.telegram_io.addressing import question_of, text_of


class FileOrForwarded(MessageFilter):
    """Messages that may be an article: files, and forwarded messages with text."""

    def filter(self, message: Message) -> bool:
        is_forwarded = message.forward_origin is not None and bool(text_of(message).strip())
        return message.document is not None or is_forwarded


async def submitted(incoming: Incoming) -> None:
    """Handles a file or a forwarded message.

    An administrator's file is added, their forwarded message is offered as an article. Text from
    anybody else is a question, and their files are refused.
    """
    message = incoming.message
    if incoming.is_of_admin and message.document:
        await add_document(incoming, message.document)
    elif incoming.is_of_admin:
        await forwarded.offer(incoming)
    elif question_of(message, incoming.context.bot.username) or not message.document:
        await answer_message(incoming)
    elif await incoming.services.albums.needs_reply(message):
        await incoming.tell("add_not_admin")


async def add_command(incoming: Incoming) -> None:
    """Adds the text or link after /add, or the message that /add replies to."""
    written, replied = incoming.message.text or "", incoming.message.reply_to_message
    command, _, text = written.partition(" ")
    if "\n" in command:  # the text starts on the next line
        text = written.partition("\n")[2]
    if text.strip():
        await add_text(incoming, text)
    elif replied is None:
        await incoming.tell("add_usage")
    elif replied.document:
        await add_document(replace(incoming, message=replied), replied.document)
    else:
        origin = origin_of(replied)
        await add_text(replace(incoming, message=replied), text_of(replied), origin=origin)
