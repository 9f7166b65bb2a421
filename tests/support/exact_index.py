"""Vector index in plain NumPy: the exact reference that every other index must agree with."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import ClassVar

import numpy as np

from retrieval.errors import BackendError
from retrieval.types import NO_STORED_FILTERS, FloatArray, Hit, IdArray, StoredFilters


class ExactIndex:
    """See :class:`retrieval.protocols.VectorIndex`."""

    suffix: ClassVar[str] = ".npz"

    def __init__(self, dimension: int) -> None:
        self._ids: IdArray = np.empty(0, dtype=np.int64)  # ascending
        self._vectors: FloatArray = np.empty((0, dimension), dtype=np.float32)
        self._lock = threading.Lock()

    @classmethod
    def load(cls, path: Path, dimension: int) -> ExactIndex:
        index = cls(dimension)
        try:
            with np.load(path, allow_pickle=False) as arrays:
                index.add(arrays["ids"], arrays["vectors"])
        except (OSError, EOFError, ValueError, KeyError) as error:
            raise BackendError(f"The index file {path} cannot be used: {error}") from error
        return index

    def __len__(self) -> int:
        return len(self._ids)

    def ids(self) -> IdArray:
        return self._ids.copy()

    def add(self, ids: IdArray, vectors: FloatArray) -> None:
        self._check(vectors.shape[-1])
        with self._lock:
            kept = ~np.isin(self._ids, ids)
            all_ids = np.concatenate([self._ids[kept], ids])
            all_vectors = np.concatenate([self._vectors[kept], vectors.astype(np.float32)])
            order = np.argsort(all_ids, kind="stable")
            self._ids, self._vectors = all_ids[order], all_vectors[order]

    def remove(self, ids: IdArray) -> None:
        with self._lock:
            kept = ~np.isin(self._ids, ids)
            self._ids, self._vectors = self._ids[kept], self._vectors[kept]

    def search(
        self, vector: FloatArray, depth: int, filters: StoredFilters = NO_STORED_FILTERS
    ) -> list[Hit]:
        self._check(vector.shape[-1])
        with self._lock:
            scores = self._vectors @ vector  # (n,) float32, cosine
            order = np.argsort(-scores, kind="stable")[: max(0, depth)]
            return [Hit(int(self._ids[i]), float(scores[i])) for i in order]

    def save(self, path: Path) -> None:
        with self._lock, path.open("wb") as file:
            np.savez(file, ids=self._ids, vectors=self._vectors)

    def _check(self, dimension: int) -> None:
        if dimension != self._vectors.shape[1]:
            raise BackendError(
                f"A vector has {dimension} dimensions, the index {self._vectors.shape[1]}."
            )
