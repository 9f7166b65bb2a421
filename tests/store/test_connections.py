"""The log of the store: what is written is safe in it, and it stays short."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.errors import BackendError
from retrieval.store.connections import SqliteConnections

MIB = 1 << 20


@pytest.fixture
def connections(tmp_path: Path) -> Iterator[SqliteConnections]:
    opened = SqliteConnections(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def write(connections: SqliteConnections, name: str, size: int = 1) -> None:
    with connections.write_transaction() as connection:
        connection.execute("INSERT INTO meta VALUES (?, zeroblob(?))", (name, size))


def log_of(connections: SqliteConnections) -> Path:
    return connections.path.with_name("store.sqlite-wal")


def test_a_long_log_is_cut_once_it_is_in_the_file(connections: SqliteConnections) -> None:
    write(connections, "long", 17 * MIB)
    write(connections, "short")
    assert log_of(connections).stat().st_size < 5 * MIB
    with connections.read_transaction() as connection:
        found = connection.execute("SELECT key FROM meta WHERE key IN ('long', 'short')").fetchall()
    assert len(found) == 2


def test_a_log_is_emptied_once_readers_have_ended(connections: SqliteConnections) -> None:
    write(connections, "before")
    with closing(sqlite3.connect(connections.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM meta").fetchall()  # of this moment, which keeps the log
        write(connections, "after")
        assert not connections.truncate_log()
        reader.rollback()
        assert connections.truncate_log()
    assert log_of(connections).stat().st_size == 0


def test_a_log_whose_checkpoint_another_program_does_is_waited_for(
    connections: SqliteConnections, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([True, True, False])
    monkeypatch.setattr(connections, "_is_checkpoint_blocked", lambda: next(answers))
    assert connections.truncate_log()
    assert next(answers, None) is None


def test_a_thread_that_comes_after_the_end_is_told(connections: SqliteConnections) -> None:
    connections.close()
    with (
        pytest.raises(BackendError, match="The archive was closed"),
        connections.read_transaction(),
    ):
        pass
    with (
        pytest.raises(BackendError, match="The archive was closed"),
        connections.write_transaction(),
    ):
        pass
