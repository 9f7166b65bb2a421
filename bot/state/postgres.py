"""The bot's data in the database of its archive, which its processes on several machines share."""

from __future__ import annotations

import hashlib
import logging
import os
import socket
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from bot.state.database import Database
from bot.state.folder_lock import lock_folder
from retrieval import BackendError

if TYPE_CHECKING:
    from retrieval.store.postgres.bot_database import PostgresBotDatabase

_log = logging.getLogger(__name__)
_MACHINE_ID = Path("/etc/machine-id")


class PostgresDatabase(Database):
    """See :class:`bot.state.database.Database`; ``folder`` is for files, and for this process only.

    Raises BackendError, and closes ``database``, if the folder cannot be used, or if another
    process uses it.
    """

    now = "extract(epoch FROM clock_timestamp())::double precision"

    def __init__(self, database: PostgresBotDatabase, folder: Path) -> None:
        self.folder = folder
        self._database = database
        try:
            self._lock, self.process_id = _prepared(folder)
        except BackendError:
            database.close()
            raise

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        return self._database.run(statement, values)

    def run_durably(self, statement: str, values: Sequence[object] = ()) -> int:
        """See :class:`bot.state.database.Database`: every write is durable."""
        return self._database.run(statement, values)

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
        return self._database.rows(statement, values)

    def transaction(self) -> AbstractContextManager[None]:
        return self._database.transaction()

    def erase_deleted(self) -> None:
        """See :class:`bot.state.database.Database`; bytes may stay in free space of the server.

        It is done in a thread, as a vacuum by another process is waited for.
        """
        Thread(target=self._vacuum, name="vacuum", daemon=True).start()

    def close(self) -> None:
        self._database.close()
        os.close(self._lock)

    def _vacuum(self) -> None:
        try:
            self._database.vacuum()
        except BackendError as error:
            _log.error("Deleted rows are cleared away later: %s", error)


def _prepared(folder: Path) -> tuple[int, str]:
    """The lock on the folder, and the id of the process that uses it."""
    try:
        return lock_folder(folder), _process_id(folder)
    except OSError as error:
        raise BackendError(
            f"The bot's files cannot be written to {folder}: {error.strerror}; set another folder "
            "in ARTICLE_BOT_STATE."
        ) from error


def _process_id(folder: Path) -> str:
    """What tells a folder, on its machine or in its container, from copies of it.

    A process that is started again on the folder has the same.
    """
    try:
        machine = _MACHINE_ID.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        machine = ""
    told = f"{machine} {socket.gethostname()} {folder.stat().st_ino}"
    return hashlib.sha256(told.encode("utf-8", errors="replace")).hexdigest()[:32]
