"""Lists and records as JSON in a column."""

from __future__ import annotations

from typing import TypeVar

import msgspec

Value = TypeVar("Value")


def encoded(value: object) -> str:
    """A list or record as JSON for a column."""
    return msgspec.json.encode(value).decode()


def decoded(column: str, kind: type[Value]) -> Value:
    """What :func:`encoded` was given, as a value of ``kind``."""
    return msgspec.json.decode(column, type=kind)
