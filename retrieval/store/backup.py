"""Backup of an archive to one file, and restore.

A backup is an SQLite file, followed by one line with its hash and length; SQLite's own tools can
read it. It holds the store, and the files of the bot's memory in a table. Caches are not included:
they are rebuilt.
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
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from retrieval.errors import BackendError, DamagedArchiveError
from retrieval.regular_files import open_regular
from retrieval.store.bot_memory import (
    drop_extracted,
    extract_memory,
    has_memory,
    holds_memory,
    put_memory,
    restore_memory,
)
from retrieval.store.connections import SqliteConnections
from retrieval.store.errors import errors_mapped, is_damage
from retrieval.store.file_integrity import damage_of
from retrieval.store.open import connect, migrate, uri

_LAST_LINE = "\narticle-bot backup 1 sha256 {sha256} bytes {size:020d}\n"
_FOUND_LINE = re.compile(rb"\narticle-bot backup 1 sha256 ([0-9a-f]{64}) bytes (\d{20})\n\Z")
_LINE_LENGTH = len(_LAST_LINE.format(sha256="0" * 64, size=0))
_PARTIAL = ".partial"  # suffix of an unfinished backup
_RESTORING = ".restoring"  # suffix of a copy that is being restored
_BLOCK = 1 << 20
_NAME = "SELECT value FROM meta WHERE key = 'incarnation'"  # of an archive, until it is restored


def write_backup(connections: SqliteConnections, file: Path, *, memory: Path, force: bool) -> None:
    """Writes a consistent copy of the store, and of the bot's folder ``memory``, to ``file``.

    Writers are not blocked. An earlier backup is replaced once the new one is complete. Raises
    BackendError if ``file`` is another kind of file or, if not ``force``, a backup of
    another archive, if it cannot be written, and if the store is damaged.
    """
    if file.exists() and _backup_line(file) is None:
        raise BackendError(f"{file} exists already and is not a backup: name another file.")
    if file.exists() and not force and _is_of_other(file, connections):
        raise BackendError(
            f"{file} is a backup of another archive, as none of its articles is in "
            f"{connections.path.parent}: name another file, or run the same command with --force "
            "to replace it."
        )
    _remove_partial(file)
    with _partial(file) as temporary:
        with errors_mapped(connections.path), connections.separate() as connection:
            connection.execute("VACUUM INTO ?", (uri(temporary),))
        _check(temporary, connections.path.parent)
        with _writing_errors_mapped(file), closing(connect(uri(temporary))) as backup:
            put_memory(backup, memory, temporary.with_name(f"{temporary.name}-memory"))
        with _writing_errors_mapped(file):
            _append_line(temporary)
            temporary.replace(file)
            _flush_folder(file.parent)


def restore_backup(file: Path, path: Path, *, memory: Path, force: bool) -> bool:
    """Replaces the store at ``path`` atomically by the one in ``file``, after checking it.

    The bot's folder ``memory`` is restored too if the backup includes it. Programs that have the
    archive open continue with the new one; returns False if a bot is running, which gets its memory
    at its next start. Raises BackendError, without any change, if ``file`` is not an intact backup,
    or if data would be lost and not ``force``.
    """
    stated = _stated(file)
    _check_target(path, force=force)
    with errors_mapped(path), _locked_copy(path) as temporary:
        with _reading_errors_mapped(file):
            _copy_checked(file, temporary, stated)
        with closing(connect(uri(temporary))) as backup:
            if not force and holds_memory(backup) and has_memory(memory):
                raise BackendError(
                    f"The bot's memory in {memory} would be replaced: run the same command with "
                    "--force to replace it."
                )
        _migrate_and_check(temporary, file)
        with _extracted_memory(temporary, memory):
            _replace(path, temporary)
    return restore_memory(memory)


def remove_leftovers(path: Path) -> None:
    """Removes the files of killed restores of the store at ``path``."""
    temporary = path.with_name(path.name + _RESTORING)
    if temporary.exists():
        with contextlib.suppress(OSError, BackendError), _locked_copy(path):
            pass  # the holder of the lock removes it


def _is_of_other(file: Path, connections: SqliteConnections) -> bool:
    """Whether a backup is of another archive: has articles, and shares none with the store.

    A store that was restored is known by its articles, one whose articles have all been replaced
    since by its own name.
    """
    try:
        with closing(connect(uri(file, "mode=ro"))) as backup:
            [name] = backup.execute(_NAME).fetchone()
            found = {doc_id for (doc_id,) in backup.execute("SELECT doc_id FROM articles")}
    except (sqlite3.Error, TypeError):  # damaged: nothing can be restored from it
        return False
    with errors_mapped(connections.path), connections.read_transaction() as store:
        if store.execute(_NAME).fetchone() == (name,):
            return False
        own = store.execute("SELECT doc_id FROM articles")
        return bool(found) and not any(doc_id in found for (doc_id,) in own)


@contextlib.contextmanager
def _partial(file: Path) -> Iterator[Path]:
    """A temporary file beside ``file``, removed at the end unless it was renamed.

    It is locked, which distinguishes it from the file of a killed program.
    """
    temporary = file.with_name(f"{file.name}.{os.getpid()}{_PARTIAL}")
    with _writing_errors_mapped(file):
        handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield temporary
    finally:
        _remove_files(temporary)
        os.close(handle)


def _remove_partial(file: Path) -> None:
    """Removes the files of killed backups to ``file``."""
    for temporary in file.parent.glob(f"{glob.escape(file.name)}.*{_PARTIAL}"):
        with contextlib.suppress(OSError), open_regular(temporary) as left:
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove_files(temporary)


def _remove_files(temporary: Path) -> None:
    for path in temporary.parent.glob(f"{glob.escape(temporary.name)}*"):
        path.unlink(missing_ok=True)


def _check(temporary: Path, folder: Path) -> None:
    """Raises DamagedArchiveError if the copy, and thus the store, is damaged."""
    with closing(connect(uri(temporary))) as connection:
        damage = damage_of(connection)
    if damage:
        raise DamagedArchiveError(str(folder), damage[0])


def _append_line(temporary: Path) -> None:
    with temporary.open("r+b") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.seek(0, os.SEEK_END)
        file.write(_LAST_LINE.format(sha256=sha256, size=size).encode())
        file.flush()
        os.fsync(file.fileno())


def _backup_line(file: Path) -> tuple[str, int] | None:
    """Hash and length in the last line; ``None`` if ``file`` is not a backup."""
    with _reading_errors_mapped(file), open_regular(file) as content:
        size = content.seek(0, os.SEEK_END)
        content.seek(max(0, size - _LINE_LENGTH))
        found = _FOUND_LINE.search(content.read())
    if found is None or int(found[2]) != size - _LINE_LENGTH:
        return None
    return found[1].decode(), int(found[2])


@contextlib.contextmanager
def _extracted_memory(temporary: Path, memory: Path) -> Iterator[None]:
    """Extracts the bot's memory from the copy; discarded if the block raises."""
    try:
        with closing(connect(uri(temporary))) as backup:
            extract_memory(backup, memory)
        yield
    except BaseException:
        drop_extracted(memory)
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
def _locked_copy(path: Path) -> Iterator[Path]:
    """The temporary file of a restore, locked for this process."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(path.name + _RESTORING)
    if temporary.exists() and not temporary.is_file():
        temporary.unlink()  # writing to a pipe would block
    handle = os.open(temporary, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BackendError(
                f"Another program is restoring the archive in {path.parent}: wait for it to finish."
            ) from error
        try:
            yield temporary
        finally:
            _remove_files(temporary)
    finally:
        os.close(handle)


def _stated(file: Path) -> tuple[str, int]:
    """Hash and length of the store in ``file``, as it states; raises BackendError without them."""
    line = _backup_line(file)
    if line is None:
        raise BackendError(
            f"{file} is not a backup, or is truncated: name a file made by 'article-bot backup'."
        )
    return line


def _copy_checked(file: Path, temporary: Path, stated: tuple[str, int]) -> None:
    """Copies the store in ``file``; raises BackendError if it is not as ``stated``."""
    expected, left = stated
    digest = hashlib.sha256()
    with open_regular(file) as source, temporary.open("r+b") as copy:
        copy.truncate()
        while left and (block := source.read(min(_BLOCK, left))):
            left -= len(block)
            digest.update(block)
            copy.write(block)
    if digest.hexdigest() != expected:
        raise BackendError(f"{file} has changed since it was written: restore another backup.")


def _migrate_and_check(temporary: Path, file: Path) -> None:
    """Migrates the copy to the current schema, checks it, and gives it a new database id."""
    with closing(connect(uri(temporary))) as connection:
        migrate(connection)
        damage = damage_of(connection)
        if damage:
            raise BackendError(f"{file} is damaged ({damage[0]}): restore another backup.")
        connection.execute(
            "UPDATE meta SET value = lower(hex(randomblob(6))) WHERE key = 'incarnation'"
        )
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _replace(path: Path, temporary: Path) -> None:
    """Replaces the store by a transaction if it is intact, else by a new file."""
    try:
        connections = SqliteConnections(path)
    except DamagedArchiveError:
        _put_in_place(path, temporary)
        return
    try:
        with closing(connections), closing(connect(uri(temporary))) as source:
            _increase_generation(source, connections.current())
            source.backup(connections.current())
            connections.truncate_log()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        _put_in_place(path, temporary)


def _increase_generation(source: sqlite3.Connection, replaced: sqlite3.Connection) -> None:
    """Gives the new store a higher generation than any of the old one."""
    ((generation,),) = replaced.execute("SELECT value FROM meta WHERE key = 'generation'")
    source.execute(
        "UPDATE meta SET value = max(value, ?) + 1 WHERE key = 'generation'", (generation,)
    )


def _put_in_place(path: Path, temporary: Path) -> None:
    """Replaces the file, without the old log, which SQLite would apply to the new file."""
    complete = path.with_name(f"{temporary.name}-complete")
    shutil.copyfile(temporary, complete)
    complete.chmod(0o600)
    with complete.open("rb") as file:
        os.fsync(file.fileno())
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    complete.replace(path)
    _flush_folder(path.parent)


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
            f"The backup {file} cannot be written: {reason}; name another file."
        ) from error


@contextlib.contextmanager
def _reading_errors_mapped(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackendError(
            f"The backup {file} cannot be read: {error.strerror}; check the name."
        ) from error
