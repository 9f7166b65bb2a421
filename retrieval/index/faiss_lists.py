"""Inverted lists of FAISS with float16 vectors, mapped from a file.

Small indexes have a single list, which is searched exactly; larger ones have lists trained on a
sample of the vectors, so that the same vectors give the same lists. FAISS changes a mapped file
unless it is opened read-only.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, cast

import faiss
import numpy as np
import numpy.typing as npt

from retrieval.errors import BackendError
from retrieval.index.ascending import holds
from retrieval.types import FloatArray, IdArray
from retrieval.utf8_names import utf8_name

EXACT_UP_TO = 10_000  # vectors in a single list, searched in half a millisecond
NO_IDS: IdArray = np.empty(0, dtype=np.int64)

_SAMPLE_A_LIST = 64
_ROUNDS = 8  # of k-means
_UNEVEN = 3.0  # imbalance from which lists are trained again; about 1.5 when just trained
_SHARE_LISTS = 1  # FAISS's number for threads that share the lists of one question

_Lists: TypeAlias = Any  # faiss.IndexIVFScalarQuantizer: SWIG's classes have no types


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """Immutable inverted lists, and the ids of their vectors."""

    lists: _Lists
    ids: IdArray  # ascending

    @classmethod
    def of(cls, lists: _Lists) -> Base:
        """The base of ``lists``."""
        lists.parallel_mode = _SHARE_LISTS
        ids = [_list_ids(lists, number) for number in range(lists.nlist)]
        return cls(lists, np.sort(np.concatenate(ids)))


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """The content of an index at a moment."""

    base: Base
    deleted: IdArray  # ids of the base, ascending
    recent_ids: IdArray
    recent: FloatArray  # (n, dimension)

    def __len__(self) -> int:
        return len(self.base.ids) - len(self.deleted) + len(self.recent_ids)

    def live(self) -> Iterator[tuple[IdArray, npt.NDArray[np.float16]]]:
        """Of each list of the base, the ids and vectors that are not deleted."""
        for number in range(self.base.lists.nlist):
            ids = _list_ids(self.base.lists, number)
            live = ~holds(self.deleted, ids)
            yield ids[live], _codes(self.base.lists, number)[live]


def merged_lists(content: Content) -> _Lists:
    """Lists with all vectors of ``content``."""
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    merged = _empty_lists(content)
    keeps_lists = merged.nlist == content.base.lists.nlist
    for number, (ids, codes) in enumerate(content.live()):
        if len(ids) and keeps_lists:
            _append(merged, number, ids, codes)
        elif len(ids):
            merged.add_with_ids(codes.astype(np.float32), ids)
    if len(content.recent_ids):
        merged.add_with_ids(content.recent, content.recent_ids)
    return merged


def _empty_lists(content: Content) -> _Lists:
    """Empty lists for this number of vectors: those of the base while they still suit."""
    base = content.base.lists
    wanted, has = _lists_for(len(content)), int(base.nlist)
    suits = wanted // 2 <= has <= wanted * 2 and (wanted > 1) == (has > 1)
    is_uneven = wanted > 1.2 * has and base.invlists.imbalance_factor() > _UNEVEN
    if wanted == 1:
        return single_list(base.d)
    if suits and not is_uneven:
        return _lists(faiss.clone_index(base.quantizer), base.d)
    return _trained(_sample(content, wanted * _SAMPLE_A_LIST), wanted)


def _sample(content: Content, count: int) -> FloatArray:
    """About ``count`` vectors, evenly spread over all."""
    step = max(1, len(content) // count)
    of_base = [codes[::step].astype(np.float32) for _, codes in content.live()]
    return np.concatenate([*of_base, content.recent[::step]])


def _lists_for(count: int) -> int:
    """The number of lists for ``count`` vectors: twice the square root."""
    return 1 if count <= EXACT_UP_TO else int(2 * count**0.5)


def single_list(dimension: int) -> _Lists:
    """A single empty list."""
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


def write_lists(lists: _Lists, path: Path) -> None:
    """Writes ``lists`` to ``path``."""
    with utf8_name(path, os.O_WRONLY | os.O_CREAT) as name:
        faiss.write_index(lists, name)


def mapped_base(path: Path, dimension: int) -> Base:
    """Maps what :func:`write_lists` wrote; raises BackendError if it cannot be used."""
    with file_errors_mapped(path), utf8_name(path) as name:
        index = faiss.read_index(name, faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
    if not isinstance(index, faiss.IndexIVFScalarQuantizer) or index.d != dimension:
        raise BackendError(f"{path} is not an index of {dimension} dimensions.")
    # Prefetching threads make each search several times slower.
    mapped: Any = faiss.downcast_InvertedLists(cast(Any, index.invlists))
    mapped.prefetch_nthread = 0
    return Base.of(index)


def _list_ids(base: _Lists, number: int) -> IdArray:
    size = base.invlists.list_size(number)
    if not size:
        return NO_IDS
    ids = faiss.rev_swig_ptr(base.invlists.get_ids(number), size)
    return np.asarray(ids, dtype=np.int64)


def _codes(base: _Lists, number: int) -> npt.NDArray[np.float16]:
    """The vectors of a list, (n, dimension), as stored in the file."""
    size = base.invlists.list_size(number)
    if not size:
        return np.empty((0, base.d), dtype=np.float16)
    codes = faiss.rev_swig_ptr(base.invlists.get_codes(number), size * base.code_size)
    return np.asarray(codes).view("<f2").reshape(size, base.d)


def _append(base: _Lists, number: int, ids: IdArray, codes: npt.NDArray[np.float16]) -> None:
    ids, bits = np.ascontiguousarray(ids), np.ascontiguousarray(codes).view(np.uint8)
    base.invlists.add_entries(number, len(ids), faiss.swig_ptr(ids), faiss.swig_ptr(bits))
    base.ntotal += len(ids)


@contextlib.contextmanager
def file_errors_mapped(path: Path) -> Iterator[None]:
    """Maps errors with the file at ``path`` to BackendError."""
    try:
        yield
    except (RuntimeError, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BackendError(f"The index file {path} cannot be used: {reason}") from error
