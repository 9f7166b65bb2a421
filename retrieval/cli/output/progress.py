"""Progress on standard error: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TaskID, TextColumn
from rich.progress import Progress as Bars
from rich.text import Text

from retrieval.cli.output.terminal import Screen
from retrieval.cli.output.text import counted
from retrieval.types import OnProgress, Progress

_STEPS = {  # name of a step, and the noun for what it counts, if anything
    "fetching": ("Fetching", "page"),
    "reading": ("Reading", "article"),
    "loading": ("Loading the model", ""),
    "splitting": ("Splitting", "article"),
    "indexing": ("Indexing", "article"),
    "embedding": ("Embedding", "passage"),
    "judging": ("Judging alerts", "article"),
    "copying": ("Copying", "row"),
    "asking": ("Asking", "question"),
}
_Clock: TypeAlias = Callable[[], float]


@contextmanager
def progress_on(
    screen: Screen, *, is_quiet: bool = False, stays: bool = True
) -> Iterator[OnProgress]:
    """A callback that shows progress while the block runs; bars go at its end unless they stay."""
    if is_quiet:
        yield lambda progress: None
    elif screen.is_styled:
        with _bars(screen.console, stays=stays) as on_progress:
            yield on_progress
    else:
        lines = PlainProgress(screen)
        yield lines.update
        lines.finish()


class PlainProgress:
    """Prints a line when a step begins and one when it is done."""

    def __init__(self, screen: Screen, *, clock: _Clock = time.monotonic) -> None:
        self._screen = screen
        self._clock = clock
        self._last: Progress | None = None
        self._started = self._updated = 0.0  # seconds

    def update(self, progress: Progress) -> None:
        """Records progress; prints a line if a new step begins, unless it has nothing to do."""
        if self._last is None or self._last.step != progress.step:
            self.finish()
            self._started = self._clock()
            if not _noun(progress):
                self._say(f"{_name(progress)} …")
            elif progress.total:
                self._say(f"{_name(progress)}: {_amount(progress.total, progress)} …")
        self._last, self._updated = progress, self._clock()

    def finish(self) -> None:
        """Prints the result of the last step."""
        if self._last is not None and self._last.done:
            took_s = self._updated - self._started
            done = _amount(self._last.done, self._last)
            self._say(f"{_name(self._last)}: {done}, {took_s:.1f} s")
        self._last = None

    def _say(self, line: str) -> None:
        self._screen.show(Text(line))


@contextmanager
def _bars(console: Console, *, stays: bool) -> Iterator[OnProgress]:
    bars = Bars(
        TextColumn("{task.description:<17}"),
        BarColumn(bar_width=30),
        Rate(),
        console=console,
        transient=not stays,
    )
    tasks: dict[str, TaskID] = {}

    def update(progress: Progress) -> None:
        if progress.total == 0:
            return
        if progress.step not in tasks:
            for earlier in tasks.values():
                _complete(bars, earlier)
            tasks[progress.step] = bars.add_task(
                _name(progress), total=progress.total, noun=_noun(progress)
            )
        bars.update(tasks[progress.step], completed=progress.done, total=progress.total)

    with bars:
        yield update
        for task in tasks.values():
            _complete(bars, task)


def _complete(bars: Bars, task_id: TaskID) -> None:
    """Completes the bar of a step with an unknown total when the next step begins."""
    task = next(task for task in bars.tasks if task.id == task_id)
    if task.total is None:
        bars.update(task_id, total=max(1, int(task.completed)), completed=max(1, task.completed))


class Rate(ProgressColumn):
    """Shows what is done, the speed and the time left."""

    def render(self, task: Task) -> Text:
        """See rich.progress.ProgressColumn."""
        return Text(" · ".join(_rate(task)), style="dim")


def _rate(task: Task) -> Iterator[str]:
    done, noun = int(task.completed), str(task.fields["noun"])
    if not noun:
        return
    if task.total is None or task.finished:
        yield counted(done, noun)
    else:
        yield f"{done:,} of {counted(int(task.total), noun)}"
    speed = task.finished_speed or task.speed
    if speed:
        yield f"{speed:,.0f} a second" if speed >= 10 else f"{speed:.1f} a second"
    if not task.finished and task.time_remaining is not None:
        minutes, seconds = divmod(int(task.time_remaining), 60)
        yield f"{minutes}:{seconds:02d} left"


def _name(progress: Progress) -> str:
    return _STEPS[progress.step][0]


def _noun(progress: Progress) -> str:
    return _STEPS[progress.step][1]


def _amount(count: int, progress: Progress) -> str:
    return counted(count, _noun(progress))
