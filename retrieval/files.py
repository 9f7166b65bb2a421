"""Cache files with a checksum file beside them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from retrieval.errors import BackendError, DamagedFileError
from retrieval.regular_files import open_regular, read_regular

CHECKSUM_SUFFIX = ".sha256"


def put_in_place(temporary: Path, path: Path) -> None:
    """Rename ``temporary`` to ``path``, after writing its checksum."""
    checksum_path(path).write_text(_sha256_of(temporary), encoding="ascii")
    checksum_path(path).chmod(0o600)
    temporary.replace(path)


def check(path: Path) -> None:
    """Raise DamagedFileError if ``path`` does not match its checksum, or has none.

    Raises BackendError if it cannot be read now.
    """
    try:
        expected = read_regular(checksum_path(path)).decode("ascii", "replace")
        found = _sha256_of(path)
    except FileNotFoundError as error:
        raise DamagedFileError(f"{path} has no checksum, or is missing.") from error
    except OSError as error:
        raise BackendError(f"{path} cannot be read now: {error.strerror}.") from error
    if found != expected:
        raise DamagedFileError(f"{path} has changed since it was written.")


def checksum_path(path: Path) -> Path:
    """The path of the checksum of ``path``."""
    return path.with_name(path.name + CHECKSUM_SUFFIX)


def _sha256_of(path: Path) -> str:
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
