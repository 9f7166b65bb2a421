"""Buttons: every callback query is answered at once, also under old messages."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial

from telegram import Update

from bot.context import Context
from bot.handlers import (
    access,
    admin,
    alert_buttons,
    alerts,
    answer_buttons,
    browse,
    channels,
    cite,
    forwarded,
    subscriptions,
    today,
    user_settings,
)
from bot.handlers.ask import answer_asked
from bot.handlers.asked import Asked
from bot.handlers.pressed import Pressed
from bot.rendering import keyboards as buttons
from bot.rendering.examples import example_in

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


async def _example(pressed: Pressed) -> None:
    """Answers the example question with that number, also of an old message."""
    incoming = pressed.incoming
    question = example_in(incoming.message.text or "", pressed.subject) if incoming else None
    if incoming is None or question is None:
        await pressed.alert("too_old")
        return
    await pressed.answer()
    await answer_asked(incoming, Asked(question), is_quoted=True)


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
    buttons.MORE: answer_buttons.more,
    buttons.CONTEXT: answer_buttons.context,
    buttons.FOLLOW_UP: answer_buttons.follow_up,
    buttons.CITE: cite.cite,
    buttons.CITE_BIBTEX: partial(cite.cite, format_name="bibtex"),
    buttons.CITE_RIS: partial(cite.cite, format_name="ris"),
    buttons.CITE_CSL: partial(cite.cite, format_name="csl-json"),
    buttons.EXAMPLE: _example,
    buttons.HELPFUL: partial(answer_buttons.rate, helpful=True),
    buttons.NOT_HELPFUL: partial(answer_buttons.rate, helpful=False),
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
