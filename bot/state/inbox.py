"""Updates from receipt to answer: kept before Telegram may forget them, done once answered."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.state.database import Database

MOST_ATTEMPTS = 3  # an update that was begun so often and never ended is left
KEPT_S = 3 * 86_400.0  # Telegram itself delivers nothing again after a day


class Inbox:
    """Remembers which updates were received and which are done."""

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
        return [row["body"] for row in self._database.rows(statement, (MOST_ATTEMPTS,))]

    def prune(self) -> None:
        """Drops what is too old to come again."""
        self._database.run("DELETE FROM inbox WHERE received_at < ?", (self._clock() - KEPT_S,))
