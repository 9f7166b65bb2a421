"""Buttons that cite an answer: the quotation with its source, to copy."""

from __future__ import annotations

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from bot.context import Context
from bot.rendering.formatted_text import plain
from bot.rendering.keyboards import cite_keyboard
from bot.rendering.messages import highlighted
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.shown_results import results_of
from bot.telegram_io import sending
from retrieval import Result
from retrieval.citation.formats import cite as citation
from retrieval.citation.quotation import quoted_paragraph, quoted_span


async def markdown(query: CallbackQuery, context: Context, texts: Texts, answer_id: str) -> None:
    """Cites the first passage of an answer in Markdown, with buttons for the other formats."""
    await _cite(query, context, texts, answer_id, "markdown", keyboard=cite_keyboard(answer_id))


async def bibtex(query: CallbackQuery, context: Context, texts: Texts, answer_id: str) -> None:
    """The same in BibTeX."""
    await _cite(query, context, texts, answer_id, "bibtex")


async def ris(query: CallbackQuery, context: Context, texts: Texts, answer_id: str) -> None:
    """The same in RIS."""
    await _cite(query, context, texts, answer_id, "ris")


async def csl_json(query: CallbackQuery, context: Context, texts: Texts, answer_id: str) -> None:
    """The same in CSL-JSON."""
    await _cite(query, context, texts, answer_id, "csl-json")


async def _cite(
    query: CallbackQuery,
    context: Context,
    texts: Texts,
    answer_id: str,
    format_name: str,
    *,
    keyboard: InlineKeyboardMarkup | None = None,
) -> None:
    """Replies with the citation as a code block, which a tap copies; to anyone who may ask."""
    shown = context.services.state.answers.get(answer_id)
    if shown is None:
        await sending.answer_callback(query, texts("too_old"), is_alert=True)
        return
    if not context.services.may_ask(query.from_user.id):
        await sending.answer_callback(query, texts("access_needed"), is_alert=True)
        return
    await sending.answer_callback(query)
    if not isinstance(query.message, Message):
        return
    [cited] = await results_of(shown.results[:1], context.services.archive) or [None]
    if cited is None:
        await sending.say(context, query.message, texts("gone"))
        return
    block = plain(_citation(cited, format_name)).marked("code")
    ids = await sending.reply(context, query.message, pack([block]), keyboard=keyboard)
    context.services.state.answers.add_messages(shown, ids)


def _citation(result: Result, format_name: str) -> str:
    """The highlighted sentence, else the paragraph, with its source; with plain line ends."""
    if result.highlight:
        quotation = quoted_span(result.article, highlighted(result))
    else:
        quotation = quoted_paragraph(result.article, result.passage.paragraph)
    return citation(quotation, format_name).replace("\r\n", "\n")
