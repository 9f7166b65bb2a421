"""``subscribe``: adds sources that are read again by themselves."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import replace

from retrieval import TERMINAL_OWNER, Archive, SourceUpdate, Subscription, UpdateReport
from retrieval.cli.alerts import untold_line
from retrieval.cli.arguments import add_json, days_or_none, source
from retrieval.cli.call import DONE, Call, Command, fail, print_json, print_line, print_to_stderr
from retrieval.cli.output.text import counted
from retrieval.cli.subscription_lines import (
    known_line,
    later_line,
    problem_lines,
    subscribed_lines,
    unreadable_lines,
    update_json,
    update_lines,
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "sources",
        metavar="SOURCE",
        type=source,
        nargs="+",
        help="the address of a feed, a page, a sitemap or a list of feeds (OPML), a folder, or a "
        "file such as a mailbox or a list of feeds",
    )
    parser.add_argument(
        "--keep-days",
        metavar="N",
        type=days_or_none,
        help="remove what it brings N days after publication; 'none' goes back to the setting "
        "keep_days, which is the default",
    )
    parser.add_argument(
        "--later",
        action="store_true",
        help="leave the first reading to the next update, also of what cannot be read now",
    )
    add_json(parser, "print the report of the first reading as JSON")


def run(call: Call) -> int:
    """Subscribes to the sources, none of them if one is impossible; reads the new ones."""
    with call.archive(create=True) as archive:
        sources = list(dict.fromkeys(map(archive.checked_source, call.options.sources)))
        before = {own.source for own in archive.subscriptions()}
        chosen = [_subscribed(call, archive, name) for name in sources]
        known = [own for own in chosen if own.source in before]
        new = [own for own in chosen if own.source not in before]
        if not call.options.json:
            _tell_known(call, archive, known)
        if call.options.later:
            return _tell_later(call, new, known)
        report = _read(call, archive, [own.subscription_id for own in new])
        _end_unreadable(archive, report)
        feeds = {feed for found in report.sources for feed in found.subscribed}
        listed = [one.subscription_id for one in archive.subscriptions() if one.source in feeds]
        brought = _read(call, archive, listed)
        untold = archive.count_untold(TERMINAL_OWNER)
    status = _print(call, report, brought, known)
    if untold:
        print_to_stderr(untold_line(untold))
    return status


def _read(call: Call, archive: Archive, numbers: list[int]) -> UpdateReport:
    if not numbers:
        return UpdateReport()
    with call.progress() as on_progress:
        return archive.update(due_only=False, only=numbers, on_progress=on_progress)


def _subscribed(call: Call, archive: Archive, name: str) -> Subscription:
    """The subscription to a source, with the days that were given."""
    keep_days = call.options.keep_days
    own = archive.subscribe(name, keep_days=keep_days or None, is_read_next=not call.options.later)
    if keep_days == 0:
        archive.put_keep_days(own.subscription_id, None)
        return replace(own, keep_days=None)
    return own


def _tell_known(call: Call, archive: Archive, known: Iterable[Subscription]) -> None:
    for own in known:
        print_line(known_line(own, has_new_days=call.options.keep_days is not None))
    if known and call.options.keep_days and (old := archive.count_expired()):
        print_to_stderr(
            f"{counted(old, 'article')} will be removed by the next update because of "
            f"{'its' if old == 1 else 'their'} age; "
            "'--keep-days none' takes that back."
        )


def _tell_later(call: Call, new: list[Subscription], known: list[Subscription]) -> int:
    if call.options.json:
        print_json(update_json(UpdateReport(tuple(map(SourceUpdate, (*new, *known))))))
    else:
        for own in new:
            print_line(later_line(own))
    return DONE


def _end_unreadable(archive: Archive, report: UpdateReport) -> None:
    """Ends the new subscriptions of a report whose source cannot be read, as the bot does."""
    for found in report.sources:
        if found.problem and found.subscription.last_success_at is None:
            archive.unsubscribe(found.subscription.subscription_id)


def _print(
    call: Call, report: UpdateReport, brought: UpdateReport, known: list[Subscription]
) -> int:
    """Prints what the first reading brought; ``brought`` is that of the feeds of lists."""
    for line in (*unreadable_lines(report), *problem_lines(brought)):
        print_to_stderr(line)
    if call.options.json:
        all_sources = (*report.sources, *brought.sources, *map(SourceUpdate, known))
        print_json(update_json(replace(report, sources=all_sources)))
    else:
        for line in subscribed_lines(report):
            print_line(line)
        if brought.sources:
            for line in update_lines(brought):
                print_line(line)
    sys.stdout.flush()
    if failed := sum(bool(found.problem) for found in report.sources):
        count = len(report.sources)
        which = f" to {failed:,} of {count:,} sources" if count > 1 else ""
        what = "it" if failed == 1 else "them"
        return fail(
            f"Not subscribed{which}, as I cannot read {what}: "
            f"--later subscribes to {what} all the same."
        )
    return DONE


COMMAND = Command(
    "subscribe https://news.example/feed ~/Documents/articles",
    run,
    add_arguments,
    is_resumable=True,
)
