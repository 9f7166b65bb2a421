"""Reading subscriptions in the background: errors end nothing, and the dead are told of."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.async_archive import AsyncArchive
from bot.ops.metrics import Metrics
from bot.updates import SourceUpdates
from retrieval import Archive, BackendError, Subscription, UpdateReport
from retrieval.subscriptions import watching
from tests.conftest import MakeArchive


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks for subscriptions, and whether to stop, more often than in earnest."""
    monkeypatch.setattr(watching, "_LOOKED_AFTER_S", 0.3)
    monkeypatch.setattr(watching, "_STEP_S", 0.1)
    monkeypatch.setattr(watching, "_SETTLED_MS", 200)


@pytest.mark.parametrize("error", [BackendError("the disk is full"), ZeroDivisionError()])
@pytest.mark.parametrize("is_lasting", [False, True])
def test_an_error_ends_no_reading_and_stops_no_other_source(
    make_archive: MakeArchive,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    is_lasting: bool,
) -> None:
    archive = make_archive()
    (tmp_path / "failing").mkdir()
    archive.subscribe(tmp_path / "failing")
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "seal.txt").write_text("A grey seal was caught off the pier on Friday.")
    archive.subscribe(papers)
    monkeypatch.setattr("bot.repeating.FIRST_PAUSE_S", 0.01)
    update: Callable[..., UpdateReport] = archive.update
    left = [error]

    def failing(**options: object) -> UpdateReport:
        if left and options["only"] == [1]:
            raise left[0] if is_lasting else left.pop()
        return update(**options)

    monkeypatch.setattr(archive, "update", failing)

    async def read() -> None:
        own = AsyncArchive(archive, search_threads=1)
        updates = SourceUpdates(own, tell, Metrics())
        task = asyncio.create_task(updates.run())
        while not archive.subscriptions()[1].articles:
            await asyncio.sleep(0.05)
        await updates.stop()
        await asyncio.wait_for(task, 15)  # what waits for the next check is ended
        assert own.close()

    async def tell(own: Subscription) -> bool:
        return True

    asyncio.run(asyncio.wait_for(read(), 100))

    assert [article.text for article in archive.articles()] == [
        "A grey seal was caught off the pier on Friday."
    ]


def test_what_is_being_told_of_a_source_when_the_bot_stops_is_recorded(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    archive = with_dead_sources(make_archive(), tmp_path)

    asyncio.run(asyncio.wait_for(stop_while_telling(archive, is_cancelled=True), 100))

    assert archive.unreported_subscriptions() == []


def test_reading_ends_if_the_bot_stops_while_it_tells_of_the_first_of_two_sources(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    folders = [tmp_path / name for name in ("papers", "mail")]
    archive = with_dead_sources(make_archive(), *folders)

    asyncio.run(asyncio.wait_for(stop_while_telling(archive, is_cancelled=False), 100))

    assert [own.source for own in archive.unreported_subscriptions()] == [str(tmp_path / "mail")]


def with_dead_sources(archive: Archive, *folders: Path) -> Archive:
    """``archive``, which has the folders for subscriptions that are dead."""
    for folder in folders:
        folder.mkdir(exist_ok=True)
        own = archive.subscribe(folder)
        archive._store.record_run(replace(own, is_dead=True), by="another program")
    return archive


async def stop_while_telling(archive: Archive, *, is_cancelled: bool) -> None:
    """Stops the updates of ``archive`` while somebody is told of its first source."""
    is_telling = asyncio.Event()

    async def tell(own: Subscription) -> bool:
        is_telling.set()
        await asyncio.sleep(0.1)
        return True

    own = AsyncArchive(archive, search_threads=1)
    updates = SourceUpdates(own, tell, Metrics())
    task = asyncio.create_task(updates.run())
    await is_telling.wait()
    if is_cancelled:
        task.cancel()
    await updates.stop()
    if not is_cancelled:
        await asyncio.wait_for(task, 10)
    assert own.close()
