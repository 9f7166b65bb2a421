"""What concerns the user alone: conversation, language, and what is remembered."""

from __future__ import annotations

from telegram import CallbackQuery, Message, Update

from bot.context import Context
from bot.handlers.ask import place_of
from bot.rendering.keyboards import forget_keyboard, language_keyboard
from bot.rendering.messages import lines
from bot.rendering.translations import LANGUAGES, Texts
from bot.telegram_io import sending


async def new(update: Update, context: Context) -> None:
    """Forgets the conversation of this place."""
    message, user = update.effective_message, update.effective_user
    if message and user:
        context.services.state.conversations.forget(place_of(message, user))
        await sending.reply(context, message, [lines([context.texts(user)("new")])])


async def language(update: Update, context: Context) -> None:
    """Offers the languages."""
    if update.effective_message:
        texts = context.texts(update.effective_user)
        await sending.reply(
            context,
            update.effective_message,
            [lines([texts("language_ask")])],
            keyboard=language_keyboard(texts),
        )


async def privacy(update: Update, context: Context) -> None:
    """Says what the bot remembers."""
    if update.effective_message:
        texts = context.texts(update.effective_user)
        await sending.reply(context, update.effective_message, [lines([texts("privacy")])])


async def delete(update: Update, context: Context) -> None:
    """Asks whether to delete all that is known of the user; in private, as others may press."""
    message = update.effective_message
    if message is None:
        return
    texts = context.texts(update.effective_user)
    if message.chat.type != "private":
        await sending.reply(context, message, [lines([texts("private_only")])])
        return
    await sending.reply(
        context, message, [lines([texts("delete_ask")])], keyboard=forget_keyboard(texts)
    )


async def choose_language(
    query: CallbackQuery, context: Context, texts: Texts, subject: str
) -> None:
    """Sets the language that was pressed, for whoever pressed."""
    chosen = subject if subject in LANGUAGES else None
    context.services.state.people.choose_language(query.from_user.id, chosen)
    texts = context.texts(query.from_user)
    await sending.answer_press(query, texts("language_set"))
    is_private = isinstance(query.message, Message) and query.message.chat.type == "private"
    if is_private:
        await sending.say_instead(context, query, texts("language_set"))


async def forget(query: CallbackQuery, context: Context, texts: Texts, subject: str) -> None:
    """Deletes all that is known of the user."""
    await sending.answer_press(query)
    context.services.state.forget_person(query.from_user.id)
    await sending.say_instead(context, query, texts("deleted"))


async def keep(query: CallbackQuery, context: Context, texts: Texts, subject: str) -> None:
    """Deletes nothing."""
    await sending.answer_press(query)
    await sending.say_instead(context, query, texts("kept"))
