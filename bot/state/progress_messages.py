"""Messages that show the progress of an ingest, so that it goes on there after a kill."""

from __future__ import annotations

from bot.state.database import Table
from bot.state.inbox import RETENTION_S


class ProgressMessages(Table):
    """Messages that show the progress of an ingest, each by the message that asked for it."""

    def put(self, chat_id: int, asked_id: int, message_id: int) -> None:
        """Stores the message that shows the progress."""
        self._database.run(
            "INSERT INTO progress_messages (chat_id, asked_id, message_id, sent_at)"
            " VALUES (?, ?, ?, ?) ON CONFLICT (chat_id, asked_id) DO UPDATE"
            " SET message_id = excluded.message_id, sent_at = excluded.sent_at",
            (chat_id, asked_id, message_id, self._clock()),
        )

    def get(self, chat_id: int, asked_id: int) -> int | None:
        """The message that shows the progress; None if there is none."""
        found = self._database.value(
            "SELECT message_id FROM progress_messages WHERE chat_id = ? AND asked_id = ?",
            (chat_id, asked_id),
        )
        return None if found is None else int(found)

    def forget(self, chat_id: int, asked_id: int) -> None:
        """Deletes it, as it has become the report."""
        self._database.run(
            "DELETE FROM progress_messages WHERE chat_id = ? AND asked_id = ?", (chat_id, asked_id)
        )

    def prune(self) -> None:
        """Deletes those of ingests that were given up."""
        limit = self._clock() - RETENTION_S
        self._database.run("DELETE FROM progress_messages WHERE sent_at < ?", (limit,))
