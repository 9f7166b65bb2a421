"""Files that administrators send, while they are read: private, and gone afterwards."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from retrieval import BackendError

UPLOADS_FOLDER = "uploads"


class Uploads:
    """A folder beside the bot's database; each start clears what a killed process left there.

    It must belong to one bot, as the folder of the locked database does.
    """

    def __init__(self, state: Path) -> None:
        self._folder = state / UPLOADS_FOLDER

    def clear(self) -> None:
        """Removes what an earlier process left; raises BackendError where that cannot be done."""
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
    def place(self) -> Iterator[Path]:
        """A private folder for one upload, removed at the end."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        try:
            with tempfile.TemporaryDirectory(dir=self._folder) as folder:
                yield Path(folder)
        finally:
            with contextlib.suppress(OSError):  # another upload is being read
                self._folder.rmdir()
