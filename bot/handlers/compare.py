"""``/compare``: what different publishers say on a question."""

from __future__ import annotations

from telegram import Message, Update, User

from bot.context import Context
from bot.handlers.ask import conversation_key, is_refused, render
from bot.handlers.asked import asked_in
from bot.rendering.comparison import comparison
from bot.rendering.messages import lines
from bot.rendering.splitting import pack
from bot.state import MAX_EARLIER_QUESTIONS
from bot.telegram_io import sending
from retrieval import MAX_COMPARED


async def compare(update: Update, context: Context) -> None:
    """Compares publishers on a question; without one, on the question before."""
    message, user = update.effective_message, update.effective_user
    if not message or not user:
        return
    texts = context.texts(user)
    *earlier, question = _questions(message, user, context) or [""]
    if not question:
        await sending.reply(context, message, [lines([texts("compare_usage")])])
        return
    if await is_refused(context, message, user, texts, question):
        return
    async with sending.typing(context, message) as typing_shown:
        with context.services.metrics.search_seconds.time():
            compared = await context.services.archive.compare(
                question, k=MAX_COMPARED, earlier=earlier[-MAX_EARLIER_QUESTIONS:]
            )
        await typing_shown()
        if compared.refusal:
            parts = render(compared.refusal, texts, context)
        else:
            parts = pack(comparison(compared, texts, context.article_link))
        await sending.reply(context, message, parts)
    key = conversation_key(message, user)
    context.services.state.conversations.remember(key, message.message_id, question)
    context.services.metrics.answers.labels("refused" if compared.refusal else "answered").inc()


def _questions(message: Message, user: User, context: Context) -> list[str]:
    """The question to compare, after those before it; none if there is none at all.

    A reply to an answer without a question compares what that answer is to.
    """
    asked, state = asked_in(message, context), context.services.state
    replied = message.reply_to_message
    shown = replied and state.answers.in_message(message.chat_id, replied.message_id)
    if shown and not asked.text:
        return list(shown.questions)
    key = conversation_key(message, user)
    earlier = asked.earlier
    if earlier is None:
        earlier = state.conversations.earlier(key, before=message.message_id)
    return [*earlier, asked.text] if asked.text else list(earlier)
