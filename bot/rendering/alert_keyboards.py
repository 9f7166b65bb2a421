"""Buttons of alerts; the data of each is an action, the alert and what to set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.rendering import keyboards
from bot.rendering.alerts import is_muted
from bot.rendering.examples import label_of
from bot.rendering.keyboards import button, keyboard
from bot.rendering.translations import Texts
from retrieval import Alert

DELIVERIES: dict[str, Literal["at once", "daily", "weekly"]] = {
    "once": "at once",
    "daily": "daily",
    "weekly": "weekly",
}
"""How an alert tells, by the word in the data of a button."""

QUIET_HOURS = ((21, 7), (22, 7), (22, 8), (23, 7), (0, 8))
_HOURS_A_ROW = 6
_WEEKDAYS_A_ROW = 4


def found_keyboard(
    answer_id: str, alert: Alert, texts: Texts, *, sentence_url: str | None
) -> InlineKeyboardMarkup:
    """Under a story that answers an alert: Context, Open page, Cite; Mute a day, Stop."""
    source = [button(texts("context"), keyboards.CONTEXT, answer_id)]
    if sentence_url:
        source.append(InlineKeyboardButton(texts("open_sentence"), url=sentence_url))
    source.append(button(texts("cite"), keyboards.CITE, answer_id))
    return keyboard([source, [_mute(alert, texts, days=1), _stop(alert, texts)]])


def list_keyboard(alerts: Sequence[Alert]) -> InlineKeyboardMarkup | None:
    """Under a list of alerts: one button for each; None without any."""
    if not alerts:
        return None
    return keyboard(
        [
            [button(f"{number}. {label_of(alert.question)}", keyboards.ALERT, str(alert.alert_id))]
            for number, alert in enumerate(alerts, start=1)
        ]
    )


def my_alerts_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    """Under a digest: the alerts of the chat."""
    return keyboard([[button(texts("alerts_button"), keyboards.ALERT_LIST, "")]])


def alert_keyboard(alert: Alert, texts: Texts) -> InlineKeyboardMarkup:
    """Under an alert: stop, mute, how often, at what time."""
    schedule, alert_id = alert.schedule, alert.alert_id
    unmute = button(texts("alert_unmute"), keyboards.ALERT_MUTE, f"{alert_id}-0")
    mutes = [_mute(alert, texts, days=1), _mute(alert, texts, days=7)]
    how_often = [
        button(
            f"{'✓ ' if schedule.delivery == delivery else ''}{texts(f'alert_set_{word}')}",
            keyboards.ALERT_DELIVERY,
            f"{alert_id}-{word}",
        )
        for word, delivery in DELIVERIES.items()
    ]
    times = [button(texts("alert_zone"), keyboards.ALERT_ZONE, "")]
    if schedule.delivery == "at once":
        times.insert(0, button(texts("alert_quiet_hours"), keyboards.ALERT_QUIET, str(alert_id)))
    else:
        times.insert(0, button(texts("alert_time"), keyboards.ALERT_HOUR, str(alert_id)))
    if schedule.delivery == "weekly":
        times.insert(0, button(texts("alert_weekday"), keyboards.ALERT_WEEKDAY, str(alert_id)))
    back = button(texts("alerts_button"), keyboards.ALERT_LIST, "")
    return keyboard(
        [
            [_stop(alert, texts), *([unmute] if is_muted(schedule) else mutes)],
            how_often,
            times,
            [back],
        ]
    )


def hours_keyboard(alert_id: int, texts: Texts) -> InlineKeyboardMarkup:
    """The hours of a day."""
    hours = [
        button(f"{hour:02}:00", keyboards.ALERT_HOUR, f"{alert_id}-{hour}") for hour in range(24)
    ]
    return keyboard([*_rows(hours, _HOURS_A_ROW), [_back(alert_id, texts)]])


def weekdays_keyboard(alert_id: int, texts: Texts) -> InlineKeyboardMarkup:
    """The days of a week."""
    days = [
        button(texts.weekday(day), keyboards.ALERT_WEEKDAY, f"{alert_id}-{day}") for day in range(7)
    ]
    return keyboard([*_rows(days, _WEEKDAYS_A_ROW), [_back(alert_id, texts)]])


def quiet_keyboard(alert_id: int, texts: Texts) -> InlineKeyboardMarkup:
    """Hours in which nothing is told, or none."""
    nights = [
        button(f"{first:02}–{last:02}", keyboards.ALERT_QUIET, f"{alert_id}-{first}-{last}")
        for first, last in QUIET_HOURS
    ]
    none = button(texts("alert_no_quiet"), keyboards.ALERT_QUIET, f"{alert_id}-none")
    return keyboard([nights, [none, _back(alert_id, texts)]])


def _mute(alert: Alert, texts: Texts, *, days: int) -> InlineKeyboardButton:
    label = texts("alert_mute_day" if days == 1 else "alert_mute_week")
    return button(label, keyboards.ALERT_MUTE, f"{alert.alert_id}-{days}")


def _stop(alert: Alert, texts: Texts) -> InlineKeyboardButton:
    return button(texts("alert_stop"), keyboards.ALERT_STOP, str(alert.alert_id))


def _back(alert_id: int, texts: Texts) -> InlineKeyboardButton:
    return button(texts("alert_back"), keyboards.ALERT, str(alert_id))


def _rows(
    buttons: Sequence[InlineKeyboardButton], length: int
) -> list[Sequence[InlineKeyboardButton]]:
    return [buttons[first : first + length] for first in range(0, len(buttons), length)]
