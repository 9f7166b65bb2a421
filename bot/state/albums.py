"""Albums to which no further reply is due."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.state.database import Database

RETENTION_S = 600.0  # Telegram delivers the messages of an album one after another


class SettledAlbums:
    """The albums table."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def settle(self, chat_id: int, album: str) -> bool:
        """See :class:`bot.state.protocol.AlbumStore`."""
        return bool(
            self._database.run(
                "INSERT INTO albums (chat_id, album, settled_at) VALUES (?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (chat_id, album, self._clock()),
            )
        )

    def is_settled(self, chat_id: int, album: str) -> bool:
        """See :class:`bot.state.protocol.AlbumStore`."""
        found = "SELECT count(*) FROM albums WHERE chat_id = ? AND album = ?"
        return bool(self._database.value(found, (chat_id, album)))

    def prune(self) -> None:
        """Deletes albums that are complete by now."""
        limit = self._clock() - RETENTION_S
        self._database.run("DELETE FROM albums WHERE settled_at < ?", (limit,))
