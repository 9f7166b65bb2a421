"""The archive behind threads: closing it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.async_archive import AsyncArchive
from retrieval.types import AnswerScores
from tests.conftest import MakeArchive
from tests.support.toys import HARBOUR, ToyReader


class WaitingReader:
    """An AnswerReader that reads only when it is allowed to."""

    max_passages = 1

    def __init__(self) -> None:
        self.began, self.may_read = threading.Event(), threading.Event()

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[AnswerScores]:
        """See :class:`retrieval.protocols.AnswerReader`."""
        self.began.set()
        assert self.may_read.wait(30.0)
        return ToyReader().read(question, passages)


def test_closing_waits_for_a_question_that_is_being_answered(make_archive: MakeArchive) -> None:
    reader = WaitingReader()
    archive = make_archive([HARBOUR], reader=reader)

    async def stop_while_asking() -> None:
        asynchronous = AsyncArchive(archive, search_threads=1)
        asking = asyncio.create_task(asynchronous.ask("Who spoke of buses?", k=1))
        assert await asyncio.to_thread(reader.began.wait, 30.0)
        with ThreadPoolExecutor(1) as pool:
            closing = pool.submit(asynchronous.close)
            with pytest.raises(TimeoutError):
                closing.result(timeout=0.2)
            reader.may_read.set()
            assert closing.result(timeout=30.0)
        assert (await asking).results

    asyncio.run(stop_while_asking())
