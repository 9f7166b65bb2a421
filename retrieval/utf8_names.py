"""Names of files for libraries that take only UTF-8."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def utf8_name(path: Path, flags: int = os.O_RDONLY) -> Iterator[str]:
    """A name of ``path`` for the length of a block: its own, or that of the file opened.

    ``flags`` are those to open it with where its own name is not UTF-8. Raises OSError where it
    cannot be opened.
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
