"""``subscribe``: adds sources that are read again by themselves."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Container, Iterable
from dataclasses import replace

from retrieval import (
    Archive,
    BackendError,
    SourceUpdate,
    Subscription,
    SubscriptionNotFoundError,
    UpdateReport,
)
from retrieval.cli.arguments import PROGRAM, add_json, days_or_none, source
from retrieval.cli.call import DONE, Call, Command, fail, print_json, print_line, print_to_stderr
from retrieval.cli.output.text import counted, one_line


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the arguments of this command."""
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
        before = {own.source: own for own in archive.subscriptions()}
        chosen = [_subscribed(call, archive, name) for name in sources]
        known = [own for own in chosen if own.source in before]
        if not call.options.json:
            _tell_known(call, archive, known)
        if call.options.later:
            new = [own for own in chosen if own.source not in before]
            return _tell_later(call, new, known)
        unread = [own.subscription_id for own in chosen if own.last_run_at is None]
        try:
            report = _read(call, archive, unread)
        except BackendError:  # as of a full disk
            _end_unread(archive, before)
            raise
        _end_unreadable(archive, _new(report, known))
        feeds = {feed for found in report.sources for feed in found.subscribed}
        listed = [one.subscription_id for one in archive.subscriptions() if one.source in feeds]
        brought = _read(call, archive, listed)
    return _print(call, report, brought, known)


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
    from retrieval.cli.subscription_lines import known_line

    for own in known:
        if own.last_run_at is not None or call.options.later:
            print_line(known_line(own, has_new_days=call.options.keep_days is not None))
    if known and call.options.keep_days and (old := archive.count_expired()):
        print_to_stderr(
            f"{counted(old, 'article')} will be removed by the next update because of "
            f"{'its' if old == 1 else 'their'} age; "
            "'--keep-days none' takes that back."
        )


def _tell_later(call: Call, new: list[Subscription], known: list[Subscription]) -> int:
    from retrieval.cli.subscription_lines import later_line, update_json

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


def _end_unread(archive: Archive, before: Container[str]) -> None:
    """Ends new subscriptions whose first reading broke off, or says that they are left.

    Those that were read already stay.
    """
    for own in archive.subscriptions():
        if own.source in before or own.last_success_at is not None:
            continue
        try:
            archive.unsubscribe(own.subscription_id)
        except BackendError:
            print_to_stderr(
                f"Subscribed to {one_line(own.source)} all the same: "
                f"'{PROGRAM} unsubscribe {own.subscription_id}' ends that."
            )
        except SubscriptionNotFoundError:
            continue


def _new(report: UpdateReport, known: Iterable[Subscription]) -> UpdateReport:
    """The part of a report on the subscriptions that there were not before."""
    before = {own.subscription_id for own in known}
    sources = (own for own in report.sources if own.subscription.subscription_id not in before)
    return replace(report, sources=tuple(sources))


def _print(
    call: Call, report: UpdateReport, brought: UpdateReport, known: list[Subscription]
) -> int:
    """Prints what the first reading brought; ``brought`` is that of the feeds of lists."""
    from retrieval.cli.subscription_lines import (
        problem_lines,
        subscribed_lines,
        unreadable_lines,
        update_json,
        update_lines,
    )

    new = _new(report, known)
    again = UpdateReport(tuple(own for own in report.sources if own not in new.sources))
    for line in (*unreadable_lines(new), *problem_lines(again), *problem_lines(brought)):
        print_to_stderr(line)
    read = {own.subscription.source for own in report.sources}
    if call.options.json:
        others = [SourceUpdate(own) for own in known if own.source not in read]
        both = (*report.sources, *brought.sources, *others)
        print_json(update_json(replace(report, sources=both)))
    else:
        for line in subscribed_lines(report):
            print_line(line)
        if brought.sources:
            for line in update_lines(brought):
                print_line(line)
    sys.stdout.flush()
    if failed := sum(bool(found.problem) for found in new.sources):
        which = f" to {failed:,} of {len(read):,} sources" if len(read) > 1 else ""
        what = "it" if failed == 1 else "them"
        return fail(
            f"Not subscribed{which}, as I cannot read {what}: "
            f"--later subscribes to {what} all the same."
        )
    if failed := sum(bool(found.problem) for found in again.sources):
        which = f"{failed:,} of {counted(len(read), 'source')}"
        return fail(f"Could not read {which}: already subscribed, so it is tried again by itself.")
    return DONE


COMMAND = Command(
    "subscribe https://news.example/feed ~/Documents/articles",
    run,
    add_arguments,
    is_resumable=True,
)
