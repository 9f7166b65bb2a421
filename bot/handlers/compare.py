"""``/compare``: what different publishers say on a question."""

from __future__ import annotations

from telegram import Update

from bot.context import Context
from bot.handlers.ask import conversation_key, is_refused, render
from bot.rendering.comparison import comparison
from bot.rendering.messages import lines
from bot.rendering.splitting import pack
from bot.telegram_io import sending
from bot.telegram_io.addressing import question_of
from retrieval import MAX_COMPARED


async def compare(update: Update, context: Context) -> None:
    """Compares publishers on a question; without one, on the question before."""
    message, user = update.effective_message, update.effective_user
    if not message or not user:
        return
    texts = context.texts(user)
    conversations, key = context.services.state.conversations, conversation_key(message, user)
    earlier = conversations.earlier(key, before=message.message_id)
    asked = question_of(message, context.bot.username) or (earlier.pop() if earlier else "")
    if not asked:
        await sending.reply(context, message, [lines([texts("compare_usage")])])
        return
    if await is_refused(context, message, user, texts, asked):
        return
    async with sending.typing(context, message):
        with context.services.metrics.search_seconds.time():
            compared = await context.services.archive.compare(
                asked, k=MAX_COMPARED, earlier=earlier
            )
    if compared.refusal:
        parts = render(compared.refusal, texts, context)
    else:
        parts = pack(comparison(compared, texts, context.article_link))
    await sending.reply(context, message, parts)
    conversations.remember(key, message.message_id, asked)
