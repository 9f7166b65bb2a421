"""Groups that the bot was added to, time zones of chats, and key-value notes of the bot itself."""

from __future__ import annotations

from bot.state.database import Table


class Chats(Table):
    """Groups with the bot, time zones of chats, and key-value notes of the bot itself."""

    def greet(self, chat_id: int) -> bool:
        """Records that a group is greeted; False if it was, also under an earlier id."""
        self._database.run(
            "INSERT INTO chats (chat_id) VALUES (?) ON CONFLICT DO NOTHING", (chat_id,)
        )
        statement = "UPDATE chats SET is_greeted = 1, is_member = 1 WHERE chat_id = ?"
        changed = self._database.run(f"{statement} AND is_greeted = 0", (chat_id,))
        self._database.run(statement, (chat_id,))
        return bool(changed)

    def leave(self, chat_id: int) -> None:
        """Records that the bot is no longer in a group."""
        with self._database.transaction():
            self._database.run("UPDATE chats SET is_member = 0 WHERE chat_id = ?", (chat_id,))
            self._database.run("DELETE FROM time_zones WHERE chat_id = ?", (chat_id,))

    def migrate(self, old: int, new: int) -> None:
        """Records that a group has become the supergroup ``new``, and deletes its questions."""
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
        """How many groups the bot is in."""
        return int(self._database.value("SELECT count(*) FROM chats WHERE is_member = 1"))

    def time_zone(self, chat_id: int, thread_id: int = 0) -> str | None:
        """The time zone that a chat or topic has chosen; None if it has chosen none."""
        found = self._database.value(
            "SELECT time_zone FROM time_zones WHERE chat_id = ? AND thread_id = ?",
            (chat_id, thread_id),
        )
        return None if found is None else str(found)

    def set_time_zone(self, chat_id: int, thread_id: int, time_zone: str) -> None:
        """Stores the time zone of a chat or topic."""
        self._database.run(
            "INSERT INTO time_zones (chat_id, thread_id, time_zone) VALUES (?, ?, ?)"
            " ON CONFLICT (chat_id, thread_id) DO UPDATE SET time_zone = excluded.time_zone",
            (chat_id, thread_id, time_zone),
        )

    def note(self, name: str) -> str | None:
        """The note with that name; None if there is none."""
        found = self._database.value("SELECT value FROM notes WHERE name = ?", (name,))
        return None if found is None else str(found)

    def set_note(self, name: str, value: str) -> None:
        """Stores a note under a name."""
        self._database.run(
            "INSERT INTO notes (name, value) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )
