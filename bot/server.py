"""The life of the bot: begin, listen by polling or webhook, and end without losing an answer."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.error import TelegramError

from bot.application import build_application
from bot.async_archive import AsyncArchive
from bot.context import BotApplication
from bot.handlers.commands import menu
from bot.limits import QuestionLimit
from bot.listening import Listener, until_reached
from bot.ops.health import serve_health
from bot.ops.metrics import Metrics
from bot.services import Services
from bot.settings import BotSettings
from bot.state import BotState
from bot.telegram_io.albums import Albums
from bot.telegram_io.pulse import Pulse
from bot.telegram_io.rate_limiter import RateLimiter
from bot.telegram_io.update_queue import LaneProcessor, ReceivingQueue
from bot.uploads import Uploads
from retrieval import Archive

_log = logging.getLogger(__name__)
_LISTENING_ENDS_WITHIN_S = 3.0
_ANSWERS_END_WITHIN_S = 5.0
_PRUNE_EVERY_S = 3600.0
_INLINE_TIMES = 3  # a question is searched for inline at each pause in typing it


class Server:
    """One bot with its archive, its memory and its connection to Telegram."""

    def __init__(self, settings: BotSettings, archive: Archive, state: BotState) -> None:
        self.settings = settings
        self.state = state
        self.metrics = Metrics()
        self.pulse = Pulse()
        self.library = AsyncArchive(archive, search_threads=settings.search_threads)
        self.albums = Albums()
        self.queue = ReceivingQueue(self.state.inbox, self.albums)
        self.processor = LaneProcessor(self.state.inbox, self.queue)
        self.services = self._services()
        self.application = self._application()
        self.listener = Listener(
            settings, self.application, queue=self.queue, pulse=self.pulse, metrics=self.metrics
        )
        self.exit_status = 0
        self._ends = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def run(self) -> int:
        """Serves until SIGTERM or Ctrl-C; returns the exit status.

        Raises InvalidToken where Telegram does not know the token.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._ends.set)
        end_health = self._serve_health()
        try:
            if await self._unless_ended(until_reached(self.application.initialize)):
                await self._begin()
                await self._ends.wait()
        finally:
            await self._end()
            end_health()
        return self.exit_status

    # Begin

    async def _begin(self) -> None:
        self._background(self.library.warm())
        await asyncio.to_thread(self.services.uploads.clear)
        await self.application.start()
        await self._take_up_unfinished()
        await self._unless_ended(self.listener.start())
        bot, chats = self.application.bot, self.state.chats
        self._background(self.services.menu.set_profile(bot, chats))
        self._background(self._prune())
        self._background(self.listener.watch(self._give_up))
        _log.info("Listening as @%s.", self.application.bot.username)

    async def _take_up_unfinished(self) -> None:
        bodies = self.state.inbox.unfinished()
        if bodies:
            _log.info("%d updates were left unfinished and are taken up.", len(bodies))
        for body in bodies:
            await self.queue.put_again(Update.de_json(json.loads(body), self.application.bot))

    # While it runs

    async def _prune(self) -> None:
        while True:
            self.state.prune()
            self.albums.prune()
            self.services.limit.prune()
            self.services.inline_limit.prune()
            await asyncio.sleep(_PRUNE_EVERY_S)

    def _give_up(self) -> None:
        self.exit_status = 1
        self._ends.set()

    # End

    async def _end(self) -> None:
        """Stops listening, lets answers in progress be sent, and closes what is open."""
        _log.info("Ending.")
        self.processor.stop()
        for task in self._tasks:
            task.cancel()
        await _within(self.listener.stop(), _LISTENING_ENDS_WITHIN_S, "Listening")
        if self.application.running:
            await _within(self.application.stop(), _ANSWERS_END_WITHIN_S, "An answer")
        with contextlib.suppress(TelegramError, RuntimeError):
            await self.application.shutdown()

    # Parts

    async def _unless_ended(self, work: Coroutine[Any, Any, None]) -> bool:
        """Does ``work``, or stops it when the bot is to end; whether it was done."""
        task, end = asyncio.create_task(work), asyncio.create_task(self._ends.wait())
        await asyncio.wait({task, end}, return_when=asyncio.FIRST_COMPLETED)
        end.cancel()
        if not task.done():
            task.cancel()
            return False
        task.result()
        return True

    def _background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        task.add_done_callback(_log_failure)
        self._tasks.append(task)

    def _serve_health(self) -> Callable[[], None]:
        """Serves /healthz and /metrics where a port is set; returns what ends it."""
        port = self.settings.health_port
        if port is None:
            return lambda: None
        return serve_health(
            self.settings.health_listen, port, self.metrics, self.listener.is_healthy
        )

    def _services(self) -> Services:
        return Services(
            settings=self.settings,
            library=self.library,
            menu=menu(),
            state=self.state,
            uploads=Uploads(self.state.folder),
            albums=self.albums,
            limit=QuestionLimit(self.settings.questions_per_minute),
            inline_limit=QuestionLimit(_INLINE_TIMES * self.settings.questions_per_minute),
            metrics=self.metrics,
            started_at=datetime.now(UTC),
            keep_update=self.processor.keep,
        )

    def _application(self) -> BotApplication:
        rate_limiter = RateLimiter(
            on_migrated=self.state.chats.migrate,
            on_fault=lambda method: self.metrics.faults.labels(method).inc(),
        )
        return build_application(
            self.settings,
            self.services,
            rate_limiter=rate_limiter,
            queue=self.queue,
            processor=self.processor,
            pulse=self.pulse,
        )


def state_folder(settings: BotSettings, archive: Archive) -> Path:
    """Where the bot's memory lies."""
    return Path(settings.state).expanduser() if settings.state else archive.folder / "bot"


async def _within(work: Awaitable[None], seconds: float, what: str) -> None:
    try:
        await asyncio.wait_for(work, seconds)
    except TimeoutError:
        _log.warning(
            "%s took longer than %.0f s to end; the next start takes it up.", what, seconds
        )
    except TelegramError as error:
        _log.warning("%s did not end cleanly: %s", what, error)


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception():
        _log.error("A background task failed.", exc_info=task.exception())
