"""The processes of a bot that share its data, and which of them are running."""

from __future__ import annotations

from bot.state.database import Database, Table

GONE_AFTER_S = 60.0  # since a process was last seen


class Processes(Table):
    """The processes of the bot that share its data, by times of the database's clock."""

    def keep_alive(self) -> None:
        """Records that this process is running; to be called several times a minute."""
        if not self._database.process_id:
            return  # no other process can share the database
        now = self._database.now
        self._database.run(
            f"INSERT INTO processes (process_id, since, seen_at) VALUES (?, {now}, {now})"
            " ON CONFLICT (process_id) DO UPDATE SET since = CASE WHEN processes.seen_at <"
            f" {now} - {GONE_AFTER_S / 2} THEN {now} ELSE processes.since END, seen_at = {now}",
            (self._database.process_id,),
        )

    def is_alone(self) -> bool:
        """Whether no other process of the bot is running, as far as is known."""
        others = f"SELECT count(*) FROM ({running(self._database)}) AS own WHERE process_id <> ?"
        return not self._database.value(others, (self._database.process_id,))

    def leave(self) -> None:
        """Records that this process ends."""
        self._database.run(
            "DELETE FROM processes WHERE process_id = ?", (self._database.process_id,)
        )

    def prune(self) -> None:
        """Deletes the processes that are gone."""
        gone = f"DELETE FROM processes WHERE process_id NOT IN ({running(self._database)})"
        self._database.run(gone)


def running(database: Database) -> str:
    """A query for the ids of the processes that are running."""
    return f"SELECT process_id FROM processes WHERE seen_at > {database.now} - {GONE_AFTER_S}"


def may_take_over(database: Database) -> str:
    """A condition, with this process's id as its value: whether it would know who is running.

    After the database was away for a while, others have first to be seen again.
    """
    return (
        "EXISTS (SELECT 1 FROM processes WHERE process_id = ?"
        f" AND since <= {database.now} - {GONE_AFTER_S})"
    )
