"""File names for libraries that accept only UTF-8."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def utf8_name(path: Path, flags: int = os.O_RDONLY) -> Iterator[str]:
    """A UTF-8 name of ``path``, valid in the block: its own, or else that of an open handle.

    ``flags`` are those to open it if its name is not UTF-8. Raises OSError if it cannot be opened.
    """
    name = os.fspath(path)
    try:
        name.encode()
    except UnicodeEncodeError:
        handle = os.open(path, flags, 0o600)
        try:
            yield f"/proc/self/fd/{handle}"
        finally:
            os.close(handle)
    else:
        yield name
