"""The buttons of alerts: stop, mute, how often and when they tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from telegram import InlineKeyboardMarkup

from bot.handlers.alerts import chat_of, may_change
from bot.handlers.pressed import Pressed
from bot.rendering.alert_keyboards import (
    DELIVERIES,
    alert_keyboard,
    hours_keyboard,
    quiet_keyboard,
    weekdays_keyboard,
)
from bot.rendering.alerts import alert_card, when_told
from bot.rendering.formatted_text import one_line
from bot.rendering.translations import Texts
from retrieval import Alert, AlertError, AlertSchedule

_MAX_DIGITS = 3  # of the days in the data of our buttons
_MAX_ID_DIGITS = 15
Choice: TypeAlias = Callable[[int, Texts], InlineKeyboardMarkup]


async def show(pressed: Pressed) -> None:
    """Shows an alert in place of the message with the button."""
    if found := await _alert_of(pressed):
        await pressed.answer()
        await _show(pressed, found)


async def stop(pressed: Pressed) -> None:
    """Removes an alert; under a story that it found, the story stays."""
    found = await _alert_of(pressed)
    if found is None:
        return
    await pressed.services.archive.alerts.remove(found.alert_id)
    stopped = pressed.texts("alert_stopped", question=one_line(found.question).text)
    await pressed.answer(stopped)
    if _is_card(pressed):
        await pressed.replace_message(stopped)


async def mute(pressed: Pressed) -> None:
    """Has an alert tell nothing for some days, or again at once."""
    found = await _alert_of(pressed)
    if found is None:
        return
    written = _chosen(pressed)
    if not written.isdecimal() or len(written) > _MAX_DIGITS:
        await pressed.alert("too_old")
        return
    days = int(written)
    until = datetime.now(UTC) + timedelta(days=days)
    muted_until = until.isoformat(timespec="seconds") if days else None
    await _set(pressed, found, replace(found.schedule, muted_until=muted_until))


async def set_delivery(pressed: Pressed) -> None:
    """Has an alert tell at once, daily or weekly."""
    found = await _alert_of(pressed)
    if found is None:
        return
    if _chosen(pressed) not in DELIVERIES:
        await pressed.alert("too_old")
        return
    await _set(pressed, found, replace(found.schedule, delivery=DELIVERIES[_chosen(pressed)]))


async def set_hour(pressed: Pressed) -> None:
    """Offers the hours of a digest, or sets one."""
    await _offer_or_set(
        pressed, hours_keyboard, lambda schedule, hour: replace(schedule, hour=int(hour))
    )


async def set_weekday(pressed: Pressed) -> None:
    """Offers the days of a weekly digest, or sets one."""
    await _offer_or_set(
        pressed, weekdays_keyboard, lambda schedule, day: replace(schedule, weekday=int(day))
    )


async def set_quiet(pressed: Pressed) -> None:
    """Offers quiet hours, or sets them."""
    await _offer_or_set(pressed, quiet_keyboard, _with_quiet_hours)


async def tell_zone(pressed: Pressed) -> None:
    """Tells how to set the time zone."""
    await pressed.alert("alert_choose_zone")


def _chosen(pressed: Pressed) -> str:
    """What a button sets: what stands behind the number of its alert."""
    return pressed.subject.partition("-")[2]


def _with_quiet_hours(schedule: AlertSchedule, hours: str) -> AlertSchedule:
    if hours == "none":
        return replace(schedule, quiet_from=None, quiet_to=None)
    first, _, last = hours.partition("-")
    return replace(schedule, quiet_from=int(first), quiet_to=int(last))


async def _offer_or_set(
    pressed: Pressed, choices: Choice, change: Callable[[AlertSchedule, str], AlertSchedule]
) -> None:
    found, chosen = await _alert_of(pressed), _chosen(pressed)
    if found is None:
        return
    if not chosen:
        await pressed.answer()
        card, keyboard = alert_card(found, pressed.texts), choices(found.alert_id, pressed.texts)
        await pressed.replace_message(card, keyboard=keyboard)
        return
    try:
        await _set(pressed, found, change(found.schedule, chosen))
    except (ValueError, AlertError):  # no button of ours
        await pressed.alert("too_old")


async def _set(pressed: Pressed, alert: Alert, schedule: AlertSchedule) -> None:
    """Changes the schedule of an alert; tells when it tells."""
    changed = await pressed.services.archive.alerts.set_schedule(alert.alert_id, schedule)
    if changed is None:
        await pressed.alert("alert_gone")
    elif _is_card(pressed):
        await pressed.answer()
        await _show(pressed, changed)
    else:  # under a story, which stays
        await pressed.answer(when_told(changed.schedule, pressed.texts))


async def _show(pressed: Pressed, alert: Alert) -> None:
    texts = pressed.texts
    await pressed.replace_message(alert_card(alert, texts), keyboard=alert_keyboard(alert, texts))


def _is_card(pressed: Pressed) -> bool:
    """Whether the button stands under the alert itself, not under a story that it found."""
    message = pressed.message
    if message is None or message.reply_markup is None:
        return True
    buttons = [own for row in message.reply_markup.inline_keyboard for own in row]
    return not any(str(own.callback_data or "").startswith("c:") for own in buttons)


async def _alert_of(pressed: Pressed) -> Alert | None:
    """The alert of a button, if it is of this chat and the user may change it; else an alert."""
    number = pressed.subject.partition("-")[0]
    is_number = number.isdecimal() and len(number) <= _MAX_ID_DIGITS
    found = await pressed.services.archive.alerts.get(int(number)) if is_number else None
    chat = chat_of(pressed.incoming) if pressed.incoming else None
    if found is None or chat is None or found.owner != chat.owner:
        await pressed.alert("alert_gone")
        return None
    if not await pressed.may_ask():
        return None
    if not await may_change(pressed.context, found, pressed.user.id):
        await pressed.alert("alert_not_yours")
        return None
    return found
