"""Buttons: every callback query is answered at once, also under old messages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial

from telegram import InlineKeyboardMarkup, Update

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
from bot.handlers.pressed import Pressed
from bot.rendering import keyboards as buttons
from bot.rendering.examples import example_in
from bot.rendering.formatted_text import FormattedText, bold
from bot.rendering.messages import highlight_link, in_context, lines, passages
from bot.rendering.splitting import pack
from bot.shown_results import not_shown_before, ref_of, results_of
from bot.state import ShownAnswer, new_answer_id
from retrieval import Result

_PASSAGES_A_PRESS = 3
_MAX_PASSAGES = 30
_ANSWER_WITHIN_S = 1.0
_SENDING_MESSAGES = (
    buttons.MORE,
    buttons.CONTEXT,
    buttons.EXAMPLE,
    buttons.FOLLOW_UP,
    buttons.ADD_PREVIEW,
    buttons.ANSWER_PREVIEW,
    buttons.OPEN,
    buttons.FIND_MORE,
    buttons.MORE_STORIES,
    buttons.CITE,
    buttons.CITE_BIBTEX,
    buttons.CITE_RIS,
    buttons.CITE_CSL,
)
Handler = Callable[[Pressed], Coroutine[None, None, None]]


async def callback_query(update: Update, context: Context) -> None:
    """Calls the handler of the button that was pressed."""
    query = update.callback_query
    if query is None:
        return
    action, subject = buttons.parse(query.data)
    pressed = Pressed(query, context, context.texts(query.from_user), subject)
    handler = _HANDLERS.get(action)
    if handler is None or query.message is None:
        await pressed.alert("too_old")
    elif action in _ADMIN_HANDLERS and not context.services.is_admin(query.from_user.id):
        await pressed.alert("not_admin")
    elif action in _SENDING_MESSAGES:
        await _unless_running(pressed, handler)
    else:
        await handler(pressed)


async def _unless_running(pressed: Pressed, handler: Handler) -> None:
    """Handles a press, unless the same button is still being handled for the same user."""
    running, key = pressed.services.running_callbacks, (pressed.user.id, pressed.query.data or "")
    if key in running:
        await pressed.answer()
        return
    running.add(key)
    try:
        await handler(pressed)
    finally:
        running.discard(key)


async def _more(pressed: Pressed) -> None:
    shown = await _own_answer(pressed, pressed.subject)
    if shown is None:
        return
    context, texts = pressed.context, pressed.texts
    check = pressed.services.limit.check(pressed.user.id)  # it searches, like a question
    if not check.is_allowed:
        await pressed.alert("limit", count=check.wait_s)
        return
    search_task = asyncio.create_task(_next_results(context, shown))
    await asyncio.wait({search_task}, timeout=_ANSWER_WITHIN_S)
    nothing = search_task.done() and not search_task.cancelled() and not search_task.result()
    await pressed.answer(texts("no_more") if nothing else "")
    results = await search_task
    if not results:
        return
    first_number = len(shown.results) + 1
    blocks = passages(results, texts, context.article_link, first_number=first_number)
    keyboard = buttons.more_keyboard(shown.answer_id, texts)
    await _reply_below(pressed, pack(blocks), keyboard=keyboard, shown=shown)
    new = [ref_of(result) for result in results]
    pressed.services.state.answers.show_more(shown.answer_id, [*shown.results, *new])


async def _example(pressed: Pressed) -> None:
    """Answers the example question with that number, also of an old message."""
    incoming = pressed.incoming
    question = example_in(incoming.message.text or "", pressed.subject) if incoming else None
    if incoming is None or question is None:
        await pressed.alert("too_old")
        return
    await pressed.answer()
    await answer_asked(incoming, Asked(question), is_quoted=True)


async def _context(pressed: Pressed) -> None:
    shown = await _own_answer(pressed, pressed.subject)
    if shown is None:
        return
    context, texts = pressed.context, pressed.texts
    await pressed.answer()
    [cited] = await results_of(shown.results[:1], pressed.services.archive) or [None]
    if cited is None:
        await _reply_below(pressed, [lines([texts("gone")])])
        return
    text = in_context(cited, texts, context.article_link, number=1)
    link = context.start_link(f"ans_{pressed.services.state.shares.share(shown)}")
    keyboard = buttons.share_keyboard(link, texts)
    await _reply_below(pressed, pack([text]), keyboard=keyboard, shown=shown)


async def _follow_up(pressed: Pressed) -> None:
    """Answers a follow-up question about the article of an answer, as an answer of its own."""
    answer_id, number = pressed.subject[:-1], pressed.subject[-1:]
    shown = await _own_answer(pressed, answer_id)
    if shown is None:
        return
    context, texts = pressed.context, pressed.texts
    await pressed.answer()
    [cited] = await results_of(shown.results[:1], pressed.services.archive) or [None]
    found = cited and await followed_up(cited.article, number, texts)
    if not found:
        await _reply_below(pressed, [lines([texts("gone")])])
        return
    question, result = found
    blocks = [bold(question), *passages([result], texts, context.article_link)]
    new_id = new_answer_id()
    url = highlight_link(result)
    keyboard = buttons.answer_keyboard(new_id, texts, answered=True, sentence_url=url)
    ids = await _reply_below(pressed, pack(blocks), keyboard=keyboard)
    if pressed.incoming:
        let_continue(
            pressed.incoming,
            ids,
            question=question,
            earlier=shown.questions,
            results=[ref_of(result)],
            answer_id=new_id,
        )


async def _rate(pressed: Pressed, *, helpful: bool) -> None:
    shown = await _own_answer(pressed, pressed.subject)
    if shown:
        feedback = pressed.services.state.feedback
        is_new = feedback.give(shown, pressed.user.id, helpful=helpful)
        await pressed.answer(pressed.texts("thanks" if is_new else "thanks_already"))


async def _own_answer(pressed: Pressed, answer_id: str) -> ShownAnswer | None:
    """The answer under which the button was pressed; None, after an alert, if not the user's."""
    shown = pressed.services.state.answers.get(answer_id)
    if shown is None:
        await pressed.alert("too_old")
    elif shown.user_id != pressed.user.id:
        await pressed.alert("not_yours")
    elif await pressed.may_ask():
        return shown
    return None


