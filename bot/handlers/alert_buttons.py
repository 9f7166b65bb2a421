"""The buttons of alerts: stop, mute, how often and when they tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from bot.context import Context
from bot.handlers.alerts import chat_of, may_change, set_zone
from bot.rendering.alert_keyboards import (
    DELIVERIES,
    alert_keyboard,
    clocks_keyboard,
    hours_keyboard,
    quiet_keyboard,
    weekdays_keyboard,
)
from bot.rendering.alerts import alert_card, when_told
from bot.rendering.formatted_text import one_line, plain
from bot.rendering.time_zones import zone_label
from bot.rendering.translations import Texts
from bot.telegram_io import sending
from retrieval import Alert, AlertError, AlertSchedule

_MAX_TOAST = 200  # characters of the answer to a callback query
_MAX_DIGITS = 3  # of the numbers in the data of our buttons
_MAX_ID_DIGITS = 15
Choice: TypeAlias = Callable[[int, Texts], InlineKeyboardMarkup]


async def show(query: CallbackQuery, context: Context, texts: Texts, subject: str) -> None:
    """Shows an alert in place of the message with the button."""
    found = await _alert_of(query, context, texts, subject)
    if found:
        await sending.answer_callback(query)
        await _show(query, context, texts, found)


async def stop(query: CallbackQuery, context: Context, texts: Texts, subject: str) -> None:
    """Removes an alert; under a story that it found, the story stays."""
    found = await _alert_of(query, context, texts, subject)
    if found is None:
        return
    await context.services.archive.alerts.remove(found.alert_id)
    stopped = texts("alert_stopped", question=one_line(found.question).text)
    await sending.answer_callback(query, stopped[:_MAX_TOAST])
    if _is_card(query, found):
        await sending.edit_pressed_message(context, query, stopped)


async def mute(query: CallbackQuery, context: Context, texts: Texts, subject: str) -> None:
    """Has an alert tell nothing for some days, or again at once."""
    found = await _alert_of(query, context, texts, subject)
    if found is None:
        return
    written = subject.partition("-")[2]
    if not written.isdecimal() or len(written) > _MAX_DIGITS:
        await sending.answer_callback(query, texts("too_old"), is_alert=True)
        return
    days = int(written)
    until = datetime.now(UTC) + timedelta(days=days)
    muted_until = until.isoformat(timespec="seconds") if days else None
    changed = replace(found.schedule, muted_until=muted_until)
    await _set(query, context, texts, found, changed)


async def set_delivery(query: CallbackQuery, context: Context, texts: Texts, subject: str) -> None:
    """Has an alert tell at once, daily or weekly."""
    found = await _alert_of(query, context, texts, subject)
    word = subject.partition("-")[2]
    if found is None:
        return
    if word not in DELIVERIES:
        await sending.answer_callback(query, texts("too_old"), is_alert=True)
        return
    changed = replace(found.schedule, delivery=DELIVERIES[word])
    await _set(query, context, texts, found, changed)


async def set_hour(query: CallbackQuery, context: Context, texts: Texts, subject: str) -> None:
    """Offers the hours of a digest, or sets one."""
    await _offer_or_set(query, context, texts, subject, hours_keyboard, _with_hour)


async def set_weekday(query: CallbackQuery, context: Context, texts: Texts, subject: str) -> None:
    """Offers the days of a weekly digest, or sets one."""
    await _offer_or_set(query, context, texts, subject, weekdays_keyboard, _with_weekday)


async def set_quiet(query: CallbackQuery, context: Context, texts: Texts, subject: str) -> None:
    """Offers quiet hours, or sets them."""
    await _offer_or_set(query, context, texts, subject, quiet_keyboard, _with_quiet_hours)


async def set_clock(query: CallbackQuery, context: Context, texts: Texts, subject: str) -> None:
    """Offers the times that clocks show now, or sets the time zone by one."""
    found = await _alert_of(query, context, texts, subject)
    chosen = subject.partition("-")[2]
    if found is None or not isinstance(query.message, Message):
        return
    if not chosen:
        await sending.answer_callback(query)
        text = plain(texts("alert_choose_zone"))
        keyboard = clocks_keyboard(found.alert_id, texts)
        where = query.message
        await sending.edit(context, where.chat_id, where.message_id, text, keyboard=keyboard)
        return
    minutes = chosen.removeprefix("m")
    if not minutes.isdecimal() or len(minutes) > _MAX_DIGITS:
        await sending.answer_callback(query, texts("too_old"), is_alert=True)
        return
    sign = "-" if chosen.startswith("m") else "+"
    zone = f"{sign}{int(minutes) // 60:02}:{int(minutes) % 60:02}"
    chat, user_id = chat_of(query.message, context), query.from_user.id
    await set_zone(context, chat, user_id, zone, alert_id=found.alert_id)
    fixed = texts("alert_zone_fixed", zone=zone_label(zone, texts))
    await sending.answer_callback(query, fixed[:_MAX_TOAST], is_alert=True)
    changed = await context.services.archive.alerts.get(found.alert_id)
    await _show(query, context, texts, changed or found)


def _with_hour(schedule: AlertSchedule, hour: str) -> AlertSchedule:
    return replace(schedule, hour=int(hour))


def _with_weekday(schedule: AlertSchedule, day: str) -> AlertSchedule:
    return replace(schedule, weekday=int(day))


def _with_quiet_hours(schedule: AlertSchedule, hours: str) -> AlertSchedule:
    if hours == "none":
        return replace(schedule, quiet_from=None, quiet_to=None)
    first, _, last = hours.partition("-")
    return replace(schedule, quiet_from=int(first), quiet_to=int(last))


async def _offer_or_set(
    query: CallbackQuery,
    context: Context,
    texts: Texts,
    subject: str,
    choices: Choice,
    change: Callable[[AlertSchedule, str], AlertSchedule],
) -> None:
    found = await _alert_of(query, context, texts, subject)
    if found is None:
        return
    chosen = subject.partition("-")[2]
    if not chosen:
        await sending.answer_callback(query)
        keyboard = choices(found.alert_id, texts)
        await _edit(query, context, texts, found, keyboard)
        return
    try:
        changed = change(found.schedule, chosen)
        await _set(query, context, texts, found, changed)
    except (ValueError, AlertError):  # no button of ours
        await sending.answer_callback(query, texts("too_old"), is_alert=True)


async def _set(
    query: CallbackQuery, context: Context, texts: Texts, alert: Alert, schedule: AlertSchedule
) -> None:
    """Changes the schedule of an alert; tells when it tells."""
    changed = await context.services.archive.alerts.set_schedule(alert.alert_id, schedule)
    if changed is None:
        await sending.answer_callback(query, texts("alert_gone"), is_alert=True)
        return
    if _is_card(query, alert):
        await sending.answer_callback(query)
        await _show(query, context, texts, changed)
    else:  # under a story, which stays
        told = when_told(changed.schedule, texts)
        await sending.answer_callback(query, told[:_MAX_TOAST])


async def _show(query: CallbackQuery, context: Context, texts: Texts, alert: Alert) -> None:
    await _edit(query, context, texts, alert, alert_keyboard(alert, texts))


async def _edit(
    query: CallbackQuery,
    context: Context,
    texts: Texts,
    alert: Alert,
    keyboard: InlineKeyboardMarkup,
) -> None:
    if query.message:
        chat_id, message_id = query.message.chat.id, query.message.message_id
        card = alert_card(alert, texts)
        await sending.edit(context, chat_id, message_id, card, keyboard=keyboard)


def _is_card(query: CallbackQuery, alert: Alert) -> bool:
    """Whether the button stands under the alert itself, not under a story that it found."""
    message = query.message
    if not isinstance(message, Message) or message.reply_markup is None:
        return True
    buttons = [own for row in message.reply_markup.inline_keyboard for own in row]
    return not any(str(own.callback_data or "").startswith("c:") for own in buttons)


async def _alert_of(
    query: CallbackQuery, context: Context, texts: Texts, subject: str
) -> Alert | None:
    """The alert of a button, if it is of this chat and the user may change it; else an alert."""
    number = subject.partition("-")[0]
    is_number = number.isdecimal() and len(number) <= _MAX_ID_DIGITS
    found = await context.services.archive.alerts.get(int(number)) if is_number else None
    message = query.message
    chat = chat_of(message, context) if isinstance(message, Message) else None
    if found is None or chat is None or found.owner != chat.owner:
        await sending.answer_callback(query, texts("alert_gone"), is_alert=True)
        return None
    if not context.services.may_ask(query.from_user.id):
        await sending.answer_callback(query, texts("access_needed"), is_alert=True)
        return None
    if not await may_change(context, found, query.from_user.id):
        await sending.answer_callback(query, texts("alert_not_yours"), is_alert=True)
        return None
    return found
