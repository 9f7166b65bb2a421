"""Messages to all administrators that answer nothing they wrote."""

from __future__ import annotations

from collections.abc import Callable

from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden

from bot.context import Context
from bot.rendering.messages import lines
from bot.rendering.translations import Texts
from bot.telegram_io import sending


def no_keyboard(texts: Texts) -> None:
    """No buttons."""


async def tell_admin(
    context: Context,
    user_id: int,
    text_in: Callable[[Texts], str],
    keyboard_in: Callable[[Texts], InlineKeyboardMarkup | None] = no_keyboard,
) -> bool:
    """Tells an administrator something in their language; False if they have no chat with the bot.

    ``text_in`` and ``keyboard_in`` return text and buttons in a language.
    """
    texts = context.texts_for(user_id)
    try:
        await sending.send(context, user_id, lines([text_in(texts)]), keyboard=keyboard_in(texts))
    except (BadRequest, Forbidden):
        return False
    return True


async def tell_admins(
    context: Context,
    text_in: Callable[[Texts], str],
    keyboard_in: Callable[[Texts], InlineKeyboardMarkup | None] = no_keyboard,
) -> bool:
    """Tells all administrators something; False if none of them has a chat with the bot."""
    admins = context.services.settings.admins
    told = [await tell_admin(context, admin, text_in, keyboard_in) for admin in admins]
    return any(told)