async def _next_results(context: Context, shown: ShownAnswer) -> list[Result]:
    """The next results after those that were shown."""
    k = min(len(shown.results) + _PASSAGES_A_PRESS, _MAX_PASSAGES)
    answer = await search(context, shown.question, list(shown.earlier), k=k)
    return not_shown_before(answer.results, shown)[:_PASSAGES_A_PRESS]


async def _reply_below(
    pressed: Pressed,
    parts: list[FormattedText],
    *,
    keyboard: InlineKeyboardMarkup | None = None,
    shown: ShownAnswer | None = None,
) -> list[int]:
    """Replies to the message with the button, unless Telegram no longer gives access to it.

    A reply to these messages then continues the conversation of ``shown``. Returns their ids.
    """
    if pressed.incoming is None:
        return []
    ids = await pressed.incoming.reply(parts, keyboard=keyboard)
    if shown:
        pressed.services.state.answers.add_messages(shown, ids)
    return ids


_ADMIN_HANDLERS: dict[str, Handler] = {
    buttons.APPROVE: partial(access.decide, is_approved=True),
    buttons.DECLINE: partial(access.decide, is_approved=False),
    buttons.READ_CHANNEL: partial(channels.decide, status="approved"),
    buttons.IGNORE_CHANNEL: partial(channels.decide, status="declined"),
    buttons.UNSUBSCRIBE: subscriptions.unsubscribe_pressed,
    buttons.REMOVE: admin.ask_to_remove,
    buttons.CONFIRM_REMOVE: admin.remove_confirmed,
    buttons.REMOVE_STORY: partial(admin.remove_confirmed, with_copies=True),
    buttons.OPEN: browse.open_article,
}
_HANDLERS: dict[str, Handler] = _ADMIN_HANDLERS | {
    buttons.MORE: _more,
    buttons.CONTEXT: _context,
    buttons.FOLLOW_UP: _follow_up,
    buttons.CITE: cite.cite,
    buttons.CITE_BIBTEX: partial(cite.cite, format_name="bibtex"),
    buttons.CITE_RIS: partial(cite.cite, format_name="ris"),
    buttons.CITE_CSL: partial(cite.cite, format_name="csl-json"),
    buttons.EXAMPLE: _example,
    buttons.HELPFUL: partial(_rate, helpful=True),
    buttons.NOT_HELPFUL: partial(_rate, helpful=False),
    buttons.LANGUAGE: user_settings.choose_language,
    buttons.FORGET: user_settings.forget,
    buttons.CANCEL: user_settings.cancel,
    buttons.REQUEST_ACCESS: access.request_access,
    buttons.ADD_PREVIEW: forwarded.add,
    buttons.ANSWER_PREVIEW: forwarded.answer,
    buttons.FIND_MORE: browse.find_more,
    buttons.ALERT: alert_buttons.show,
    buttons.ALERT_LIST: alerts.show_list,
    buttons.ALERT_STOP: alert_buttons.stop,
    buttons.ALERT_MUTE: alert_buttons.mute,
    buttons.ALERT_DELIVERY: alert_buttons.set_delivery,
    buttons.ALERT_HOUR: alert_buttons.set_hour,
    buttons.ALERT_WEEKDAY: alert_buttons.set_weekday,
    buttons.ALERT_QUIET: alert_buttons.set_quiet,
    buttons.ALERT_ZONE: alert_buttons.tell_zone,
    buttons.MORE_STORIES: today.more_stories,
}
