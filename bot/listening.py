"""Receiving updates, by polling with a watchdog or by a webhook."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Updater

from bot.application import ALLOWED_UPDATES
from bot.context import BotApplication
from bot.ops.metrics import Metrics
from bot.repeating import growing_pauses
from bot.settings import BotSettings
from bot.telegram_io.heartbeat import Heartbeat, watch
from bot.telegram_io.update_queue import DurableQueue
from bot.telegram_io.webhook import serve_webhook

_log = logging.getLogger(__name__)
_LOG_CONFLICT_EVERY_S = 60.0
_FIRST_PAUSE_S, _MAX_PAUSE_S = 0.5, 30.0


async def retry_until_reached(call: Callable[[], Coroutine[Any, Any, object]]) -> None:
    """Makes a call to Telegram, and retries for as long as Telegram cannot be reached.

    Raises InvalidToken if Telegram does not know the token.
    """
    for pause_s in growing_pauses(_FIRST_PAUSE_S, _MAX_PAUSE_S):
        try:
            await call()
            return
        except InvalidToken:
            raise
        except TelegramError as error:
            _log.warning("Telegram cannot be reached (%s); retrying in %.1f s.", error, pause_s)
        await asyncio.sleep(pause_s)


def differs_from_path(url: str, path: str) -> bool:
    """Whether a webhook's address ends in another path than that on which the bot listens.

    >>> differs_from_path("https://bot.example/news", "telegram")
    True
    >>> differs_from_path("https://bot.example/news/telegram", "telegram")
    False
    """
    return not f"/{urlsplit(url).path.strip('/')}".endswith(f"/{path.strip('/')}")


class Listener:
    """Puts updates from Telegram into ``queue``, and knows whether they still arrive."""

    def __init__(
        self,
        settings: BotSettings,
        application: BotApplication,
        *,
        queue: DurableQueue,
        heartbeat: Heartbeat,
        metrics: Metrics,
    ) -> None:
        self._settings, self._bot, self._queue = settings, application.bot, queue
        assert application.updater is not None  # the builder made one
        self._updater: Updater = application.updater
        self._heartbeat, self._metrics = heartbeat, metrics
        self._starting: asyncio.Task[None] | None = None
        self._stop_webhook: Callable[[], None] | None = None
        self._conflict_at = float("-inf")
        self._conflict_logged_at = float("-inf")

    async def start(self) -> None:
        """Starts listening; waits while Telegram cannot be reached."""
        if self._settings.webhook_url is None:
            await self._poll()
        else:
            await self._start_webhook(self._settings.webhook_url)

    async def watch(self, give_up: Callable[[], None]) -> None:
        """Restarts polling whenever it stalls; calls ``give_up`` if a restart fails."""
        if self._settings.webhook_url is None:
            stall_s = self._settings.stall_s
            await watch(self._heartbeat, stall_s=stall_s, restart=self._restart, give_up=give_up)

    def is_healthy(self) -> tuple[bool, str]:
        """Whether updates can arrive, and a reason if not."""
        if not self._updater.running and self._stop_webhook is None:
            return False, "not listening"
        since_conflict_s = asyncio.get_running_loop().time() - self._conflict_at
        if since_conflict_s < 2 * self._settings.poll_timeout_s:
            return False, "another program uses this bot's token"
        is_polling = self._settings.webhook_url is None
        if is_polling and self._heartbeat.silence_s() > self._settings.stall_s:
            return False, "Telegram does not answer"
        return True, "listening"

    async def stop(self) -> None:
        """Stops listening."""
        await self._cancel_start()
        if self._stop_webhook:
            self._stop_webhook()
        if self._updater.running:
            await self._updater.stop()

    async def _start_webhook(self, url: str) -> None:
        settings = self._settings
        if differs_from_path(url, settings.webhook_path):
            _log.warning(
                "The webhook's address does not end in /%s, the path on which this bot listens: "
                "set ARTICLE_BOT_WEBHOOK_PATH to the path of ARTICLE_BOT_WEBHOOK_URL, unless a "
                "proxy changes it.",
                settings.webhook_path.strip("/"),
            )
        self._stop_webhook = serve_webhook(
            settings.webhook_listen,
            settings.webhook_port,
            settings.webhook_path,
            bot=self._bot,
            queue=self._queue,
            secret=settings.webhook_secret,
        )
        secret = settings.webhook_secret.reveal()
        await retry_until_reached(
            lambda: self._bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES)
        )

    async def _poll(self) -> None:
        await self._updater.start_polling(
            timeout=self._settings.poll_timeout_s,
            bootstrap_retries=-1,
            allowed_updates=ALLOWED_UPDATES,
            error_callback=self._on_error,
        )

    async def _restart(self) -> None:
        """Stops polling, and starts it again in the background."""
        self._metrics.restarts.inc()
        await self._cancel_start()
        if self._updater.running:
            await self._updater.stop()
        self._starting = asyncio.create_task(self._poll())

    async def _cancel_start(self) -> None:
        if self._starting:
            self._starting.cancel()
            with contextlib.suppress(asyncio.CancelledError, TelegramError):
                await self._starting
            self._starting = None

    def _on_error(self, error: TelegramError) -> None:
        now = asyncio.get_running_loop().time()
        if not isinstance(error, Conflict):
            self._metrics.network_errors.labels("getUpdates").inc()
            _log.warning("Polling failed (%s); it continues.", error)
            return
        self._conflict_at = now
        if now - self._conflict_logged_at > _LOG_CONFLICT_EVERY_S:
            self._conflict_logged_at = now
            _log.error(
                "Another program is using this bot's token (409 Conflict): stop one of the two; "
                "this one keeps trying."
            )
