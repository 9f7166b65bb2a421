"""Vector index by FAISS: exact while small, inverted lists beyond; memory-mapped, at float16.

An index is an immutable base, mapped from a file, and the changes since: recent vectors in memory,
and the ids of deleted vectors of the base. Both are merged into the file that is saved; see
faiss_lists.py.

Pitfalls handled here: FAISS pads missing hits with id -1, keeps both vectors of a repeated id, and
raises an empty AssertionError for a wrong dimension.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, ClassVar

import faiss
import numpy as np

from retrieval.errors import BackendError
from retrieval.index.ascending import holds
from retrieval.index.faiss_lists import (
    NO_IDS,
    Base,
    Content,
    file_errors_mapped,
    mapped_base,
    merged_lists,
    single_list,
    write_lists,
)
from retrieval.types import NO_STORED_FILTERS, FloatArray, Hit, IdArray, StoredFilters

_PROBED = 128  # lists of a large index; python -m scripts.bench speed measures recall and time
_SEARCH_THREADS = 2  # more gain little: a question is looked up in less than a millisecond
_SPARE = 16  # hits beyond those asked for, so that equal ones are cut off by id, not by chance
_RECENT = 30_000  # vectors kept in memory before they are merged, or as many as the base has, ...
_RECENT_AT_MOST = 100_000  # ... but no more than these, which take 150 MB


class FaissIndex:
    """See :class:`retrieval.protocols.VectorIndex`."""

    suffix: ClassVar[str] = ".faiss"

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._lock = threading.Lock()
        self._set_base(Base.of(single_list(dimension)))

    @classmethod
    def load(cls, path: Path, dimension: int) -> FaissIndex:
        """See :class:`retrieval.protocols.VectorIndex`; the file is mapped."""
        loaded = cls(dimension)
        loaded._set_base(mapped_base(path, dimension))
        return loaded

    def __len__(self) -> int:
        with self._lock:
            return self._count()

    def ids(self) -> IdArray:
        with self._lock:
            live = np.setdiff1d(self._base.ids, self._deleted, assume_unique=True)
            return np.sort(np.concatenate([live, _ids_of(self._recent)]))

    def add(self, ids: IdArray, vectors: FloatArray) -> None:
        self._check(vectors.shape[-1])
        with self._lock:
            self._forget(ids)
            self._recent.add_with_ids(np.ascontiguousarray(vectors), ids)
            if self._recent.ntotal > max(_RECENT, min(_RECENT_AT_MOST, len(self._base.ids))):
                self._set_base(Base.of(merged_lists(self._content())))

    def remove(self, ids: IdArray) -> None:
        if len(ids):
            with self._lock:
                self._forget(ids)

    def search(
        self, vector: FloatArray, depth: int, filters: StoredFilters = NO_STORED_FILTERS
    ) -> list[Hit]:
        """See :class:`retrieval.protocols.VectorIndex`; it knows nothing of articles."""
        self._check(vector.shape[-1])
        with self._lock:
            depth = min(depth, self._count())
            if depth < 1:
                return []
            faiss.omp_set_num_threads(_SEARCH_THREADS)
            asked, fetched = vector[None, :], depth + _SPARE
            [scores], [ids] = self._base.lists.search(asked, fetched, params=self._parameters)
            if self._recent.ntotal:
                [recent_scores], [recent_ids] = self._recent.search(asked, fetched)
                scores = np.concatenate([scores, recent_scores])
                ids = np.concatenate([ids, recent_ids])
        order = np.lexsort((ids, -scores))  # padding, whose id is -1, has the lowest score
        best = order[ids[order] >= 0][:depth]
        return list(map(Hit, ids[best].tolist(), scores[best].tolist()))

    def save(self, path: Path) -> None:
        """See :class:`retrieval.protocols.VectorIndex`; blocks others only at the beginning."""
        with self._lock:
            content = self._content()
        with file_errors_mapped(path):
            write_lists(merged_lists(content), path)

    def _count(self) -> int:
        return int(len(self._base.ids) - len(self._deleted) + self._recent.ntotal)

    def _content(self) -> Content:
        count = self._recent.ntotal
        recent = self._recent.index.reconstruct_n() if count else _no_vectors(self._dimension)
        return Content(self._base, self._deleted, _ids_of(self._recent), recent)

    def _set_base(self, base: Base) -> None:
        """Sets ``base``, without recent or deleted vectors."""
        self._base = base
        self._recent = faiss.IndexIDMap2(faiss.IndexFlatIP(self._dimension))
        self._set_deleted(NO_IDS)

    def _set_deleted(self, deleted: IdArray) -> None:
        self._deleted = deleted  # ascending
        self._parameters = faiss.SearchParametersIVF()
        self._parameters.nprobe = _PROBED
        if len(deleted):
            self._selector = faiss.IDSelectorBatch(deleted)
            self._live = faiss.IDSelectorNot(self._selector)  # FAISS keeps neither alive itself
            self._parameters.sel = self._live

    def _forget(self, ids: IdArray) -> None:
        if self._recent.ntotal:
            self._recent.remove_ids(faiss.IDSelectorBatch(ids))
        deleted = ids[holds(self._base.ids, ids) & ~holds(self._deleted, ids)]
        if len(deleted):
            self._set_deleted(np.union1d(self._deleted, deleted))

    def _check(self, dimension: int) -> None:
        if dimension != self._dimension:
            raise BackendError(f"A vector has {dimension} dimensions, the index {self._dimension}.")


def _no_vectors(dimension: int) -> FloatArray:
    return np.empty((0, dimension), dtype=np.float32)


def _ids_of(index: Any) -> IdArray:
    return np.asarray(faiss.vector_to_array(index.id_map), dtype=np.int64)
