"""Received updates, stored until they are handled, each by one of the bot's processes."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.state.database import Database
from bot.state.processes import may_take_over, running

MAX_ATTEMPTS = 3  # an update that was begun that often without success is given up
RETENTION_S = 3 * 86_400.0  # Telegram does not redeliver updates after a day


class Inbox:
    """The inbox table."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def receive(self, update_id: int, body: str, order_key: str | None = None) -> bool:
        """See :class:`bot.state.protocol.InboxStore`."""
        return bool(
            self._database.run_durably(
                "INSERT INTO inbox (update_id, body, received_at, process_id, order_key)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (update_id, body, self._clock(), self._database.process_id, order_key),
            )
        )

    def is_turn(self, update_id: int) -> bool:
        """See :class:`bot.state.protocol.InboxStore`."""
        earlier = self._database.value(
            "SELECT count(*) FROM inbox AS earlier, inbox AS own"
            " WHERE own.update_id = ? AND earlier.update_id < own.update_id"
            " AND earlier.order_key = own.order_key AND earlier.body IS NOT NULL"
            " AND earlier.attempts < ? AND earlier.process_id <> ?"
            f" AND earlier.process_id IN ({running(self._database)})",
            (update_id, MAX_ATTEMPTS, self._database.process_id),
        )
        return not earlier

    def begin(self, update_id: int) -> bool:
        """See :class:`bot.state.protocol.InboxStore`."""
        statement = (
            "UPDATE inbox SET attempts = attempts + 1"
            " WHERE update_id = ? AND body IS NOT NULL AND process_id = ?"
        )
        return bool(self._database.run(statement, (update_id, self._database.process_id)))

    def postpone(self, update_id: int) -> None:
        """See :class:`bot.state.protocol.InboxStore`."""
        self._database.run("UPDATE inbox SET order_key = NULL WHERE update_id = ?", (update_id,))

    def done(self, update_id: int) -> None:
        """See :class:`bot.state.protocol.InboxStore`."""
        self._database.run("UPDATE inbox SET body = NULL WHERE update_id = ?", (update_id,))

    def unfinished(self) -> dict[int, str]:
        """See :class:`bot.state.protocol.InboxStore`."""
        rows = self._database.rows(
            "SELECT update_id, body FROM inbox WHERE body IS NOT NULL AND attempts < ?"
            " AND process_id = ? ORDER BY update_id",
            (MAX_ATTEMPTS, self._database.process_id),
        )
        return {row["update_id"]: row["body"] for row in rows}

    def take_over(self) -> int:
        """See :class:`bot.state.protocol.InboxStore`."""
        own = self._database.process_id
        return self._database.run(
            "UPDATE inbox SET process_id = ? WHERE body IS NOT NULL AND process_id <> ?"
            f" AND process_id NOT IN ({running(self._database)})"
            f" AND {may_take_over(self._database)}",
            (own, own, own),
        )

    def prune(self) -> None:
        """Deletes updates that are too old to be delivered again."""
        self._database.run(
            "DELETE FROM inbox WHERE received_at < ?", (self._clock() - RETENTION_S,)
        )
