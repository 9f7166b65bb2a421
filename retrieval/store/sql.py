"""What the parts of a store need of a database, and how the SQL of databases differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias, TypeVar

Value = TypeVar("Value")
Row: TypeAlias = tuple[Any, ...]
ReadRows: TypeAlias = Callable[[str], Iterable[Row]]
"""Runs a query and gives its rows one by one."""


class Results(Protocol):
    """The rows of a query, or how many rows a statement changed."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""

    def fetchall(self) -> list[Any]:
        """All rows."""

    def fetchone(self) -> Any:
        """The next row, or None."""


class Session(Protocol):
    """A connection within a transaction; a ``?`` in a statement stands for a value."""

    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> Results:
        """Runs one statement."""

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> object:
        """Runs one statement for each row of values."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """Where the SQL of one database differs from that of others.

    The rest is written so that SQLite and PostgreSQL read it alike.
    """

    among: str
    """Whether what stands before it is in the list that a ``?`` stands for."""

    array: Callable[[Iterable[object]], object]
    """A list as the value of such a ``?``."""

    texts: str
    """The table with the archive's named texts; that of its named numbers is ``meta``."""

    clear_terms: tuple[str, ...]
    """Statements that empty the table ``passage_terms``, even if it is damaged."""

    restore: str
    """What to do if articles are damaged."""

    read_only_cure: str
    """What to do if nothing can be written."""

    kept_generations: int
    """Of how many generations changes are kept for caches that have not seen them."""


class Connections(Protocol):
    """The connections to the database of an archive, and their transactions."""

    @property
    def dialect(self) -> Dialect:
        """The SQL that the database understands."""

    @property
    def name(self) -> str:
        """The folder or address of the archive, as it is shown, without secrets."""

    @property
    def cache_folder(self) -> Path:
        """The folder in which files that are built from the database are cached."""

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be written."""

    def read_transaction(self) -> AbstractContextManager[Session]:
        """One consistent view for all reads of this thread inside."""

    def write_transaction(self, *, of_articles: bool = True) -> AbstractContextManager[Session]:
        """A transaction, committed at the end of the block and rolled back if it raises.

        Writers in other threads and processes wait. Each committed transaction increases the
        generation by one, except those that write nothing ``of_articles``, which no cache follows.
        """

    def rows(self, sql: str, *values: object) -> list[Any]:
        """All rows of a query, in the transaction of this thread if there is one."""

    def stream(self, sql: str, *values: object) -> Iterator[Any]:
        """The rows of a query one by one, in constant memory."""

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Adds many rows to a table."""

    def last_id(self, table: str, column: str) -> int:
        """The last id that a table has given to a row; 0 if none."""

    def put_last_id(self, table: str, column: str, last: int) -> None:
        """Makes the ids of new rows of a table follow ``last``."""

    def cached(self, name: str, read: Callable[[], Value]) -> Value:
        """The result of ``read``, cached under ``name`` until something is written.

        For values that are needed for every question and seldom change.
        """

    def close(self) -> None:
        """Closes all connections; the object must not be used afterwards."""
