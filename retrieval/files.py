"""A file's hash beside it, by which its reader knows that not a bit of it has changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from retrieval.errors import BackendError, DamagedFileError
from retrieval.regular_files import open_regular, read_regular

SEAL = ".sha256"  # after the name of the file


def put_in_place(aside: Path, path: Path) -> None:
    """Renames ``aside`` to ``path``, whose seal is there before it."""
    seal_of(path).write_text(_sha256_of(aside), encoding="ascii")
    seal_of(path).chmod(0o600)
    aside.replace(path)


def check(path: Path) -> None:
    """Raises DamagedFileError where ``path`` is not what its seal tells, or has none.

    Raises BackendError where it cannot be read now.
    """
    try:
        expected = read_regular(seal_of(path)).decode("ascii", "replace")
        found = _sha256_of(path)
    except FileNotFoundError as error:
        raise DamagedFileError(f"{path} has no checksum, or is gone.") from error
    except OSError as error:
        raise BackendError(f"{path} cannot be read now: {error.strerror}.") from error
    if found != expected:
        raise DamagedFileError(f"{path} has changed since it was written.")


def seal_of(path: Path) -> Path:
    """Where the seal of ``path`` lies."""
    return path.with_name(path.name + SEAL)


def _sha256_of(path: Path) -> str:
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
