"""Translates errors of PostgreSQL to messages that say what to do, without any secret."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import psycopg
from psycopg_pool import PoolClosed, PoolTimeout

from retrieval.errors import BackendError, DamagedArchiveError, UnreachableError

RESTORE_DATABASE = (
    "restore a dump of the database with 'pg_restore', or ingest again into another database"
)
_BUSY = {"55P03", "40001", "40P01"}  # lock not available, serialisation failure, deadlock
_READ_ONLY = {"25006", "42501"}  # read-only transaction, no privilege
_DAMAGED = {"XX001", "XX002", "42P01", "42703"}  # data or index corrupted, no such table or column
_TOO_LONG = "54000"  # of an index row
_SHORTAGE = "53"  # class of errors: disk, memory, connections
_SHUTDOWN = "57P"  # class of errors: shut down, crashed, starting
_CONNECTION = "08"  # class of errors


@contextlib.contextmanager
def errors_mapped(name: str) -> Iterator[None]:
    """Turns errors of the database into BackendError; ``name`` is its address without secrets."""
    try:
        yield
    except psycopg.Error as error:
        raise _explained(error, name) from error


def _explained(error: psycopg.Error, name: str) -> BackendError:
    code, reason = error.sqlstate or "", _first_line(error)
    if isinstance(error, PoolClosed):
        return BackendError("The archive was closed while it was in use.")
    if code in _DAMAGED:
        return DamagedArchiveError(name, reason, RESTORE_DATABASE)
    if code in _BUSY:
        return BackendError(
            f"The archive in {name} is being written by another program: try again later."
        )
    if code in _READ_ONLY:
        return BackendError(
            f"The archive in {name} cannot be written: connect to the primary server as a user "
            f"who may write; {reason}."
        )
    if code.startswith(_SHORTAGE):
        return BackendError(
            f"The server of the archive in {name} lacks something: free disk, memory or "
            f"connections there and try again; {reason}."
        )
    if code == _TOO_LONG:
        return BackendError(
            f"The archive in {name} takes no names longer than 2,700 bytes: shorten the path; "
            f"{reason}."
        )
    if isinstance(error, PoolTimeout) or code.startswith((_CONNECTION, _SHUTDOWN)):
        return unreachable(name, reason)
    if isinstance(error, psycopg.OperationalError) and not code:
        return unreachable(name, reason)
    return BackendError(
        f"The archive in {name} cannot be used: {reason}; 'article-bot doctor' may find the reason."
    )


def unreachable(name: str, reason: str) -> UnreachableError:
    """The error that the server cannot be reached, or does not let the user in."""
    return UnreachableError(
        f"The archive in {name} cannot be reached: check that its server runs, the address, and "
        f"user and password; {reason}."
    )


def _first_line(error: psycopg.Error) -> str:
    lines = [line.strip(" \t-") for line in str(error).splitlines()]
    line = next((line for line in lines if line and not line.endswith(":")), "no reason given")
    return line.removeprefix("connection failed: ").rstrip(".")
