"""Running the bot: settings, logging, archive and server; each error becomes one sentence."""

from __future__ import annotations

import asyncio
import os
import sys

from telegram.error import InvalidToken

from bot.ops.logging import configure_logging
from bot.server import Server
from bot.settings import BotSettings, load_bot_settings
from bot.state import open_state
from retrieval import Archive, OpenArchive, RetrievalError, load_settings
from retrieval import open_archive as open_real_archive


def run(open_archive: OpenArchive | None) -> int:
    """Runs the bot until it is stopped; returns the exit status, 1 if it cannot run.

    ``open_archive`` replaces :func:`retrieval.open_archive`.
    """
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # PTB then returns durations as timedelta
    try:
        settings = load_bot_settings()
        configure_logging(settings.token, settings.webhook_secret)
        with (open_archive or open_real_archive)(load_settings(), create=True) as archive:
            return _serve(settings, archive)
    except InvalidToken:
        return _failed("Telegram does not know this token: copy it again from @BotFather.")
    except RetrievalError as error:
        return _failed(str(error))


def _serve(settings: BotSettings, archive: Archive) -> int:
    state = open_state(load_settings(), archive.memory_folder, settings.bot_id)

    async def serve() -> Server:
        server = Server(settings, archive, state)
        await server.run()
        return server

    server = asyncio.run(serve())
    state.close()
    if not server.archive.close():
        os._exit(server.exit_status)  # an ingest still runs; what it has stored is complete
    return server.exit_status


def _failed(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1
