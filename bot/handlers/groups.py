"""Groups: greeted once, recorded when the bot is removed or they become supergroups."""

from __future__ import annotations

import asyncio
import logging

from telegram import Update
from telegram.constants import ChatMemberStatus

from bot.alerts.owners import AlertChat
from bot.context import Context
from bot.handlers import channels
from bot.rendering.messages import lines
from bot.rendering.translations import Texts
from bot.telegram_io import sending

_log = logging.getLogger(__name__)
_NOT_MEMBER = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
_AWAIT_MIGRATION_S = 1.0  # Telegram may announce the supergroup before the migration


async def membership(update: Update, context: Context) -> None:
    """Records that the bot was added to a chat, removed from it, or blocked."""
    change = update.my_chat_member
    if change is None:
        return
    chat = change.chat
    if chat.type == "channel":
        await channels.membership(change, context)
        return
    is_private, state = chat.type == "private", context.services.state
    if change.new_chat_member.status in _NOT_MEMBER:
        if is_private:
            state.people.set_blocking(change.from_user.id)
        else:
            state.chats.leave(chat.id)
            _log.info("The bot was removed from a group.")
        await context.services.archive.alerts.remove_of(AlertChat(context.bot.id, chat.id).owner)
    elif change.old_chat_member.status in _NOT_MEMBER and not is_private:
        await asyncio.sleep(_AWAIT_MIGRATION_S if chat.type == "supergroup" else 0)
        await greet(context, chat.id, context.texts(change.from_user))


async def migrated(update: Update, context: Context) -> None:
    """Records that a group has become a supergroup."""
    message = update.effective_message
    if message and message.migrate_to_chat_id:
        await migrate(context, message.chat_id, message.migrate_to_chat_id)
    elif message and message.migrate_from_chat_id:
        await migrate(context, message.migrate_from_chat_id, message.chat_id)


async def migrate(context: Context, old: int, new: int) -> None:
    """Records that a group has become the supergroup ``new``."""
    context.services.state.chats.migrate(old, new)
    before, after = (AlertChat(context.bot.id, chat_id).owner for chat_id in (old, new))
    await context.services.archive.alerts.move(before, after)


async def ignore(update: Update, context: Context) -> None:
    """Does nothing with other service messages."""


async def greet(context: Context, chat_id: int, texts: Texts) -> None:
    """Greets a group once."""
    if not context.services.state.chats.greet(chat_id):
        return
    greeting = texts("greeting", bot=f"@{context.bot.username}")
    await sending.send(context, chat_id, lines([greeting]))
