"""The log of the store: what is written is safe in it, and a thread beside keeps it short."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.backends.sqlite_connections import SqliteConnections
from retrieval.errors import BackendError

MIB = 1 << 20
LONG = 6 * MIB  # more than a log may hold
VERY_LONG = 17 * MIB  # so long that the writer moves it
SHORT = 5 * MIB
PATIENCE_S = 30.0


@pytest.fixture
def connections(tmp_path: Path) -> Iterator[SqliteConnections]:
    opened = SqliteConnections(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def write(connections: SqliteConnections, name: str, size: int = 1) -> None:
    with connections.writing() as connection:
        connection.execute("INSERT INTO meta VALUES (?, zeroblob(?))", (name, size))


def log_of(connections: SqliteConnections) -> int:
    return connections.path.with_name("store.sqlite-wal").stat().st_size


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
    while log_of(connections) > SHORT and time.monotonic() < deadline:
        write(connections, f"short {time.monotonic()}")  # one may come before all is moved
    assert log_of(connections) < SHORT


@pytest.fixture
def no_thread_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(connection: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("retrieval.backends.sqlite_connections._move_log", fails)


@pytest.mark.usefixtures("no_thread_moves")
def test_no_writer_waits_for_a_long_log(connections: SqliteConnections) -> None:
    write(connections, "long", LONG)
    write(connections, "short")
    assert log_of(connections) > LONG
    assert not is_in_the_file(connections, "long")
    with connections.reading() as connection:
        found = connection.execute("SELECT key FROM meta WHERE key IN ('long', 'short')").fetchall()
    assert len(found) == 2


@pytest.mark.usefixtures("no_thread_moves")
def test_a_log_that_outruns_the_thread_is_moved_by_a_writer(
    connections: SqliteConnections,
) -> None:
    write(connections, "long", VERY_LONG)
    assert is_in_the_file(connections, "long")
    write(connections, "short")
    assert log_of(connections) < SHORT


def test_a_log_is_emptied_once_what_moves_it_has_ended(
    connections: SqliteConnections, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = threading.Event()

    def slow(connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN")
        connection.execute("SELECT * FROM meta").fetchall()  # of this moment, which keeps the log
        began.set()
        time.sleep(0.2)
        connection.rollback()

    monkeypatch.setattr("retrieval.backends.sqlite_connections._move_log", slow)
    write(connections, "long", LONG)
    assert began.wait(PATIENCE_S)
    assert connections.empty_log()
    assert log_of(connections) == 0


def test_a_log_that_another_program_moves_is_waited_for(
    connections: SqliteConnections, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([True, True, False])
    monkeypatch.setattr(connections, "_is_log_kept", lambda: next(answers))
    assert connections.empty_log()
    assert next(answers, None) is None


def test_one_act_of_a_name_runs_at_a_time_beside(connections: SqliteConnections) -> None:
    began, may_end = threading.Event(), threading.Event()
    done: list[str] = []

    def slow(connection: sqlite3.Connection) -> None:
        began.set()
        may_end.wait(PATIENCE_S)
        done.append("first")

    connections.beside("act", slow)
    assert began.wait(PATIENCE_S)
    connections.beside("act", lambda _: done.append("second"))  # is left out
    may_end.set()
    connections.close()
    assert done == ["first"]


def test_what_runs_beside_ends_before_its_connection_is_closed(
    connections: SqliteConnections,
) -> None:
    began = threading.Event()
    done: list[object] = []

    def slow(connection: sqlite3.Connection) -> None:
        began.set()
        time.sleep(0.2)
        done.extend(connection.execute("SELECT 1").fetchall())

    connections.beside("act", slow)
    assert began.wait(PATIENCE_S)
    connections.close()
    assert done == [(1,)]


def test_a_thread_that_comes_after_the_end_is_told(connections: SqliteConnections) -> None:
    connections.close()
    with pytest.raises(BackendError, match="The archive was closed"), connections.reading():
        pass
    with pytest.raises(BackendError, match="The archive was closed"), connections.writing():
        pass


def test_what_cannot_run_beside_any_more_is_left_out(connections: SqliteConnections) -> None:
    done: list[str] = []
    connections.close()
    connections.beside("act", lambda _: done.append("done"))
    assert not done
