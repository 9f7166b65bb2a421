"""Received updates, stored until they are handled."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.state.database import Database

MAX_ATTEMPTS = 3  # an update that was begun that often without success is given up
RETENTION_S = 3 * 86_400.0  # Telegram does not redeliver updates after a day


class Inbox:
    """The inbox table."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def receive(self, update_id: int, body: str) -> bool:
        """See :class:`bot.state.protocol.InboxStore`."""
        statement = "INSERT OR IGNORE INTO inbox (update_id, body, received_at) VALUES (?, ?, ?)"
        return bool(self._database.run_durably(statement, (update_id, body, self._clock())))

    def begin(self, update_id: int) -> None:
        """See :class:`bot.state.protocol.InboxStore`."""
        statement = "UPDATE inbox SET attempts = attempts + 1 WHERE update_id = ?"
        self._database.run(statement, (update_id,))

    def done(self, update_id: int) -> None:
        """See :class:`bot.state.protocol.InboxStore`."""
        self._database.run("UPDATE inbox SET body = NULL WHERE update_id = ?", (update_id,))

    def unfinished(self) -> list[str]:
        """See :class:`bot.state.protocol.InboxStore`."""
        statement = (
            "SELECT body FROM inbox WHERE body IS NOT NULL AND attempts < ? ORDER BY update_id"
        )
        return [row["body"] for row in self._database.rows(statement, (MAX_ATTEMPTS,))]

    def prune(self) -> None:
        """Deletes updates that are too old to be delivered again."""
        self._database.run(
            "DELETE FROM inbox WHERE received_at < ?", (self._clock() - RETENTION_S,)
        )
