"""The cache of exported encoders: one per user, or in the archive itself."""

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
)
from retrieval.models.onnx_export import UNFINISHED, export_encoder
from retrieval.models.sentence_transformer import SentenceTransformerEmbedder
from retrieval.types import ModelIdentity

_8_BIT_GRAPH = "passages-1.onnx"  # with which earlier versions embedded passages
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EncoderCache:
    """The exported encoders that an archive may use.

    Those in ``shared`` serve all archives of a user. ``archive`` has its own if an earlier version
    put them there, or if ``shared`` is None or cannot be written.
    """

    archive: Path
    shared: Path | None
    threads: int | None = None

    def find(self, model: ModelIdentity) -> OnnxEncoder | None:
        """The encoder of ``model``, if there is one; a damaged one is removed.

        Raises BackendError where there is one that cannot be loaded now.
        """
        for folder in self._folders(model):
            encoder = self._open(folder)
            if encoder is not None and encoder.identity == model:
                return encoder
        return None

    def export(self, original: SentenceTransformerEmbedder, texts: Sequence[str]) -> OnnxEncoder:
        """The encoder of ``original``, exported if it is not cached yet.

        ``texts`` are real passages to check it on. Raises BackendError where ``original`` cannot be
        exported, or no folder for it can be written.
        """
        problem = "there is no folder for it"
        for parent in filter(None, (self.shared, self.archive)):
            try:
                return self._open_or_export(original, parent / _name_of(original), texts)
            except OSError as error:  # the next may be writable
                problem = str(error)
        raise BackendError(f"The exported model cannot be written: {problem}.")

    def keep_only(self, model: ModelIdentity) -> None:
        """Removes the archive's own encoders of other models."""
        for folder in self.archive.glob("encoder-*"):
            is_other = not folder.name.startswith(_prefix_of(model.weights_sha256))
            if is_other and (folder / DESCRIPTION).is_file():
                _remove(folder)

    def _folders(self, model: ModelIdentity) -> list[Path]:
        """Encoders with ``model``'s weights: those of the archive first, then newest first."""
        prefix = _prefix_of(model.weights_sha256)
        parents = filter(None, (self.archive, self.shared))
        return [folder for parent in parents for folder in _encoders_in(parent, prefix)]

    def _open(self, folder: Path) -> OnnxEncoder | None:
        """The encoder in ``folder``, if there is an intact one; a damaged one is removed."""
        if not os.path.isdir(folder):  # unlike Path.is_dir, also False without permission
            return None
        _remove_8_bit_graph(folder)
        try:
            return OnnxEncoder(folder, threads=self.threads)
        except DamagedFileError as error:
            _log.warning("%s It is exported again.", error)
            _remove(folder)
            return None

    def _open_or_export(
        self, original: SentenceTransformerEmbedder, folder: Path, texts: Sequence[str]
    ) -> OnnxEncoder:
        parent = folder.parent
        parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        parent.mkdir(mode=0o700, exist_ok=True)
        with _locked(parent):
            if (encoder := self._open(folder)) is not None:
                return encoder
            _remove_unfinished(parent)
            scope = "machine" if parent == self.shared else "archive"
            _log.info("Exporting %s once for this %s, about 15 s …", original.name, scope)
            export_encoder(original, folder, texts=texts)
        return OnnxEncoder(folder, threads=self.threads)


def _prefix_of(weights_sha256: str) -> str:
    return f"encoder-{weights_sha256[:16]}"


def _name_of(original: SentenceTransformerEmbedder) -> str:
    """The name of its encoder's folder: unique for weights, settings, and our own format."""
    parts = (str(ENCODER_FORMAT), original.name, original.revision or "", original.settings_sha256)
    digest = hashlib.sha256(os.fsencode("\n".join(parts))).hexdigest()
    return f"{_prefix_of(original.weights_sha256)}-{digest[:16]}"


def _encoders_in(parent: Path, prefix: str) -> list[Path]:
    """Folders in ``parent`` whose names start with ``prefix``, newest first."""
    try:
        with os.scandir(parent) as entries:
            found = [(e.stat().st_mtime, e.name) for e in entries if e.name.startswith(prefix)]
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []
    except OSError as error:
        raise BackendError(f"The folder {parent} cannot be read now: {error.strerror}.") from error
    return [parent / name for _, name in sorted(found, reverse=True)]


@contextlib.contextmanager
def _locked(parent: Path) -> Iterator[None]:
    """Lets one program at a time export to ``parent``."""
    handle = os.open(parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _log.info("Waiting for another program that is exporting the model …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _remove_unfinished(parent: Path) -> None:
    """Removes what a killed program left of its export; to be called under the lock."""
    for folder in parent.glob(f"{UNFINISHED}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _remove(folder: Path) -> None:
    """Removes an encoder, if possible, by a rename, so that no program sees half of it."""
    with contextlib.suppress(OSError):
        temporary = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder.parent))
        try:
            folder.rename(temporary / folder.name)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def _remove_8_bit_graph(folder: Path) -> None:
    """Removes the graph of earlier versions, if the folder can be written."""
    with contextlib.suppress(OSError):
        for name in (_8_BIT_GRAPH, f"{_8_BIT_GRAPH}.sha256"):
            (folder / name).unlink(missing_ok=True)
