"""Messages that administrators forward: previewed, then added or answered as they choose."""

from __future__ import annotations

from telegram import Message

from bot.handlers.ask import answer_asked
from bot.handlers.asked import Asked
from bot.handlers.incoming import Incoming
from bot.handlers.ingest import add_text
from bot.handlers.pressed import Pressed
from bot.rendering.keyboards import preview_keyboard
from bot.rendering.messages import preview_card
from bot.rendering.splitting import pack
from bot.submissions import origin_of
from bot.telegram_io.addressing import question_of, text_of


async def offer(incoming: Incoming) -> None:
    """Previews a forwarded message as an article, and asks whether to add or answer it."""
    message, texts = incoming.message, incoming.texts
    card = pack([preview_card(text_of(message), origin_of(message), texts)])
    await incoming.reply(card, keyboard=preview_keyboard(message.message_id, texts))


async def add(pressed: Pressed) -> None:
    """Adds a forwarded message as an article; if that fails, the preview stays."""
    found = await _previewed(pressed)
    if found is None:
        return
    preview, forwarded = found
    await pressed.answer()
    texts, text, origin = pressed.texts, text_of(forwarded), origin_of(forwarded)
    if await add_text(preview, text, origin=origin):
        card = pack([preview_card(text, origin, texts, is_decided=True)])
        await pressed.replace_message(card[-1])


async def answer(pressed: Pressed) -> None:
    """Answers a forwarded message as a question; the preview stays, so it can still be added."""
    found = await _previewed(pressed)
    if found is None:
        return
    preview, forwarded = found
    await pressed.answer()
    question = question_of(forwarded, pressed.context.bot.username)
    await answer_asked(preview, Asked(question))


async def _previewed(pressed: Pressed) -> tuple[Incoming, Message] | None:
    """The preview, and the message that it replies to; None, after an alert, if that is gone."""
    preview = pressed.incoming
    forwarded = preview.message.reply_to_message if preview else None
    if preview and forwarded and pressed.services.is_admin(pressed.user.id):
        return preview, forwarded
    await pressed.alert("preview_gone")
    return None
