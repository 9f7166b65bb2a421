"""Received updates, stored until they are handled, each by one of the bot's processes."""

from __future__ import annotations

from bot.state.database import Table
from bot.state.processes import may_take_over, running

MAX_ATTEMPTS = 3  # an update that was begun that often without success is given up
RETENTION_S = 3 * 86_400.0  # Telegram does not redeliver updates after a day


class Inbox(Table):
    """Received updates, until they are handled, each by the process that received it."""

    def receive(self, update_id: int, body: str, order_key: str | None = None) -> bool:
        """Stores an update durably; False if it was received before, by whichever process.

        It is to be handled after earlier ones with the same ``order_key``, if that is not None.
        Only this write waits for the disk, as Telegram does not send the update again. If others
        are lost in a power failure, an update is at worst handled again.
        """
        return bool(
            self._database.run_durably(
                "INSERT INTO inbox (update_id, body, received_at, process_id, order_key)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (update_id, body, self._clock(), self._database.process_id, order_key),
            )
        )

    def is_turn(self, update_id: int) -> bool:
        """Whether no other running process has an earlier update with the same order key."""
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
        """Counts an attempt at an update; False if another process has taken it over."""
        statement = (
            "UPDATE inbox SET attempts = attempts + 1"
            " WHERE update_id = ? AND body IS NOT NULL AND process_id = ?"
        )
        return bool(self._database.run(statement, (update_id, self._database.process_id)))

    def count_out(self, update_id: int) -> None:
        """Takes back an attempt that failed because a server was away."""
        statement = "UPDATE inbox SET attempts = attempts - 1 WHERE update_id = ?"
        self._database.run(statement, (update_id,))

    def done(self, update_id: int) -> None:
        """Marks an update as done and deletes its body; its id is kept to detect repetitions."""
        self._database.run("UPDATE inbox SET body = NULL WHERE update_id = ?", (update_id,))

    def unfinished(self) -> dict[int, str]:
        """Bodies of this process's updates that are not done, by update id, oldest first."""
        rows = self._database.rows(
            "SELECT update_id, body FROM inbox WHERE body IS NOT NULL AND attempts < ?"
            " AND process_id = ? ORDER BY update_id",
            (MAX_ATTEMPTS, self._database.process_id),
        )
        return {row["update_id"]: row["body"] for row in rows}

    def take_over(self) -> int:
        """Makes the updates of processes that are gone those of this one; returns how many.

        None for a minute after the start of this process, or after a time without the storage.
        """
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
