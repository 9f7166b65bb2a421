"""Integrity checks of the SQLite file of an archive."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator

from retrieval.store.integrity import damage_of_articles

_MAX_REPORTED = 5  # problems of one kind


def damage_of(connection: sqlite3.Connection) -> list[str]:
    """Damage to primary data, one line each; empty for an intact file."""
    try:
        return [
            *_of_the_file(connection),
            *damage_of_articles(connection.execute),
            *_of_the_id(connection),
        ]
    except sqlite3.DatabaseError as error:
        return [str(error)]


def _of_the_file(connection: sqlite3.Connection) -> Iterator[str]:
    """Damage found by SQLite itself: pages, indexes, references."""
    for (problem,) in connection.execute(f"PRAGMA integrity_check({_MAX_REPORTED})"):
        if problem != "ok":
            yield str(problem)
    alone = Counter(str(row[0]) for row in connection.execute("PRAGMA foreign_key_check"))
    for table, count in alone.items():
        yield f"rows of {table} that belong to nothing: {count}"


def _of_the_id(connection: sqlite3.Connection) -> Iterator[str]:
    if connection.execute("SELECT 1 FROM meta WHERE key = 'incarnation'").fetchone() is None:
        yield "the archive's id is missing"
