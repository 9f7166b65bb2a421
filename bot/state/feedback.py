"""What users thought of answers, kept as labelled questions that ``evaluate`` can read."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from bot.state.answers import decoded_results, decoded_texts, encoded
from bot.state.database import Database
from bot.state.types import Shown

LABELS_FILE = "feedback.jsonl"  # what `article-bot evaluate --questions` reads
COMPLAINTS_FILE = "complaints.jsonl"


class Feedback:
    """The feedback table, and its copies as JSON Lines beside it."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def give(self, shown: Shown, user_id: int, *, helpful: bool) -> bool:
        """See :class:`bot.state.protocol.FeedbackStore`."""
        changed = self._database.run(
            "INSERT INTO feedback (answer_id, user_id, helpful, question, earlier, results,"
            " answered, given_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (answer_id, user_id) DO UPDATE SET helpful = excluded.helpful,"
            " results = excluded.results, given_at = excluded.given_at"
            " WHERE helpful IS NOT excluded.helpful",
            (
                shown.answer_id,
                user_id,
                helpful,
                shown.question,
                encoded(shown.earlier),
                encoded(shown.results),
                shown.answered,
                self._clock(),
            ),
        )
        self.write_labels()
        return bool(changed)

    def counts(self) -> tuple[int, int]:
        """See :class:`bot.state.protocol.FeedbackStore`."""
        row = self._database.rows("SELECT TOTAL(helpful), TOTAL(NOT helpful) FROM feedback")[0]
        return int(row[0]), int(row[1])

    def write_labels(self) -> None:
        """Writes what was called helpful as labelled questions, and the rest as complaints."""
        rows = [
            dict(row)
            for row in self._database.rows(
                "SELECT * FROM feedback ORDER BY given_at, answer_id, user_id"
            )
        ]
        self._write(LABELS_FILE, [_label(row) for row in rows if row["helpful"]])
        self._write(COMPLAINTS_FILE, [_complaint(row) for row in rows if not row["helpful"]])

    def _write(self, name: str, values: list[dict[str, object]]) -> None:
        """Writes JSON Lines, aside first, so that a reader never sees half of them."""
        path = self._database.folder / name
        aside = path.with_suffix(".tmp")
        lines = "".join(encoded(value) + "\n" for value in values)
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(lines.encode())
        aside.replace(path)


def _label(row: dict[str, Any]) -> dict[str, object]:
    """A question and the articles that answer it; of a right refusal, that none does."""
    articles = list(dict.fromkeys(ref.doc_id for ref in decoded_results(row["results"])))
    judged = {"articles": articles} if row["answered"] else {"answerable": False}
    return {"question": row["question"], **judged, "earlier": decoded_texts(row["earlier"])}


def _complaint(row: dict[str, Any]) -> dict[str, object]:
    """A question and what was shown, which does not answer it."""
    return {
        "question": row["question"],
        "earlier": decoded_texts(row["earlier"]),
        "answered": bool(row["answered"]),
        "passages": [
            {"doc_id": ref.doc_id, "start": ref.start, "end": ref.end}
            for ref in decoded_results(row["results"])
        ],
    }
