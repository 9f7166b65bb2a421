"""Creates and migrates the tables of an archive, or of a bot, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

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
    check_server(connection, name)
    if not create and not _is_there(connection, SCHEMA):
        raise ArchiveNotFoundError(name)
    migrate(connection, name, SCHEMA, MIGRATIONS)


def migrate(
    connection: psycopg.Connection[Any], name: str, schema: str, migrations: Sequence[str]
) -> None:
    """Brings the tables of ``schema`` to the current version, which its table ``meta`` holds.

    Raises IndexMismatchError if they are of a newer version, and BackendError if they cannot be
    changed.
    """
    found = _version(connection, schema) if _is_there(connection, schema) else 0
    if found > len(migrations):
        raise IndexMismatchError(
            f"schema {len(migrations)}", f"schema {found}", "update article-bot to read it"
        )
    if found < len(migrations):
        if found and is_read_only(connection, schema):
            raise BackendError(
                f"The archive in {name} was made by an older version: open it once as a user who "
                "may change its tables, on the primary server."
            )
        _migrate(connection, schema, migrations)


def is_read_only(connection: psycopg.Connection[Any], schema: str = SCHEMA) -> bool:
    """Whether the user cannot write to the tables."""
    row = connection.execute(
        "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean"
        " OR NOT has_table_privilege(%s, 'UPDATE')",
        (f"{schema}.meta",),
    ).fetchone()
    return bool(row and row[0])


def check_server(connection: psycopg.Connection[Any], name: str) -> None:
    """Raises BackendError if the server is too old, or its database cannot hold every letter."""
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


def _is_there(connection: psycopg.Connection[Any], schema: str) -> bool:
    row = connection.execute("SELECT to_regclass(%s) IS NOT NULL", (f"{schema}.meta",)).fetchone()
    return bool(row and row[0])


def _version(connection: psycopg.Connection[Any], schema: str) -> int:
    found = sql.SQL("SELECT value FROM {}.meta WHERE key = 'schema'")
    row = connection.execute(found.format(sql.Identifier(schema))).fetchone()
    return int(row[0]) if row else 0


def _migrate(connection: psycopg.Connection[Any], schema: str, migrations: Sequence[str]) -> None:
    """Applies the migrations that are missing, while other programs wait."""
    name = sql.Identifier(schema)
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        row = connection.execute("SELECT to_regnamespace(%s) IS NULL", (schema,)).fetchone()
        if row and row[0]:
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(name))
        connection.execute(sql.SQL("SET LOCAL search_path = {}, pg_temp").format(name))
        found = _version(connection, schema) if _is_there(connection, schema) else 0
        for script in migrations[found:]:
            connection.execute(script.encode())
        connection.execute(
            "UPDATE meta SET value = %s WHERE key = 'schema'", (max(found, len(migrations)),)
        )
