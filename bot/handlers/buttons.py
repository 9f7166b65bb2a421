"""Buttons: each press is answered at once, whoever pressed and however old the message is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update

from bot.context import Context
from bot.handlers import access, admin, browse, forwarded, user_settings
from bot.handlers.ask import search
from bot.rendering.formatted_text import FormattedText
from bot.rendering.keyboards import (
    ADD_PREVIEW,
    ANSWER_PREVIEW,
    APPROVE,
    ASK_ACCESS,
    CONFIRM_REMOVE,
    CONTEXT,
    DECLINE,
    FORGET,
    HELPFUL,
    KEEP,
    LANGUAGE,
    MORE,
    NOT_HELPFUL,
    OPEN,
    REMOVE,
    more_keyboard,
    parse,
    share_keyboard,
)
from bot.rendering.messages import in_context, lines, passages
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.shown_results import ref_of, results_of, without
from bot.state import Shown
from bot.telegram_io import sending
from retrieval import Result

_MORE_AT_A_TIME = 3
_MOST_PASSAGES = 30
_ANSWER_WITHIN_S = 1.0
_SENDS = (MORE, CONTEXT, ADD_PREVIEW, ANSWER_PREVIEW, OPEN)
Handler = Callable[[CallbackQuery, Context, Texts, str], Coroutine[None, None, None]]


async def press(update: Update, context: Context) -> None:
    """Does what a button says."""
    query = update.callback_query
    if query is None:
        return
    texts = context.texts(query.from_user)
    said = parse(query.data)
    handler = _HANDLERS.get(said.action) if said else None
    if said is None or handler is None or query.message is None:
        await sending.answer_press(query, texts("too_old"))
    elif said.action in _SENDS:
        await _once_at_a_time(query, context, handler(query, context, texts, said.subject))
    else:
        await handler(query, context, texts, said.subject)


async def _once_at_a_time(
    query: CallbackQuery, context: Context, work: Coroutine[None, None, None]
) -> None:
    """Does ``work``; only answers a press that repeats one whose passages are still being sent."""
    underway, key = context.services.sending_for, (query.from_user.id, query.data or "")
    if key in underway:
        work.close()
        await sending.answer_press(query)
        return
    underway.add(key)
    try:
        await work
    finally:
        underway.discard(key)


async def _more(query: CallbackQuery, context: Context, texts: Texts, answer_id: str) -> None:
    shown = await _own_answer(query, context, texts, answer_id)
    if shown is None:
        return
    verdict = context.services.limit.ask(query.from_user.id)  # it searches, as a question does
    if not verdict.may_ask:
        limit = texts("limit", count=verdict.wait_s)
        await sending.answer_press(query, limit, is_alert=True)
        return
    finding = asyncio.create_task(_further(context, shown))
    await asyncio.wait({finding}, timeout=_ANSWER_WITHIN_S)
    nothing = finding.done() and not finding.cancelled() and not finding.result()
    await sending.answer_press(query, texts("no_more") if nothing else "")
    results = await finding
    if not results:
        return
    first_number = len(shown.results) + 1
    blocks = passages(results, texts, context.article_link, first_number=first_number)
    await _below(query, context, pack(blocks), keyboard=more_keyboard(answer_id, texts))
    new = [ref_of(result) for result in results]
    context.services.state.answers.show_more(answer_id, [*shown.results, *new])


async def _context(query: CallbackQuery, context: Context, texts: Texts, answer_id: str) -> None:
    shown = await _own_answer(query, context, texts, answer_id)
    if shown is None:
        return
    await sending.answer_press(query)
    [cited] = await results_of(shown.results[:1], context.services.library) or [None]
    if cited is None:
        await _below(query, context, [lines([texts("gone")])])
        return
    said = in_context(cited, texts, context.article_link, number=1)
    link = context.start_link(f"ans_{context.services.state.shares.share(shown)}")
    await _below(query, context, pack([said]), keyboard=share_keyboard(link, texts))


async def _helpful(query: CallbackQuery, context: Context, texts: Texts, answer_id: str) -> None:
    await _judge(query, context, texts, answer_id, helpful=True)


async def _not_helpful(
    query: CallbackQuery, context: Context, texts: Texts, answer_id: str
) -> None:
    await _judge(query, context, texts, answer_id, helpful=False)


async def _judge(
    query: CallbackQuery, context: Context, texts: Texts, answer_id: str, *, helpful: bool
) -> None:
    shown = await _own_answer(query, context, texts, answer_id)
    if shown:
        is_new = context.services.state.feedback.give(shown, query.from_user.id, helpful=helpful)
        await sending.answer_press(query, texts("thanks" if is_new else "thanks_already"))


async def _own_answer(
    query: CallbackQuery, context: Context, texts: Texts, answer_id: str
) -> Shown | None:
    """The answer below which the button stands; None, and said so, where it is not the user's."""
    shown = context.services.state.answers.get(answer_id)
    if shown is None:
        await sending.answer_press(query, texts("too_old"), is_alert=True)
    elif shown.user_id != query.from_user.id:
        await sending.answer_press(query, texts("not_yours"), is_alert=True)
        shown = None
    elif not context.services.may_ask(query.from_user.id):
        await sending.answer_press(query, texts("access_needed"), is_alert=True)
        shown = None
    return shown


async def _further(context: Context, shown: Shown) -> list[Result]:
    """The next passages after those that were shown."""
    k = min(len(shown.results) + _MORE_AT_A_TIME, _MOST_PASSAGES)
    answer = await search(context, shown.question, list(shown.earlier), k=k)
    return without(answer.results, shown)[:_MORE_AT_A_TIME]


async def _below(
    query: CallbackQuery,
    context: Context,
    parts: list[FormattedText],
    *,
    keyboard: InlineKeyboardMarkup | None = None,
) -> None:
    """Replies to the message of the button; to one too old to reply to, in its chat."""
    if isinstance(query.message, Message):
        await sending.reply(context, query.message, parts, keyboard=keyboard)


_HANDLERS: dict[str, Handler] = {
    MORE: _more,
    CONTEXT: _context,
    HELPFUL: _helpful,
    NOT_HELPFUL: _not_helpful,
    LANGUAGE: user_settings.choose_language,
    FORGET: user_settings.forget,
    KEEP: user_settings.keep,
    ASK_ACCESS: access.request,
    APPROVE: access.approve,
    DECLINE: access.decline,
    REMOVE: admin.confirm_removal,
    CONFIRM_REMOVE: admin.carry_out_removal,
    ADD_PREVIEW: forwarded.add,
    ANSWER_PREVIEW: forwarded.answer,
    OPEN: browse.open_article,
}
