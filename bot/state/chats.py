"""Groups that the bot was added to, time zones of chats, and key-value notes of the bot itself."""

from __future__ import annotations

from bot.state.database import Database


class Chats:
    """The chats, time_zones and notes tables."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def greet(self, chat_id: int) -> bool:
        """See :class:`bot.state.protocol.ChatStore`."""
        self._database.run(
            "INSERT INTO chats (chat_id) VALUES (?) ON CONFLICT DO NOTHING", (chat_id,)
        )
        statement = "UPDATE chats SET is_greeted = 1, is_member = 1 WHERE chat_id = ?"
        changed = self._database.run(f"{statement} AND is_greeted = 0", (chat_id,))
        self._database.run(statement, (chat_id,))
        return bool(changed)

    def leave(self, chat_id: int) -> None:
        """See :class:`bot.state.protocol.ChatStore`."""
        with self._database.transaction():
            self._database.run("UPDATE chats SET is_member = 0 WHERE chat_id = ?", (chat_id,))
            self._database.run("DELETE FROM time_zones WHERE chat_id = ?", (chat_id,))

    def migrate(self, old: int, new: int) -> None:
        """See :class:`bot.state.protocol.ChatStore`."""
        with self._database.transaction():
            self._database.run(
                "INSERT INTO chats (chat_id, is_greeted, migrated_from) VALUES (?, 1, ?)"
                " ON CONFLICT (chat_id) DO UPDATE SET is_greeted = 1, migrated_from = ?",
                (new, old, old),
            )
            self._database.run("DELETE FROM chats WHERE chat_id = ?", (old,))
            self._database.run("DELETE FROM questions WHERE chat_id = ?", (old,))
            self._database.run(
                "INSERT INTO time_zones (chat_id, thread_id, time_zone)"
                " SELECT ?, thread_id, time_zone FROM time_zones WHERE chat_id = ?"
                " ON CONFLICT (chat_id, thread_id) DO UPDATE SET time_zone = excluded.time_zone",
                (new, old),
            )
            self._database.run("DELETE FROM time_zones WHERE chat_id = ?", (old,))

    def count(self) -> int:
        """See :class:`bot.state.protocol.ChatStore`."""
        return int(self._database.value("SELECT count(*) FROM chats WHERE is_member = 1"))

    def time_zone(self, chat_id: int, thread_id: int = 0) -> str | None:
        """See :class:`bot.state.protocol.ChatStore`."""
        found = self._database.value(
            "SELECT time_zone FROM time_zones WHERE chat_id = ? AND thread_id = ?",
            (chat_id, thread_id),
        )
        return None if found is None else str(found)

    def set_time_zone(self, chat_id: int, thread_id: int, time_zone: str) -> None:
        """See :class:`bot.state.protocol.ChatStore`."""
        self._database.run(
            "INSERT INTO time_zones (chat_id, thread_id, time_zone) VALUES (?, ?, ?)"
            " ON CONFLICT (chat_id, thread_id) DO UPDATE SET time_zone = excluded.time_zone",
            (chat_id, thread_id, time_zone),
        )

    def note(self, name: str) -> str | None:
        """See :class:`bot.state.protocol.ChatStore`."""
        found = self._database.value("SELECT value FROM notes WHERE name = ?", (name,))
        return None if found is None else str(found)

    def set_note(self, name: str, value: str) -> None:
        """See :class:`bot.state.protocol.ChatStore`."""
        self._database.run(
            "INSERT INTO notes (name, value) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )
