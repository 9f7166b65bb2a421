"""Temporary files for what administrators upload."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from retrieval import BackendError

UPLOADS_FOLDER = "uploads"


class Uploads:
    """Private temporary folders beside the bot's database, which only one bot uses at a time."""

    def __init__(self, state: Path) -> None:
        self._folder = state / UPLOADS_FOLDER

    def clear(self) -> None:
        """Removes what a killed process left; raises BackendError if that is impossible."""
        try:
            shutil.rmtree(self._folder)
        except FileNotFoundError:
            return
        except OSError as error:
            raise BackendError(
                f"Uploads that an earlier run left in {self._folder} cannot be removed "
                f"({error.strerror}): remove that folder."
            ) from error

    @contextlib.contextmanager
    def temporary_folder(self) -> Iterator[Path]:
        """A private folder for one upload, removed at the end of the block."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        try:
            with tempfile.TemporaryDirectory(dir=self._folder) as folder:
                yield Path(folder)
        finally:
            with contextlib.suppress(OSError):  # other uploads are in use
                self._folder.rmdir()
