"""Integrity checks of the SQLite file of an archive."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

_MAX_REPORTED = 5  # problems of one kind

# The columns of each table that its checksum covers; see checksums.py.
_PRIMARY = {
    "articles": "doc_id, title, text, url, path, publisher, authors, published_at, updated_at,"
    " fetched_at, language",
    "passages": "passage_id, doc_id, paragraph, start_at, end_at",
}
_EMBEDDED = {
    "vectors": "passage_id, vector",
    "token_vectors": "passage_id, starts, signs",
}

_WORDS = {"passage_terms": "passage_id, terms"}

_COUNTS = (  # stored counts, and their expected values
    ("SELECT value FROM meta WHERE key = 'stored_passages'", "SELECT count(*) FROM passages"),
    ("SELECT total(vectors) FROM embedders", "SELECT count(*) FROM vectors"),
    (
        "SELECT count(*) FROM pending",
        "SELECT (SELECT count(*) FROM embedders) * (SELECT count(*) FROM passages)"
        " - (SELECT count(*) FROM vectors)",
    ),
)


def damage_of(connection: sqlite3.Connection) -> list[str]:
    """Damage to primary data, one line each; empty for an intact file."""
    try:
        return [
            *_of_the_file(connection),
            *_of_rows(connection, _PRIMARY),
            *_of_the_whole(connection),
        ]
    except sqlite3.DatabaseError as error:
        return [str(error)]


def damage_of_vectors(connection: sqlite3.Connection) -> list[str]:
    """Damage to vectors and token vectors, one line each."""
    try:
        return list(_of_rows(connection, _EMBEDDED))
    except sqlite3.DatabaseError as error:
        return [str(error)]


def drop_damaged_vectors(connection: sqlite3.Connection) -> None:
    """Drop damaged vectors, and the vectors of passages with damaged token vectors."""
    for table, columns in _EMBEDDED.items():
        damaged = (
            f"SELECT embedder_id, passage_id FROM {table}"
            f" WHERE checksum IS NOT checksum_of({columns})"
        )
        connection.execute(f"INSERT OR IGNORE INTO pending {damaged}")
        connection.execute(f"DELETE FROM vectors WHERE (embedder_id, passage_id) IN ({damaged})")


def damage_of_words(connection: sqlite3.Connection) -> list[str]:
    """Differences between passage_terms and the passages, one line each."""
    try:
        return [*_of_rows(connection, _WORDS), *_of_words(connection)]
    except sqlite3.DatabaseError as error:
        return [str(error)]


def _of_the_file(connection: sqlite3.Connection) -> Iterator[str]:
    """Damage found by SQLite itself: pages, indexes, references."""
    rows = connection.execute(f"PRAGMA integrity_check({_MAX_REPORTED})").fetchall()
    rows += connection.execute("PRAGMA foreign_key_check").fetchmany(_MAX_REPORTED)
    for row in rows:
        if row != ("ok",):
            yield " ".join(map(str, row))


def _of_rows(connection: sqlite3.Connection, checked: Mapping[str, str]) -> Iterator[str]:
    for table, columns in checked.items():
        (count,) = connection.execute(
            f"SELECT count(*) FROM {table} WHERE checksum IS NOT checksum_of({columns})"
        ).fetchone()
        if count:
            yield f"rows of {table} that have changed: {count}"


def _of_the_whole(connection: sqlite3.Connection) -> Iterator[str]:
    (count,) = connection.execute(
        "SELECT count(*) FROM meta WHERE key IN"
        " ('generation', 'passages', 'terms', 'word_ids', 'word_changes_forgotten', 'incarnation')"
    ).fetchone()
    if count != 6:
        yield "the archive's own counts are missing"
    for count, counted in _COUNTS:
        ((differs,),) = connection.execute(f"SELECT ({count}) IS NOT ({counted})").fetchall()
        if differs:
            yield f"a count is wrong: {count}"


def _of_words(connection: sqlite3.Connection) -> Iterator[str]:
    for one, other in (("passages", "passage_terms"), ("passage_terms", "passages")):
        (count,) = connection.execute(
            f"SELECT count(*) FROM {one} WHERE passage_id NOT IN (SELECT passage_id FROM {other})"
        ).fetchone()
        if count:
            yield f"rows of {one} that {other} lacks: {count}"
    (expected,) = connection.execute("SELECT value FROM meta WHERE key = 'passages'").fetchone()
    (found,) = connection.execute("SELECT count(*) FROM passage_terms").fetchone()
    if found != expected:
        yield f"passages counted: {expected}, found: {found}"
