"""What an interrupted program has left is judged by the bot, once nobody else is at it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

import pytest

from bot.alerts.leftovers import judge_leftovers
from bot.async_archive import AsyncArchive
from retrieval import AlertCounts, Archive, RetrievalError
from tests.conftest import MakeArchive
from tests.support.toys import HARBOUR

BRIDGE = "When will the harbour bridge in Eastwick close?"


@pytest.fixture
def archive(make_archive: MakeArchive) -> Archive:
    """An archive with an alert and an article that is not judged, as after a kill."""
    made = make_archive()
    made.add_alert(BRIDGE)
    leave(made, "c0")
    return made


@pytest.fixture
def threads(archive: Archive) -> Iterator[AsyncArchive]:
    made = AsyncArchive(archive, search_threads=1)
    yield made
    made.close()


def leave(archive: Archive, doc_id: str) -> None:
    """Adds an article that is not judged."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(archive, "judge_alerts", lambda **_: 0)
        archive.add(replace(HARBOUR, doc_id=doc_id, url=None))


def judge_for(
    seconds: float, threads: AsyncArchive, until: Callable[[], bool] = lambda: False
) -> None:
    """Lets the bot judge for that long, or until a condition holds."""

    async def run() -> None:
        task = asyncio.create_task(judge_leftovers(threads.alerts, every_s=0.3))
        end = time.monotonic() + seconds
        while time.monotonic() < end and not until():
            await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.wait([task])

    asyncio.run(run())


def test_what_is_left_is_judged_after_a_while(archive: Archive, threads: AsyncArchive) -> None:
    judge_for(0.2, threads)
    assert archive.alert_counts().unjudged == 1

    judge_for(20.0, threads, until=lambda: not archive.alert_counts().unjudged)

    assert archive.alert_counts().unjudged == 0


def test_what_another_program_is_storing_is_left_to_it(
    archive: Archive, threads: AsyncArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, counts = count(), archive.alert_counts

    def stored_meanwhile() -> AlertCounts:
        leave(archive, f"d{next(looked)}")
        return counts()

    monkeypatch.setattr(archive, "alert_counts", stored_meanwhile)

    judge_for(1.2, threads)

    assert counts().unjudged == 1 + next(looked) > 2


def test_an_error_in_judging_is_tried_again(
    archive: Archive, threads: AsyncArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors, judge = [RetrievalError("busy")], archive.judge_alerts

    def judging(**options: object) -> int:
        if errors:
            raise errors.pop()
        return judge()

    monkeypatch.setattr(archive, "judge_alerts", judging)
    monkeypatch.setattr("bot.repeating.FIRST_PAUSE_S", 0.01)

    judge_for(20.0, threads, until=lambda: not archive.alert_counts().unjudged)

    assert not errors
    assert archive.alert_counts().unjudged == 0


def test_closing_ends_judging_between_two_articles(archive: Archive) -> None:
    leave(archive, "c1")

    archive.judge_alerts(should_stop=lambda: True)

    assert archive.alert_counts().unjudged == 1
