"""The first words, help, links that open the bot, and what is no question."""

from __future__ import annotations

from telegram import Message, Update

from bot.context import Context
from bot.handlers import browse, groups, sharing
from bot.handlers.access import refuse_stranger
from bot.rendering.messages import limit_notice, lines
from bot.rendering.translations import Texts
from bot.telegram_io import sending


async def start(update: Update, context: Context) -> None:
    """Says what the bot does, or shows what the link behind /start names."""
    message, user = update.effective_message, update.effective_user
    if not message or not user:
        return
    texts = context.texts(user)
    payload = context.args[0] if context.args else ""
    kind, _, subject = payload.partition("_")
    if await refuse_stranger(context, message, user, texts):
        return
    if kind == "art" and subject:
        await browse.show_article(context, message, user, texts, subject)
    elif kind == "ans" and subject:
        await sharing.show_answer(context, message, texts, subject)
    else:
        await _welcome(context, message, texts, user_id=user.id)


async def help_command(update: Update, context: Context) -> None:
    """Lists what the bot can do."""
    message, user = update.effective_message, update.effective_user
    if not message or not user:
        return
    texts = context.texts(user)
    said = texts("help", bot=f"@{context.bot.username}")
    is_admin = context.services.is_admin(user.id) and message.chat.type == "private"
    more = f"\n\n{texts('help_admin')}" if is_admin else ""
    await sending.reply(context, message, [lines([said + more])])


async def unknown_command(update: Update, context: Context) -> None:
    """Says that a command is not known."""
    if update.effective_message:
        texts = context.texts(update.effective_user)
        await sending.reply(context, update.effective_message, [lines([texts("unknown_command")])])


async def only_text(update: Update, context: Context) -> None:
    """Says that pictures, voices and the like cannot be answered."""
    message, user = update.effective_message, update.effective_user
    if not message or not user or not await context.services.albums.is_to_be_told(message):
        return
    texts = context.texts(user)
    verdict = context.services.limit.ask(user.id)
    said = lines([texts("only_text")]) if verdict.may_ask else limit_notice(verdict, texts)
    if said:
        await sending.reply(context, message, [said])


async def _welcome(context: Context, message: Message, texts: Texts, *, user_id: int) -> None:
    if message.chat.type != "private":
        await groups.greet(context, message.chat_id, texts)
        return
    is_admin = context.services.is_admin(user_id)
    if is_admin:
        services = context.services
        await services.menu.set_admin_commands(
            context.bot, services.state.chats, user_id, context.texts_for(user_id)
        )
    said = [texts("start")]
    if await context.services.library.is_empty():
        said.append(texts("empty_archive_admin" if is_admin else "empty_archive"))
    await sending.reply(context, message, [lines(["\n\n".join(said)])])
