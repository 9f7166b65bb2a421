"""Alerts in the terminal: how they and what they found are shown, and telling it once."""

from __future__ import annotations

import sys
from dataclasses import asdict

from rich.text import Text

from retrieval import TERMINAL_OWNER, Alert, AlertMatch, AlertSchedule, Archive
from retrieval.cli.arguments import PROGRAM
from retrieval.cli.call import Call
from retrieval.cli.output.filter_words import filters_line
from retrieval.cli.output.json_output import answer_json, filters_json, result_json
from retrieval.cli.output.source_lines import source_lines
from retrieval.cli.output.terminal import Layout, Page, excerpt_line, joined, result_page
from retrieval.cli.output.text import indented, one_line
from retrieval.text.display.excerpts import excerpts
from retrieval.types import JsonObject, Result

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HEADINGS = {"story": "New: ", "correction": "Corrected: "}


def tell_matches(call: Call, archive: Archive) -> int:
    """Prints what the alerts of the terminal have found, each once; returns how many.

    Each is recorded as told once it is printed, so that of what an interruption comes between at
    most one is printed again.
    """
    told = 0
    while matches := archive.take_matches(TERMINAL_OWNER):
        left = [match.match_id for match in matches]
        try:
            for match in matches:
                call.print(match, match_json, _match_page)
                sys.stdout.flush()
                archive.mark_told([match.match_id])
                left.remove(match.match_id)
                told += 1
        finally:
            archive.release_matches(left)
    return told


def _match_page(match: AlertMatch, layout: Layout) -> Page:
    """What an alert found: its question, the sentence that answers, source and passage; a blank
    line follows.
    """
    question = f"{_HEADINGS[match.kind]}{one_line(match.answer.question)}"
    judged = f"{match.answer.confidence:.0%} likely to be right · alert {match.alert.alert_id}"
    before = [_told_before(match.told_before, layout)] if match.told_before else []
    page = joined(
        [
            indented(Text(question, style="bold"), width=layout.width),
            *(result_page(result, layout) for result in match.answer.results),
            *before,
            indented(Text(judged, style="dim"), width=layout.width),
        ]
    )
    return Text.assemble(page, "\n")


def _told_before(result: Result, layout: Layout) -> Text:
    """What a correction corrects: the words that were told, and their source."""
    words = one_line(excerpt_line(result, excerpts(result)).plain)
    source = next(source_lines(result, width=None, links=layout.links), Text())
    said = Text.assemble("Told before: ", words, "\n", source, style="dim")
    return indented(said, width=layout.width)


def match_json(match: AlertMatch) -> JsonObject:
    """What an alert found, as ``update --json`` and ``alerts --new --json`` print it."""
    return {
        "match_id": match.match_id,
        "alert_id": match.alert.alert_id,
        "kind": match.kind,
        "corrects": match.corrects,
        "matched_at": match.matched_at,
        "told_before": result_json(match.told_before) if match.told_before else None,
        **answer_json(match.answer),
    }


def alert_json(alert: Alert) -> JsonObject:
    """An alert, as ``alerts --json`` prints it."""
    return {
        "alert_id": alert.alert_id,
        "question": alert.question,
        "owner": alert.owner,
        "created_at": alert.created_at,
        "filters": filters_json(alert.filters),
        "threshold": alert.threshold,
        "schedule": asdict(alert.schedule),
        "created_by": alert.created_by,
    }


def alert_line(alert: Alert) -> str:
    """An alert on one line, with its owner if that is another than the terminal."""
    within, when = filters_line(alert.filters), schedule_line(alert.schedule)
    parts = (
        f"{alert.alert_id}  {one_line(alert.question)}",
        f"(only {within})" if within else "",
        f"({when})" if when else "",
        f"[{one_line(alert.owner)}]" if alert.owner != TERMINAL_OWNER else "",
    )
    return "  ".join(filter(None, parts))


def schedule_line(schedule: AlertSchedule) -> str:
    """When an alert tells, in words; "" for at once.

    >>> schedule_line(AlertSchedule("weekly", hour=8, weekday=4, time_zone="Europe/Berlin"))
    'weekly, Friday 08:00, Europe/Berlin'
    """
    parts = []
    if schedule.delivery == "daily":
        parts.append(f"daily, {schedule.hour:02}:00")
    elif schedule.delivery == "weekly":
        parts.append(f"weekly, {_WEEKDAYS[schedule.weekday]} {schedule.hour:02}:00")
    elif schedule.quiet_from is not None and schedule.quiet_to is not None:
        parts.append(f"quiet {schedule.quiet_from:02}:00 to {schedule.quiet_to:02}:00")
    if parts:
        parts.append(schedule.time_zone)
    if schedule.muted_until:
        parts.append(f"muted until {schedule.muted_until}")
    return ", ".join(parts)


def untold_line(count: int) -> str:
    """How many stories alerts found that were not shown, and how to see them.

    >>> untold_line(1)
    "1 new story answers an alert: 'article-bot alerts --new' shows it."
    """
    found = f"{count:,} new stories answer alerts" if count > 1 else "1 new story answers an alert"
    return f"{found}: '{PROGRAM} alerts --new' shows {'them' if count > 1 else 'it'}."


def unjudged_line(count: int) -> str:
    """How many articles alerts were not judged on, and what does it.

    >>> unjudged_line(1)
    "1 article is not judged yet: another program may be at it; else run 'article-bot update'."
    """
    articles = f"{count:,} articles are" if count > 1 else "1 article is"
    return f"{articles} not judged yet: another program may be at it; else run '{PROGRAM} update'."
