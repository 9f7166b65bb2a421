"""What an interrupted program has left is judged by the bot, once nobody else is at it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest

from bot.alerts.judging import LeftoverJudging
from bot.async_archive import AsyncArchive
from retrieval import Archive, RetrievalError
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


def test_what_is_left_is_judged_after_a_while(archive: Archive, threads: AsyncArchive) -> None:
    judging = LeftoverJudging(threads.alerts, clock=iter((0.0, 14.0, 16.0)).__next__)

    async def look() -> list[int]:
        left = []
        for _ in range(3):
            await judging.judge_left()
            left.append(archive.alert_counts().unjudged)
        return left

    assert asyncio.run(look()) == [1, 1, 0]


def test_what_another_program_is_storing_is_left_to_it(
    archive: Archive, threads: AsyncArchive
) -> None:
    clock = count(0, 10.0)
    judging = LeftoverJudging(threads.alerts, clock=lambda: next(clock))

    async def look() -> list[int]:
        left = []
        for number in range(4):
            await judging.judge_left()
            left.append(archive.alert_counts().unjudged)
            leave(archive, f"d{number}")
        return left

    assert asyncio.run(look()) == [1, 2, 3, 4]


def test_an_error_in_judging_is_tried_again(
    archive: Archive, threads: AsyncArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors, judge, clock = [RetrievalError("busy")], archive.judge_alerts, count(0, 20.0)

    def judging(**options: object) -> int:
        if errors:
            raise errors.pop()
        return judge()

    monkeypatch.setattr(archive, "judge_alerts", judging)

    async def run() -> None:
        looked_at = LeftoverJudging(
            threads.alerts, clock=lambda: next(clock), every_s=0.01, first_pause_s=0.01
        )
        task = asyncio.create_task(looked_at.run())
        async with asyncio.timeout(20):
            while archive.alert_counts().unjudged:
                await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.wait([task])

    asyncio.run(run())

    assert not errors


def test_closing_ends_judging_between_two_articles(archive: Archive) -> None:
    leave(archive, "c1")

    archive.judge_alerts(should_stop=lambda: True)

    assert archive.alert_counts().unjudged == 1
