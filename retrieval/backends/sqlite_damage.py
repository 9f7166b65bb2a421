"""What is wrong inside the SQLite file of an archive, as far as it can be known."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

_MOST = 5  # of one kind: more tell nothing new

# Each row is followed by its checksum; see sqlite_checksums.py.
_CHECKED = {
    "articles": "doc_id, title, text, url, path, publisher, authors, published_at, updated_at,"
    " fetched_at",
    "passages": "passage_id, doc_id, paragraph, start_at, end_at",
    "vectors": "passage_id, vector",
    "token_vectors": "passage_id, starts, signs",
}


def damage_of(connection: sqlite3.Connection) -> list[str]:
    """One line for each thing that is wrong, at most a few of a kind; none in a sound file."""
    try:
        return [*_of_the_file(connection), *_of_rows(connection), *_of_the_whole(connection)]
    except sqlite3.DatabaseError as error:
        return [str(error)]


def _of_the_file(connection: sqlite3.Connection) -> Iterator[str]:
    """What SQLite finds: pages, indexes, references."""
    rows = connection.execute(f"PRAGMA integrity_check({_MOST})").fetchall()
    rows += connection.execute("PRAGMA foreign_key_check").fetchmany(_MOST)
    for row in rows:
        if row != ("ok",):
            yield " ".join(map(str, row))


def _of_rows(connection: sqlite3.Connection) -> Iterator[str]:
    for table, columns in _CHECKED.items():
        (count,) = connection.execute(
            f"SELECT count(*) FROM {table} WHERE checksum IS NOT checksum_of({columns})"
        ).fetchone()
        if count:
            yield f"rows of {table} that have changed: {count}"


def _of_the_whole(connection: sqlite3.Connection) -> Iterator[str]:
    (count,) = connection.execute(
        "SELECT count(*) FROM meta WHERE key IN ('generation', 'passages', 'terms', 'incarnation')"
    ).fetchone()
    if count != 4:
        yield "the archive's own counts are missing"
