"""Buttons: every callback query is answered at once, also under old messages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update

from bot.context import Context
from bot.handlers import (
    access,
    admin,
    alert_buttons,
    alerts,
    browse,
    channels,
    cite,
    forwarded,
    subscriptions,
    today,
    user_settings,
)
from bot.handlers.ask import answer_asked, search
from bot.handlers.asked import Asked
from bot.handlers.continued import let_continue
from bot.handlers.follow_ups import followed_up
from bot.rendering.examples import example_in
from bot.rendering.formatted_text import FormattedText, bold
from bot.rendering.keyboards import (
    ADD_PREVIEW,
    ALERT,
    ALERT_CLOCK,
    ALERT_DELIVERY,
    ALERT_HOUR,
    ALERT_LIST,
    ALERT_MUTE,
    ALERT_QUIET,
    ALERT_STOP,
    ALERT_WEEKDAY,
    ANSWER_PREVIEW,
    APPROVE,
    CANCEL,
    CITE,
    CITE_BIBTEX,
    CITE_CSL,
    CITE_RIS,
    CONFIRM_REMOVE,
    CONTEXT,
    DECLINE,
    EXAMPLE,
    FIND_MORE,
    FOLLOW_UP,
    FORGET,
    HELPFUL,
    IGNORE_CHANNEL,
    LANGUAGE,
    MORE,
    MORE_STORIES,
    NOT_HELPFUL,
    OPEN,
    READ_CHANNEL,
    REMOVE,
    REMOVE_STORY,
    REQUEST_ACCESS,
    UNSUBSCRIBE,
    answer_keyboard,
    more_keyboard,
    parse,
    share_keyboard,
)
from bot.rendering.messages import highlight_link, in_context, lines, passages
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.shown_results import not_shown_before, ref_of, results_of
from bot.state import ShownAnswer, new_answer_id
from bot.telegram_io import sending
from retrieval import Result

_PASSAGES_A_PRESS = 3
_MAX_PASSAGES = 30
_ANSWER_WITHIN_S = 1.0
_CITING = (CITE, CITE_BIBTEX, CITE_RIS, CITE_CSL)
_SENDING_MESSAGES = (
    MORE,
    CONTEXT,
    EXAMPLE,
    FOLLOW_UP,
    ADD_PREVIEW,
    ANSWER_PREVIEW,
    OPEN,
    FIND_MORE,
    MORE_STORIES,
    *_CITING,
)
Handler = Callable[[CallbackQuery, Context, Texts, str], Coroutine[None, None, None]]


async def callback_query(update: Update, context: Context) -> None:
    """Calls the handler of the button that was pressed."""
    query = update.callback_query
    if query is None:
        return
    texts = context.texts(query.from_user)
    data = parse(query.data)
    handler = _HANDLERS.get(data.action) if data else None
    if data is None or handler is None or query.message is None:
        await sending.answer_callback(query, texts("too_old"), is_alert=True)
    elif data.action in _ADMIN_HANDLERS and not context.services.is_admin(query.from_user.id):
        await sending.answer_callback(query, texts("not_admin"), is_alert=True)
    elif data.action in _SENDING_MESSAGES:
        await _unless_running(query, context, handler(query, context, texts, data.subject))
    else:
        await handler(query, context, texts, data.subject)


async def _unless_running(
    query: CallbackQuery, context: Context, work: Coroutine[None, None, None]
) -> None:
    """Awaits ``work``, unless the same button is still being handled for the same user."""
    running, key = context.services.running_callbacks, (query.from_user.id, query.data or "")
    if key in running:
        work.close()
        await sending.answer_callback(query)
        return
    running.add(key)
    try:
        await work
    finally:
        running.discard(key)


async def _more(query: CallbackQuery, context: Context, texts: Texts, answer_id: str) -> None:
    shown = await _own_answer(query, context, texts, answer_id)
    if shown is None:
        return
    check = context.services.limit.check(query.from_user.id)  # it searches, like a question
    if not check.is_allowed:
        limit = texts("limit", count=check.wait_s)
        await sending.answer_callback(query, limit, is_alert=True)
        return
    search_task = asyncio.create_task(_next_results(context, shown))
    await asyncio.wait({search_task}, timeout=_ANSWER_WITHIN_S)
    nothing = search_task.done() and not search_task.cancelled() and not search_task.result()
    await sending.answer_callback(query, texts("no_more") if nothing else "")
    results = await search_task
    if not results:
        return
    first_number = len(shown.results) + 1
    blocks = passages(results, texts, context.article_link, first_number=first_number)
    keyboard = more_keyboard(answer_id, texts)
    await _reply_below(query, context, pack(blocks), keyboard=keyboard, shown=shown)
    new = [ref_of(result) for result in results]
    context.services.state.answers.show_more(answer_id, [*shown.results, *new])


async def _example(query: CallbackQuery, context: Context, texts: Texts, number: str) -> None:
    """Answers the example question with that number, also of an old message."""
    message = query.message
    question = example_in(message.text or "", number) if isinstance(message, Message) else None
    if not isinstance(message, Message) or question is None:
        await sending.answer_callback(query, texts("too_old"), is_alert=True)
        return
    await sending.answer_callback(query)
    await answer_asked(context, message, query.from_user, Asked(question), is_quoted=True)


async def _context(query: CallbackQuery, context: Context, texts: Texts, answer_id: str) -> None:
    shown = await _own_answer(query, context, texts, answer_id)
    if shown is None:
        return
    await sending.answer_callback(query)
    [cited] = await results_of(shown.results[:1], context.services.archive) or [None]
    if cited is None:
        await _reply_below(query, context, [lines([texts("gone")])])
        return
    text = in_context(cited, texts, context.article_link, number=1)
    link = context.start_link(f"ans_{context.services.state.shares.share(shown)}")
    keyboard = share_keyboard(link, texts)
    await _reply_below(query, context, pack([text]), keyboard=keyboard, shown=shown)


async def _follow_up(query: CallbackQuery, context: Context, texts: Texts, subject: str) -> None:
    """Answers a follow-up question about the article of an answer, as an answer of its own."""
    answer_id, number = subject[:-1], subject[-1:]
    shown = await _own_answer(query, context, texts, answer_id)
    if shown is None:
        return
    await sending.answer_callback(query)
    [cited] = await results_of(shown.results[:1], context.services.archive) or [None]
    found = cited and await followed_up(cited.article, number, texts)
    if not found:
        await _reply_below(query, context, [lines([texts("gone")])])
        return
    question, result = found
    blocks = [bold(question), *passages([result], texts, context.article_link)]
    new_id = new_answer_id()
    url = highlight_link(result)
    keyboard = answer_keyboard(new_id, texts, answered=True, sentence_url=url)
    ids = await _reply_below(query, context, pack(blocks), keyboard=keyboard)
    if ids and isinstance(query.message, Message):
        let_continue(
            context,
            query.message,
            query.from_user,
            ids,
            question=question,
            earlier=shown.questions,
            results=[ref_of(result)],
            answer_id=new_id,
        )


async def _helpful(query: CallbackQuery, context: Context, texts: Texts, answer_id: str) -> None:
    await _rate(query, context, texts, answer_id, helpful=True)


async def _not_helpful(
    query: CallbackQuery, context: Context, texts: Texts, answer_id: str
) -> None:
    await _rate(query, context, texts, answer_id, helpful=False)


async def _rate(
    query: CallbackQuery, context: Context, texts: Texts, answer_id: str, *, helpful: bool
) -> None:
    shown = await _own_answer(query, context, texts, answer_id)
    if shown:
        is_new = context.services.state.feedback.give(shown, query.from_user.id, helpful=helpful)
        await sending.answer_callback(query, texts("thanks" if is_new else "thanks_already"))


async def _own_answer(
    query: CallbackQuery, context: Context, texts: Texts, answer_id: str
) -> ShownAnswer | None:
    """The answer under which the button was pressed; None, after an alert, if not the user's."""
    shown = context.services.state.answers.get(answer_id)
    if shown is None:
        await sending.answer_callback(query, texts("too_old"), is_alert=True)
    elif shown.user_id != query.from_user.id:
        await sending.answer_callback(query, texts("not_yours"), is_alert=True)
        shown = None
    elif not context.services.may_ask(query.from_user.id):
        await sending.answer_callback(query, texts("access_needed"), is_alert=True)
        shown = None
    return shown


