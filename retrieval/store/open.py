"""Making, opening and migrating the SQLite file of an archive.

The file appears whole or not at all, so an empty one is damage. Where it cannot be written it is
opened for reading only.
"""

from __future__ import annotations

import os
import sqlite3
import time
import urllib.parse
from contextlib import closing
from pathlib import Path

from retrieval.errors import BackendError, DamagedArchiveError, IndexMismatchError
from retrieval.store.checksums import checksum_of
from retrieval.store.schema import MIGRATIONS, SALVAGE, statements

BUSY_TIMEOUT_S = 60.0
_READ_ONLY = "mode=ro"
_MADE_FROM_IT = ("vectors-*.faiss", "encoder-*/encoder.json")


def is_lost(path: Path) -> bool:
    """Whether there is no store at ``path`` though what was made from one lies beside it."""
    return not path.exists() and (
        path.with_name(f"{path.name}-wal").exists()
        or any(any(path.parent.glob(pattern)) for pattern in _MADE_FROM_IT)
    )


def address_of(path: Path) -> str:
    """The URI by which to open the store at ``path``, made where there is none.

    Raises DamagedArchiveError where the file is lost or empty, and OSError where none can be made.
    """
    if is_lost(path):
        raise DamagedArchiveError(str(path.parent), f"the file {path.name} is missing")
    if not path.exists():
        _make(path)
    if path.stat().st_size == 0:
        raise DamagedArchiveError(str(path.parent), f"the file {path.name} is empty")
    return f"file:{urllib.parse.quote(os.fsencode(path.absolute()))}?{mode_of(path)}"


def connect(address: str) -> sqlite3.Connection:
    """A connection that keeps to whole transactions and overwrites what it deletes."""
    connection = sqlite3.connect(
        address,
        timeout=BUSY_TIMEOUT_S,
        isolation_level=None,
        check_same_thread=False,  # a reader stays with its thread; only close() crosses
        uri=True,
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA query_only = {int(_READ_ONLY in address)}")
    connection.create_function("checksum_of", -1, checksum_of, deterministic=True)
    return connection


def migrate(connection: sqlite3.Connection) -> None:
    """Brings the schema up to date; raises IndexMismatchError where a newer program made it."""
    found = _version(connection)
    if found > len(MIGRATIONS):
        raise IndexMismatchError(
            f"schema {len(MIGRATIONS)}", f"schema {found}", "update article-bot to read it"
        )
    if is_read_only(connection):
        if found < len(MIGRATIONS):
            raise BackendError(
                "The archive was made by an older version and cannot be written: make it "
                "writable once, or copy it to where it can be."
            )
        return
    _use_write_ahead_log(connection)
    if found == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    for version in range(_version(connection), len(MIGRATIONS)):
        try:
            connection.execute("SAVEPOINT migration")
            _run(connection, MIGRATIONS[version])
        except sqlite3.Error:
            if version not in SALVAGE:
                raise
            connection.execute("ROLLBACK TO migration")
            _run(connection, SALVAGE[version])
        connection.execute("RELEASE migration")
        connection.execute(f"PRAGMA user_version = {version + 1}")
    connection.commit()
    if found:  # the log may hold whole tables
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _run(connection: sqlite3.Connection, script: str) -> None:
    for statement in statements(script):
        connection.execute(statement)


def is_read_only(connection: sqlite3.Connection) -> bool:
    """Whether the file was opened for reading only."""
    return bool(connection.execute("PRAGMA query_only").fetchone()[0])


def _make(path: Path) -> None:
    """Makes an empty store aside and gives it its name in one step; another may be quicker."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.new")
    aside.unlink(missing_ok=True)
    os.close(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(connect(f"file:{urllib.parse.quote(os.fsencode(aside.absolute()))}")) as new:
            migrate(new)
            # closing would do it too, and pass over a disk that is full
            new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        try:
            os.link(aside, path)
        except FileExistsError:
            return
        except OSError:  # a file system without links
            aside.replace(path)
    finally:
        for file in path.parent.glob(f"{aside.name}*"):
            file.unlink(missing_ok=True)


def mode_of(path: Path) -> str:
    """How the file can be opened: for writing where it and its folder can be written."""
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return "mode=rw"
    # A reader of a write-ahead log needs a file beside it, which nobody can make here; where no
    # writer has the store open there is no log, and the file alone is all there is.
    log = path.with_name(f"{path.name}-wal")
    return _READ_ONLY if log.exists() and log.stat().st_size else f"{_READ_ONLY}&immutable=1"


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Needs the file for itself, and unlike all else does not wait for it on its own."""
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
