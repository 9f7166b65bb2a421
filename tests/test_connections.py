"""The log of the store: what is written is safe in it, and a thread beside keeps it short."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.backends.sqlite_connections import SqliteConnections

LONG = 6 << 20  # bytes, more than a log may hold
SHORT = 5 << 20
PATIENCE_S = 30.0


@pytest.fixture
def connections(tmp_path: Path) -> Iterator[SqliteConnections]:
    opened = SqliteConnections(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def write(connections: SqliteConnections, name: str, size: int = 1) -> None:
    with connections.writing() as connection:
        connection.execute("INSERT INTO meta VALUES (?, zeroblob(?))", (name, size))


def is_in_the_file(connections: SqliteConnections, name: str) -> bool:
    """Whether the file holds it, without its log; half moved it may be none at all."""
    alone = shutil.copy(connections.path, connections.path.with_name("copy"))
    with (
        closing(sqlite3.connect(f"file:{alone}?immutable=1", uri=True)) as copy,
        contextlib.suppress(sqlite3.DatabaseError),
    ):
        return bool(copy.execute("SELECT 1 FROM meta WHERE key = ?", (name,)).fetchall())
    return False


def test_a_long_log_is_moved_into_the_file_beside_the_writer(
    connections: SqliteConnections,
) -> None:
    write(connections, "long", LONG)
    deadline = time.monotonic() + PATIENCE_S
    while not is_in_the_file(connections, "long") and time.monotonic() < deadline:
        time.sleep(0.02)
    assert is_in_the_file(connections, "long")
    write(connections, "short")
    assert connections.path.with_name("store.sqlite-wal").stat().st_size < SHORT


def test_what_is_written_is_there_where_the_log_cannot_be_moved(
    connections: SqliteConnections, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(connection: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("retrieval.backends.sqlite_connections._move_log", fails)
    write(connections, "long", LONG)
    write(connections, "short")
    with connections.reading() as connection:
        found = connection.execute("SELECT key FROM meta WHERE key IN ('long', 'short')").fetchall()
    assert len(found) == 2


def test_closing_waits_for_what_runs_beside(connections: SqliteConnections) -> None:
    done: list[object] = []

    def slow(connection: sqlite3.Connection) -> None:
        time.sleep(0.2)
        done.extend(connection.execute("SELECT 1").fetchall())

    connections.beside(slow)
    connections.close()
    assert done == [(1,)]
