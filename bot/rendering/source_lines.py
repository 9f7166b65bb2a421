"""Subscriptions as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.rendering.formatted_text import one_line
from bot.rendering.reports import count_lines, failure_lines
from bot.rendering.translations import Texts
from retrieval import SourceUpdate, Subscription

_NAME_CHARACTERS = 100


def name_of(own: Subscription) -> str:
    """The title of a source, else its address, on one line."""
    name = one_line(own.name).text
    return name if len(name) <= _NAME_CHARACTERS else f"{name[:_NAME_CHARACTERS]}…"


def subscription_lines(own: Subscription, texts: Texts, now: datetime) -> list[str]:
    """A subscription: number and name, what it brought and when it is read, its problem."""
    rows = [f"{own.subscription_id}. {name_of(own)}", " · ".join(_facts(own, texts, now))]
    if own.last_error:
        since = texts.date(own.failing_since or now.isoformat())
        rows.append(texts("source_failing", day=since, problem=_problem(own)))
    return rows


def state_line(own: Subscription, texts: Texts) -> str:
    """That a source has failed for days or is gone, or that it can be read again."""
    if not own.is_dead:
        return texts("source_recovered", name=name_of(own))
    since = texts.date(own.failing_since or datetime.now(UTC).isoformat())
    return texts(
        "source_dead",
        name=name_of(own),
        day=since,
        problem=_problem(own),
        number=own.subscription_id,
    )


def subscribed_lines(found: SourceUpdate, texts: Texts, now: datetime) -> list[str]:
    """What the first reading of a source brought, and when it is read again."""
    own = found.subscription
    feeds = len(found.subscribed)
    return [
        texts("subscribed", name=name_of(own), next=_when(own.next_run_at, texts, now)),
        *count_lines(found, texts),
        *([texts("source_list_feeds", count=feeds)] if feeds else []),
        *failure_lines(found, texts, own.source),
    ]


def _facts(own: Subscription, texts: Texts, now: datetime) -> Iterator[str]:
    if own.kind:
        yield texts(f"source_{own.kind}")
    if own.kind != "list":  # its feeds bring them
        yield texts("source_brought", count=own.articles)
    if own.failed_pages:
        yield texts("source_failed_pages", count=own.failed_pages)
    if own.keep_days:
        yield texts("source_kept", count=own.keep_days)
    if own.last_success_at:
        yield texts("source_read", when=texts.relative(own.last_success_at, now))
    yield texts("source_next", when=_when(own.next_run_at, texts, now))


def _when(moment: str, texts: Texts, now: datetime) -> str:
    """When something comes, in words."""
    is_over = datetime.fromisoformat(moment) <= now
    return texts("source_now") if is_over else texts.relative(moment, now)


def _problem(own: Subscription) -> str:
    return one_line(own.last_error).text
