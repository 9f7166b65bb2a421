"""``/alert`` makes a standing question; ``/alerts`` lists those of the chat."""

from __future__ import annotations

from dataclasses import replace

from bot.alerts.owners import AlertChat, owner_of
from bot.context import Context
from bot.handlers.ask import question_or_last
from bot.handlers.asked import has_words
from bot.handlers.incoming import Incoming
from bot.handlers.pressed import Pressed
from bot.handlers.refusals import refuse_above_limit
from bot.rendering.alert_keyboards import alert_keyboard, list_keyboard
from bot.rendering.alerts import alert_card, alert_list
from bot.rendering.splitting import pack
from bot.rendering.time_zones import zone_label, zone_named
from bot.telegram_io import sending
from bot.telegram_io.addressing import question_of
from retrieval import (
    MAX_QUESTION_CHARS,
    Alert,
    AlertError,
    AlertSchedule,
    PastAlertError,
    QueryError,
)

_MAX_ALERTS = 50  # of a chat
_MAX_OF_USER = 100  # in all chats


async def alert(incoming: Incoming) -> None:
    """Makes an alert of a question; without one, of that of the reply, or the one before."""
    question, _ = question_or_last(incoming)
    if not has_words(question):
        await incoming.tell("alert_usage")
        return
    if not await refuse_above_limit(incoming):
        await _make(incoming, question)


async def alerts(incoming: Incoming) -> None:
    """Lists the alerts of the chat; with a city or difference from UTC, sets its time zone."""
    if place := question_of(incoming.message, incoming.context.bot.username):
        await _set_zone(incoming, place)
        return
    listed = await alerts_of(incoming)
    parts = pack([alert_list(listed, incoming.texts)])
    await incoming.reply(parts, keyboard=list_keyboard(listed))


async def show_list(pressed: Pressed) -> None:
    """Shows the alerts of the chat in place of the message with the button."""
    await pressed.answer()
    incoming = pressed.incoming
    if incoming and pressed.services.may_ask(pressed.user.id):
        listed = await alerts_of(incoming)
        keyboard = list_keyboard(listed)
        part, *rest = pack([alert_list(listed, pressed.texts)])
        if rest:  # too long to take the message's place
            await incoming.reply([part, *rest], keyboard=keyboard)
        else:
            await pressed.replace_message(part, keyboard=keyboard)


async def alerts_of(incoming: Incoming) -> list[Alert]:
    """The alerts of the chat or topic of a message, without those of other topics."""
    owner = chat_of(incoming).owner
    return [own for own in await incoming.services.archive.alerts.of(owner) if own.owner == owner]


def chat_of(incoming: Incoming) -> AlertChat:
    """The chat, or the topic of a forum, of a message."""
    message = incoming.message
    return AlertChat(incoming.context.bot.id, message.chat_id, sending.topic_of(message))


async def may_change(context: Context, alert: Alert, user_id: int) -> bool:
    """Whether a user made an alert, or is an administrator of the bot or of the alert's group."""
    if alert.created_by == str(user_id) or context.services.is_admin(user_id):
        return True
    chat_id = AlertChat.of(alert.owner).chat_id
    if chat_id > 0:  # a private chat
        return False
    administrators = await context.bot.get_chat_administrators(chat_id)
    return user_id in {own.user.id for own in administrators}


async def _make(incoming: Incoming, question: str) -> None:
    context, user, texts = incoming.context, incoming.user, incoming.texts
    if len(question) > MAX_QUESTION_CHARS:
        await incoming.tell("too_long", count=MAX_QUESTION_CHARS)
        return
    chat = chat_of(incoming)
    known = await alerts_of(incoming)
    if len(known) >= _MAX_ALERTS:
        await incoming.tell("alert_too_many", count=len(known))
        return
    of_user = await context.services.archive.alerts.count_of(user.id, owner_of(context.bot.id))
    if of_user >= _MAX_OF_USER:
        await incoming.tell("alert_too_many_of_user", count=of_user)
        return
    chosen = context.services.state.chats.time_zone(chat.chat_id, chat.thread_id or 0)
    zone = chosen or context.services.settings.timezone
    try:
        made = await context.services.archive.alerts.add(
            question,
            owner=chat.owner,
            schedule=AlertSchedule(time_zone=zone),
            created_by=str(user.id),
        )
    except PastAlertError:
        await incoming.tell("alert_past")
        return
    except (AlertError, QueryError):
        await incoming.tell("alert_impossible")
        return
    is_own = made.created_by == str(user.id)
    heading = texts("alert_made" if is_own else "alert_known")
    is_changeable = is_own or await may_change(context, made, user.id)
    keyboard = alert_keyboard(made, texts) if is_changeable else None
    card = alert_card(made, texts, heading)
    await incoming.reply(pack([card]), keyboard=keyboard)


async def _set_zone(incoming: Incoming, place: str) -> None:
    """Sets the time zone of new alerts of the chat, and of those of the user there."""
    context, texts = incoming.context, incoming.texts
    zone = zone_named(place, texts)
    if zone is None:
        await incoming.tell("alert_zone_unknown")
        return
    chat = chat_of(incoming)
    context.services.state.chats.set_time_zone(chat.chat_id, chat.thread_id or 0, zone)
    for own in await alerts_of(incoming):
        if own.created_by == str(incoming.user.id):
            schedule = replace(own.schedule, time_zone=zone)
            await context.services.archive.alerts.set_schedule(own.alert_id, schedule)
    await incoming.tell("alert_zone_set", zone=zone_label(zone, texts))
