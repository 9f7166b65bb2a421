"""Subscriptions and updates, as text for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from rich.text import Text

from retrieval.cli.arguments import PROGRAM
from retrieval.cli.output.terminal import Layout
from retrieval.cli.output.text import counted, indented, one_line
from retrieval.text.times.days import day_in_words
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
    yield own.kind or ("not read completely yet" if own.articles else "not read yet")
    if own.kind != "list":  # its feeds bring them
        yield f"{counted(own.articles, 'article')} brought"
    if own.failed_pages and own.kind != "file":
        yield f"{counted(own.failed_pages, 'page' if own.is_web else 'file')} not readable"
    if own.keep_days:
        yield f"kept for {counted(own.keep_days, 'day')}"
    if own.last_success_at:
        yield f"read {moment_in_words(own.last_success_at)}"
    yield f"next {moment_in_words(own.next_run_at)}" if _is_to_come(own) else "due now"


def _is_to_come(own: Subscription) -> bool:
    return datetime.fromisoformat(own.next_run_at) > datetime.now(UTC)


def _failing(own: Subscription) -> str:
    times = "once" if own.failures == 1 else f"{own.failures:,} times in a row"
    first = moment_in_words(own.failing_since).removeprefix("on ") if own.failing_since else ""
    since = f" since {first}" if first else ""
    dead = ", counts as dead and is tried once a day" if own.is_dead else ""
    return f"It has failed {times}{since}{dead}."


def subscribed_lines(report: UpdateReport) -> Iterator[str]:
    """What the first reading of new subscriptions brought, a line for each that could be read."""
    for source in report.sources:
        own = source.subscription
        if source.same_as:
            yield f"Not subscribed to {one_line(own.source)}: {', '.join(_news(source))}."
        elif not source.problem:
            brought = ", ".join(_news(source)) or _no_news(source)
            again = f"read again {moment_in_words(own.next_run_at)}"
            yield f"Subscribed to {_named(own)}, {brought}; {again}."
    for own in report.claimed:
        yield f"Subscribed to {_named(own)}, which another program is reading."


def unreadable_lines(report: UpdateReport) -> Iterator[str]:
    """A line for each new source, and each of its pages or files, that could not be read."""
    for source in report.sources:
        if source.problem:
            yield f"{one_line(source.subscription.source)}: {one_line(source.problem)}"
        yield from _failed_lines(source)


def known_line(own: Subscription, *, has_new_days: bool) -> str:
    """That a source is subscribed already, and what has changed of it."""
    kept = f"for {counted(own.keep_days, 'day')}" if own.keep_days else "as the setting says"
    days = f"; what it brings is now kept {kept}" if has_new_days else ""
    return f"Already subscribed to {_named(own)}{days}."


def later_line(own: Subscription) -> str:
    """That a source is subscribed, and will be read by the next update."""
    return f"Subscribed to {_named(own)}; '{PROGRAM} update' reads it."


def watching_line(subscriptions: Sequence[Subscription]) -> str:
    """What is watched from now on."""
    if not subscriptions:
        return f"There is no subscription yet: '{PROGRAM} subscribe SOURCE' adds one. Ctrl-C ends."
    folders = sum(own.kind == "folder" for own in subscriptions)
    others = len(subscriptions) - folders
    parts = [counted(folders, "folder")] if folders else []
    if others:
        parts.append(f"{others:,} other sources" if folders else counted(others, "source"))
    following = moment_in_words(min(own.next_run_at for own in subscriptions))
    return f"Watching {' and '.join(parts)}; the next is read {following}. Ctrl-C ends this."


def _named(own: Subscription) -> str:
    return f"{one_line(own.name)} (number {own.subscription_id})"


def update_lines(report: UpdateReport) -> Iterator[str]:
    """What an update brought, a line for each source with news, and how many had none."""
    quiet = 0
    for source in report.sources:
        done = [*_news(source), *_unread(source)]
        quiet += not done and not source.problem
        if done:
            yield f"{one_line(source.subscription.name)}: {', '.join(done)}."
    if quiet:
        yield f"{counted(quiet, 'source')} without news."
    if report.expired:
        yield f"Removed because of their age: {counted(report.expired, 'article')}."
    if not report.sources and not report.claimed and not report.expired:
        yield "No subscription is due."


def _unread(source: SourceUpdate) -> Iterator[str]:
    """How many pages or files of a source could not be read."""
    if source.failed and source.subscription.kind != "file":
        what = "page" if source.subscription.is_web else "file"
        yield f"{counted(len(source.failed), what)} not readable"


def _news(source: SourceUpdate) -> Iterator[str]:
    if source.added:
        yield f"{source.added:,} added"
    if source.replaced:
        yield f"{source.replaced:,} replaced"
    if source.removed:
        yield f"{source.removed:,} removed"
    if source.subscribed:
        yield f"{counted(len(source.subscribed), 'feed')} subscribed"
    if source.moved_from:
        yield f"moved to {one_line(source.subscription.source)}"
    if source.same_as:
        yield f"it leads to {one_line(source.same_as)}, which is subscribed already"
    if source.has_recovered:
        yield "can be read again"


def _no_news(source: SourceUpdate) -> str:
    """How many articles the archive has of a source that brought none."""
    if not source.unchanged:
        return "no article yet"
    return f"{counted(source.unchanged, 'article')} known already"


def problem_lines(report: UpdateReport) -> Iterator[str]:
    """A line for each source, page or file that could not be read."""
    for source in report.sources:
        own = source.subscription
        if source.problem:
            again = f"is tried again {moment_in_words(own.next_run_at)}."
            tried = f"It counts as dead and {again}" if own.is_dead else f"It {again}"
            yield f"{one_line(own.source)}: {one_line(source.problem)} {tried}"
        yield from _failed_lines(source)
    for own in report.claimed:
        yield f"{one_line(own.source)}: another program is reading it."


def _failed_lines(source: SourceUpdate) -> Iterator[str]:
    for item in source.failed:
        yield f"{one_line(item.source)}: {one_line(item.problem)}"


def moment_in_words(moment: str, now: datetime | None = None) -> str:
    """A stored moment in the time zone of ``now``, which is by default the computer's.

    >>> now = datetime.fromisoformat("2026-11-27T03:50:00+01:00")
    >>> moment_in_words("2026-11-27T03:19:00+00:00", now)
    'today at 04:19'
    >>> moment_in_words("2026-11-26T03:19:00+00:00", now)
    'on 26 November 2026 at 04:19'
    """
    local = datetime.fromisoformat(moment).astimezone(now.tzinfo if now else None)
    is_today = local.date() == (now or datetime.now(local.tzinfo)).date()
    return f"{'today' if is_today else f'on {day_in_words(local.isoformat())}'} at {local:%H:%M}"


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
                "removed": source.removed,
                "unchanged": source.unchanged,
                "problem": source.problem or None,
                "failed": [
                    {"source": item.source, "problem": item.problem} for item in source.failed
                ],
                "moved_from": source.moved_from,
                "subscribed": list(source.subscribed),
                "same_as": source.same_as,
                "has_died": source.has_died,
                "has_recovered": source.has_recovered,
            }
            for source in report.sources
        ],
        "claimed": [own.source for own in report.claimed],
        "expired": report.expired,
    }
