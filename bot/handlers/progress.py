"""The progress of an ingest, in a message that is edited until the report replaces it."""

from __future__ import annotations

import asyncio
import contextlib
import time

from telegram import InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.handlers.incoming import Incoming
from bot.rendering.formatted_text import FormattedText
from bot.rendering.messages import lines
from bot.rendering.translations import Texts
from bot.telegram_io import sending
from bot.telegram_io.sent_messages import note_sent
from retrieval import Progress, UnreachableError

_EVERY_S = 2.0


class ProgressMessage:
    """Edits a message every few seconds with the current step and the time it has taken.

    An ``async with`` block: after it nothing more is edited, so that the report, by :meth:`finish`,
    comes last. If the database is away, the message is deleted, as the update is handled again.
    """

    def __init__(self, incoming: Incoming) -> None:
        self._incoming, self._texts = incoming, incoming.texts
        self._message_id = 0
        self._step = incoming.texts("add_reading")
        self._started = time.monotonic()
        self._is_done = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> ProgressMessage:
        [self._message_id] = await sending.reply(
            self._incoming.context,
            self._incoming.message,
            [lines([self._step])],
            is_answer=False,
        )
        self._task = asyncio.create_task(self._update())
        return self

    async def __aexit__(self, kind: object, error: object, traceback: object) -> None:
        self._is_done.set()
        if self._task:
            await self._task
        if isinstance(error, UnreachableError):
            with contextlib.suppress(TelegramError):
                incoming = self._incoming
                await sending.delete(incoming.context, incoming.message.chat_id, self._message_id)

    async def finish(
        self, part: FormattedText, *, keyboard: InlineKeyboardMarkup | None = None
    ) -> None:
        """Puts the report in the place of the progress."""
        if self._message_id and await self._edit(part, keyboard=keyboard):
            note_sent(self._message_id)
        else:
            await self._incoming.reply([part], keyboard=keyboard)

    def set_step(self, name: str) -> None:
        """Shows the text of that name from now on."""
        self._step = self._texts(name)

    def on_progress(self, progress: Progress) -> None:
        """See :data:`retrieval.OnProgress`; called from another thread."""
        self._step = describe_progress(progress, self._texts)

    async def _update(self) -> None:
        while not await self._is_done_within(_EVERY_S):
            with contextlib.suppress(TelegramError):  # the report follows anyway
                await self._edit(lines([self._step_and_time()]))

    def _step_and_time(self) -> str:
        seconds = self._texts.number(round(time.monotonic() - self._started))
        return self._texts("add_since", step=self._step, seconds=seconds)

    async def _edit(
        self, part: FormattedText, *, keyboard: InlineKeyboardMarkup | None = None
    ) -> bool:
        context, chat_id = self._incoming.context, self._incoming.message.chat_id
        return await sending.edit(context, chat_id, self._message_id, part, keyboard=keyboard)

    async def _is_done_within(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._is_done.wait(), seconds)
        return self._is_done.is_set()


def describe_progress(progress: Progress, texts: Texts) -> str:
    """A step of an ingest in words, with its progress if known."""
    if progress.total and (name := _TEXT_WITH_TOTAL.get(progress.step)):
        done, total = texts.number(progress.done), texts.number(progress.total)
        return texts(name, done=done, total=total)
    if progress.step == "reading" and progress.done:
        return f"{texts('add_reading')} {texts('articles', count=progress.done)}"
    return texts(_TEXT.get(progress.step, "add_reading"))


_TEXT_WITH_TOTAL = {"fetching": "add_fetching", "embedding": "add_embedding"}
_TEXT = {"fetching": "add_fetching_first", "loading": "add_loading"}
