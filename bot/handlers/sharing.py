"""An answer shown again, to whoever follows its link."""

from __future__ import annotations

from telegram import Message

from bot import sending
from bot.context import Context
from bot.messages import lines, passages
from bot.rich import bold
from bot.shown import results_of
from bot.splitting import pack
from bot.texts import Texts


async def show_answer(context: Context, message: Message, texts: Texts, answer_id: str) -> None:
    """Shows the question and the passages of an answer."""
    shown = context.services.answers.get(answer_id)
    results = await results_of(shown, context.services.library) if shown else []
    if shown is None or not results:
        await sending.reply(context, message, [lines([texts("too_old")])])
        return
    blocks = [bold(shown.question), *passages(results, texts, context.article_link)]
    await sending.reply(context, message, pack(blocks))
