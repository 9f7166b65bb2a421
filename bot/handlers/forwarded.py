"""Messages that administrators forward: previewed, then added or answered as they choose."""

from __future__ import annotations

from telegram import CallbackQuery, Message, User

from bot.context import Context
from bot.handlers.ask import answer_asked
from bot.handlers.asked import Asked
from bot.handlers.ingest import add_text
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


async def add(query: CallbackQuery, context: Context, texts: Texts, preview_id: str) -> None:
    """Adds a forwarded message as an article; if that fails, the preview stays."""
    found = await _own_preview(query, context, texts, preview_id)
    if found is None:
        return
    preview, message = found
    await sending.answer_callback(query)
    if await add_text(context, message, texts, preview.text, origin=preview.origin):
        context.services.state.previews.forget(preview_id)
        card = pack([preview_card(preview.text, preview.origin, texts, is_decided=True)])
        await sending.edit(context, message.chat_id, message.message_id, card[-1])


async def answer(query: CallbackQuery, context: Context, texts: Texts, preview_id: str) -> None:
    """Answers a forwarded message as a question; the preview stays, so it can still be added."""
    found = await _own_preview(query, context, texts, preview_id)
    if found is None:
        return
    preview, message = found
    await sending.answer_callback(query)
    question = question_in(preview.text, context.bot.username)
    await answer_asked(context, message, query.from_user, Asked(question))


async def _own_preview(
    query: CallbackQuery, context: Context, texts: Texts, preview_id: str
) -> tuple[Preview, Message] | None:
    """The preview and the message with its buttons; None, after an alert, if there is none."""
    user_id = query.from_user.id
    preview = context.services.state.previews.get(preview_id, user_id)
    if preview and isinstance(query.message, Message) and context.services.is_admin(user_id):
        return preview, query.message
    await sending.answer_callback(query, texts("preview_gone"), is_alert=True)
    return None
