"""One file that holds a whole archive, and the way back.

A backup is an SQLite file followed by one line that tells its hash and length, so that any tool of
SQLite's can read it. It holds the store only: every cache is made anew from it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import sqlite3
import urllib.parse
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from retrieval.backends.sqlite_connections import SqliteConnections
from retrieval.backends.sqlite_damage import damage_of
from retrieval.backends.sqlite_errors import errors_mapped, tells_damage
from retrieval.backends.sqlite_opening import connect, migrate
from retrieval.errors import BackendError, DamagedArchiveError
from retrieval.regular_files import open_regular

_LAST_LINE = "\narticle-bot backup 1 sha256 {sha256} bytes {size:020d}\n"
_FOUND_LINE = re.compile(rb"\narticle-bot backup 1 sha256 ([0-9a-f]{64}) bytes (\d{20})\n\Z")
_LINE_LENGTH = len(_LAST_LINE.format(sha256="0" * 64, size=0))
_ASIDE = ".restoring"  # after the store's name: a copy that is not checked yet
_BLOCK = 1 << 20


def write_backup(connections: SqliteConnections, file: Path) -> None:
    """Writes the store as it is now to ``file``; writers go on meanwhile.

    An earlier backup of that name is replaced once the new one is whole. Raises BackendError where
    ``file`` is something else, where it cannot be written and where the store is damaged.
    """
    if file.exists() and _backup_line(file) is None:
        raise BackendError(f"{file} is there already and is no backup: name another file.")
    aside = file.with_name(f"{file.name}.{os.getpid()}.partial")
    try:
        with _writing_errors_mapped(file):
            os.close(os.open(aside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        with errors_mapped(connections.path), connections.apart() as connection:
            connection.execute("VACUUM INTO ?", (str(aside),))
        _check(aside, connections.path.parent)
        with _writing_errors_mapped(file):
            _append_line(aside)
            aside.replace(file)
            _flush_folder(file.parent)
    finally:
        aside.unlink(missing_ok=True)


def restore_backup(file: Path, path: Path, *, force: bool) -> None:
    """Replaces the store at ``path`` by that of ``file``, in one step, after checking all of it.

    Programs that have the archive open go on with the new one. Raises BackendError where ``file``
    is no sound backup, and where ``path`` holds articles and not ``force``; all stays as it was.
    """
    _check_target(path, force=force)
    with errors_mapped(path), _locked_aside(path) as aside:
        with _reading_errors_mapped(file):
            _copy_checked(file, aside)
        _make_current(aside, file)
        _replace(path, aside)


def remove_leftovers(path: Path) -> None:
    """Removes what restores of the store at ``path`` left that were killed."""
    aside = path.with_name(path.name + _ASIDE)
    if aside.exists():
        with contextlib.suppress(OSError, BackendError), _locked_aside(path):
            pass  # whoever holds the lock removes it at the end


def _check(aside: Path, folder: Path) -> None:
    """Raises DamagedArchiveError where the copy, and so the store, is damaged."""
    with closing(connect(_address(aside))) as connection:
        damage = damage_of(connection)
    if damage:
        raise DamagedArchiveError(str(folder), damage[0])


def _append_line(aside: Path) -> None:
    with aside.open("r+b") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.seek(0, os.SEEK_END)
        file.write(_LAST_LINE.format(sha256=sha256, size=size).encode())
        file.flush()
        os.fsync(file.fileno())


def _backup_line(file: Path) -> tuple[str, int] | None:
    """Hash and length as the last line tells them; ``None`` where ``file`` is no backup."""
    with _reading_errors_mapped(file), open_regular(file) as content:
        size = content.seek(0, os.SEEK_END)
        content.seek(max(0, size - _LINE_LENGTH))
        found = _FOUND_LINE.search(content.read())
    if found is None or int(found[2]) != size - _LINE_LENGTH:
        return None
    return found[1].decode(), int(found[2])


def _check_target(path: Path, *, force: bool) -> None:
    if force or not path.exists():
        return
    try:
        connections = SqliteConnections(path)
        with closing(connections), connections.reading() as connection:
            (count,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    except DamagedArchiveError:
        raise BackendError(
            f"The archive in {path.parent} is damaged but not empty: run the same command with "
            "--force to replace it."
        ) from None
    if count:
        raise BackendError(
            f"The archive in {path.parent} holds {count:,} articles: run the same command with "
            "--force to replace them all, or name another folder with --archive."
        )


@contextlib.contextmanager
def _locked_aside(path: Path) -> Iterator[Path]:
    """The file beside the store that a restore works on, for this process alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_name(path.name + _ASIDE)
    handle = os.open(aside, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BackendError(
                f"Another program is restoring the archive in {path.parent}: wait until it is done."
            ) from error
        try:
            yield aside
        finally:
            for file in path.parent.glob(f"{aside.name}*"):
                file.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _copy_checked(file: Path, aside: Path) -> None:
    """Copies the store in ``file``; raises BackendError where it is not what was written there."""
    line = _backup_line(file)
    if line is None:
        raise BackendError(
            f"{file} is no backup, or was cut off: name a file that 'article-bot backup' made."
        )
    expected, left = line
    digest = hashlib.sha256()
    with open_regular(file) as source, aside.open("r+b") as copy:
        copy.truncate()
        while left and (block := source.read(min(_BLOCK, left))):
            left -= len(block)
            digest.update(block)
            copy.write(block)
    if digest.hexdigest() != expected:
        raise BackendError(f"{file} has changed since it was written: restore another backup.")


def _make_current(aside: Path, file: Path) -> None:
    """Brings the copy to this schema and checks it row by row."""
    with closing(connect(_address(aside))) as connection:
        migrate(connection)
        damage = damage_of(connection)
        if damage:
            raise BackendError(f"{file} is damaged ({damage[0]}): restore another backup.")
        connection.execute(
            "UPDATE meta SET value = lower(hex(randomblob(6))) WHERE key = 'incarnation'"
        )
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _replace(path: Path, aside: Path) -> None:
    """The one step: a transaction where there is a store that works, else a new file."""
    try:
        connections = SqliteConnections(path)
    except DamagedArchiveError:
        _put_in_place(path, aside)
        return
    try:
        with closing(connections), closing(connect(_address(aside))) as source:
            _go_beyond(source, connections.current())
            source.backup(connections.current())
            connections.empty_log()
    except sqlite3.DatabaseError as error:
        if not tells_damage(error):
            raise
        _put_in_place(path, aside)


def _go_beyond(source: sqlite3.Connection, replaced: sqlite3.Connection) -> None:
    """Gives the new store a generation that no program has seen of the old one."""
    ((generation,),) = replaced.execute("SELECT value FROM meta WHERE key = 'generation'")
    source.execute(
        "UPDATE meta SET value = max(value, ?) + 1 WHERE key = 'generation'", (generation,)
    )


def _put_in_place(path: Path, aside: Path) -> None:
    """Without the log of the damaged store, which SQLite would apply to the new one."""
    whole = path.with_name(f"{aside.name}-whole")
    shutil.copyfile(aside, whole)
    whole.chmod(0o600)
    with whole.open("rb") as file:
        os.fsync(file.fileno())
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    whole.replace(path)
    _flush_folder(path.parent)


def _address(path: Path) -> str:
    return f"file:{urllib.parse.quote(os.fsencode(path.absolute()))}?mode=rw"


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _writing_errors_mapped(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackendError(
            f"The backup {file} cannot be written: {error.strerror}; name another place."
        ) from error


@contextlib.contextmanager
def _reading_errors_mapped(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackendError(
            f"The backup {file} cannot be read: {error.strerror}; check the name."
        ) from error
