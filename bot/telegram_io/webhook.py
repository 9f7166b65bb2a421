"""The webhook: updates that Telegram posts, authenticated before the body is read."""

from __future__ import annotations

import hmac
import json
import logging
import re
from asyncio import Lock
from collections.abc import Callable
from http import HTTPStatus

from telegram import Update
from telegram.ext import ExtBot
from tornado.routing import URLSpec
from tornado.web import RequestHandler, stream_request_body

from bot.ops.http_server import listen
from bot.settings import Secret
from bot.telegram_io.update_queue import DurableQueue
from retrieval import BackendError

_log = logging.getLogger(__name__)
MAX_BODY_BYTES = 1024**2  # Telegram's updates have a few thousand
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@stream_request_body
class _UpdateHandler(RequestHandler):
    """Receives one update; a request with wrong headers is refused without reading its body."""

    def initialize(self, bot: ExtBot[Lock], queue: DurableQueue, secret: Secret) -> None:
        self._bot, self._queue, self._secret = bot, queue, secret
        self._body = bytearray()

    def prepare(self) -> None:
        """Checks the headers; finishing here makes tornado close the connection."""
        given = self.request.headers.get(_SECRET_HEADER, "")
        length = self.request.headers.get("Content-Length", "0")
        if self.request.method != "POST":
            self._refuse(HTTPStatus.METHOD_NOT_ALLOWED)
        elif not hmac.compare_digest(given.encode(), self._secret.reveal().encode()):
            self._refuse(HTTPStatus.FORBIDDEN)
        elif length.isdecimal() and int(length) > MAX_BODY_BYTES:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def data_received(self, chunk: bytes) -> None:
        self._body += chunk

    async def post(self) -> None:
        try:
            update = Update.de_json(json.loads(self._body), self._bot)
        except (ValueError, KeyError, TypeError, AttributeError):
            self._refuse(HTTPStatus.BAD_REQUEST)
            return
        try:
            await self._queue.receive(update)
        except BackendError as error:
            _log.error("An update is refused, so that Telegram sends it again: %s", error)
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)

    def _refuse(self, status: HTTPStatus) -> None:
        self.set_status(status)
        self.finish()


def serve_webhook(
    address: str,
    port: int,
    path: str,
    *,
    bot: ExtBot[Lock],
    queue: DurableQueue,
    secret: Secret,
) -> Callable[[], None]:
    """Serves ``path`` on the running event loop; returns a function that stops it."""
    parts = {"bot": bot, "queue": queue, "secret": secret}
    routes = [URLSpec(f"/{re.escape(path.strip('/'))}/?", _UpdateHandler, parts)]
    return listen(routes, address, port, max_body_bytes=MAX_BODY_BYTES)
