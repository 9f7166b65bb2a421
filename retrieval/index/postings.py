"""Postings: which passages hold each term and how often, as a few arrays that are never changed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count, pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from retrieval.types import FloatArray, IdArray, Int32Array

TermArray: TypeAlias = npt.NDArray[np.uint64]
CountArray: TypeAlias = npt.NDArray[np.uint8]

_MOST = 255  # times that a term is counted in a passage; none of a passage's size holds more
_MOVED_AT_ONCE = 1 << 18  # postings; their places take 2 MB


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Passages by the terms that they hold.

    A passage is known by its number, its place in ``ids``. The postings of ``terms[i]`` are
    ``numbers`` and ``counts`` from ``starts[i]`` to ``starts[i + 1]``, ascending by number.
    """

    terms: TermArray  # (terms,) hashes, ascending
    starts: IdArray  # (terms + 1,)
    numbers: Int32Array  # (postings,)
    counts: CountArray  # (postings,) how often the passage holds the term, up to 255
    ids: IdArray  # (passages,)
    order: Int32Array  # (passages,) numbers by ascending id
    lengths: FloatArray  # (passages,) terms

    def of(self, hashes: TermArray) -> list[tuple[Int32Array, CountArray]]:
        """For each of these hashes of terms, numbers and counts of the passages that hold it."""
        if not len(self.terms):
            return [(self.numbers, self.counts)] * len(hashes)
        places = np.minimum(np.searchsorted(self.terms, hashes), len(self.terms) - 1)
        starts, ends = self.starts[places], self.starts[places + 1]
        ends = np.where(self.terms[places] == hashes, ends, starts)
        spans = map(slice, starts.tolist(), ends.tolist())
        return [(self.numbers[span], self.counts[span]) for span in spans]

    def numbers_of(self, ids: IdArray) -> tuple[Int32Array, IdArray]:
        """Numbers of those of ``ids`` that are here, and these ids."""
        if not len(self.ids):
            return self.order, self.ids
        places = np.searchsorted(self.ids, ids, sorter=self.order)
        numbers = self.order[np.minimum(places, len(self.ids) - 1)]
        found = self.ids[numbers] == ids
        return numbers[found], ids[found]


def term_hashes(terms: Iterable[str]) -> TermArray:
    """64 bits that stand for each term, the same on every machine. (n,)"""
    digests = (
        hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for term in terms
    )
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)


def postings_of(rows: Iterable[tuple[int, Sequence[str]]]) -> Postings:
    """Postings of passages, each an id and its terms in any order."""
    rows = list(rows)
    vocabulary: defaultdict[str, int] = defaultdict(count().__next__)
    all_terms = chain.from_iterable(terms for _, terms in rows)
    codes = np.fromiter(map(vocabulary.__getitem__, all_terms), dtype=np.int64)
    hashes = term_hashes(vocabulary)
    by_hash = np.argsort(hashes)
    ranks = np.empty(len(hashes), dtype=np.int64)
    ranks[by_hash] = np.arange(len(hashes))
    lengths = np.array([len(terms) for _, terms in rows], dtype=np.int64)
    passages = np.repeat(np.arange(len(rows)), lengths)
    held, counts = np.unique(ranks[codes] * max(1, len(rows)) + passages, return_counts=True)
    terms_of, numbers = np.divmod(held, max(1, len(rows)))
    return _made(
        terms=hashes[by_hash],
        sizes=np.bincount(terms_of, minlength=len(hashes)),
        numbers=numbers.astype(np.int32),
        counts=np.minimum(counts, _MOST).astype(np.uint8),
        ids=np.array([passage_id for passage_id, _ in rows], dtype=np.int64),
        lengths=lengths.astype(np.float32),
    )


def joined(parts: Sequence[Postings]) -> Postings:
    """One that holds the passages of all ``parts``, in their order; no passage is in two."""
    if len(parts) == 1:
        return parts[0]
    terms = np.unique(np.concatenate([np.empty(0, np.uint64), *(part.terms for part in parts)]))
    places = [np.searchsorted(terms, part.terms) for part in parts]
    sizes = np.zeros(len(terms), dtype=np.int64)
    for part, own in zip(parts, places, strict=True):
        sizes[own] += np.diff(part.starts)
    free = _starts(sizes)[:-1]  # where the next part's postings of each term go
    numbers = np.empty(sizes.sum(), dtype=np.int32)
    counts = np.empty(sizes.sum(), dtype=np.uint8)
    first = 0
    for part, own in zip(parts, places, strict=True):
        for some, target in _moves(part.starts, free[own]):
            numbers[target] = part.numbers[some] + np.int32(first)
            counts[target] = part.counts[some]
        free[own] += np.diff(part.starts)
        first += len(part.ids)
    return _made(
        terms=terms,
        sizes=sizes,
        numbers=numbers,
        counts=counts,
        ids=np.concatenate([np.empty(0, np.int64), *(part.ids for part in parts)]),
        lengths=np.concatenate([np.empty(0, np.float32), *(part.lengths for part in parts)]),
    )


def without(postings: Postings, deleted: Int32Array) -> Postings:
    """``postings`` without the passages of these numbers; the others keep their order."""
    if not len(deleted):
        return postings
    lives = np.ones(len(postings.ids), dtype=np.bool_)
    lives[deleted] = False
    kept = lives[postings.numbers]
    sizes = np.add.reduceat(kept, postings.starts[:-1], dtype=np.int64)  # no term is without any
    renumbered = np.cumsum(lives, dtype=np.int32) - np.int32(1)
    return _made(
        terms=postings.terms[sizes > 0],
        sizes=sizes[sizes > 0],
        numbers=renumbered[postings.numbers[kept]],
        counts=postings.counts[kept],
        ids=postings.ids[lives],
        lengths=postings.lengths[lives],
    )


def _made(
    *,
    terms: TermArray,
    sizes: IdArray,
    numbers: Int32Array,
    counts: CountArray,
    ids: IdArray,
    lengths: FloatArray,
) -> Postings:
    order = np.argsort(ids, kind="stable").astype(np.int32)
    return Postings(terms, _starts(sizes), numbers, counts, ids, order, lengths)


def _starts(sizes: IdArray) -> IdArray:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes, dtype=np.int64)])


def _moves(starts: IdArray, targets: IdArray) -> Iterator[tuple[slice, IdArray]]:
    """Postings from ``starts`` and where they go, some at once, which takes little memory."""
    bounds = np.searchsorted(starts, np.arange(0, int(starts[-1]), _MOVED_AT_ONCE))
    for first, last in pairwise(np.unique([*bounds.tolist(), len(starts) - 1]).tolist()):
        some = slice(int(starts[first]), int(starts[last]))
        moved = np.repeat(
            targets[first:last] - starts[first:last], np.diff(starts[first : last + 1])
        )
        yield some, moved + np.arange(some.start, some.stop)
