"""A web server in front of bots that listen by webhook, as a proxy or a balancer is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from aiohttp import web


@contextmanager
def front_server(
    pass_on: Callable[[web.Request], Awaitable[web.StreamResponse]], prefix: str = ""
) -> Iterator[str]:
    """Answers what is posted below ``prefix`` by ``pass_on``; its address, with the prefix."""
    loop, ready, end = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    address = ""

    async def serve() -> None:
        nonlocal address
        app = web.Application()
        app.router.add_post(f"{prefix}/{{rest:.*}}", pass_on)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address = f"http://127.0.0.1:{runner.addresses[0][1]}{prefix}"
        ready.set()
        await end.wait()
        await runner.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(5)
    yield address
    loop.call_soon_threadsafe(end.set)
    thread.join(5)
    loop.close()
