"""What alerts found, and whether it was told."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict
from typing import Any

from retrieval.store.alerts import OF_OWNER, UNTOLD, owner_values
from retrieval.store.rows import SqlRows
from retrieval.types import QuotedAnswer, Span, StoredMatch

_COLUMNS = (
    "match_id, alert_id, doc_id, kind, quoted, matched_at, corrects, claimed_by, claimed_until,"
    " told_at"
)


class SqlAlertMatches(SqlRows):
    """What alerts found, and whether it was told; times are ISO 8601 UTC.

    For ``owner`` see :class:`retrieval.store.alerts.SqlAlerts`.
    """

    def matches(self, alert_id: int, doc_ids: Collection[str]) -> list[StoredMatch]:
        """The matches of an alert that quote one of these articles, oldest first."""
        rows = self._all(
            f"SELECT {_COLUMNS} FROM alert_matches WHERE alert_id = ? AND doc_id {self._among}"
            " ORDER BY match_id",
            alert_id, self._array(doc_ids),
        )  # fmt: skip
        return list(map(_match, rows))

    def match(self, match_id: int) -> StoredMatch | None:
        """The match with that id."""
        rows = self._all(f"SELECT {_COLUMNS} FROM alert_matches WHERE match_id = ?", match_id)
        return _match(rows[0]) if rows else None

    def put_match(self, match: StoredMatch) -> None:
        """Adds a match, whose id is ignored, unless its alert was removed."""
        with self._connections.write_transaction(of_articles=False) as connection:
            connection.execute(
                "INSERT INTO alert_matches (alert_id, doc_id, kind, quoted, matched_at, corrects)"
                " SELECT alert_id, ?, ?, ?, ?, ? FROM alerts WHERE alert_id = ?",
                (
                    match.quoted.doc_id,
                    match.kind,
                    _quoted_text(match.quoted),
                    match.matched_at,
                    match.corrects,
                    match.alert_id,
                ),
            )

    def remove_matches(self, match_ids: Iterable[int]) -> None:
        """Removes matches; unknown ids are ignored.

        What corrects them and is not told yet is a story of its own then.
        """
        gone = list(match_ids)
        with self._connections.write_transaction(of_articles=False):
            self._with_each("DELETE FROM alert_matches WHERE match_id = ?", gone)
            self._with_each(
                "UPDATE alert_matches SET kind = 'story', corrects = NULL"
                " WHERE told_at IS NULL AND corrects = ?",
                gone,
            )

    def forget_untold(self, doc_id: str) -> int:
        """Removes the matches that quote an article and are neither told nor claimed.

        Returns a generation that all alerts that had one are before; 0 if there was none.
        """
        untold = "doc_id = ? AND told_at IS NULL AND claimed_by IS NULL"
        with self._connections.write_transaction(of_articles=False) as connection:
            [(generation,)] = connection.execute(
                "SELECT coalesce(max(generation) + 1, 0) FROM alerts WHERE alert_id IN"
                f" (SELECT alert_id FROM alert_matches WHERE {untold})",
                (doc_id,),
            ).fetchall()
            connection.execute(f"DELETE FROM alert_matches WHERE {untold}", (doc_id,))
            return int(generation)

    def move_matches(self, doc_id: str, other_id: str) -> None:
        """Lets what quoted an article count as a match of another one, a copy of it."""
        with self._connections.write_transaction(of_articles=False) as connection:
            connection.execute(
                "UPDATE alert_matches SET doc_id = ? WHERE doc_id = ?", (other_id, doc_id)
            )

    def untold_matches(self, owner: str, *, now: str, until: str) -> list[StoredMatch]:
        """The matches of an owner's alerts that are neither told nor being told, oldest first.

        A claim that ends after ``until``, when a new one would, was made under a wrong clock and
        does not count.
        """
        rows = self._all(
            f"SELECT {_COLUMNS} FROM alert_matches WHERE {UNTOLD}"
            " AND (claimed_by IS NULL OR claimed_until <= ? OR claimed_until > ?)"
            f" AND alert_id IN (SELECT alert_id FROM alerts WHERE {OF_OWNER})"
            " ORDER BY match_id",
            now, until, *owner_values(owner),
        )  # fmt: skip
        return list(map(_match, rows))

    def claimed_matches(self, match_ids: Collection[int], *, by: str) -> list[StoredMatch]:
        """Those of the matches that a program has claimed and that are not told, oldest first."""
        rows = self._all(
            f"SELECT {_COLUMNS} FROM alert_matches WHERE match_id {self._among}"
            " AND told_at IS NULL AND claimed_by = ? ORDER BY match_id",
            self._array(match_ids), by,
        )  # fmt: skip
        return list(map(_match, rows))

    def claim_matches(self, match_ids: Iterable[int], *, by: str, until: str) -> None:
        """Records that a program tells matches, until it releases them or that time has come."""
        self._with_each(
            "UPDATE alert_matches SET claimed_by = ?, claimed_until = ? WHERE match_id = ?",
            match_ids, by, until,
        )  # fmt: skip

    def release_matches(self, match_ids: Iterable[int], *, by: str) -> None:
        """Records of matches that a program does not tell them after all, if it has the claim."""
        self._with_each(
            "UPDATE alert_matches SET claimed_by = NULL, claimed_until = NULL"
            " WHERE claimed_by = ? AND match_id = ?",
            match_ids, by,
        )  # fmt: skip

    def release_all_matches(self, owner: str, *, but_by: str) -> None:
        """Records that matches of an owner's alerts are told by no program but that one."""
        with self._connections.write_transaction(of_articles=False) as connection:
            connection.execute(
                "UPDATE alert_matches SET claimed_by = NULL, claimed_until = NULL"
                " WHERE claimed_by <> ?"
                f" AND alert_id IN (SELECT alert_id FROM alerts WHERE {OF_OWNER})",
                (but_by, *owner_values(owner)),
            )

    def mark_told(self, match_ids: Iterable[int], told_at: str) -> None:
        """Records that matches were told, and with them those in whose place they were."""
        self._with_each(
            "UPDATE alert_matches SET told_at = ?, claimed_by = NULL, claimed_until = NULL"
            " WHERE told_at IS NULL AND match_id IN"
            " (WITH RECURSIVE replaced(match_id, corrects, kind) AS"
            " (SELECT match_id, corrects, kind FROM alert_matches WHERE match_id = ?"
            " UNION SELECT own.match_id, own.corrects, own.kind FROM alert_matches AS own"
            " JOIN replaced ON own.match_id = replaced.corrects AND replaced.kind = 'story')"
            " SELECT match_id FROM replaced)",
            match_ids, told_at,
        )  # fmt: skip

    def forget_told(self, before: str) -> None:
        """Removes what was told before a time."""
        with self._connections.write_transaction(of_articles=False) as connection:
            connection.execute("DELETE FROM alert_matches WHERE told_at < ?", (before,))

    def _with_each(self, sql: str, match_ids: Iterable[int], *values: object) -> None:
        """Executes ``sql`` with some values and each of the ids."""
        with self._connections.write_transaction(of_articles=False) as connection:
            connection.executemany(sql, [(*values, match_id) for match_id in match_ids])


def _match(row: tuple[Any, ...]) -> StoredMatch:
    match_id, alert_id, doc_id, kind, quoted, matched_at, corrects, by, until, told_at = row
    return StoredMatch(
        match_id,
        alert_id,
        kind,
        _quoted(doc_id, json.loads(quoted)),
        matched_at,
        corrects,
        by,
        until,
        told_at,
    )


def _quoted_text(quoted: QuotedAnswer) -> str:
    """Where an article answers as JSON, but for the article, which has a column."""
    return json.dumps({name: own for name, own in asdict(quoted).items() if name != "doc_id"})


def _quoted(doc_id: str, values: dict[str, Any]) -> QuotedAnswer:
    highlight = tuple(Span(**span) for span in values.pop("highlight"))
    answer, sentences = values.pop("answer"), tuple(values.pop("sentences"))
    return QuotedAnswer(
        doc_id,
        **values,
        sentences=sentences,
        highlight=highlight,
        answer=answer and Span(**answer),
    )
