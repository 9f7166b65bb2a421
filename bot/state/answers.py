"""Answers that were shown, for their buttons and for edits of their questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.state.database import Table, decoded, encoded
from bot.state.types import ArticleList, EarlierQuestion, ResultRef, ShownAnswer

RETENTION_S = 90 * 86_400.0


class Answers(Table):
    """Answers that were shown, by id, by the message that was answered and by those of the bot."""

    def put(self, shown: ShownAnswer) -> None:
        """Stores an answer, replacing one with the same id."""
        self._database.run(
            "INSERT INTO answers (answer_id, chat_id, user_id, message_id, reply_ids, question,"
            " earlier, results, answered, listed, asked_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (answer_id) DO UPDATE SET chat_id = excluded.chat_id,"
            " user_id = excluded.user_id, message_id = excluded.message_id,"
            " reply_ids = excluded.reply_ids, question = excluded.question,"
            " earlier = excluded.earlier, results = excluded.results,"
            " answered = excluded.answered, listed = excluded.listed,"
            " asked_at = excluded.asked_at",
            (
                shown.answer_id,
                shown.chat_id,
                shown.user_id,
                shown.message_id,
                encoded(shown.reply_ids),
                shown.question,
                encoded(shown.earlier),
                encoded(shown.results),
                int(shown.answered),
                encoded(shown.listed) if shown.listed else None,
                self._clock(),
            ),
        )
        self.add_messages(shown, shown.reply_ids)

    def add_messages(self, shown: ShownAnswer, message_ids: Iterable[int]) -> None:
        """Records further messages of the bot that belong to an answer."""
        for message_id in message_ids:
            self._database.run(
                "INSERT INTO answer_messages (chat_id, message_id, user_id, answer_id)"
                " VALUES (?, ?, ?, ?) ON CONFLICT (chat_id, message_id) DO UPDATE SET"
                " user_id = excluded.user_id, answer_id = excluded.answer_id",
                (shown.chat_id, message_id, shown.user_id, shown.answer_id),
            )

    def get(self, answer_id: str) -> ShownAnswer | None:
        """The answer with that id; None if there is none any more."""
        return next(iter(self._all("answer_id = ?", (answer_id,))), None)

    def to_message(self, chat_id: int, message_id: int) -> list[ShownAnswer]:
        """The answers to a message, one for each of its questions, in order."""
        found = self._all("chat_id = ? AND message_id = ?", (chat_id, message_id))
        return sorted(found, key=lambda shown: shown.reply_ids)

    def forget(self, answer_id: str) -> None:
        """Deletes an answer."""
        self._database.run("DELETE FROM answers WHERE answer_id = ?", (answer_id,))

    def in_message(self, chat_id: int, message_id: int) -> ShownAnswer | None:
        """The answer that a message of the bot belongs to; None if there is none any more."""
        shown_in = "SELECT answer_id FROM answer_messages WHERE chat_id = ? AND message_id = ?"
        return next(iter(self._all(f"answer_id = ({shown_in})", (chat_id, message_id))), None)

    def show_more(self, answer_id: str, results: Sequence[ResultRef]) -> None:
        """Stores the passages that an answer shows now."""
        statement = "UPDATE answers SET results = ? WHERE answer_id = ?"
        self._database.run(statement, (encoded(results), answer_id))

    def prune(self) -> None:
        """Deletes old answers; their buttons then reply that they are too old."""
        self._database.run("DELETE FROM answers WHERE asked_at < ?", (self._clock() - RETENTION_S,))
        self._database.run(
            "DELETE FROM answer_messages WHERE answer_id NOT IN (SELECT answer_id FROM answers)"
        )

    def _all(self, condition: str, values: Sequence[object]) -> list[ShownAnswer]:
        rows = self._database.rows(f"SELECT * FROM answers WHERE {condition}", values)
        return [_shown(row) for row in rows]


def _shown(row: dict[str, Any]) -> ShownAnswer:
    return ShownAnswer(
        answer_id=row["answer_id"],
        chat_id=row["chat_id"],
        user_id=row["user_id"],
        message_id=row["message_id"],
        question=row["question"],
        earlier=decoded(row["earlier"], tuple[EarlierQuestion, ...]),
        results=decoded(row["results"], tuple[ResultRef, ...]),
        answered=bool(row["answered"]),
        reply_ids=decoded(row["reply_ids"], tuple[int, ...]),
        listed=decoded(row["listed"], ArticleList) if row["listed"] else None,
    )
