"""Forwarded messages that an administrator has neither added nor answered yet."""

from __future__ import annotations

from collections.abc import Mapping

from bot.state.database import Table, decoded, encoded
from bot.state.types import Preview, new_answer_id

RETENTION_S = 86_400.0  # a day


class Previews(Table):
    """Forwarded messages that an administrator has neither added nor answered yet."""

    def put(self, user_id: int, text: str, origin: Mapping[str, str]) -> str:
        """Stores a forwarded message; returns the id for its buttons."""
        preview_id = new_answer_id()
        self._database.run(
            "INSERT INTO previews (preview_id, user_id, text, origin, made_at)"
            " VALUES (?, ?, ?, ?, ?)",
            (preview_id, user_id, text, encoded(origin), self._clock()),
        )
        return preview_id

    def get(self, preview_id: str, user_id: int) -> Preview | None:
        """A user's own preview; None if it is not theirs, too old or deleted."""
        found = self._database.rows(
            "SELECT text, origin FROM previews WHERE preview_id = ? AND user_id = ?"
            " AND made_at >= ?",
            (preview_id, user_id, self._clock() - RETENTION_S),
        )
        if not found:
            return None
        origin = decoded(found[0]["origin"], dict[str, str])
        return Preview(preview_id, user_id, found[0]["text"], origin)

    def forget(self, preview_id: str) -> None:
        """Deletes a preview."""
        self._database.run("DELETE FROM previews WHERE preview_id = ?", (preview_id,))

    def prune(self) -> None:
        """Deletes old previews."""
        self._database.run("DELETE FROM previews WHERE made_at < ?", (self._clock() - RETENTION_S,))
