"""``/compare``: what different publishers say on a question."""

from __future__ import annotations

from telegram import Message, User

from bot.context import Context
from bot.handlers.answers import render
from bot.handlers.ask import earlier_questions
from bot.handlers.asked import asked_in
from bot.handlers.continued import let_continue
from bot.handlers.refusals import refuse_question
from bot.rendering.comparison import comparison
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.telegram_io import sending
from retrieval import MAX_COMPARED


async def compare(context: Context, message: Message, user: User, texts: Texts) -> None:
    """Compares publishers on a question; without one, on that of the reply, or the one before."""
    asked = asked_in(message, context)
    earlier = earlier_questions(context, message, user, asked)
    question = asked.text or (earlier.pop() if earlier else "")
    if not question:
        await sending.say(context, message, texts("compare_usage"))
        return
    if await refuse_question(context, message, user, texts, question):
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
