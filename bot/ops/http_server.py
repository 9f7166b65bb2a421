"""An HTTP server on the running event loop, with a limit on request bodies."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from tornado.routing import URLSpec
from tornado.web import Application

from retrieval import BackendError


def listen(
    routes: Sequence[URLSpec], address: str, port: int, *, max_body_bytes: int
) -> Callable[[], None]:
    """Serves ``routes``; returns a function that stops it.

    Raises BackendError if the address or port cannot be used.
    """
    application = Application(list(routes), log_function=lambda handler: None)
    try:
        return application.listen(port, address, max_body_size=max_body_bytes).stop
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise BackendError(
            f"The bot cannot listen on {address}, port {port}: {reason}; set another address or "
            "port (ARTICLE_BOT_HEALTH_… or ARTICLE_BOT_WEBHOOK_…)."
        ) from error
