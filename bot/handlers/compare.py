"""``/compare``: what different publishers say on a question."""

from __future__ import annotations

from telegram import Update

from bot.context import Context
from bot.handlers.answers import render
from bot.handlers.ask import earlier_questions
from bot.handlers.asked import asked_in
from bot.handlers.continued import let_continue
from bot.handlers.refusals import is_refused
from bot.rendering.comparison import comparison
from bot.rendering.messages import lines
from bot.rendering.splitting import pack
from bot.telegram_io import sending
from retrieval import MAX_COMPARED


async def compare(update: Update, context: Context) -> None:
    """Compares publishers on a question; without one, on that of the reply, or the one before."""
    message, user = update.effective_message, update.effective_user
    if not message or not user:
        return
    texts = context.texts(user)
    asked = asked_in(message, context)
    earlier = earlier_questions(context, message, user, asked)
    question = asked.text or (earlier.pop() if earlier else "")
    if not question:
        await sending.reply(context, message, [lines([texts("compare_usage")])])
        return
    if await is_refused(context, message, user, texts, question):
        return
    async with sending.typing(context, message) as typing_shown:
        with context.services.metrics.search_seconds.time():
            compared = await context.services.archive.compare(
                question, k=MAX_COMPARED, earlier=earlier
            )
        await typing_shown()
        if compared.refusal:
            parts = render(compared.refusal, texts, context)
        else:
            parts = pack(comparison(compared, texts, context.article_link))
        ids = await sending.reply(context, message, parts)
    let_continue(context, message, user, ids, question=question, earlier=earlier)
    context.services.metrics.answers.labels("refused" if compared.refusal else "answered").inc()
