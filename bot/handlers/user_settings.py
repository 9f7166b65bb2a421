"""A user's own conversation, language and data."""

from __future__ import annotations

from bot.alerts.owners import owner_of
from bot.handlers.ask import conversation_key
from bot.handlers.incoming import Incoming
from bot.handlers.pressed import Pressed
from bot.rendering.keyboards import forget_keyboard, language_keyboard
from bot.rendering.translations import LANGUAGES


async def new(incoming: Incoming) -> None:
    """Starts a new conversation: forgets the questions asked in this chat or topic."""
    incoming.services.state.conversations.forget(conversation_key(incoming))
    await incoming.tell("new")


async def language(incoming: Incoming) -> None:
    """Shows the language menu."""
    await incoming.tell("language_ask", keyboard=language_keyboard(incoming.texts))


async def privacy(incoming: Incoming) -> None:
    """Explains what the bot stores."""
    await incoming.tell("privacy")


async def delete(incoming: Incoming) -> None:
    """Asks whether to delete the user's data; only in private chats, as others could press."""
    if incoming.is_private:
        await incoming.tell("delete_ask", keyboard=forget_keyboard(incoming.texts))
    else:
        await incoming.tell("private_only")


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
