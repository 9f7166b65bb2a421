"""Creates, opens and migrates the SQLite file of an archive.

The file is created atomically, so an empty one is damaged. A file that cannot be written is opened
read-only.
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
_DERIVED_FILES = ("vectors-[0-9]*-*-[0-9]*.*", "encoder-*/encoder.json")


def is_lost(path: Path) -> bool:
    """Whether the store at ``path`` is missing although there are files derived from it."""
    return not path.exists() and (
        path.with_name(f"{path.name}-wal").exists()
        or any(any(path.parent.glob(pattern)) for pattern in _DERIVED_FILES)
    )


def uri_of(path: Path) -> str:
    """The URI of the store at ``path``, which is created if it does not exist.

    Raises DamagedArchiveError if the file is lost or empty, and OSError if it cannot be created.
    """
    if is_lost(path):
        raise DamagedArchiveError(str(path.parent), f"the file {path.name} is missing")
    if not path.exists():
        _create(path)
    if path.stat().st_size == 0:
        raise DamagedArchiveError(str(path.parent), f"the file {path.name} is empty")
    return uri(path, mode_of(path))


def uri(path: Path, mode: str = "mode=rw") -> str:
    """The URI of a file for SQLite, which allows paths that are not valid UTF-8."""
    return f"file:{urllib.parse.quote(os.fsencode(path.absolute()))}?{mode}"


def connect(address: str) -> sqlite3.Connection:
    """A connection to a URI in autocommit mode that overwrites deleted data."""
    connection = sqlite3.connect(
        address,
        timeout=BUSY_TIMEOUT_S,
        isolation_level=None,
        check_same_thread=False,  # only close() is called from other threads
        uri=True,
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA query_only = {int(_READ_ONLY in address)}")
    connection.create_function("checksum_of", -1, checksum_of, deterministic=True)
    return connection


def migrate(connection: sqlite3.Connection) -> None:
    """Migrates the schema; raises IndexMismatchError if it is of a newer version."""
    found = _version(connection)
    if found > len(MIGRATIONS):
        raise IndexMismatchError(
            f"schema {len(MIGRATIONS)}", f"schema {found}", "update article-bot to read it"
        )
    if is_read_only(connection):
        if found < len(MIGRATIONS):
            raise BackendError(
                "The archive was made by an older version and cannot be written: make it "
                "writable once, or copy it to a writable folder."
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
    if found:  # after a migration the log is large
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _run(connection: sqlite3.Connection, script: str) -> None:
    for statement in statements(script):
        connection.execute(statement)


def is_read_only(connection: sqlite3.Connection) -> bool:
    """Whether the connection is read-only."""
    return bool(connection.execute("PRAGMA query_only").fetchone()[0])


def _create(path: Path) -> None:
    """Creates an empty store atomically; another program may do the same."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    temporary.unlink(missing_ok=True)
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(connect(uri(temporary))) as new:
            migrate(new)
            # closing does it too, but ignores a full disk
            new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        try:
            os.link(temporary, path)
        except FileExistsError:
            return
        except OSError:  # the file system has no hard links
            temporary.replace(path)
    finally:
        for file in path.parent.glob(f"{temporary.name}*"):
            file.unlink(missing_ok=True)


def mode_of(path: Path) -> str:
    """The URI parameters to open the file: read-write if it and its folder are writable."""
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return "mode=rw"
    # To read a write-ahead log SQLite needs to write its index file, which is impossible here.
    # Without a log the file is complete and can be opened as immutable.
    log = path.with_name(f"{path.name}-wal")
    return _READ_ONLY if log.exists() and log.stat().st_size else f"{_READ_ONLY}&immutable=1"


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switches to WAL mode; it needs an exclusive lock, for which SQLite does not wait."""
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
