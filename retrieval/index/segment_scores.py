"""Scores by BM25 of the passages of a segment.

Words are taken from the rarest to the most common. Once passages without any of the words so far
can no longer be among the best, even with all the others, only those found are scored further
(MaxScore: Turtle and Flood, "Query Evaluation: Strategies and Optimizations", 1995).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from retrieval.index.ascending import holds
from retrieval.index.bm25_scores import MOST_GAIN, gains
from retrieval.index.postings import CountArray
from retrieval.index.segments import Segment
from retrieval.types import FloatArray, IdArray, Int32Array

_ROUNDING = 1.0 - 1e-4  # of float32 sums, on the safe side
_LEAST = 1e-30  # no passage that holds a word has less
_ADDED_AT_ONCE = 1 << 17  # postings; with more it is faster to skip those of common words
_LOOKUP_COST = 8  # a passage looked up in a word's postings, in postings added up

# A word of a question: its weight, and the numbers and counts of the passages that hold it.
Word: TypeAlias = tuple[float, Int32Array, CountArray]


@dataclass(frozen=True, slots=True, eq=False)
class ScoredSegment:
    """A segment, being searched; ``sums`` are the scores of all its passages, if they are few."""

    segment: Segment
    words: Sequence[Word]
    mean_length: float
    sums: FloatArray | None

    @classmethod
    def of(cls, segment: Segment, words: Sequence[Word], mean_length: float) -> ScoredSegment:
        """The segment with what is added up at once, where that is quicker than looking twice."""
        is_small = sum(len(numbers) for _, numbers, _ in words) <= _ADDED_AT_ONCE
        sums = _all_sums(segment, words, mean_length) if words and is_small else None
        return cls(segment, words, mean_length, sums)

    def best(self, depth: int) -> tuple[IdArray, FloatArray]:
        """Ids and scores of the ``depth`` best passages, and of those that are as good."""
        if self.sums is None:
            numbers, scores = _best(self.segment, self.words, depth, self.mean_length)
        else:
            seen = np.flatnonzero(self.sums > 0.0).astype(np.int32)
            numbers, scores = _first(seen, self.sums[seen], depth)
        return self.segment.postings.ids[numbers], scores

    def those_of(self, ids: IdArray) -> tuple[IdArray, FloatArray]:
        """Those of ``ids`` that the segment holds, and their scores."""
        numbers, known = self.segment.postings.numbers_of(ids)
        order = np.argsort(numbers)
        order = order[~holds(self.segment.deleted, numbers[order])]
        if self.sums is not None:
            return known[order], self.sums[numbers[order]]
        scores = np.zeros(len(order), dtype=np.float32)
        lengths = self.segment.postings.lengths
        _add(scores, numbers[order], self.words, lengths, self.mean_length)
        return known[order], scores


def _all_sums(segment: Segment, words: Sequence[Word], mean_length: float) -> FloatArray:
    """Scores of all passages, in the order of their numbers; of the deleted, none can be found."""
    lengths = segment.postings.lengths
    numbers = np.concatenate([holding for _, holding, _ in words])
    counts = np.concatenate([own for _, _, own in words])
    weights = np.repeat([weight for weight, _, _ in words], [len(own) for _, _, own in words])
    sums = np.zeros(len(lengths), dtype=np.float32)
    np.add.at(sums, numbers, gains(weights, counts, lengths.take(numbers), mean_length))
    sums[segment.deleted] = -np.inf
    return sums


def _best(
    segment: Segment, words: Sequence[Word], depth: int, mean_length: float
) -> tuple[Int32Array, FloatArray]:
    """Numbers and scores of the ``depth`` best passages, and of those that are as good."""
    lengths = segment.postings.lengths
    sums = np.zeros(len(lengths), dtype=np.float32)
    sums[segment.deleted] = -np.inf
    sample = lengths[:0].astype(np.int32)  # some passages, whose scores tell what is too low
    for place, (weight, numbers, counts) in enumerate(words):
        left = words[place:]
        missing = _ROUNDING * _bar(sums[sample], depth) - MOST_GAIN * sum(w for w, _, _ in left)
        if missing > 0.0:  # who has less cannot reach the bar with all the words that are left
            seen = np.flatnonzero(sums >= missing).astype(np.int32)
            if _LOOKUP_COST * len(seen) * len(left) < sum(len(holding) for _, holding, _ in left):
                scores = sums[seen]
                _add(scores, seen, left, lengths, mean_length)
                return _first(seen, scores, depth)
        np.add.at(sums, numbers, gains(weight, counts, lengths.take(numbers), mean_length))
        if not len(sample) and len(numbers) >= depth:
            sample = numbers
    low = max(_bar(sums[sample], depth), _LEAST)
    seen = np.flatnonzero(sums >= low).astype(np.int32)
    return _first(seen, sums[seen], depth)


def _first(numbers: Int32Array, scores: FloatArray, depth: int) -> tuple[Int32Array, FloatArray]:
    kept = scores >= _bar(scores, depth)
    return numbers[kept], scores[kept]


def _bar(scores: FloatArray, depth: int) -> float:
    """A score that ``depth`` of these reach; 0.0 where there are fewer."""
    if len(scores) < depth:
        return 0.0
    return float(np.partition(scores, len(scores) - depth)[len(scores) - depth])


def _add(
    sums: FloatArray,
    numbers: Int32Array,
    words: Sequence[Word],
    lengths: FloatArray,
    mean_length: float,
) -> None:
    """Adds to ``sums`` of passages, by ascending number, what each of ``words`` gives."""
    for weight, holding, counts in words:
        places = np.searchsorted(holding, numbers)
        held = holding.take(places, mode="clip") == numbers
        sums[held] += gains(weight, counts[places[held]], lengths[numbers[held]], mean_length)
