"""What users thought of answers, kept as labelled questions that ``evaluate`` can read."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import msgspec

from bot.state.answers import ResultRef, Shown, encoded
from bot.state.database import Database

FEEDBACK_FILE = "feedback.jsonl"


class Feedback:
    """The feedback table, and its copy as JSON Lines beside it."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def give(self, shown: Shown, user_id: int, *, helpful: bool) -> bool:
        """Keeps what a user thinks of an answer; False where they had said the same before."""
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
        """How many answers were called helpful, and how many not."""
        row = self._database.rows("SELECT TOTAL(helpful), TOTAL(NOT helpful) FROM feedback")[0]
        return int(row[0]), int(row[1])

    def write_labels(self) -> None:
        """Writes every label to the file, aside first, so that a reader never sees half of it."""
        path = self._database.folder / FEEDBACK_FILE
        aside = path.with_suffix(".tmp")
        found = self._database.rows("SELECT * FROM feedback ORDER BY given_at, answer_id, user_id")
        lines = b"".join(msgspec.json.encode(_label(dict(row))) + b"\n" for row in found)
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(lines)
        aside.replace(path)


def _label(row: dict[str, Any]) -> dict[str, object]:
    """A labelled question: ``passages`` are what was shown, judged good or not by ``helpful``."""
    results = msgspec.json.decode(row["results"], type=list[ResultRef])
    return {
        "question": row["question"],
        "earlier": msgspec.json.decode(row["earlier"]),
        "helpful": bool(row["helpful"]),
        "answered": bool(row["answered"]),
        "passages": [{"doc_id": ref.doc_id, "start": ref.start, "end": ref.end} for ref in results],
    }
