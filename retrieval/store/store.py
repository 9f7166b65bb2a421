"""The store of an archive: its three parts, backup, and operations on the file itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from retrieval.store.alert_matches import SqlAlertMatches
from retrieval.store.alerts import SqlAlerts
from retrieval.store.articles import SqlArticles
from retrieval.store.backup import remove_leftovers, write_backup
from retrieval.store.connections import SqliteConnections
from retrieval.store.file_integrity import damage_of
from retrieval.store.filter_conditions import SqlFilteredPassages
from retrieval.store.meta import SqlMeta
from retrieval.store.sql import Connections
from retrieval.store.stories import SqlStories
from retrieval.store.subscriptions import SqlSubscriptions
from retrieval.store.vectors import SqlVectors

if TYPE_CHECKING:
    from retrieval.store.postgres.bot_database import PostgresBotDatabase


class SqlStore(
    ABC,
    SqlArticles,
    SqlStories,
    SqlFilteredPassages,
    SqlVectors,
    SqlMeta,
    SqlSubscriptions,
    SqlAlerts,
    SqlAlertMatches,
):
    """The primary data of an archive, from which every index can be rebuilt, in any database."""

    @property
    def connections(self) -> Connections:
        """The connections to the database."""
        return self._connections

    @property
    def name(self) -> str:
        """The folder or address of the archive, as it is shown, without secrets."""
        return self._connections.name

    @property
    def read_only_cure(self) -> str:
        """What to do so that something can be written."""
        return self._connections.dialect.read_only_cure

    @abstractmethod
    def size_bytes(self) -> int:
        """How much disk space it takes."""

    @abstractmethod
    def damage(self) -> list[str]:
        """Damage to the stored data; empty for a sound store."""

    @abstractmethod
    def erase_traces(self) -> bool:
        """Erases the bytes of removed articles from the files of the store.

        Returns False where an open read transaction prevents part of that for now.
        """

    @abstractmethod
    def backup(self, file: Path, *, memory: Path, force: bool) -> None:
        """Writes a consistent backup to ``file``, replacing an earlier one.

        It includes the bot's data in the folder ``memory``, if there is any. Raises BackendError
        where it cannot be written, where the store is damaged, and, if not ``force``, where a
        backup of other articles only would be replaced.
        """

    def close(self) -> None:
        """Closes the store, which must not be used afterwards."""
        self._connections.close()

    def is_read_only(self) -> bool:
        """Whether nothing can be written."""
        return self._connections.is_read_only

    def has_traces(self) -> bool:
        """Whether the files of the store may still hold bytes of removed articles."""
        return bool(self._all("SELECT 1 FROM meta WHERE key = 'traces'"))


class StoreLocation(Protocol):
    """Where an archive is: made with the setting ``archive``."""

    @property
    def memory_folder(self) -> Path:
        """Where the files of the bot's data are by default."""

    def bot_database(self, bot_id: int, migrations: Sequence[str]) -> PostgresBotDatabase | None:
        """The tables of a bot, brought up to date; None if its data is a file of its own.

        Raises UnreachableError if the database cannot be reached, and BackendError.
        """

    def has_other_files(self) -> bool:
        """Whether it is a folder with files, but without an archive."""

    def bot_ids(self) -> list[int]:
        """The bots whose tables are in the database of the archive."""

    def open(self, *, create: bool) -> SqlStore:
        """The store, created if missing and ``create``, else ArchiveNotFoundError is raised."""

    def restore(self, file: Path, *, memory: Path, force: bool) -> bool:
        """Replaces the store by the backup in ``file``, and the bot's data in ``memory``.

        Returns False if a bot is running, which gets its data at its next start. Raises
        BackendError, without any change, if ``file`` is not an intact backup, or if data would be
        lost and not ``force``.
        """


class SqliteStore(SqlStore):
    """The store of an archive in a folder, an SQLite file."""

    def __init__(self, connections: SqliteConnections) -> None:
        super().__init__(connections)
        self._file = connections

    def damage(self) -> list[str]:
        with self._file.read_transaction() as connection:
            return damage_of(connection)

    def size_bytes(self) -> int:
        path = self._file.path
        files = [path.with_name(f"{path.name}{suffix}") for suffix in ("", "-wal", "-shm")]
        return sum(file.stat().st_size for file in files if file.exists())

    def erase_traces(self) -> bool:
        if not self.has_traces():
            return True
        remove_leftovers(self._file.path)
        if not self._file.vacuum():
            return False
        with self._file.write_transaction() as connection:
            connection.execute("DELETE FROM meta WHERE key = 'traces'")
        return True

    def backup(self, file: Path, *, memory: Path, force: bool) -> None:
        write_backup(self._file, file, memory=memory, force=force)
