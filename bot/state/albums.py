"""Albums to which no further reply is due."""

from __future__ import annotations

from bot.state.database import Table

RETENTION_S = 600.0  # Telegram delivers the messages of an album one after another


class SettledAlbums(Table):
    """Albums (media groups) to which no further reply is due."""

    def settle(self, chat_id: int, album: str) -> bool:
        """Records an album; False if it was recorded before."""
        return bool(
            self._database.run(
                "INSERT INTO albums (chat_id, album, settled_at) VALUES (?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (chat_id, album, self._clock()),
            )
        )

    def is_settled(self, chat_id: int, album: str) -> bool:
        """Whether an album is recorded."""
        found = "SELECT count(*) FROM albums WHERE chat_id = ? AND album = ?"
        return bool(self._database.value(found, (chat_id, album)))

    def prune(self) -> None:
        """Deletes albums that are complete by now."""
        limit = self._clock() - RETENTION_S
        self._database.run("DELETE FROM albums WHERE settled_at < ?", (limit,))
