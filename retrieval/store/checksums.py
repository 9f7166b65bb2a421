"""Checksums of rows: what SQLite itself does not notice, a bit that changed inside a value."""

from __future__ import annotations

import hashlib
import json

_BYTES = 8


def checksum_of(*values: object) -> bytes:
    """The checksum of a row's values, the same on every machine.

    Any value that SQLite can hold is allowed, so that a damaged row is told and never raises.

    >>> checksum_of("a", 1).hex() == checksum_of("a", 2).hex()
    False
    """
    digest = hashlib.sha256()
    for value in values:
        if isinstance(value, bytes):
            content = value
        else:  # a whole number is the same in JSON, by a longer way
            content = (str(value) if type(value) is int else json.dumps(value)).encode()
        digest.update(f"{type(value).__name__} {len(content)} ".encode() + content)
    return digest.digest()[:_BYTES]
