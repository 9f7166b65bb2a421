"""Vector index by FAISS: exact while small, inverted lists beyond; memory-mapped, at float16.

An index is a base, which a file holds and is mapped from there, never changed, and what came and
went since: recent vectors in memory, and ids of the base that are dead. Folding makes a new base of
both. The base is always inverted lists (IVF); with a single list it is searched exactly, so small
and large need no second kind. Lists beyond the first are trained on a sample that the vectors
themselves give, so the same vectors give the same index.

Traps that this file keeps from the rest: FAISS pads missing hits with id -1, keeps both vectors of
a repeated id, answers a wrong dimension with an empty AssertionError, and changes a mapped file
that is not opened read-only.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import faiss
import numpy as np
import numpy.typing as npt

from retrieval.errors import BackendError
from retrieval.types import FloatArray, Hit, IdArray

EXACT_UP_TO = 50_000  # vectors in a single list, searched in about 5 ms
_PROBED = 64  # lists of a large index; scripts/bench_speed.py measures recall and time
_RECENT = 30_000  # vectors that may wait in memory to be folded in, or else ...
_RECENT_SHARE = 16  # ... this part of the base
_SAMPLE_A_LIST = 64
_ROUNDS = 8  # of k-means
_UNEVEN = 3.0  # imbalance of lists that asks for new ones; about 1.5 when just trained
_LIST_BITS = 32

_Lists: TypeAlias = Any  # faiss.IndexIVFScalarQuantizer: SWIG's classes have no types


class FaissIndex:
    """See :class:`retrieval.protocols.VectorIndex`."""

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._lock = threading.Lock()
        self._set_base(_single_list(dimension))

    @classmethod
    def load(cls, path: Path, dimension: int) -> FaissIndex:
        """Maps what :meth:`save` wrote; raises BackendError where it cannot be used."""
        loaded = cls(dimension)
        loaded._set_base(_mapped(path, dimension))
        return loaded

    def __len__(self) -> int:
        return int(len(self._base_ids) - len(self._dead) + self._recent.ntotal)

    def ids(self) -> IdArray:
        """See :class:`retrieval.protocols.VectorIndex`."""
        with self._lock:
            living = np.setdiff1d(self._base_ids, self._dead, assume_unique=True)
            return np.sort(np.concatenate([living, _ids_of(self._recent)]))

    def add(self, ids: IdArray, vectors: FloatArray) -> None:
        """See :class:`retrieval.protocols.VectorIndex`."""
        self._check(vectors.shape[-1])
        with self._lock:
            self._forget(ids)
            self._recent.add_with_ids(np.ascontiguousarray(vectors), ids)
            if self._recent.ntotal > max(_RECENT, len(self._base_ids) // _RECENT_SHARE):
                self._set_base(self._folded())

    def remove(self, ids: IdArray) -> None:
        """See :class:`retrieval.protocols.VectorIndex`."""
        if len(ids):
            with self._lock:
                self._forget(ids)

    def search(self, vector: FloatArray, depth: int) -> list[Hit]:
        """See :class:`retrieval.protocols.VectorIndex`."""
        self._check(vector.shape[-1])
        with self._lock:
            depth = min(depth, len(self))
            if depth < 1:
                return []
            faiss.omp_set_num_threads(1)  # waking a second one takes longer than a question
            found = [self._base.search(vector[None, :], depth, params=self._parameters)]
            if self._recent.ntotal:
                found.append(self._recent.search(vector[None, :], depth))
            # each: scores and ids, both (1, depth)
        hits = [
            Hit(int(i), float(s))
            for scores, ids in found
            for i, s in zip(ids[0], scores[0], strict=True)
            if i >= 0
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))[:depth]

    def scores(self, vector: FloatArray, ids: Sequence[int]) -> dict[int, float]:
        """See :class:`retrieval.protocols.VectorIndex`."""
        self._check(vector.shape[-1])
        found: dict[int, float] = {}
        with self._lock:
            asked = np.array(ids, dtype=np.int64)
            known = asked[_holds(self._base_ids, asked) & ~_holds(self._dead, asked)]
            for some, vectors in self._base_vectors(known):
                found.update(zip(some.tolist(), (vectors @ vector).tolist(), strict=True))
            for passage_id in set(ids) - found.keys() if self._recent.ntotal else ():
                # reconstruct() raises RuntimeError for an id that is not there
                with contextlib.suppress(RuntimeError):
                    found[passage_id] = float(self._recent.reconstruct(passage_id) @ vector)
        return found

    def save(self, path: Path) -> None:
        """See :class:`retrieval.protocols.VectorIndex`."""
        aside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        with self._lock, _errors_mapped(path):
            try:
                faiss.write_index(self._folded(), str(aside))
                aside.chmod(0o600)
                aside.replace(path)
            finally:
                aside.unlink(missing_ok=True)
            self._set_base(_mapped(path, self._dimension))

    def _set_base(self, base: _Lists) -> None:
        """Starts from ``base`` with nothing recent and nothing dead."""
        ids, places = _places(base)
        order = np.argsort(ids, kind="stable")
        self._base = base
        self._base_ids: IdArray = ids[order]  # ascending
        self._base_places: IdArray = places[order]
        self._recent = faiss.IndexIDMap2(faiss.IndexFlatIP(self._dimension))
        self._set_dead(np.empty(0, dtype=np.int64))

    def _set_dead(self, dead: IdArray) -> None:
        self._dead = dead  # ascending
        self._parameters = faiss.SearchParametersIVF()
        self._parameters.nprobe = _PROBED
        if len(dead):
            self._selector = faiss.IDSelectorBatch(dead)
            self._living = faiss.IDSelectorNot(self._selector)  # FAISS keeps neither alive itself
            self._parameters.sel = self._living

    def _forget(self, ids: IdArray) -> None:
        if self._recent.ntotal:
            self._recent.remove_ids(faiss.IDSelectorBatch(ids))
        dead = ids[_holds(self._base_ids, ids) & ~_holds(self._dead, ids)]
        if len(dead):
            self._set_dead(np.union1d(self._dead, dead))

    def _base_vectors(self, ids: IdArray) -> Iterator[tuple[IdArray, FloatArray]]:
        """Those of ``ids``, which the base holds, list by list."""
        places = self._base_places[np.searchsorted(self._base_ids, ids)]
        lists = places >> _LIST_BITS
        for number in np.unique(lists):
            inside = lists == number
            codes = _codes(self._base, int(number))
            offsets = places[inside] & ((1 << _LIST_BITS) - 1)
            yield ids[inside], codes[offsets].astype(np.float32)

    def _folded(self) -> _Lists:
        """A new base: the living of the old one, and the recent."""
        faiss.omp_set_num_threads(os.cpu_count() or 1)
        folded = self._empty_base()
        keeps_lists = folded.nlist == self._base.nlist
        for number in range(self._base.nlist):
            ids = _list_ids(self._base, number)
            living = ~_holds(self._dead, ids)
            ids, codes = ids[living], _codes(self._base, number)[living]
            if len(ids) and keeps_lists:
                _append(folded, number, ids, codes)
            elif len(ids):
                folded.add_with_ids(codes.astype(np.float32), ids)
        if self._recent.ntotal:
            folded.add_with_ids(self._recent.index.reconstruct_n(), _ids_of(self._recent))
        return folded

    def _empty_base(self) -> _Lists:
        """Lists for as many vectors as there are: those of the base while they still suit."""
        wanted, has = _lists_for(len(self)), int(self._base.nlist)
        suits = wanted // 2 <= has <= wanted * 2 and (wanted > 1) == (has > 1)
        is_uneven = wanted > 1.2 * has and self._base.invlists.imbalance_factor() > _UNEVEN
        if wanted == 1:
            return _single_list(self._dimension)
        if suits and not is_uneven:
            return _lists(faiss.clone_index(self._base.quantizer), self._dimension)
        return _trained(self._sample(wanted * _SAMPLE_A_LIST), wanted)

    def _sample(self, count: int) -> FloatArray:
        """About ``count`` vectors, evenly spread over all."""
        living = np.setdiff1d(self._base_ids, self._dead, assume_unique=True)
        step = max(1, len(self) // count)
        parts = [vectors for _, vectors in self._base_vectors(living[::step])]
        if self._recent.ntotal:
            parts.append(self._recent.index.reconstruct_n()[::step])
        return np.concatenate(parts)

    def _check(self, dimension: int) -> None:
        if dimension != self._dimension:
            raise BackendError(f"A vector has {dimension} dimensions, the index {self._dimension}.")


def _lists_for(count: int) -> int:
    """How many lists suit ``count`` vectors: twice the root, so each is half the root long."""
    return 1 if count <= EXACT_UP_TO else int(2 * count**0.5)


def _single_list(dimension: int) -> _Lists:
    quantizer = faiss.IndexFlatIP(dimension)
    quantizer.add(np.zeros((1, dimension), dtype=np.float32))
    return _lists(quantizer, dimension)


def _trained(sample: FloatArray, count: int) -> _Lists:
    """Empty lists around ``count`` centres of ``sample``, found by k-means."""
    kmeans = faiss.Kmeans(
        sample.shape[1], count, niter=_ROUNDS, spherical=True, seed=1,
        max_points_per_centroid=_SAMPLE_A_LIST, min_points_per_centroid=1,
    )  # fmt: skip
    kmeans.train(sample)
    quantizer = faiss.IndexFlatIP(sample.shape[1])
    quantizer.add(kmeans.centroids)
    return _lists(quantizer, sample.shape[1])


def _lists(quantizer: Any, dimension: int) -> _Lists:
    """Empty lists around the centres that ``quantizer`` holds."""
    lists = faiss.IndexIVFScalarQuantizer(
        quantizer, dimension, quantizer.ntotal, faiss.ScalarQuantizer.QT_fp16,
        faiss.METRIC_INNER_PRODUCT, False,
    )  # fmt: skip
    lists.train(np.zeros((1, dimension), dtype=np.float32))  # neither centres nor float16 need it
    return lists


def _mapped(path: Path, dimension: int) -> _Lists:
    with _errors_mapped(path):
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
    if not isinstance(index, faiss.IndexIVFScalarQuantizer) or index.d != dimension:
        raise BackendError(f"{path} is not an index of {dimension} dimensions.")
    return index


def _places(base: _Lists) -> tuple[IdArray, IdArray]:
    """Every id that ``base`` holds, and where: the list's number and the offset in it."""
    ids = [_list_ids(base, number) for number in range(base.nlist)]
    places = [
        (number << _LIST_BITS) + np.arange(len(some), dtype=np.int64)
        for number, some in enumerate(ids)
    ]
    return np.concatenate(ids), np.concatenate(places)


