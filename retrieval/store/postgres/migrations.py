"""Creates and migrates the tables of an archive in PostgreSQL."""

from __future__ import annotations

from typing import Any

import psycopg

from retrieval.errors import ArchiveNotFoundError, BackendError, IndexMismatchError
from retrieval.store.postgres.schema import MIGRATIONS, SCHEMA

_OLDEST_SERVER = 14
_LOCK = 0x61727469636C65  # any number that other programs do not lock


def set_up(connection: psycopg.Connection[Any], name: str, *, create: bool) -> None:
    """Brings the schema of an archive to the current version.

    ``name`` is the address without secrets. Raises ArchiveNotFoundError if there is none and not
    ``create``, IndexMismatchError if it is of a newer version, and BackendError if the server is
    too old.
    """
    _check_server(connection, name)
    if not _is_there(connection):
        if not create:
            raise ArchiveNotFoundError(name)
        _migrate(connection)
        return
    found = _version(connection)
    if found > len(MIGRATIONS):
        raise IndexMismatchError(
            f"schema {len(MIGRATIONS)}", f"schema {found}", "update article-bot to read it"
        )
    if found < len(MIGRATIONS):
        if is_read_only(connection):
            raise BackendError(
                f"The archive in {name} was made by an older version: open it once as a user who "
                "may change its tables, on the primary server."
            )
        _migrate(connection)


def is_read_only(connection: psycopg.Connection[Any]) -> bool:
    """Whether the user cannot write to the tables."""
    row = connection.execute(
        "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean"
        f" OR NOT has_table_privilege('{SCHEMA}.meta', 'UPDATE')"
    ).fetchone()
    return bool(row and row[0])


def _check_server(connection: psycopg.Connection[Any], name: str) -> None:
    version = connection.info.server_version // 10_000
    if version < _OLDEST_SERVER:
        raise BackendError(
            f"The server of the archive in {name} is PostgreSQL {version}: update it to "
            f"{_OLDEST_SERVER} or newer."
        )
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise BackendError(
            f"The archive in {name} cannot hold every letter (its encoding is {encoding}): create "
            "the database with ENCODING 'UTF8'."
        )


def _is_there(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute(f"SELECT to_regclass('{SCHEMA}.meta') IS NOT NULL").fetchone()
    return bool(row and row[0])


def _version(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute(f"SELECT value FROM {SCHEMA}.meta WHERE key = 'schema'").fetchone()
    return int(row[0]) if row else 0


def _migrate(connection: psycopg.Connection[Any]) -> None:
    """Applies the migrations that are missing, while other programs wait."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        row = connection.execute(f"SELECT to_regnamespace('{SCHEMA}') IS NULL").fetchone()
        if row and row[0]:
            connection.execute(f"CREATE SCHEMA {SCHEMA}")
        connection.execute(f"SET LOCAL search_path = {SCHEMA}, pg_temp")
        found = _version(connection) if _is_there(connection) else 0
        for script in MIGRATIONS[found:]:
            connection.execute(script)
        connection.execute(
            "UPDATE meta SET value = %s WHERE key = 'schema'", (max(found, len(MIGRATIONS)),)
        )
