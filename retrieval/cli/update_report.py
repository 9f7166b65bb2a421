"""Prints what an update brought, and what could not be read."""

from __future__ import annotations

import sys
from dataclasses import replace

from retrieval.cli.call import DONE, FAILED, fail, print_json, print_line, print_to_stderr
from retrieval.cli.output.text import counted
from retrieval.cli.subscription_lines import problem_lines, update_json, update_lines
from retrieval.types import SourceUpdate, UpdateReport


def print_report(report: UpdateReport, *, as_json: bool, is_quiet: bool = False) -> int:
    """Prints the report of an update; returns the exit status, 1 if a source failed.

    If ``is_quiet``, text is printed only for what is new, as by :func:`print_watched`.
    """
    if is_quiet and not as_json:
        print_watched(report, as_json=False)
    else:
        _print(report, as_json=as_json)
    failed = [source for source in report.sources if source.problem]
    if not failed:
        return DONE
    if is_quiet and not any(map(_is_news, failed)):
        return FAILED
    of_all = f"{len(failed):,} of {counted(len(report.sources), 'source')}"
    others = "; what the others brought is stored" if len(failed) < len(report.sources) else ""
    return fail(f"Could not read {of_all}{others}.")


def print_watched(report: UpdateReport, *, as_json: bool) -> None:
    """Prints only what is new: articles, a source's first failure, its death and its recovery."""
    news = tuple(filter(_is_news, report.sources))
    if news or report.expired:
        _print(replace(report, sources=news, claimed=()), as_json=as_json)


def _is_news(source: SourceUpdate) -> bool:
    if source.problem:
        return source.subscription.failures == 1 or source.has_died
    changed = source.added or source.replaced or source.removed or source.subscribed
    return bool(changed or source.moved_from or source.same_as or source.has_recovered)


def _print(report: UpdateReport, *, as_json: bool) -> None:
    for line in problem_lines(report):
        print_to_stderr(line)
    if as_json:
        print_json(update_json(report))
    else:
        for line in update_lines(report):
            print_line(line)
    sys.stdout.flush()
