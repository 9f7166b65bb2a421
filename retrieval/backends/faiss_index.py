"""Vector index by FAISS: exact inner product over unit vectors, addressed by passage id.

Traps that this file keeps from the rest: FAISS pads missing hits with id -1, keeps both vectors of
a repeated id, and answers a wrong dimension with an empty AssertionError.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import faiss
import numpy as np

from retrieval.errors import BackendError
from retrieval.types import FloatArray, Hit, IdArray


class FaissIndex:
    """See :class:`retrieval.protocols.VectorIndex`."""

    def __init__(self, dimension: int) -> None:
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        self._lock = threading.Lock()

    @classmethod
    def load(cls, path: Path, dimension: int) -> FaissIndex:
        """Reads what :meth:`save` wrote; raises BackendError where it cannot be used."""
        with _errors_mapped(path):
            index = faiss.read_index(str(path))
        if not isinstance(index, faiss.IndexIDMap2) or index.d != dimension:
            raise BackendError(f"{path} is not an index of {dimension} dimensions.")
        loaded = cls(dimension)
        loaded._index = index
        return loaded

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def ids(self) -> IdArray:
        """See :class:`retrieval.protocols.VectorIndex`."""
        with self._lock:
            return np.sort(faiss.vector_to_array(self._index.id_map).astype(np.int64))

    def add(self, ids: IdArray, vectors: FloatArray) -> None:
        """See :class:`retrieval.protocols.VectorIndex`."""
        self._check(vectors.shape[-1])
        with self._lock:
            self._index.remove_ids(faiss.IDSelectorBatch(ids))
            self._index.add_with_ids(np.ascontiguousarray(vectors), ids)

    def remove(self, ids: IdArray) -> None:
        """See :class:`retrieval.protocols.VectorIndex`."""
        if len(ids):
            with self._lock:
                self._index.remove_ids(faiss.IDSelectorBatch(ids))

    def search(self, vector: FloatArray, depth: int) -> list[Hit]:
        """See :class:`retrieval.protocols.VectorIndex`."""
        self._check(vector.shape[-1])
        with self._lock:
            depth = min(depth, len(self))
            if depth < 1:
                return []
            scores, ids = self._index.search(vector[None, :], depth)  # both (1, depth)
        hits = [Hit(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))

    def scores(self, vector: FloatArray, ids: Sequence[int]) -> dict[int, float]:
        """See :class:`retrieval.protocols.VectorIndex`."""
        self._check(vector.shape[-1])
        found: dict[int, float] = {}
        with self._lock:
            for passage_id in ids:
                # reconstruct() raises RuntimeError for an id that is not there
                with contextlib.suppress(RuntimeError):
                    found[passage_id] = float(self._index.reconstruct(passage_id) @ vector)
        return found

    def save(self, path: Path) -> None:
        """See :class:`retrieval.protocols.VectorIndex`."""
        aside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        with _errors_mapped(path), self._lock:
            try:
                faiss.write_index(self._index, str(aside))
                aside.chmod(0o600)
                aside.replace(path)
            finally:
                aside.unlink(missing_ok=True)

    def _check(self, dimension: int) -> None:
        if dimension != self._index.d:
            raise BackendError(f"A vector has {dimension} dimensions, the index {self._index.d}.")


@contextlib.contextmanager
def _errors_mapped(path: Path) -> Iterator[None]:
    try:
        yield
    except (RuntimeError, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BackendError(f"The index file {path} cannot be used: {reason}") from error