def _holds(ascending: IdArray, ids: IdArray) -> npt.NDArray[np.bool_]:
    """Which of ``ids`` stand in ``ascending``; np.isin would sort all of it."""
    if not len(ascending):
        return np.zeros(len(ids), dtype=np.bool_)
    places = np.searchsorted(ascending, ids)
    return np.asarray(ascending[np.minimum(places, len(ascending) - 1)] == ids)


def _list_ids(base: _Lists, number: int) -> IdArray:
    size = base.invlists.list_size(number)
    if not size:
        return np.empty(0, dtype=np.int64)
    ids = faiss.rev_swig_ptr(base.invlists.get_ids(number), size)
    return np.asarray(ids, dtype=np.int64)


def _codes(base: _Lists, number: int) -> npt.NDArray[np.float16]:
    """The vectors of a list, (n, dimension), as they lie in the file."""
    size = base.invlists.list_size(number)
    if not size:
        return np.empty((0, base.d), dtype=np.float16)
    codes = faiss.rev_swig_ptr(base.invlists.get_codes(number), size * base.code_size)
    return np.asarray(codes).view("<f2").reshape(size, base.d)


def _append(base: _Lists, number: int, ids: IdArray, codes: npt.NDArray[np.float16]) -> None:
    ids, bits = np.ascontiguousarray(ids), np.ascontiguousarray(codes).view(np.uint8)
    base.invlists.add_entries(number, len(ids), faiss.swig_ptr(ids), faiss.swig_ptr(bits))
    base.ntotal += len(ids)


def _ids_of(index: Any) -> IdArray:
    return np.asarray(faiss.vector_to_array(index.id_map), dtype=np.int64)


@contextlib.contextmanager
def _errors_mapped(path: Path) -> Iterator[None]:
    try:
        yield
    except (RuntimeError, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BackendError(f"The index file {path} cannot be used: {reason}") from error
