"""Where exported encoders lie: once for all archives of a user, else in the archive itself."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import BackendError, DamagedFileError
from retrieval.models.onnx_encoder import (
    DESCRIPTION,
    ENCODER_FORMAT,
    OnnxEncoder,
    check_encoder,
)
from retrieval.models.onnx_export import ASIDE, export_encoder
from retrieval.models.sentence_transformer import SentenceTransformerEmbedder
from retrieval.types import ModelIdentity

_8_BIT_GRAPH = "passages-1.onnx"  # of earlier versions, which embedded passages with it
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EncoderCache:
    """The exported encoders that an archive may use.

    Those in ``shared`` serve all archives of a user. ``archive`` has its own where an earlier
    version put them there, or where ``shared`` is None or cannot be written.
    """

    archive: Path
    shared: Path | None
    threads: int | None = None

    def find(self, model: ModelIdentity) -> OnnxEncoder | None:
        """The encoder of ``model``, if there is one; a damaged one is removed.

        Raises BackendError where there is one that cannot be loaded now.
        """
        fault: BackendError | None = None
        for folder in self._folders(model):
            try:
                encoder = self._opened(folder)
            except BackendError as error:
                fault = fault or error
                continue
            if encoder is not None and encoder.identity == model:
                return encoder
        if fault is not None:
            raise fault
        return None

    def export(self, original: SentenceTransformerEmbedder, texts: Sequence[str]) -> OnnxEncoder:
        """The encoder of ``original``, exported first where there is none.

        ``texts`` are real passages to check it on. Raises BackendError where ``original`` cannot be
        exported, or no folder for it can be written.
        """
        problem = "there is no folder for it"
        for place in filter(None, (self.shared, self.archive)):
            try:
                return self._exported(original, place / _name_of(original), texts)
            except OSError as error:  # the next may be writable
                problem = str(error)
        raise BackendError(f"The exported model cannot be written: {problem}.")

    def damage(self, model: ModelIdentity) -> list[str]:
        """What is wrong with the encoders of ``model``; they are exported again when needed."""
        problems = []
        for folder in self._folders(model):
            try:
                check_encoder(folder)
            except DamagedFileError as error:
                problems.append(str(error))
            except BackendError:
                continue  # whoever loads it tells why that cannot be done now
        return problems

    def keep_only(self, model: ModelIdentity) -> None:
        """Removes the archive's own encoders of other models."""
        for folder in self.archive.glob("encoder-*"):
            is_other = not folder.name.startswith(_prefix_of(model.weights_sha256))
            if is_other and (folder / DESCRIPTION).is_file():
                _remove(folder)

    def _folders(self, model: ModelIdentity) -> list[Path]:
        """Where encoders of ``model``'s weights are: the archive's own first, the newest first."""
        prefix = _prefix_of(model.weights_sha256)
        places = filter(None, (self.archive, self.shared))
        return [folder for place in places for folder in _encoders_in(place, prefix)]

    def _opened(self, folder: Path) -> OnnxEncoder | None:
        """The encoder in ``folder``, if there is a sound one; a damaged one is removed."""
        if not os.path.isdir(folder):  # unlike Path.is_dir, also False without the right to know
            return None
        _remove_8_bit_graph(folder)
        try:
            return OnnxEncoder(folder, threads=self.threads)
        except DamagedFileError as error:
            _log.warning("%s It is exported again.", error)
            _remove(folder)
            return None

    def _exported(
        self, original: SentenceTransformerEmbedder, folder: Path, texts: Sequence[str]
    ) -> OnnxEncoder:
        place = folder.parent
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.mkdir(mode=0o700, exist_ok=True)
        with _locked(place) as is_alone:
            if (encoder := self._opened(folder)) is not None:
                return encoder
            if is_alone:
                _remove_unfinished(place)
            sharer = "machine" if place == self.shared else "archive"
            _log.info("Exporting %s once for this %s, about 15 s …", original.name, sharer)
            export_encoder(original, folder, texts=texts)
        return OnnxEncoder(folder, threads=self.threads)


def _prefix_of(weights_sha256: str) -> str:
    return f"encoder-{weights_sha256[:16]}"


def _name_of(original: SentenceTransformerEmbedder) -> str:
    """Tells apart what makes different encoders: weights, how they are used, and our own format."""
    parts = (str(ENCODER_FORMAT), original.name, original.revision or "", original.settings_sha256)
    digest = hashlib.sha256(os.fsencode("\n".join(parts))).hexdigest()
    return f"{_prefix_of(original.weights_sha256)}-{digest[:16]}"


def _encoders_in(place: Path, prefix: str) -> list[Path]:
    """Folders in ``place`` whose names begin so, the newest first."""
    try:
        with os.scandir(place) as entries:
            found = [(e.stat().st_mtime, e.name) for e in entries if e.name.startswith(prefix)]
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []
    except OSError as error:
        raise BackendError(f"The folder {place} cannot be read now: {error.strerror}.") from error
    return [place / name for _, name in sorted(found, reverse=True)]


@contextlib.contextmanager
def _locked(place: Path) -> Iterator[bool]:
    """Lets one program at a time export to ``place``; whether that can be had there."""
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield _lock(handle)
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _log.info("Waiting for another program that is exporting the model …")
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:  # a file system without locks
        return False
    return True


def _remove_unfinished(place: Path) -> None:
    """Removes what a program left that was killed while it exported; the lock is held."""
    for folder in place.glob(f"{ASIDE}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _remove(folder: Path) -> None:
    """Removes an encoder, where that can be done, so that nobody sees half of it."""
    with contextlib.suppress(OSError):
        aside = Path(tempfile.mkdtemp(prefix=ASIDE, dir=folder.parent))
        try:
            folder.rename(aside / folder.name)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _remove_8_bit_graph(folder: Path) -> None:
    """Removes what earlier versions embedded passages with, where the folder can be written."""
    with contextlib.suppress(OSError):
        for name in (_8_BIT_GRAPH, f"{_8_BIT_GRAPH}.sha256"):
            (folder / name).unlink(missing_ok=True)
