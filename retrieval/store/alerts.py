"""Alerts, the vectors of their questions, and the articles to judge."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import numpy as np

from retrieval.store.rows import SqlRows
from retrieval.types import (
    Alert,
    AlertCounts,
    AlertSchedule,
    Filters,
    FloatArray,
    QueuedArticle,
)

_COLUMNS = (
    "alert_id, question, owner, created_by, created_at, generation, filters, schedule, threshold"
)
_QUEUED = "doc_id, generation, known_sentences, unknown_before, corrects"
_GENERATION = "(SELECT value FROM meta WHERE key = 'generation')"
_PLACE = "(SELECT coalesce(max(place), 0) + 1 FROM unjudged_articles)"
OF_OWNER = "(owner = ? OR (owner >= ? AND owner < ?))"
"""The condition on the alerts of an owner, with the values of :func:`owner_values`."""
UNTOLD = (
    "told_at IS NULL AND NOT EXISTS (SELECT 1 FROM alert_matches AS later"
    " WHERE later.alert_id = alert_matches.alert_id"
    " AND later.corrects = alert_matches.match_id AND later.kind = 'story')"
)
"""The condition on matches that are still to be told: no other one is told in their place."""


class SqlAlerts(SqlRows):
    """Alerts and their matches; times are ISO 8601 UTC.

    An ``owner`` may be the beginning of one that ends before a colon: "telegram" stands for all
    chats.
    """

    def add_alert(self, alert: Alert) -> Alert:
        """Adds an alert; returns it with its id and the generation of the archive."""
        with self._connections.write_transaction(of_articles=False) as connection:
            [(alert_id, generation)] = connection.execute(
                "INSERT INTO alerts (question, owner, created_by, created_at, generation, filters,"
                f" schedule, threshold) VALUES (?, ?, ?, ?, {_GENERATION}, ?, ?, ?)"
                " RETURNING alert_id, generation",
                (
                    alert.question,
                    alert.owner,
                    alert.created_by,
                    alert.created_at,
                    _filters_text(alert.filters),
                    json.dumps(asdict(alert.schedule)),
                    alert.threshold,
                ),
            ).fetchall()
        return replace(alert, alert_id=alert_id, generation=generation)

    def change_alert(self, alert: Alert) -> bool:
        """Replaces the alert with that id; returns whether it existed.

        Its owner and the time when it was made stay. With another question or other filters, its
        matches and its vector are dropped, and it counts as made in the archive's generation.
        """
        filters = _filters_text(alert.filters)
        asked = (alert.alert_id, alert.question, filters)
        asks_otherwise = "alert_id = ? AND (question <> ? OR filters <> ?)"
        with self._connections.write_transaction(of_articles=False) as connection:
            for table in ("alert_vectors", "alert_matches"):
                connection.execute(
                    f"DELETE FROM {table} WHERE alert_id ="
                    f" (SELECT alert_id FROM alerts WHERE {asks_otherwise})",
                    asked,
                )
            connection.execute(
                f"UPDATE alerts SET generation = {_GENERATION} WHERE {asks_otherwise}", asked
            )
            changed = connection.execute(
                "UPDATE alerts SET question = ?, filters = ?, schedule = ?, threshold = ?"
                " WHERE alert_id = ?",
                (
                    alert.question,
                    filters,
                    json.dumps(asdict(alert.schedule)),
                    alert.threshold,
                    alert.alert_id,
                ),
            )
            return changed.rowcount > 0

    def remove_alerts(self, alert_ids: Iterable[int]) -> None:
        """Removes alerts with their matches; unknown ids are ignored."""
        rows = [(alert_id,) for alert_id in alert_ids]
        with self._connections.write_transaction(of_articles=False) as connection:
            connection.executemany("DELETE FROM alerts WHERE alert_id = ?", rows)
            connection.execute(
                "DELETE FROM unjudged_articles WHERE NOT EXISTS (SELECT 1 FROM alerts)"
            )

    def move_alerts(self, owner: str, new_owner: str) -> None:
        """Gives the alerts of exactly that owner to another one."""
        with self._connections.write_transaction(of_articles=False) as connection:
            connection.execute("UPDATE alerts SET owner = ? WHERE owner = ?", (new_owner, owner))

    def alerts(self, owner: str | None = None) -> list[Alert]:
        """The alerts of an owner, or all, in the order in which they were made."""
        condition, values = ("1 = 1", ()) if owner is None else (OF_OWNER, owner_values(owner))
        rows = self._all(
            f"SELECT {_COLUMNS} FROM alerts WHERE {condition} ORDER BY alert_id", *values
        )
        return list(map(_alert, rows))

    def alert(self, alert_id: int) -> Alert | None:
        """The alert with that id."""
        rows = self._all(f"SELECT {_COLUMNS} FROM alerts WHERE alert_id = ?", alert_id)
        return _alert(rows[0]) if rows else None

    def has_alerts(self) -> bool:
        """Whether there are any alerts."""
        return bool(self._all("SELECT 1 FROM alerts LIMIT 1"))

    def alert_counts(self) -> AlertCounts:
        """How many alerts, untold matches and unjudged articles there are."""
        counts = self._one(
            "SELECT (SELECT count(*) FROM alerts),"
            f" (SELECT count(*) FROM alert_matches WHERE {UNTOLD}),"
            " (SELECT count(*) FROM unjudged_articles)"
        )
        return AlertCounts(*counts)

    def put_alert_vectors(
        self, embedder_id: int, alert_ids: Sequence[int], vectors: FloatArray
    ) -> None:
        """Stores vectors of alerts' questions; those of alerts removed meanwhile are dropped."""
        rows = [
            (embedder_id, vector.astype("<f4").tobytes(), alert_id)
            for alert_id, vector in zip(alert_ids, vectors, strict=True)
        ]
        with self._connections.write_transaction(of_articles=False) as connection:
            connection.executemany(
                "INSERT INTO alert_vectors (alert_id, embedder_id, vector)"
                " SELECT alert_id, ?, ? FROM alerts WHERE alert_id = ?"
                " ON CONFLICT (alert_id, embedder_id) DO UPDATE SET vector = excluded.vector",
                rows,
            )

    def alert_vectors(self, embedder_id: int) -> dict[int, FloatArray]:
        """The vectors of alerts' questions by alert; those without any are left out."""
        rows = self._all(
            "SELECT alert_id, vector FROM alert_vectors WHERE embedder_id = ?", embedder_id
        )
        return {alert_id: np.frombuffer(blob, dtype="<f4") for alert_id, blob in rows}

    def queue_article(self, article: QueuedArticle) -> None:
        """Records an article to be judged, in the transaction that stores it, if there are alerts.

        What is recorded of it already is added; its generation is the store's.
        """
        with self._connections.write_transaction(of_articles=False) as connection:
            if not self.has_alerts():
                return
            rows = self._all(
                f"SELECT {_QUEUED} FROM unjudged_articles WHERE doc_id = ?",
                article.doc_id,
            )
            for row in rows:
                article = _joined(_queued(row), article)
            known = article.said_before
            connection.execute(
                f"INSERT INTO unjudged_articles VALUES (?, {_PLACE}, {_GENERATION}, ?, ?, ?)"
                " ON CONFLICT (doc_id) DO UPDATE SET place = excluded.place,"
                " generation = excluded.generation,"
                " known_sentences = excluded.known_sentences,"
                " unknown_before = excluded.unknown_before, corrects = excluded.corrects",
                (
                    article.doc_id,
                    None if known is None else json.dumps(sorted(known)),
                    article.unknown_before,
                    json.dumps(article.corrects),
                ),
            )

    def unjudged_articles(self, embedder_id: int, *, limit: int) -> list[QueuedArticle]:
        """Up to ``limit`` articles to be judged whose passages all have vectors, oldest first."""
        rows = self._all(
            f"SELECT {_QUEUED} FROM unjudged_articles AS own"
            " WHERE NOT EXISTS (SELECT 1 FROM passages JOIN pending USING (passage_id)"
            " WHERE passages.doc_id = own.doc_id AND embedder_id = ?)"
            " ORDER BY place LIMIT ?",
            embedder_id, limit,
        )  # fmt: skip
        return list(map(_queued, rows))

    def move_unjudged(self, doc_id: str, other_id: str) -> None:
        """Lets what is to be judged of an article be judged of a new one that takes its place."""
        with self._connections.write_transaction(of_articles=False) as connection:
            connection.execute(
                "UPDATE unjudged_articles SET doc_id = ? WHERE doc_id = ?", (other_id, doc_id)
            )

    def take_unjudged(self, article: QueuedArticle) -> bool:
        """Removes it from those to be judged; False if it is not there, or was changed since."""
        with self._connections.write_transaction(of_articles=False) as connection:
            taken = connection.execute(
                "DELETE FROM unjudged_articles WHERE doc_id = ? AND generation = ?",
                (article.doc_id, article.generation),
            )
            return taken.rowcount > 0


