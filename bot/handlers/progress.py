"""What an ingest is doing, in a message that is kept up to date until the report."""

from __future__ import annotations

import asyncio
import contextlib
import time

from telegram.error import TelegramError

from bot.context import Context
from bot.rendering.messages import lines
from bot.rendering.translations import Texts
from bot.telegram_io import sending
from retrieval import Progress

_EVERY_S = 2.0


class ProgressMessage:
    """Tells every few seconds what goes on and for how long; also while nothing is counted.

    An ``async with`` block: at its end nothing more is told, so that a report comes last.
    """

    def __init__(self, context: Context, chat_id: int, message_id: int, texts: Texts) -> None:
        self._context, self._chat_id, self._message_id = context, chat_id, message_id
        self._texts = texts
        self._words = texts("add_reading")
        self._began = time.monotonic()
        self._is_over = asyncio.Event()
        self._telling: asyncio.Task[None] | None = None

    async def __aenter__(self) -> ProgressMessage:
        self._telling = asyncio.create_task(self._tell())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._is_over.set()
        if self._telling:
            await self._telling

    def say(self, name: str) -> None:
        """Tells the text of that name from now on."""
        self._words = self._texts(name)

    def on_progress(self, progress: Progress) -> None:
        """See :data:`retrieval.OnProgress`; called by another thread."""
        self._words = words_of(progress, self._texts)

    async def _tell(self) -> None:
        while not await self._is_over_within(_EVERY_S):
            seconds = self._texts.number(round(time.monotonic() - self._began))
            said = self._texts("add_since", what=self._words, seconds=seconds)
            with contextlib.suppress(TelegramError):  # the report tells, or fails to
                await sending.edit(self._context, self._chat_id, self._message_id, lines([said]))

    async def _is_over_within(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._is_over.wait(), seconds)
        return self._is_over.is_set()


def words_of(progress: Progress, texts: Texts) -> str:
    """A step of an ingest in words, with how far it is where that is known."""
    if progress.total and (name := _OF_TOTAL.get(progress.step)):
        done, total = texts.number(progress.done), texts.number(progress.total)
        return texts(name, done=done, total=total)
    if progress.step == "reading" and progress.done:
        return f"{texts('add_reading')} {texts('articles', count=progress.done)}"
    return texts(_AT_FIRST.get(progress.step, "add_reading"))


_OF_TOTAL = {"fetching": "add_fetching", "embedding": "add_embedding"}
_AT_FIRST = {"fetching": "add_fetching_first", "loading": "add_loading"}
