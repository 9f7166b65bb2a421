"""Messages that administrators forward: previewed, then added or answered as they choose."""

from __future__ import annotations

from telegram import Message, User

from bot.context import Context
from bot.handlers.ask import answer_asked
from bot.handlers.asked import Asked
from bot.handlers.ingest import add_text
from bot.handlers.pressed import Pressed
from bot.rendering.keyboards import preview_keyboard
from bot.rendering.messages import preview_card
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.state import Preview
from bot.submissions import origin_of
from bot.telegram_io import sending
from bot.telegram_io.addressing import question_in, text_of


async def offer(context: Context, message: Message, user: User, texts: Texts) -> None:
    """Previews a forwarded message as an article, and asks whether to add or answer it."""
    text, origin = text_of(message), origin_of(message)
    preview_id = context.services.state.previews.put(user.id, text, origin)
    card = pack([preview_card(text, origin, texts)])
    keyboard = preview_keyboard(preview_id, texts)
    await sending.reply(context, message, card, keyboard=keyboard)


async def add(pressed: Pressed) -> None:
    """Adds a forwarded message as an article; if that fails, the preview stays."""
    found = await _own_preview(pressed)
    if found is None:
        return
    preview, message = found
    await pressed.answer()
    texts = pressed.texts
    if await add_text(pressed.context, message, texts, preview.text, origin=preview.origin):
        pressed.services.state.previews.forget(pressed.subject)
        card = pack([preview_card(preview.text, preview.origin, texts, is_decided=True)])
        await pressed.replace_message(card[-1])


async def answer(pressed: Pressed) -> None:
    """Answers a forwarded message as a question; the preview stays, so it can still be added."""
    found = await _own_preview(pressed)
    if found is None:
        return
    preview, message = found
    await pressed.answer()
    question = question_in(preview.text, pressed.context.bot.username)
    await answer_asked(pressed.context, message, pressed.user, Asked(question))


async def _own_preview(pressed: Pressed) -> tuple[Preview, Message] | None:
    """The preview and the message with its buttons; None, after an alert, if there is none."""
    user_id = pressed.user.id
    preview = pressed.services.state.previews.get(pressed.subject, user_id)
    if preview and pressed.message and pressed.services.is_admin(user_id):
        return preview, pressed.message
    await pressed.alert("preview_gone")
    return None
