"""The store of an archive that is a PostgreSQL database, with caches in a folder of the user."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from retrieval.errors import BackendError, MissingDependencyError
from retrieval.store.postgres.schema import BOT_SCHEMA
from retrieval.user_cache import user_cache_folder, user_data_folder

try:
    from retrieval.store.postgres.address import parse_address
    from retrieval.store.postgres.bot_database import PostgresBotDatabase, bots_in
    from retrieval.store.postgres.connections import open_connections
    from retrieval.store.postgres.store import PostgresStore
except ImportError as error:
    raise MissingDependencyError(
        "psycopg, which archives in PostgreSQL need,", "run pip install 'article-bot[cluster]'"
    ) from error


class PostgresLocation:
    """A database, named by an address that begins with ``postgresql://``."""

    def __init__(self, archive: str) -> None:
        self._address = parse_address(archive)

    @property
    def memory_folder(self) -> Path:
        """Where the bot's data is by default."""
        key = hashlib.sha256(self._address.name.encode()).hexdigest()[:12]
        return _existing(user_data_folder(os.environ), "XDG_DATA_HOME") / f"bot-{key}"

    def bot_database(self, bot_id: int, migrations: Sequence[str]) -> PostgresBotDatabase:
        """See :class:`retrieval.store.store.StoreLocation`: a schema for each bot."""
        return PostgresBotDatabase(self._address, f"{BOT_SCHEMA}{bot_id}", migrations)

    def has_other_files(self) -> bool:
        """See :class:`retrieval.store.store.StoreLocation`: a database is no folder."""
        return False

    def bot_ids(self) -> list[int]:
        """See :class:`retrieval.store.store.StoreLocation`."""
        return bots_in(self._address)

    def open(self, *, create: bool) -> PostgresStore:
        """The store, created if missing and ``create``, else ArchiveNotFoundError is raised."""
        caches = _existing(user_cache_folder(os.environ), "XDG_CACHE_HOME")

        def cache_folder(database_id: str) -> Path:
            folder = caches / f"postgresql-{database_id}"
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise BackendError(
                    f"The caches of the archive cannot be written to {folder}: {error.strerror}; "
                    "set XDG_CACHE_HOME to another folder."
                ) from error
            return folder

        return PostgresStore(open_connections(self._address, cache_folder, create=create))

    def restore(self, file: Path, *, memory: Path, force: bool) -> bool:
        """Raises BackendError, as the server has its own tools for that."""
        raise BackendError(
            "An archive in PostgreSQL is restored by its own tools: run 'pg_restore --clean "
            f"--if-exists --dbname={self._address.name} FILE' with a dump that pg_dump wrote."
        )


def _existing(folder: Path | None, variable: str) -> Path:
    if folder is None:
        raise BackendError(f"There is no home folder: set {variable} to a folder.")
    return folder
