"""Shared answers, shown to whoever opens the link."""

from __future__ import annotations

from telegram import Message, User

from bot.context import Context
from bot.handlers.continued import let_continue
from bot.rendering.formatted_text import bold
from bot.rendering.messages import lines, passages
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.shown_results import results_of
from bot.telegram_io import sending


async def show_answer(
    context: Context, message: Message, user: User, texts: Texts, share_id: str
) -> None:
    """Shows a question with the passages that were shown for it when the link was made.

    Passages whose article was changed or removed are reported as gone, not replaced. What is asked
    next continues the answer.
    """
    services = context.services
    shared = services.state.shares.get(share_id)
    if shared is None or not shared.results:
        await sending.say(context, message, texts("too_old"))
        return
    results = await results_of(shared.results, services.archive)
    if results[0] is None:  # the cited passage; without it, the others are another answer
        blocks = [lines([texts("gone")])]
    else:
        blocks = passages(results, texts, context.article_link)
    ids = await sending.reply(context, message, pack([bold(shared.question), *blocks]))
    if results[0] is not None:
        let_continue(context, message, user, ids, question=shared.question, results=shared.results)
