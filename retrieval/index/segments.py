"""Segments of a lexical index: passages that were added together, some of them deleted since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.index.ascending import holds
from retrieval.index.postings import CountArray, Postings, term_hashes, without
from retrieval.store.terms import Totals
from retrieval.types import FloatArray, IdArray, Int32Array, Variants

_ID_BITS = (1 << 32) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Postings of passages, the numbers of those that are deleted, and the totals of the others."""

    postings: Postings
    deleted: Int32Array  # ascending
    totals: Totals

    @classmethod
    def of(cls, postings: Postings) -> Segment:
        """The segment of passages none of which is deleted."""
        none = np.empty(0, dtype=np.int32)
        return cls(postings, none, _totals(postings.ids, postings.lengths))

    @property
    def size(self) -> int:
        """How many passages are not deleted."""
        return self.totals.passages

    def without(self, ids: IdArray) -> Segment:
        """The segment with ``ids`` deleted; unknown ids are ignored."""
        numbers = np.setdiff1d(self.postings.numbers_of(ids)[0], self.deleted)
        if not len(numbers):
            return self
        deleted = _totals(self.postings.ids[numbers], self.postings.lengths[numbers])
        return Segment(self.postings, np.union1d(self.deleted, numbers), self.totals.minus(deleted))

    def live(self) -> Postings:
        """The postings of the passages that are not deleted."""
        return without(self.postings, self.deleted)


def held(
    postings: Postings, terms: Sequence[str], variants: Variants
) -> list[tuple[Int32Array, CountArray]]:
    """For each term, numbers and counts of the passages that hold it or a variant of it."""
    found = postings.of(term_hashes(terms))
    return [
        _union([own, *(_intersection(postings.of(term_hashes(v))) for v in variants[term])])
        if variants.get(term)
        else own
        for term, own in zip(terms, found, strict=True)
    ]


def _union(parts: Sequence[tuple[Int32Array, CountArray]]) -> tuple[Int32Array, CountArray]:
    numbers, places = np.unique(np.concatenate([part[0] for part in parts]), return_inverse=True)
    counts = np.bincount(places, np.concatenate([part[1] for part in parts]), len(numbers))
    return numbers, np.minimum(counts, np.iinfo(np.uint8).max).astype(np.uint8)


def _intersection(parts: Sequence[tuple[Int32Array, CountArray]]) -> tuple[Int32Array, CountArray]:
    """Passages that stand in each of ``parts``, with the lowest of their counts."""
    numbers, counts = parts[0]
    for other, more in parts[1:]:
        numbers, own, theirs = np.intersect1d(
            numbers, other, assume_unique=True, return_indices=True
        )
        counts = np.minimum(counts[own], more[theirs])
    return numbers, counts


def count_shared(numbers: Int32Array, others: Int32Array) -> int:
    """How many stand in both, each ascending."""
    few, many = sorted((numbers, others), key=len)
    return int(np.count_nonzero(holds(many, few)))


def _totals(ids: IdArray, lengths: FloatArray) -> Totals:
    return Totals(len(ids), int(lengths.sum(dtype=np.float64)), int((ids & _ID_BITS).sum()))
