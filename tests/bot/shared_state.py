"""The data of a bot in PostgreSQL, opened by several processes of it."""

from __future__ import annotations

from pathlib import Path

from bot.state.postgres import PostgresDatabase
from bot.state.postgres_schema import POSTGRES_MIGRATIONS
from retrieval import Settings
from retrieval.factory import location_of

BOT_ID = 77


def open_shared_database(address: str, folder: Path, *, bot_id: int = BOT_ID) -> PostgresDatabase:
    """The data of a bot in the database at ``address``, for the process with ``folder``."""
    shared = location_of(Settings(archive=address)).bot_database(bot_id, POSTGRES_MIGRATIONS)
    assert shared is not None
    return PostgresDatabase(shared, folder)
