"""What the tables of the bot need of a database."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec

Value = TypeVar("Value")


class Database(Protocol):
    """The database of one bot, in SQLite or PostgreSQL, which read the same statements.

    A ``?`` in a statement stands for a value. To be used from the event loop's thread: each call
    takes about a millisecond. Every method raises BackendError if the database cannot be used.
    """

    folder: Path
    """A private folder of this process, for files."""

    process_id: str
    """What tells this process from others of the same bot, the same after it was killed.

    Empty if the database is for one process only.
    """

    now: str
    """An expression for the time of the database's clock, in seconds since 1970."""

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """Executes one statement; returns how many rows it changed."""

    def run_durably(self, statement: str, values: Sequence[object] = ()) -> int:
        """Like :meth:`run`, and waits until this and all earlier writes are on disk."""

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
        """All rows of a query, by the names of their columns."""

    def value(self, statement: str, values: Sequence[object] = ()) -> Any:
        """The first value of the first row; None if there is no row."""
        found = self.rows(statement, values)
        return next(iter(found[0].values())) if found else None

    def transaction(self) -> AbstractContextManager[None]:
        """Commits all writes of the block at its end, or none of them if it raises."""

    def erase_deleted(self) -> None:
        """Clears away deleted rows, as far as the database allows it, perhaps in the background."""

    def close(self) -> None:
        """Closes the database, so that another process can take the folder."""


class Table:
    """One table of the bot's data, or several that belong together."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock


def encoded(value: object) -> str:
    """A list or record as JSON for a column."""
    return msgspec.json.encode(value).decode()


def decoded(column: str, kind: type[Value]) -> Value:
    """What :func:`encoded` was given, as a value of ``kind``."""
    return msgspec.json.decode(column, type=kind)
