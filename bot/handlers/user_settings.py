"""A user's own conversation, language and data."""

from __future__ import annotations

from telegram import CallbackQuery, Message, User

from bot.alert_owners import owner_of
from bot.context import Context
from bot.handlers.ask import conversation_key
from bot.rendering.keyboards import forget_keyboard, language_keyboard
from bot.rendering.translations import LANGUAGES, Texts
from bot.telegram_io import sending


async def new(context: Context, message: Message, user: User, texts: Texts) -> None:
    """Starts a new conversation: forgets the questions asked in this chat or topic."""
    context.services.state.conversations.forget(conversation_key(message, user))
    await sending.say(context, message, texts("new"))


async def language(context: Context, message: Message, user: User, texts: Texts) -> None:
    """Shows the language menu."""
    keyboard = language_keyboard(texts)
    await sending.say(context, message, texts("language_ask"), keyboard=keyboard)


async def privacy(context: Context, message: Message, user: User, texts: Texts) -> None:
    """Explains what the bot stores."""
    await sending.say(context, message, texts("privacy"))


async def delete(context: Context, message: Message, user: User, texts: Texts) -> None:
    """Asks whether to delete the user's data; only in private chats, as others could press."""
    if message.chat.type != "private":
        await sending.say(context, message, texts("private_only"))
        return
    await sending.say(context, message, texts("delete_ask"), keyboard=forget_keyboard(texts))


async def choose_language(
    query: CallbackQuery, context: Context, texts: Texts, subject: str
) -> None:
    """Sets the language of the user who pressed the button."""
    chosen = subject if subject in LANGUAGES else None
    context.services.state.people.choose_language(query.from_user.id, chosen)
    texts = context.texts(query.from_user)
    await sending.answer_callback(query, texts("language_set"))
    is_private = isinstance(query.message, Message) and query.message.chat.type == "private"
    if is_private:
        await sending.edit_pressed_message(context, query, texts("language_set"))


async def forget(query: CallbackQuery, context: Context, texts: Texts, subject: str) -> None:
    """Deletes all data about the user."""
    await sending.answer_callback(query)
    own = owner_of(context.bot.id)
    await context.services.archive.alerts.remove_by(query.from_user.id, own)
    context.services.state.forget_person(query.from_user.id)
    await sending.edit_pressed_message(context, query, texts("deleted"))


async def cancel(query: CallbackQuery, context: Context, texts: Texts, subject: str) -> None:
    """Deletes nothing after all."""
    await sending.answer_callback(query)
    await sending.edit_pressed_message(context, query, texts("nothing_deleted"))
