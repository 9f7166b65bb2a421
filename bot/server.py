"""Starts the bot, keeps it running, and stops it without losing updates."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

from telegram import Update
from telegram.error import TelegramError

from bot.alerts.delivery import AlertDelivery
from bot.alerts.leftovers import judge_leftovers
from bot.application import build_application
from bot.async_archive import AsyncArchive
from bot.context import BotApplication, Context
from bot.examples import Examples
from bot.handlers.commands import menu, slow_commands
from bot.handlers.groups import migrate
from bot.handlers.subscriptions import tell_state
from bot.limits import QuestionLimit
from bot.listening import Listener, retry_until_reached
from bot.ops.health import serve_health
from bot.ops.metrics import Metrics
from bot.services import Services
from bot.settings import BotSettings
from bot.state import BOT_ID_NOTE, BotState
from bot.telegram_io.albums import Albums
from bot.telegram_io.heartbeat import Heartbeat
from bot.telegram_io.rate_limiter import RateLimiter
from bot.telegram_io.update_queue import DurableQueue, OrderedProcessor
from bot.updates import SourceUpdates
from bot.uploads import Uploads
from retrieval import Archive, BackendError, Subscription

_log = logging.getLogger(__name__)
_STOP_LISTENING_WITHIN_S = 3.0
_FINISH_ANSWERS_WITHIN_S = 5.0
_PRUNE_EVERY_S = 3600.0
_KEEP_INBOX_EVERY_S = 5.0
_EXAMPLES_EVERY_S = 60.0
_INLINE_SEARCHES_A_QUESTION = 3  # an inline query is searched for at each pause in typing


class Server:
    """One bot with its archive, its data and its connection to Telegram."""

    def __init__(self, settings: BotSettings, archive: Archive, state: BotState) -> None:
        self.settings = settings
        self.state = state
        self.metrics = Metrics()
        self.heartbeat = Heartbeat()
        self.archive = AsyncArchive(archive, search_threads=settings.search_threads)
        self.albums = Albums()
        self.queue = DurableQueue(self.state.inbox, self.albums, slow_commands())
        self.processor = OrderedProcessor(self.state.inbox, self.queue, slow_commands())
        self.services = self._services()
        self.application = self._application()
        self.listener = Listener(
            settings,
            self.application,
            queue=self.queue,
            heartbeat=self.heartbeat,
            metrics=self.metrics,
        )
        self.updates = SourceUpdates(self.archive, self._tell_state, self.metrics)
        self.exit_status = 0
        self._stopping = asyncio.Event()
        self._delivery: AlertDelivery | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def run(self) -> int:
        """Serves until SIGTERM or Ctrl-C; returns the exit status.

        Raises InvalidToken if Telegram does not know the token.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._stopping.set)
        stop_health = self._serve_health()
        try:
            if await self._unless_stopping(retry_until_reached(self.application.initialize)):
                await self._start()
                await self._stopping.wait()
        finally:
            await self._stop()
            stop_health()
        return self.exit_status

    async def _start(self) -> None:
        self._background(self._prepare())
        await asyncio.to_thread(self.services.uploads.clear)
        await self.application.start()
        self.state.processes.keep_alive()
        self.state.chats.set_note(BOT_ID_NOTE, str(self.settings.bot_id))
        await self._requeue_unfinished()
        await self._unless_stopping(self.listener.start())
        bot, chats = self.application.bot, self.state.chats
        self._background(self.services.menu.set_profile(bot, chats))
        self._background(self._prune())
        self._background(self._keep_inbox())
        self._delivery = AlertDelivery(Context(self.application))
        self._background(self._delivery.run())
        self._background(judge_leftovers(self.archive.alerts))
        self._background(self.updates.run())
        self._background(self.listener.watch(self._give_up))
        _log.info("Listening as @%s.", self.application.bot.username)

    async def _requeue_unfinished(self) -> None:
        """Queues what is stored and neither finished nor in hand."""
        bodies = [
            body
            for update_id, body in self.state.inbox.unfinished().items()
            if not self.queue.is_in_hand(update_id) and not self.processor.is_done(update_id)
        ]
        if bodies:
            _log.info("Handling %d updates that were left unfinished.", len(bodies))
        for body in bodies:
            await self.queue.requeue(Update.de_json(json.loads(body), self.application.bot))

    async def _keep_inbox(self) -> None:
        """Handles what processes that are gone left unfinished, and what could not be done."""
        while True:
            await asyncio.sleep(_KEEP_INBOX_EVERY_S)
            try:
                self.state.processes.keep_alive()
                self.processor.record_done()
                if not self.queue.is_full():
                    self.state.inbox.take_over()
                    await self._requeue_unfinished()
            except BackendError as error:
                _log.error("Unfinished updates wait: %s", error)

    async def _prepare(self) -> None:
        """Loads the models, then makes example questions whenever the archive has changed."""
        await self.archive.warm_up()
        while True:
            await self.services.examples.refresh()
            await asyncio.sleep(_EXAMPLES_EVERY_S)

    async def _prune(self) -> None:
        while True:
            try:
                self.state.prune()
            except BackendError as error:
                _log.error("What has expired is deleted later: %s", error)
            self.services.limit.prune()
            self.services.inline_limit.prune()
            await asyncio.sleep(_PRUNE_EVERY_S)

    async def _tell_state(self, own: Subscription) -> bool:
        return await tell_state(Context(self.application), own)

    def _give_up(self) -> None:
        self.exit_status = 1
        self._stopping.set()

    async def _stop(self) -> None:
        """Stops listening, finishes the answers in progress, and closes the application."""
        _log.info("Stopping.")
        self.processor.stop()
        for task in self._tasks:
            task.cancel()
        telling = self._delivery.stop() if self._delivery else asyncio.sleep(0)
        await asyncio.gather(
            _wait_at_most(self.listener.stop(), _STOP_LISTENING_WITHIN_S, "Listening"),
            _wait_at_most(telling, _STOP_LISTENING_WITHIN_S, "Telling an alert"),
            _wait_at_most(self.updates.stop(), _STOP_LISTENING_WITHIN_S, "Telling of a source"),
        )
        if self.application.running:
            await _wait_at_most(self.application.stop(), _FINISH_ANSWERS_WITHIN_S, "An answer")
        with contextlib.suppress(TelegramError, RuntimeError):
            await self.application.shutdown()
        with contextlib.suppress(BackendError):
            self.state.processes.leave()

    async def _unless_stopping(self, work: Coroutine[Any, Any, None]) -> bool:
        """Awaits ``work``, or cancels it when the bot stops; returns whether it was finished."""
        task, end = asyncio.create_task(work), asyncio.create_task(self._stopping.wait())
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
        """Serves /healthz and /metrics if a port is set; returns a function that stops it."""
        port = self.settings.health_port
        if port is None:
            return lambda: None
        return serve_health(
            self.settings.health_listen, port, self.metrics, self.listener.is_healthy
        )

    def _services(self) -> Services:
        return Services(
            settings=self.settings,
            archive=self.archive,
            examples=Examples(self.archive),
            menu=menu(),
            state=self.state,
            uploads=Uploads(self.state.folder),
            albums=self.albums,
            limit=QuestionLimit(self.settings.questions_per_minute),
            inline_limit=QuestionLimit(
                _INLINE_SEARCHES_A_QUESTION * self.settings.questions_per_minute
            ),
            metrics=self.metrics,
            started_at=datetime.now(UTC),
            retry_update=self.processor.retry,
        )

    def _application(self) -> BotApplication:
        rate_limiter = RateLimiter(
            on_migrated=lambda old, new: self._background(
                migrate(Context(self.application), old, new)
            ),
            on_network_error=lambda method: self.metrics.network_errors.labels(method).inc(),
        )
        return build_application(
            self.settings,
            self.services,
            rate_limiter=rate_limiter,
            queue=self.queue,
            processor=self.processor,
            heartbeat=self.heartbeat,
        )


async def _wait_at_most(work: Awaitable[None], seconds: float, what: str) -> None:
    try:
        await asyncio.wait_for(work, seconds)
    except TimeoutError:
        _log.warning("%s took longer than %.0f s to stop; the next start continues.", what, seconds)
    except TelegramError as error:
        _log.warning("%s did not stop cleanly: %s", what, error)


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception():
        _log.error("A background task failed.", exc_info=task.exception())