async def _next_results(context: Context, shown: ShownAnswer) -> list[Result]:
    """The next results after those that were shown."""
    k = min(len(shown.results) + _PASSAGES_A_PRESS, _MAX_PASSAGES)
    answer = await search(context, shown.question, list(shown.earlier), k=k)
    return not_shown_before(answer.results, shown)[:_PASSAGES_A_PRESS]


async def _reply_below(
    query: CallbackQuery,
    context: Context,
    parts: list[FormattedText],
    *,
    keyboard: InlineKeyboardMarkup | None = None,
    shown: ShownAnswer | None = None,
) -> list[int]:
    """Replies to the message with the button, unless Telegram no longer gives access to it.

    A reply to these messages then continues the conversation of ``shown``. Returns their ids.
    """
    if not isinstance(query.message, Message):
        return []
    ids = await sending.reply(context, query.message, parts, keyboard=keyboard)
    if shown:
        context.services.state.answers.add_messages(shown, ids)
    return ids


_ADMIN_HANDLERS: dict[str, Handler] = {
    APPROVE: access.approve,
    DECLINE: access.decline,
    READ_CHANNEL: channels.read_channel,
    IGNORE_CHANNEL: channels.ignore_channel,
    UNSUBSCRIBE: subscriptions.unsubscribe_pressed,
    REMOVE: admin.ask_to_remove,
    CONFIRM_REMOVE: admin.remove_confirmed,
    REMOVE_STORY: admin.remove_story_confirmed,
    OPEN: browse.open_article,
}
_HANDLERS: dict[str, Handler] = _ADMIN_HANDLERS | {
    MORE: _more,
    CONTEXT: _context,
    FOLLOW_UP: _follow_up,
    CITE: cite.markdown,
    CITE_BIBTEX: cite.bibtex,
    CITE_RIS: cite.ris,
    CITE_CSL: cite.csl_json,
    EXAMPLE: _example,
    HELPFUL: _helpful,
    NOT_HELPFUL: _not_helpful,
    LANGUAGE: user_settings.choose_language,
    FORGET: user_settings.forget,
    CANCEL: user_settings.cancel,
    REQUEST_ACCESS: access.request_access,
    ADD_PREVIEW: forwarded.add,
    ANSWER_PREVIEW: forwarded.answer,
    FIND_MORE: browse.find_more,
    ALERT: alert_buttons.show,
    ALERT_LIST: alerts.show_list,
    ALERT_STOP: alert_buttons.stop,
    ALERT_MUTE: alert_buttons.mute,
    ALERT_DELIVERY: alert_buttons.set_delivery,
    ALERT_HOUR: alert_buttons.set_hour,
    ALERT_WEEKDAY: alert_buttons.set_weekday,
    ALERT_QUIET: alert_buttons.set_quiet,
    ALERT_CLOCK: alert_buttons.set_clock,
    MORE_STORIES: today.more_stories,
}
