"""The earlier questions of each conversation, for follow-ups."""

from __future__ import annotations

from collections.abc import Sequence

from bot.state.database import Table, decoded, encoded
from bot.state.types import ConversationKey, EarlierQuestion

MAX_EARLIER_QUESTIONS = 8  # that a follow-up may refer to
FOLLOW_UP_WITHIN_S = 3600.0


class Conversations(Table):
    """The earlier questions of each conversation."""

    def earlier(self, key: ConversationKey, *, before: int) -> list[EarlierQuestion]:
        """The latest questions before the message ``before``, oldest first."""
        found = self._database.rows(
            "SELECT question FROM questions WHERE user_id = ? AND chat_id = ? AND thread_id = ?"
            " AND message_id < ? AND asked_at > ? ORDER BY message_id DESC LIMIT ?",
            (*_columns(key), before, self._clock() - FOLLOW_UP_WITHIN_S, MAX_EARLIER_QUESTIONS),
        )
        asked = [
            own
            for row in reversed(found)
            for own in decoded(row["question"], tuple[EarlierQuestion, ...])
        ]
        return asked[-MAX_EARLIER_QUESTIONS:]

    def remember(
        self, key: ConversationKey, message_id: int, questions: Sequence[EarlierQuestion]
    ) -> None:
        """Stores the questions of a message, replacing those before an edit."""
        self._database.run(
            "INSERT INTO questions (user_id, chat_id, thread_id, message_id, question, asked_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (chat_id, message_id) DO UPDATE SET"
            " user_id = excluded.user_id, thread_id = excluded.thread_id,"
            " question = excluded.question, asked_at = excluded.asked_at",
            (*_columns(key), message_id, encoded(questions), self._clock()),
        )

    def forget(self, key: ConversationKey) -> None:
        """Deletes the questions of a conversation."""
        self._database.run(
            "DELETE FROM questions WHERE user_id = ? AND chat_id = ? AND thread_id = ?",
            _columns(key),
        )

    def prune(self) -> None:
        """Deletes questions that are too old for follow-ups."""
        limit = self._clock() - FOLLOW_UP_WITHIN_S
        self._database.run("DELETE FROM questions WHERE asked_at < ?", (limit,))


def _columns(key: ConversationKey) -> tuple[int, int, int]:
    return key.user_id, key.chat_id, key.thread_id
