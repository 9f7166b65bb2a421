"""Groups: greeted once, left when the bot is put out, followed when they get another id."""

from __future__ import annotations

import asyncio
import logging

from telegram import Update
from telegram.constants import ChatMemberStatus

from bot.context import Context
from bot.rendering.messages import lines
from bot.rendering.translations import Texts
from bot.telegram_io.entities import entities_of
from bot.telegram_io.sending import NO_PREVIEW

_log = logging.getLogger(__name__)
_OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
_MIGRATION_MAY_FOLLOW_S = 1.0  # Telegram may tell of the new group before it says whose it is


async def membership(update: Update, context: Context) -> None:
    """Hears that the bot was added to a chat, or put out of it."""
    change = update.my_chat_member
    if change is None:
        return
    chat = change.chat
    is_in = change.new_chat_member.status not in _OUT
    if chat.type == "private":
        if not is_in:
            context.services.state.people.set_blocking(change.from_user.id)
    elif not is_in:
        context.services.state.chats.leave(chat.id)
        _log.info("The bot was put out of a group.")
    elif chat.type != "channel" and change.old_chat_member.status in _OUT:
        await asyncio.sleep(_MIGRATION_MAY_FOLLOW_S if chat.type == "supergroup" else 0)
        await greet(context, chat.id, context.texts(change.from_user))


async def migrated(update: Update, context: Context) -> None:
    """Hears that a group has become a supergroup."""
    message = update.effective_message
    if message and message.migrate_to_chat_id:
        context.services.state.chats.migrate(message.chat_id, message.migrate_to_chat_id)
    elif message and message.migrate_from_chat_id:
        context.services.state.chats.migrate(message.migrate_from_chat_id, message.chat_id)


async def silent(update: Update, context: Context) -> None:
    """Says nothing to what happens in a group besides."""


async def greet(context: Context, chat_id: int, texts: Texts) -> None:
    """Greets a group, unless it was greeted before."""
    if not context.services.state.chats.greet(chat_id):
        return
    said = lines([texts("greeting", bot=f"@{context.bot.username}")])
    await context.bot.send_message(
        chat_id, said.text, entities=entities_of(said), link_preview_options=NO_PREVIEW
    )
