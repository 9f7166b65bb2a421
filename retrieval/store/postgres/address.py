"""Addresses of archives in PostgreSQL, such as ``postgresql://ada@db.example/news``."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from retrieval.errors import BackendError

_DEFAULTS = {
    "connect_timeout": "10",  # seconds
    "keepalives_idle": "30",  # so that a machine that is gone is noticed within a minute
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "application_name": "article-bot",
}


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """Where the database of an archive is; its password is shown nowhere."""

    name: str
    """The address as it is shown: without the password and other parameters."""

    conninfo: str = field(repr=False)
    """What a connection is made with."""


def parse_address(address: str) -> PostgresAddress:
    """The parts of an address; what it leaves out is as with every program of PostgreSQL.

    Raises BackendError if it is none.

    Of ``postgresql://ada:secret@db.example:6432/news?sslmode=verify-full`` is shown
    ``postgresql://ada@db.example:6432/news``.
    """
    try:
        parts = conninfo_to_dict(address)
    except psycopg.Error:
        raise BackendError(  # its message may hold part of the password
            "The address of the archive cannot be read: write it as postgresql://USER@HOST/NAME, "
            "with special characters as %XX, and the password in PGPASSWORD or ~/.pgpass."
        ) from None
    given = {key: str(value) for key, value in parts.items() if value is not None}
    shown = {name: quote(given.get(name, ""), safe=",.:[]") for name in _SHOWN}
    user = shown["user"] and f"{shown['user']}@"
    port = shown["port"] and f":{shown['port']}"
    name = f"postgresql://{user}{shown['host']}{port}/{shown['dbname']}"
    return PostgresAddress(name, make_conninfo(**{**_DEFAULTS, **given}))


_SHOWN = ("user", "host", "port", "dbname")
