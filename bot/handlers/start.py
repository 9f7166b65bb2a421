"""/start with its deep links, /help, and messages that cannot be answered."""

from __future__ import annotations

from telegram import Message, Update

from bot.context import Context
from bot.handlers import browse, groups, sharing
from bot.handlers.access import refuse_without_access
from bot.rendering.messages import limit_notice, lines
from bot.rendering.translations import Texts
from bot.telegram_io import sending


async def start(update: Update, context: Context) -> None:
    """Welcomes the user, or shows what a deep link points to."""
    message, user = update.effective_message, update.effective_user
    if not message or not user:
        return
    texts = context.texts(user)
    kind, _, subject = (context.args[0] if context.args else "").partition("_")
    if await refuse_without_access(context, message, user, texts):
        return
    if kind == "art" and await context.services.archive.article(subject):
        await browse.show_article(context, message, user, texts, subject)
    elif kind == "ans" and context.services.state.shares.get(subject):
        await sharing.show_answer(context, message, user, texts, subject)
    else:
        gone = {"art": "gone", "ans": "too_old"}.get(kind) if subject else None
        first = texts(gone) if gone else ""
        await _welcome(context, message, texts, user_id=user.id, first=first)


async def help_command(update: Update, context: Context) -> None:
    """Shows how to use the bot."""
    message, user = update.effective_message, update.effective_user
    if not message or not user:
        return
    texts = context.texts(user)
    text = texts("help", bot=f"@{context.bot.username}")
    is_admin = context.services.is_admin(user.id) and message.chat.type == "private"
    more = f"\n\n{texts('help_admin')}" if is_admin else ""
    await sending.reply(context, message, [lines([text + more])])


async def unknown_command(update: Update, context: Context) -> None:
    """Replies to an unknown command."""
    if update.effective_message:
        texts = context.texts(update.effective_user)
        await sending.reply(context, update.effective_message, [lines([texts("unknown_command")])])


async def only_text(update: Update, context: Context) -> None:
    """Replies to messages without text, such as photos and voice messages."""
    message, user = update.effective_message, update.effective_user
    if not message or not user or not await context.services.albums.needs_reply(message):
        return
    texts = context.texts(user)
    check = context.services.limit.check(user.id)
    notice = lines([texts("only_text")]) if check.is_allowed else limit_notice(check, texts)
    if notice:
        await sending.reply(context, message, [notice])


async def _welcome(
    context: Context, message: Message, texts: Texts, *, user_id: int, first: str
) -> None:
    """Greets a user, with a paragraph ``first`` if there is something to tell before."""
    if message.chat.type != "private":
        await groups.greet(context, message.chat_id, texts)
        return
    is_admin = context.services.is_admin(user_id)
    if is_admin:
        services = context.services
        await services.menu.set_admin_commands(
            context.bot, services.state.chats, user_id, context.texts_for(user_id)
        )
    paragraphs = [*filter(None, [first]), texts("start")]
    if await context.services.archive.is_empty():
        paragraphs.append(texts("empty_archive_admin" if is_admin else "empty_archive"))
    await sending.reply(context, message, [lines(["\n\n".join(paragraphs)])])
