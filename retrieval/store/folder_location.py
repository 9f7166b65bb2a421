"""The store of an archive that is a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from retrieval.errors import ArchiveNotFoundError, BackendError
from retrieval.protocols import STORE_FILE
from retrieval.store.backup import restore_backup
from retrieval.store.connections import SqliteConnections
from retrieval.store.errors import errors_mapped
from retrieval.store.open import is_lost
from retrieval.store.store import SqliteStore


class FolderLocation:
    """A folder with a store and its caches."""

    def __init__(self, archive: str) -> None:
        self._folder = Path(archive).absolute()  # shown in full in messages

    @property
    def memory_folder(self) -> Path:
        """Where the bot's data is by default."""
        return self._folder / "bot"

    def bot_database(self, bot_id: int, migrations: Sequence[str]) -> None:
        """See :class:`retrieval.store.store.StoreLocation`: its data is a file."""

    def has_other_files(self) -> bool:
        """See :class:`retrieval.store.store.StoreLocation`."""
        with errors_mapped(self._folder):
            if not self._folder.is_dir() or (self._folder / STORE_FILE).exists():
                return False
            return any(self._folder.iterdir())

    def bot_ids(self) -> list[int]:
        """See :class:`retrieval.store.store.StoreLocation`."""
        return []

    def open(self, *, create: bool) -> SqliteStore:
        """The store, created if missing and ``create``, else ArchiveNotFoundError is raised."""
        folder, path = self._folder, self._folder / STORE_FILE
        with errors_mapped(path):
            if folder.exists() and not folder.is_dir():
                raise BackendError(
                    f"{folder} is not a folder: give the archive's with --archive DIR."
                )
            if not create and not path.exists() and not is_lost(path):
                raise ArchiveNotFoundError(str(folder))
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return SqliteStore(SqliteConnections(path))

    def restore(self, file: Path, *, memory: Path, force: bool) -> bool:
        """See :func:`retrieval.store.backup.restore_backup`."""
        return restore_backup(file, self._folder / STORE_FILE, memory=memory, force=force)
