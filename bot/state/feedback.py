"""Ratings of answers, exported as labelled questions for ``article-bot evaluate``."""

from __future__ import annotations

import os
from typing import Any

from bot.state.database import Table, decoded, encoded
from bot.state.types import ResultRef, ShownAnswer, question_of

LABELS_FILE = "feedback.jsonl"
_FORMER_FILE = "complaints.jsonl"  # of what was not rated helpful, with the questions


class Feedback(Table):
    """Ratings of answers, and their export as JSON Lines beside the database."""

    def give(self, shown: ShownAnswer, user_id: int, *, helpful: bool) -> bool:
        """Stores a user's rating of an answer; False if it is the same as before."""
        changed = self._database.run(
            "INSERT INTO feedback (answer_id, user_id, helpful, question, earlier, results,"
            " answered, given_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (answer_id, user_id) DO UPDATE SET helpful = excluded.helpful,"
            " results = excluded.results, given_at = excluded.given_at"
            " WHERE feedback.helpful <> excluded.helpful",
            (
                shown.answer_id,
                user_id,
                int(helpful),
                shown.question,
                encoded([question_of(own) for own in shown.earlier]),
                encoded(shown.results),
                int(shown.answered),
                self._clock(),
            ),
        )
        self.write_labels()
        return bool(changed)

    def counts(self) -> tuple[int, int]:
        """How many answers were rated helpful, and how many not helpful."""
        count = "SELECT count(*) FROM feedback WHERE helpful = ?"
        return int(self._database.value(count, (1,))), int(self._database.value(count, (0,)))

    def write_labels(self) -> None:
        """Exports helpful answers as labelled questions, replacing the file atomically."""
        rows = self._database.rows(
            "SELECT * FROM feedback WHERE helpful = 1 ORDER BY given_at, answer_id, user_id"
        )
        path = self._database.folder / LABELS_FILE
        temporary = path.with_suffix(".tmp")
        lines = "".join(encoded(_label(row)) + "\n" for row in rows)
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(lines.encode())
        temporary.replace(path)
        path.with_name(_FORMER_FILE).unlink(missing_ok=True)


def _label(row: dict[str, Any]) -> dict[str, object]:
    """A question with the articles that answer it, or, if refusing was right, as unanswerable."""
    articles = list(
        dict.fromkeys(ref.doc_id for ref in decoded(row["results"], tuple[ResultRef, ...]))
    )
    label = {"articles": articles} if row["answered"] else {"answerable": False}
    return {
        "question": row["question"],
        **label,
        "earlier": decoded(row["earlier"], tuple[str, ...]),
    }
