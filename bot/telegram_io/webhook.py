"""The webhook: updates that Telegram posts, checked before anything of them is read."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable
from http import HTTPStatus

from telegram import Update
from telegram.ext import ExtBot
from tornado.routing import URLSpec
from tornado.web import RequestHandler, stream_request_body

from bot.ops.http_server import listen
from bot.settings import Secret
from bot.telegram_io.update_queue import ReceivingQueue

MOST_BYTES = 1024**2  # of an update; Telegram's are a few thousand
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@stream_request_body
class _UpdateHandler(RequestHandler):
    """Takes one update; refuses by the headers alone, and then reads no body."""

    def initialize(self, bot: ExtBot[int], queue: ReceivingQueue, secret: Secret) -> None:
        self._bot, self._queue, self._secret = bot, queue, secret
        self._body = bytearray()

    def prepare(self) -> None:
        """Finishing here makes tornado close the connection instead of reading on."""
        given = self.request.headers.get(_SECRET_HEADER, "")
        length = self.request.headers.get("Content-Length", "0")
        if self.request.method != "POST":
            self._refuse(HTTPStatus.METHOD_NOT_ALLOWED)
        elif not hmac.compare_digest(given.encode(), self._secret.reveal().encode()):
            self._refuse(HTTPStatus.FORBIDDEN)
        elif length.isdecimal() and int(length) > MOST_BYTES:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def data_received(self, chunk: bytes) -> None:
        self._body += chunk

    async def post(self) -> None:
        try:
            update = Update.de_json(json.loads(self._body), self._bot)
        except (ValueError, KeyError, TypeError, AttributeError):
            self._refuse(HTTPStatus.BAD_REQUEST)
            return
        await self._queue.put(update)

    def _refuse(self, status: HTTPStatus) -> None:
        self.set_status(status)
        self.finish()


def serve_webhook(
    address: str, port: int, path: str, *, bot: ExtBot[int], queue: ReceivingQueue, secret: Secret
) -> Callable[[], None]:
    """Serves ``path`` on the running event loop; returns what ends it."""
    parts = {"bot": bot, "queue": queue, "secret": secret}
    routes = [URLSpec(f"/{re.escape(path.strip('/'))}/?", _UpdateHandler, parts)]
    return listen(routes, address, port, most_body_bytes=MOST_BYTES)
