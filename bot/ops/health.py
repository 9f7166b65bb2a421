"""/healthz for supervisors, and /metrics for Prometheus."""

from __future__ import annotations

import json
from collections.abc import Callable

from tornado.routing import URLSpec
from tornado.web import RequestHandler

from bot.ops.http_server import listen
from bot.ops.metrics import Metrics

_MAX_BODY_BYTES = 1024  # requests need no body
IsHealthy = Callable[[], tuple[bool, str]]


class _Healthz(RequestHandler):
    """200 while updates come in, else 503; with the reason."""

    def initialize(self, is_healthy: IsHealthy) -> None:
        self._is_healthy = is_healthy

    def get(self) -> None:
        healthy, reason = self._is_healthy()
        self.set_status(200 if healthy else 503)
        self.set_header("Content-Type", "application/json")
        self.write(json.dumps({"healthy": healthy, "reason": reason}) + "\n")


class _Metrics(RequestHandler):
    """The metrics."""

    def initialize(self, metrics: Metrics, is_healthy: IsHealthy) -> None:
        self._metrics, self._is_healthy = metrics, is_healthy

    def get(self) -> None:
        self._metrics.is_healthy.set(self._is_healthy()[0])
        self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.write(self._metrics.render())


def serve_health(
    address: str, port: int, metrics: Metrics, is_healthy: IsHealthy
) -> Callable[[], None]:
    """Serves both on the running event loop; returns a function that stops it."""
    routes = [
        URLSpec("/healthz", _Healthz, {"is_healthy": is_healthy}),
        URLSpec("/metrics", _Metrics, {"is_healthy": is_healthy, "metrics": metrics}),
    ]
    return listen(routes, address, port, max_body_bytes=_MAX_BODY_BYTES)
