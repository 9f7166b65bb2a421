"""``/compare``: what different publishers say on a question."""

from __future__ import annotations

from bot.handlers.answers import render
from bot.handlers.ask import question_or_last
from bot.handlers.continued import let_continue
from bot.handlers.incoming import Incoming
from bot.handlers.refusals import refuse_question
from bot.rendering.comparison import comparison
from bot.rendering.splitting import pack
from bot.shown_results import for_archive
from bot.telegram_io import sending
from retrieval import MAX_COMPARED


async def compare(incoming: Incoming) -> None:
    """Compares publishers on a question; without one, on that of the reply, or the one before."""
    question, earlier = question_or_last(incoming)
    if not question:
        await incoming.tell("compare_usage")
        return
    if await refuse_question(incoming, question):
        return
    context, texts = incoming.context, incoming.texts
    async with sending.typing(context, incoming.message) as typing_shown:
        with context.services.metrics.search_seconds.time():
            compared = await context.services.archive.compare(
                question, k=MAX_COMPARED, earlier=for_archive(earlier)
            )
        await typing_shown()
        if compared.refusal:
            parts = render(compared.refusal, texts, context)
        else:
            parts = pack(comparison(compared, texts, context.article_link))
        ids = await incoming.reply(parts)
    let_continue(incoming, ids, question=question, earlier=earlier)
    context.services.metrics.answers.labels("refused" if compared.refusal else "answered").inc()
