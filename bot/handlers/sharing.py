"""Shared answers, shown to whoever opens the link."""

from __future__ import annotations

from bot.handlers.continued import let_continue
from bot.handlers.incoming import Incoming
from bot.rendering.formatted_text import bold
from bot.rendering.messages import lines, passages
from bot.rendering.splitting import pack
from bot.shown_results import results_of


async def show_answer(incoming: Incoming, share_id: str) -> None:
    """Shows a question with the passages that were shown for it when the link was made.

    Passages whose article was changed or removed are reported as gone, not replaced. What is asked
    next continues the answer.
    """
    services, texts = incoming.services, incoming.texts
    shared = services.state.shares.get(share_id)
    if shared is None or not shared.results:
        await incoming.tell("too_old")
        return
    results = await results_of(shared.results, services.archive)
    if results[0] is None:  # the cited passage; without it, the others are another answer
        blocks = [lines([texts("gone")])]
    else:
        blocks = passages(results, texts, incoming.context.article_link)
    ids = await incoming.reply(pack([bold(shared.question), *blocks]))
    if results[0] is not None:
        let_continue(incoming, ids, question=shared.question, results=shared.results)
