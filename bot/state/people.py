"""Users of the bot, with their language and access."""

from __future__ import annotations

from bot.state.database import Table
from bot.state.types import Access, Person


class People(Table):
    """Users of the bot, with their language and access."""

    def see(self, user_id: int, name: str, telegram_language: str | None = None) -> Person:
        """Records that a user has used the bot, and returns their data."""
        self._database.run(
            "INSERT INTO people (user_id, name, telegram_language, first_seen_at)"
            " VALUES (?, ?, ?, ?) ON CONFLICT (user_id) DO UPDATE SET name = excluded.name,"
            " telegram_language = coalesce(excluded.telegram_language, people.telegram_language),"
            " is_blocking = 0",
            (user_id, name, telegram_language, self._clock()),
        )
        return self._of("user_id = ?", user_id)[0]

    def person(self, user_id: int) -> Person | None:
        """A user's data; None if the user is not known."""
        found = self._of("user_id = ?", user_id)
        return found[0] if found else None

    def choose_language(self, user_id: int, language: str | None) -> None:
        """Sets a user's language; None for the one of their Telegram app."""
        self._set("language", user_id, language)

    def set_access(self, user_id: int, access: Access) -> bool:
        """Sets a user's access; False if nothing changed or the user is not known."""
        statement = "UPDATE people SET access = ? WHERE user_id = ? AND coalesce(access, '') <> ?"
        return bool(self._database.run(statement, (access, user_id, access)))

    def set_blocking(self, user_id: int) -> None:
        """Records that a user has blocked the bot, until they write again."""
        self._set("is_blocking", user_id, 1)

    def with_access(self, access: Access) -> list[Person]:
        """Users with that access, in the order in which they first used the bot."""
        return self._of("access = ? ORDER BY first_seen_at, user_id", access)

    def counts(self) -> tuple[int, int]:
        """How many users there are, and how many of them have blocked the bot."""
        people = self._database.value("SELECT count(*) FROM people")
        blocking = self._database.value("SELECT count(*) FROM people WHERE is_blocking = 1")
        return int(people), int(blocking)

    def _set(self, column: str, user_id: int, value: object) -> None:
        self._database.run(f"UPDATE people SET {column} = ? WHERE user_id = ?", (value, user_id))

    def _of(self, condition: str, value: object) -> list[Person]:
        columns = "user_id, name, language, access, telegram_language"
        statement = f"SELECT {columns} FROM people WHERE {condition}"
        return [Person(**row) for row in self._database.rows(statement, (value,))]