def owner_values(owner: str) -> tuple[str, str, str]:
    """The values of OF_OWNER: an owner, and what all that begin with it and a colon lie between."""
    return owner, f"{owner}:", f"{owner};"


def _joined(known: QueuedArticle, new: QueuedArticle) -> QueuedArticle:
    """What is to be judged of an article that changed again before it was."""
    said = new.said_before
    unknown_before = max(known.unknown_before, new.unknown_before)
    if known.said_before is None:  # was new when it came to wait
        unknown_before = max(unknown_before, known.generation)
    elif said is not None:
        said &= known.said_before
    corrects = tuple(dict.fromkeys((*known.corrects, *new.corrects)))
    return replace(new, said_before=said, unknown_before=unknown_before, corrects=corrects)


def _queued(row: tuple[Any, ...]) -> QueuedArticle:
    doc_id, generation, sentences, unknown_before, corrects = row
    known = None if sentences is None else frozenset(json.loads(sentences))
    return QueuedArticle(doc_id, generation, known, unknown_before, tuple(json.loads(corrects)))


def _alert(row: tuple[Any, ...]) -> Alert:
    alert_id, question, owner, created_by, created_at, generation, filters, schedule, least = row
    return Alert(
        alert_id,
        question,
        owner,
        created_at,
        _filters(json.loads(filters)),
        AlertSchedule(**json.loads(schedule)),
        least,
        created_by,
        generation,
    )


def _filters_text(filters: Filters) -> str:
    values = dict(filters.set_fields())
    return json.dumps(values, default=date.isoformat)


def _filters(values: dict[str, str]) -> Filters:
    days = {name: date.fromisoformat(values.pop(name)) for name in _DAYS if name in values}
    return Filters(**days, **values)  # type: ignore[arg-type]


_DAYS = ("since", "until", "as_of")
