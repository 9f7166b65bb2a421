"""Checksums of cache files, each in a file beside them."""

from __future__ import annotations

from pathlib import Path

from retrieval.errors import BackendError, DamagedFileError
from retrieval.regular_files import read_regular, sha256_of

CHECKSUM_SUFFIX = ".sha256"


def write_checksum(temporary: Path, path: Path) -> None:
    """Writes the checksum of ``temporary``, which is about to replace ``path``."""
    checksum_path(path).write_text(sha256_of(temporary), encoding="ascii")
    checksum_path(path).chmod(0o600)


def check_checksum(path: Path) -> None:
    """Raises DamagedFileError if ``path`` does not match its checksum, or has none.

    Raises BackendError if it cannot be read now.
    """
    try:
        expected = read_regular(checksum_path(path)).decode("ascii", "replace")
        found = sha256_of(path)
    except FileNotFoundError as error:
        raise DamagedFileError(f"{path} has no checksum, or is missing.") from error
    except OSError as error:
        raise BackendError(f"{path} cannot be read now: {error.strerror}.") from error
    if found != expected:
        raise DamagedFileError(f"{path} has changed since it was written.")


def checksum_path(path: Path) -> Path:
    """The path of the checksum of ``path``."""
    return path.with_name(path.name + CHECKSUM_SUFFIX)
