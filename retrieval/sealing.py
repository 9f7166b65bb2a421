"""A file's hash beside it, by which its reader knows that not a bit of it has changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from retrieval.errors import BackendError
from retrieval.regular_files import open_regular, read_regular

SEAL = ".sha256"  # after the name of the file


def put_in_place(aside: Path, path: Path) -> None:
    """Renames ``aside`` to ``path``, whose seal is there before it."""
    seal_of(path).write_text(_sha256_of(aside), encoding="ascii")
    seal_of(path).chmod(0o600)
    aside.replace(path)


def check(path: Path) -> None:
    """Raises BackendError where ``path`` is not what its seal tells."""
    try:
        expected = read_regular(seal_of(path)).decode("ascii", "replace")
        found = _sha256_of(path)
    except OSError as error:
        raise BackendError(f"{path} cannot be checked: {error.strerror}.") from error
    if found != expected:
        raise BackendError(f"{path} has changed since it was written.")


def seal_of(path: Path) -> Path:
    """Where the seal of ``path`` lies."""
    return path.with_name(path.name + SEAL)


def _sha256_of(path: Path) -> str:
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
