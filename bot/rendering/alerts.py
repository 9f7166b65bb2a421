"""Alerts, and what they found, as formatted text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.rendering.formatted_text import FormattedText, bold, join, one_line, plain
from bot.rendering.messages import (
    DeepLink,
    answer_blocks,
    article_line,
    excerpt_lines,
    lines,
    source_line,
)
from bot.rendering.time_zones import zone_label
from bot.rendering.translations import Texts
from retrieval import Alert, AlertMatch, AlertSchedule
from retrieval.alerts.schedule import time_zone
from retrieval.text.display.excerpts import excerpts


def found_blocks(match: AlertMatch, texts: Texts, deep_link: DeepLink) -> list[FormattedText]:
    """A story that answers an alert: shown as an answer, with the question below."""
    first, *rest = answer_blocks(match.answer, (), texts, deep_link)
    if match.kind == "correction":
        first = join([bold(texts("alert_correction")), first], "\n")
    asked = plain(f"🔔 {one_line(match.alert.question).text}")
    return [first, *rest, *_told_before(match, texts, deep_link), asked]


def _told_before(match: AlertMatch, texts: Texts, deep_link: DeepLink) -> list[FormattedText]:
    """What a correction corrects."""
    if match.told_before is None:
        return []
    result = match.told_before
    quotation = excerpt_lines(result, excerpts(result))
    source = article_line(result.article, texts, deep_link)
    return [join([plain(texts("alert_told_before")), quotation, source], "\n")]


def found_together(
    matches: Sequence[AlertMatch], texts: Texts, deep_link: DeepLink
) -> list[FormattedText]:
    """What the alerts of a chat found since the last digest, under their questions."""
    blocks = []
    alerts = {match.alert.alert_id: match.alert for match in matches}
    for alert in alerts.values():
        blocks.append(bold(f"🔔 {one_line(alert.question).text}"))
        own = [match for match in matches if match.alert.alert_id == alert.alert_id]
        for number, match in enumerate(own, start=1):
            result = match.answer.results[0]
            perhaps = texts("perhaps") if match.answer.is_tentative else ""
            is_correction = match.kind == "correction"
            said = [texts("alert_correction") if is_correction else "", perhaps]
            source = source_line(result, texts, deep_link, number=number)
            quotation = excerpt_lines(result, excerpts(result))
            blocks.append(join([lines(said), quotation, source], "\n"))
            blocks += _told_before(match, texts, deep_link)
    return blocks


def alert_list(alerts: Sequence[Alert], texts: Texts) -> FormattedText:
    """The alerts of a chat, each with when it tells."""
    if not alerts:
        return lines([texts("alerts_none")])
    listed = [
        plain(f"{number}. {one_line(alert.question).text}\n{when_told(alert.schedule, texts)}")
        for number, alert in enumerate(alerts, start=1)
    ]
    return join([plain(texts("alerts_list")), *listed], "\n\n")


def alert_card(alert: Alert, texts: Texts, heading: str = "") -> FormattedText:
    """An alert with when it tells."""
    when = plain(when_told(alert.schedule, texts))
    return join([plain(heading), bold(one_line(alert.question).text), when], "\n\n")


def is_muted(schedule: AlertSchedule) -> bool:
    """Whether nothing is told for now."""
    until = schedule.muted_until
    return until is not None and datetime.fromisoformat(until) > datetime.now(UTC)


def when_told(schedule: AlertSchedule, texts: Texts) -> str:
    """When an alert tells: "Daily at 08:00, time in Berlin. Muted until Mar 5, 2026." """
    weekday = texts.weekday(schedule.weekday)
    clock, zone = f"{schedule.hour:02}:00", zone_label(schedule.time_zone, texts)
    parts = {
        "at once": texts("alert_at_once"),
        "daily": texts("alert_daily", time=clock, zone=zone),
        "weekly": texts("alert_weekly", weekday=weekday, time=clock, zone=zone),
    }
    said = [parts[schedule.delivery]]
    if schedule.delivery == "at once" and schedule.quiet_from is not None:
        first, last = f"{schedule.quiet_from:02}:00", f"{schedule.quiet_to:02}:00"
        said.append(texts("alert_quiet", first=first, last=last, zone=zone))
    if is_muted(schedule):
        until = datetime.fromisoformat(schedule.muted_until or "")
        there = until.astimezone(time_zone(schedule.time_zone))
        said.append(texts("alert_muted", day=texts.date(there.isoformat())))
    return " ".join(said)
