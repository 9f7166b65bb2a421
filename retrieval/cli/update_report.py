"""Prints what an update brought, and what could not be read."""

from __future__ import annotations

import sys
from dataclasses import replace

from retrieval.cli.call import DONE, fail, print_json, print_line, print_to_stderr
from retrieval.cli.subscription_lines import problem_lines, update_json, update_lines
from retrieval.cli.text import counted
from retrieval.types import SourceUpdate, Subscription, UpdateReport


def print_report(report: UpdateReport, *, as_json: bool) -> int:
    """Prints the report of an update; returns the exit status, 1 if a source failed."""
    _print(report, as_json=as_json)
    failed = sum(bool(source.problem) for source in report.sources)
    if not failed:
        return DONE
    of_all = f"{failed:,} of {counted(len(report.sources), 'source')}"
    return fail(f"Could not read {of_all}; what the others brought is stored.")


def print_watched(report: UpdateReport, *, as_json: bool) -> None:
    """Prints only what is new: articles, a source's first failure, and that it has died."""
    news = tuple(filter(_is_news, report.sources))
    if news or report.expired:
        _print(replace(report, sources=news, claimed=()), as_json=as_json)


def dead_ones(report: UpdateReport) -> list[Subscription]:
    """The subscriptions that failed for so long that somebody is to be told."""
    return [source.subscription for source in report.sources if source.subscription.is_dead]


def _is_news(source: SourceUpdate) -> bool:
    own = source.subscription
    if source.problem:
        return own.failures == 1 or (own.is_dead and not own.is_reported)
    changed = source.added or source.replaced or source.subscribed
    return bool(changed or source.moved_from or source.same_as)


def _print(report: UpdateReport, *, as_json: bool) -> None:
    for line in problem_lines(report):
        print_to_stderr(line)
    if as_json:
        print_json(update_json(report))
    else:
        for line in update_lines(report):
            print_line(line)
    sys.stdout.flush()
