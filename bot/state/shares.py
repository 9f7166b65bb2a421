"""Shared answers, as they were shown when their link was made."""

from __future__ import annotations

from bot.state.answers import RETENTION_S
from bot.state.database import Table, decoded, encoded
from bot.state.types import ResultRef, Share, ShownAnswer, new_answer_id


class Shares(Table):
    """Shared answers, as they were shown when their link was made."""

    def share(self, shown: ShownAnswer) -> str:
        """Stores an answer as it is now; returns its id, the same for an unchanged answer."""
        same = (shown.answer_id, shown.question, encoded(shown.results))
        found = self._database.value(
            "SELECT share_id FROM shares WHERE answer_id = ? AND question = ? AND results = ?", same
        )
        if found is not None:
            return str(found)
        share_id = new_answer_id()
        self._database.run(
            "INSERT INTO shares (share_id, user_id, answer_id, question, results, shared_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (share_id, shown.user_id, *same, self._clock()),
        )
        return share_id

    def get(self, share_id: str) -> Share | None:
        """A shared answer; None if there is none any more."""
        found = self._database.rows(
            "SELECT question, results FROM shares WHERE share_id = ?", (share_id,)
        )
        if not found:
            return None
        return Share(found[0]["question"], decoded(found[0]["results"], tuple[ResultRef, ...]))

    def prune(self) -> None:
        """Deletes old shares; their links then reply that they are too old."""
        self._database.run("DELETE FROM shares WHERE shared_at < ?", (self._clock() - RETENTION_S,))
