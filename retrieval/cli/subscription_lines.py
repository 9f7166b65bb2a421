"""Subscriptions and updates, as text for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from rich.text import Text

from retrieval.cli.terminal import Layout
from retrieval.cli.text import counted, indented, one_line
from retrieval.text.days import day_in_words
from retrieval.types import JsonObject, SourceUpdate, Subscription, UpdateReport

_NOT_SHOWN = ("state", "rechecked_at")


def subscription_page(own: Subscription, layout: Layout) -> Text:
    """A subscription: number and name, source, what it brought, when it is read, its problem."""
    number = f"{own.subscription_id:>3}  "
    lines = [Text(one_line(own.name), style="bold")]
    if own.title:
        lines.append(Text(one_line(own.source), style="dim"))
    lines.append(Text(" · ".join(_facts(own))))
    if own.last_error:
        lines.append(Text(f"Problem: {one_line(own.last_error)} {_failing(own)}"))
    rest = " " * len(number)
    return Text("\n").join(
        indented(line, first=rest if place else number, rest=rest, width=layout.width)
        for place, line in enumerate(lines)
    )


def _facts(own: Subscription) -> Iterator[str]:
    yield own.kind or "not read yet"
    yield counted(own.articles, "article")
    if own.failed_pages:
        yield f"{counted(own.failed_pages, 'page' if own.is_web else 'file')} not readable"
    if own.keep_days:
        yield f"kept for {counted(own.keep_days, 'day')}"
    if own.last_success_at:
        yield f"read {moment_in_words(own.last_success_at)}"
    yield f"next {moment_in_words(own.next_run_at)}"


def _failing(own: Subscription) -> str:
    times = "once" if own.failures == 1 else f"{own.failures:,} times in a row"
    since = f" since {moment_in_words(own.failing_since)}" if own.failing_since else ""
    return f"It has failed {times}{since}."


def update_lines(report: UpdateReport) -> Iterator[str]:
    """What an update brought, a line for each source with news, and how many had none."""
    quiet = 0
    for source in report.sources:
        done = list(_news(source))
        quiet += not done and not source.problem
        if done:
            yield f"{one_line(source.subscription.name)}: {', '.join(done)}."
    if quiet:
        yield f"{counted(quiet, 'source')} without news."
    if report.expired:
        yield f"Removed because of their age: {counted(report.expired, 'article')}."
    if not report.sources and not report.claimed and not report.expired:
        yield "No subscription is due."


def _news(source: SourceUpdate) -> Iterator[str]:
    if source.added:
        yield f"{source.added:,} added"
    if source.replaced:
        yield f"{source.replaced:,} replaced"
    if source.subscribed:
        yield f"{counted(len(source.subscribed), 'feed')} subscribed"
    if source.moved_from:
        yield f"moved to {one_line(source.subscription.source)}"
    if source.same_as:
        yield f"not subscribed, as {one_line(source.same_as)} already is and leads to the same"


def problem_lines(report: UpdateReport) -> Iterator[str]:
    """A line for each source, page or file that could not be read."""
    for source in report.sources:
        own = source.subscription
        if source.problem:
            tried = f"It is tried again on {moment_in_words(own.next_run_at)}."
            yield f"{one_line(own.source)}: {one_line(source.problem)} {tried}"
        for item in source.failed:
            yield f"{one_line(item.source)}: {one_line(item.problem)}"
    for own in report.claimed:
        yield f"{one_line(own.source)}: another program is reading it."


def moment_in_words(moment: str) -> str:
    """A stored moment in the computer's own time zone."""
    local = datetime.fromisoformat(moment).astimezone()
    return f"{day_in_words(local.isoformat())}, {local:%H:%M}"


def subscription_json(own: Subscription) -> JsonObject:
    """A subscription, as ``subscriptions --json`` prints it."""
    values = {name: value for name, value in asdict(own).items() if name not in _NOT_SHOWN}
    return {**values, "kind": own.kind or None, "last_error": own.last_error or None}


def update_json(report: UpdateReport) -> JsonObject:
    """An update, as ``update --json`` prints it."""
    return {
        "sources": [
            {
                **subscription_json(source.subscription),
                "added": source.added,
                "replaced": source.replaced,
                "unchanged": source.unchanged,
                "problem": source.problem or None,
                "failed": [
                    {"source": item.source, "problem": item.problem} for item in source.failed
                ],
                "moved_from": source.moved_from,
                "subscribed": list(source.subscribed),
                "same_as": source.same_as,
            }
            for source in report.sources
        ],
        "claimed": [own.source for own in report.claimed],
        "expired": report.expired,
    }
