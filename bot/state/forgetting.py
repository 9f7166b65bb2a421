"""Deleting all that the bot knows of a user."""

from __future__ import annotations

from bot.state.database import Database
from bot.state.feedback import Feedback

_TABLES = ("questions", "answers", "shares", "previews", "feedback", "people")


def forget_person(database: Database, user_id: int) -> None:
    """Deletes all rows of a user, and their bytes in the file."""
    with database.transaction():
        for table in _TABLES:
            database.run(f"DELETE FROM {table} WHERE user_id = ?", (user_id,))
    Feedback(database).write_labels()
    database.compact()
