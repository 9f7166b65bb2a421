"""Waits until a subscription is due; the system's notices tell when a folder has changed."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from math import inf
from pathlib import Path
from threading import Event
from types import TracebackType

from watchfiles import Change, watch

from retrieval.types import Subscription

_LOOKED_AFTER_S = 5.0  # for subscriptions that any program has added
_TRIED_AGAIN_AFTER_S = 60.0  # after an error of the system, as of too many folders
_STEP_S = 1.0  # within which it ends if it is told to
_SETTLED_MS = 1600  # after the last change of a file, which may still be being written
_log = logging.getLogger(__name__)


class SourceWatch:
    """Waits for due subscriptions; to be used in a ``with`` block, by one thread at a time.

    ``subscriptions`` gives all, ``due`` those to be read now; ``make_due`` lets one be read at
    once. Changes below ``own_folder``, which updates make themselves, do not count.
    """

    def __init__(
        self,
        *,
        subscriptions: Callable[[], list[Subscription]],
        due: Callable[[], list[Subscription]],
        make_due: Callable[[int], None],
        own_folder: Path,
    ) -> None:
        self._subscriptions = subscriptions
        self._due = due
        self._make_due = make_due
        self._own_folder = own_folder.resolve()
        self._has_begun = False
        self._folders: dict[Path, int] = {}
        self._places: dict[Path, tuple[int, int]] = {}
        self._changes: Iterator[set[tuple[Change, str]]] = iter(())
        self._unseen: set[tuple[Change, str]] = set()
        self._ended = Event()
        self._problem = ""
        self._follow_at = 0.0  # time.monotonic(), after an error of the system

    def __enter__(self) -> SourceWatch:
        self._follow()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._unfollow()

    def wait(self, stop: Event, *, timeout_s: float | None = None) -> bool:
        """Waits until a subscription is due; returns whether one is.

        Ends early if ``stop`` is set, or after ``timeout_s``. It takes some seconds in any case, so
        that a source that another program is reading is not tried without a pause.
        """
        end = inf if timeout_s is None else time.monotonic() + timeout_s
        while not stop.is_set():
            self._follow()
            look_at = min(end, time.monotonic() + _LOOKED_AFTER_S)
            while not stop.is_set() and (left_s := look_at - time.monotonic()) > 0:
                if changed := self._changed(stop, min(_STEP_S, left_s)):
                    for number in changed:
                        self._make_due(number)
                    break
            if self._due():
                return True
            if time.monotonic() >= end:
                break
        return False

    def _follow(self) -> None:
        """Follows the folders that are subscribed now; one replaced, or back again, is due.

        One that was never read is not: who subscribes to it may be about to read it.
        """
        found = {
            Path(own.source): own
            for own in self._subscriptions()
            if not own.is_web and os.path.isdir(own.source)
        }
        folders = {path: own.subscription_id for path, own in found.items()}
        places = {path: place for path in folders if (place := _place_of(path))}
        if (folders, places) == (self._folders, self._places):
            return
        if time.monotonic() < self._follow_at and folders.keys() == self._folders.keys():
            return
        for path, number in folders.items():
            was_read = found[path].last_run_at is not None
            is_back = self._has_begun and was_read and path not in self._folders
            if is_back or self._places.get(path, places.get(path)) != places.get(path):
                self._make_due(number)
        self._unfollow()
        self._has_begun = True
        self._folders, self._places, self._ended = folders, places, Event()
        if folders:
            self._changes = watch(
                *folders,
                watch_filter=None,
                debounce=_SETTLED_MS,
                stop_event=self._ended,
                rust_timeout=int(_STEP_S * 1000),
                yield_on_timeout=True,
                ignore_permission_denied=True,
            )
            self._unseen = self._next_changes() or set()  # it begins with the first call

    def _unfollow(self) -> None:
        self._ended.set()
        for _ in self._changes:  # lets it end its thread
            break
        self._changes, self._folders, self._places = iter(()), {}, {}

    def _changed(self, stop: Event, step_s: float) -> list[int]:
        """The subscriptions to folders with changes, after waiting for some."""
        changes: set[tuple[Change, str]] | None
        changes, self._unseen = self._unseen, set()
        if not changes:
            changes = self._next_changes()
        if changes is None:
            stop.wait(step_s)
            return []
        paths = [Path(name) for _, name in changes]
        outside = [path for path in paths if not path.is_relative_to(self._own_folder)]
        changed = [
            number
            for folder, number in self._folders.items()
            if any(path.is_relative_to(folder) for path in outside)
        ]
        for path in outside:  # one that was deleted or moved away is followed no longer
            self._places.pop(path, None)
        return changed

    def _next_changes(self) -> set[tuple[Change, str]] | None:
        """Waits a moment for changes; None if none can be noticed."""
        try:
            return next(self._changes, None)
        except OSError as error:  # as of too many folders; they are read in their rhythm
            if str(error) != self._problem:
                self._problem = str(error)
                _log.warning("Changes of folders are not noticed at once: %s.", error)
            self._changes, self._places = iter(()), {}
            self._follow_at = time.monotonic() + _TRIED_AGAIN_AFTER_S
            return None


def _place_of(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another one of the same path; None if it is gone."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
