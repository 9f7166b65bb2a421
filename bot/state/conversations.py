"""What each user asked before, apart by chat and topic, for follow-ups."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.state.database import Database
from bot.state.types import Place

REMEMBERED = 4  # earlier questions that a follow-up may lean on
REMEMBERED_S = 3600.0


class Conversations:
    """The questions table."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def earlier(self, place: Place, *, before: int) -> list[str]:
        """See :class:`bot.state.protocol.ConversationStore`."""
        found = self._database.rows(
            "SELECT question FROM questions WHERE user_id = ? AND chat_id = ? AND thread_id = ?"
            " AND message_id < ? AND asked_at > ? ORDER BY message_id DESC LIMIT ?",
            (*_key(place), before, self._clock() - REMEMBERED_S, REMEMBERED),
        )
        return [row["question"] for row in reversed(found)]

    def remember(self, place: Place, message_id: int, question: str) -> None:
        """See :class:`bot.state.protocol.ConversationStore`."""
        self._database.run(
            "INSERT OR REPLACE INTO questions"
            " (user_id, chat_id, thread_id, message_id, question, asked_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (*_key(place), message_id, question, self._clock()),
        )

    def forget(self, place: Place) -> None:
        """See :class:`bot.state.protocol.ConversationStore`."""
        self._database.run(
            "DELETE FROM questions WHERE user_id = ? AND chat_id = ? AND thread_id = ?",
            _key(place),
        )

    def prune(self) -> None:
        """Drops what no follow-up can lean on any more."""
        limit = self._clock() - REMEMBERED_S
        self._database.run("DELETE FROM questions WHERE asked_at < ?", (limit,))


def _key(place: Place) -> tuple[int, int, int]:
    return place.user_id, place.chat_id, place.thread_id
