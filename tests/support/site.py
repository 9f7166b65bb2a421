"""A small web site on this machine, whose every answer a test decides."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

PARAGRAPHS = (
    "The night ferry to Lowholm sank off the pier on Tuesday; all forty passengers swam ashore.",
    "Harbour master Jon Petrel said that a seal had bitten through the mooring, and that the ferry "
    "company would pay for every wet coat.",
)


@dataclass(frozen=True)
class Reply:
    """What the site answers; ``finish`` is called once the head is sent, and may send more."""

    content: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    finish: Callable[[BaseHTTPRequestHandler], object] | None = None


Answer: TypeAlias = "Reply | Callable[[BaseHTTPRequestHandler], Reply]"


class Site:
    """Serves ``replies`` by path on a port of 127.0.0.1 while the block runs; notes each request
    as (path, headers).
    """

    def __init__(self, replies: Mapping[str, Answer] | None = None) -> None:
        self.replies: dict[str, Answer] = dict(replies or {})
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.server_names: list[str | None] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.headers.append(dict(self.headers))
                answer = site.replies.get(self.path, Reply(b"nothing here", status=404))
                _send(self, answer if isinstance(answer, Reply) else answer(self))

            def log_message(self, format: str, *args: object) -> None:
                """Nothing is logged."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def encrypt(self, certificate: Path) -> None:
        """Answers by https from now on, with the certificate and key in that file.

        ``server_names`` are the names under which it was asked, None without one.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        context.sni_callback = lambda _socket, name, _context: self.server_names.append(name)
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )

    @property
    def port(self) -> int:
        """The port on which it listens."""
        return int(self._server.server_address[1])

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"http://{host}:{self.port}{path}"

    def pages_asked(self) -> list[str]:
        """The paths that were asked for, without robots.txt."""
        return [path for path in self.asked if path != "/robots.txt"]

    def __enter__(self) -> Site:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    handler.send_response(reply.status)
    if reply.media_type:
        handler.send_header("Content-Type", reply.media_type)
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    try:
        handler.wfile.write(reply.content)
        if reply.finish:
            reply.finish(handler)
    except OSError:  # who asked has heard enough
        handler.close_connection = True


def article_page(
    title: str = "Ferry to Lowholm sinks",
    *,
    head: str = "",
    paragraphs: tuple[str, ...] = PARAGRAPHS,
) -> bytes:
    """A web page with an article; ``head`` goes into its head."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body><article>"
        f"<h1>{title}</h1>{body}</article></body></html>"
    ).encode()


def rss(*items: str, head: str = "<title>Pier News</title>") -> Reply:
    """A feed of items as XML."""
    feed = (
        f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'
    )
    return Reply(feed.encode(), "application/rss+xml")


def rss_item(url: str, *, date: str = "", title: str = "", more: str = "") -> str:
    """An item of a feed."""
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    return f"<item><link>{url}</link><title>{title}</title>{dated}{more}</item>"


def sitemap(*urls: tuple[str, str]) -> bytes:
    """A sitemap of addresses with the day of their last change, "" where it does not say."""
    return _xml("urlset", "url", urls)


def sitemap_index(*urls: tuple[str, str]) -> bytes:
    """A list of sitemaps."""
    return _xml("sitemapindex", "sitemap", urls)


def _xml(root: str, name: str, urls: tuple[tuple[str, str], ...]) -> bytes:
    listed = "".join(
        f"<{name}><loc>{url}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</{name}>"
        for url, day in urls
    )
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?><{root} xmlns="{namespace}">{listed}</{root}>'.encode()
