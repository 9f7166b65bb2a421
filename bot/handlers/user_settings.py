"""A user's own conversation, language and data."""

from __future__ import annotations

from telegram import Message, User

from bot.alerts.owners import owner_of
from bot.context import Context
from bot.handlers.ask import conversation_key
from bot.handlers.pressed import Pressed
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


async def choose_language(pressed: Pressed) -> None:
    """Sets the language of the user who pressed the button."""
    chosen = pressed.subject if pressed.subject in LANGUAGES else None
    pressed.services.state.people.choose_language(pressed.user.id, chosen)
    said = pressed.context.texts(pressed.user)("language_set")
    await pressed.answer(said)
    if pressed.message and pressed.message.chat.type == "private":
        await pressed.replace_message(said)


async def forget(pressed: Pressed) -> None:
    """Deletes all data about the user."""
    await pressed.answer()
    own = owner_of(pressed.context.bot.id)
    await pressed.services.archive.alerts.remove_by(pressed.user.id, own)
    pressed.services.state.forget_person(pressed.user.id)
    await pressed.replace_message(pressed.texts("deleted"))


async def cancel(pressed: Pressed) -> None:
    """Deletes nothing after all."""
    await pressed.answer()
    await pressed.replace_message(pressed.texts("nothing_deleted"))
