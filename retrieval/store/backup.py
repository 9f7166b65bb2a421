"""One file that holds a whole archive, and the way back.

A backup is an SQLite file followed by one line that tells its hash and length, so that any tool of
SQLite's can read it. It holds the store, and the files of the bot's memory as a table; every cache
is made anew from it.
"""

from __future__ import annotations

import contextlib
import fcntl
import glob
import hashlib
import os
import re
import shutil
import sqlite3
import urllib.parse
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from retrieval.errors import BackendError, DamagedArchiveError
from retrieval.regular_files import open_regular
from retrieval.store.bot_memory import (
    drop_taken,
    holds_memory,
    is_there,
    put_memory,
    restore_memory,
    take_memory,
)
from retrieval.store.connections import SqliteConnections
from retrieval.store.errors import errors_mapped, tells_damage
from retrieval.store.integrity import damage_of
from retrieval.store.open import connect, migrate

_LAST_LINE = "\narticle-bot backup 1 sha256 {sha256} bytes {size:020d}\n"
_FOUND_LINE = re.compile(rb"\narticle-bot backup 1 sha256 ([0-9a-f]{64}) bytes (\d{20})\n\Z")
_LINE_LENGTH = len(_LAST_LINE.format(sha256="0" * 64, size=0))
_PARTIAL = ".partial"  # at the end of a backup's name: not whole yet
_ASIDE = ".restoring"  # after the store's name: a copy that is not checked yet
_BLOCK = 1 << 20


def write_backup(connections: SqliteConnections, file: Path, *, memory: Path) -> None:
    """Writes the store as it is now to ``file``, and what the bot remembers in the folder
    ``memory``; writers go on meanwhile.

    An earlier backup of that name is replaced once the new one is whole. Raises BackendError where
    ``file`` is something else, where it cannot be written and where the store is damaged.
    """
    if file.exists() and _backup_line(file) is None:
        raise BackendError(f"{file} is there already and is no backup: name another file.")
    _remove_partial(file)
    with _partial(file) as aside:
        with errors_mapped(connections.path), connections.apart() as connection:
            connection.execute("VACUUM INTO ?", (_address(aside),))
        _check(aside, connections.path.parent)
        with _writing_errors_mapped(file), closing(connect(_address(aside))) as backup:
            put_memory(backup, memory, aside.with_name(f"{aside.name}-memory"))
        with _writing_errors_mapped(file):
            _append_line(aside)
            aside.replace(file)
            _flush_folder(file.parent)


def restore_backup(file: Path, path: Path, *, memory: Path, force: bool) -> bool:
    """Replaces the store at ``path`` by that of ``file``, in one step, after checking all of it,
    and what the bot remembers in the folder ``memory`` where ``file`` holds that.

    Programs that have the archive open go on with the new one; False where a bot runs, which gets
    its memory at its next start. Raises BackendError where ``file`` is no sound backup, and where
    something would be lost and not ``force``; all stays as it was.
    """
    _check_target(path, force=force)
    with errors_mapped(path), _locked_aside(path) as aside:
        with _reading_errors_mapped(file):
            _copy_checked(file, aside)
        with closing(connect(_address(aside))) as backup:
            if not force and holds_memory(backup) and is_there(memory):
                raise BackendError(
                    f"The bot's memory in {memory} would be replaced: run the same command with "
                    "--force to replace it."
                )
        _make_current(aside, file)
        with _taken_memory(aside, memory):
            _replace(path, aside)
    return restore_memory(memory)


def remove_leftovers(path: Path) -> None:
    """Removes what restores of the store at ``path`` left that were killed."""
    aside = path.with_name(path.name + _ASIDE)
    if aside.exists():
        with contextlib.suppress(OSError, BackendError), _locked_aside(path):
            pass  # whoever holds the lock removes it at the end


@contextlib.contextmanager
def _partial(file: Path) -> Iterator[Path]:
    """A file beside ``file`` to write to, removed at the end unless it was renamed.

    It is locked meanwhile, so that another can tell it from what a killed program left.
    """
    aside = file.with_name(f"{file.name}.{os.getpid()}{_PARTIAL}")
    with _writing_errors_mapped(file):
        handle = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield aside
    finally:
        _remove_files(aside)
        os.close(handle)


def _remove_partial(file: Path) -> None:
    """Removes what backups to ``file`` left that were killed."""
    for aside in file.parent.glob(f"{glob.escape(file.name)}.*{_PARTIAL}"):
        with contextlib.suppress(OSError), open_regular(aside) as left:
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove_files(aside)


def _remove_files(aside: Path) -> None:
    for path in aside.parent.glob(f"{glob.escape(aside.name)}*"):
        path.unlink(missing_ok=True)


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


@contextlib.contextmanager
def _taken_memory(aside: Path, memory: Path) -> Iterator[None]:
    """Moves the bot's memory out of the copy; it is dropped where the block raises."""
    try:
        with closing(connect(_address(aside))) as backup:
            take_memory(backup, memory)
        yield
    except BaseException:
        drop_taken(memory)
        raise


def _check_target(path: Path, *, force: bool) -> None:
    if force or not path.exists():
        return
    try:
        connections = SqliteConnections(path)
        with closing(connections), connections.read_transaction() as connection:
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
    if aside.exists() and not aside.is_file():
        aside.unlink()  # a pipe would be written to without end
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
            _remove_files(aside)
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
            connections.truncate_log()
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
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BackendError(
            f"The backup {file} cannot be written: {reason}; name another place."
        ) from error


@contextlib.contextmanager
def _reading_errors_mapped(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackendError(
            f"The backup {file} cannot be read: {error.strerror}; check the name."
        ) from error
