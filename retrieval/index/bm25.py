"""BM25 over postings, exact: every passage that holds a word of the question can be found.

An index is immutable; a change gives another one that shares most of it. It consists of segments of
passages that were added together, so the cost of a change depends on its size: additions are a new
segment, deletions are marked in their segments. Segments of about the same size are merged.

Words are taken from the rarest to the most common. Once passages without any of the words so far
can no longer be among the best, even with all the others, only those found are scored further
(MaxScore: Turtle and Flood, "Query Evaluation: Strategies and Optimizations", 1995).

BM25: Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009; k1 0.9 and b 0.4 suit
long, uneven passages of news (Lin et al., Anserini's defaults).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from retrieval.index.ascending import holds
from retrieval.index.bm25_scores import MOST_GAIN, gains, inverse_document_frequency
from retrieval.index.postings import (
    CountArray,
    Postings,
    joined,
    postings_of,
    term_hashes,
    without,
)
from retrieval.protocols import NO_VARIANTS
from retrieval.store.terms import Totals
from retrieval.types import (
    NO_STORED_FILTERS,
    FloatArray,
    Hit,
    IdArray,
    Int32Array,
    StoredFilters,
    Variants,
)

_ID_BITS = (1 << 32) - 1
_ROUNDING = 1.0 - 1e-4  # of float32 sums, on the safe side
_LEAST = 1e-30  # no passage that holds a word has less
_REMEMBERED = 10_000  # terms whose numbers of passages are cached
_ADDED_AT_ONCE = 1 << 17  # postings; with more it is faster to skip those of common words
_LOOKUP_COST = 8  # a passage looked up in a word's postings, in postings added up

# A word of a question: its weight, and the numbers and counts of the passages that hold it.
_Word: TypeAlias = tuple[float, Int32Array, CountArray]


@dataclass(frozen=True, slots=True, eq=False)
class _Segment:
    postings: Postings
    deleted: Int32Array  # numbers, ascending
    totals: Totals

    def without(self, ids: IdArray) -> _Segment:
        """The segment with ``ids`` deleted; unknown ids are ignored."""
        numbers = np.setdiff1d(self.postings.numbers_of(ids)[0], self.deleted)
        if not len(numbers):
            return self
        deleted = _totals(self.postings.ids[numbers], self.postings.lengths[numbers])
        return _Segment(
            self.postings, np.union1d(self.deleted, numbers), self.totals.minus(deleted)
        )

    def live(self) -> Postings:
        return without(self.postings, self.deleted)


@dataclass(frozen=True, slots=True, eq=False)
class PostingsIndex:
    """Passages by the terms that they hold, to be searched by any number of threads."""

    segments: tuple[_Segment, ...] = ()
    _holding: dict[str, int] = field(default_factory=dict)  # passages by term, as far as asked

    @classmethod
    def of(cls, *parts: Postings) -> PostingsIndex:
        """The index of the passages of ``parts``, none of which is in two of them."""
        return cls((_segment(joined(parts)),))

    @property
    def totals(self) -> Totals:
        """The totals of all segments."""
        total = Totals()
        for segment in self.segments:
            total = total.plus(segment.totals)
        return total

    def changed(
        self, removed: Iterable[int], added: Iterable[tuple[int, Sequence[str]]]
    ) -> PostingsIndex:
        """The index without the passages ``removed``, and with those ``added``.

        The latter are ids and terms, of passages that it does not hold or that are removed.
        """
        ids = np.array(list(removed), dtype=np.int64)
        segments = [segment.without(ids) for segment in self.segments]
        new = postings_of(added)
        if len(new.ids):
            segments.append(_segment(new))
        while len(segments) > 1 and _size(segments[-2]) <= 2 * _size(segments[-1]):
            last = [segment.live() for segment in segments[-2:]]
            segments[-2:] = [_segment(joined(last))]
        return PostingsIndex(tuple(segments))

    def merged(self) -> Postings:
        """The postings of all segments."""
        return joined([segment.live() for segment in self.segments])

    def weights(self, terms: Sequence[str], variants: Variants = NO_VARIANTS) -> dict[str, float]:
        """Inverse document frequency of each term, as BM25 has it; rare words weigh more."""
        count = self.totals.passages
        holding = self.passage_counts([term for term in terms if term not in variants])
        holding.update(self._counts_with_variants(terms, variants))
        return {t: inverse_document_frequency(holding[t], count) for t in terms}

    def match(self, terms: Sequence[str], variants: Variants = NO_VARIANTS) -> PostingsMatches:
        """How well its passages match ``terms``."""
        mean_length = self._mean_length()
        return PostingsMatches(
            [
                _Scored.of(segment, words, mean_length)
                for segment, words in self._words(terms, variants)
            ]
        )

    def known(self, terms: Sequence[str]) -> list[str]:
        """Those of many ``terms`` that a passage holds, even if it is deleted."""
        hashes = term_hashes(terms)
        found = np.zeros(len(hashes), dtype=np.bool_)
        for segment in self.segments:
            found |= holds(segment.postings.terms, hashes)
        return [terms[place] for place in np.flatnonzero(found).tolist()]

    def _words(
        self, terms: Sequence[str], variants: Variants
    ) -> Iterable[tuple[_Segment, list[_Word]]]:
        """Each segment with the words that it holds, the weightiest first."""
        weights = sorted(
            self.weights(terms, variants).items(), key=lambda item: (-item[1], item[0])
        )
        for segment in self.segments:
            held = _held(segment.postings, [term for term, _ in weights], variants)
            words = zip(weights, held, strict=True)
            yield segment, [(weight, *own) for (_, weight), own in words if len(own[0])]

    def passage_counts(self, terms: Sequence[str]) -> dict[str, int]:
        """How many passages hold each term."""
        known = ((term, self._holding.get(term)) for term in terms)
        holding = {term: count for term, count in known if count is not None}
        new = [term for term in terms if term not in holding]
        if new:
            holding.update(self._counts_with_variants(new, dict.fromkeys(new, ())))
            if len(self._holding) >= _REMEMBERED:
                self._holding.clear()
            self._holding.update(holding)
        return holding

    def _counts_with_variants(self, terms: Sequence[str], variants: Variants) -> dict[str, int]:
        """How many passages hold each of those ``terms`` that are in ``variants``, or a variant."""
        own = [term for term in terms if term in variants]
        counts = dict.fromkeys(own, 0)
        for segment in self.segments if own else ():
            for term, (numbers, _) in zip(own, _held(segment.postings, own, variants), strict=True):
                counts[term] += len(numbers) - _count_shared(numbers, segment.deleted)
        return counts

    def _mean_length(self) -> float:
        totals = self.totals
        return max(1.0, totals.terms / max(1, totals.passages))


@dataclass(frozen=True, slots=True, eq=False)
class PostingsMatches:
    """See :class:`retrieval.protocols.WordMatches`."""

    _pieces: Sequence[_Scored]

    def best(self, depth: int, filters: StoredFilters = NO_STORED_FILTERS) -> list[Hit]:
        """See :class:`retrieval.protocols.WordMatches`; it knows nothing of articles."""
        found = [segment.best(depth) for segment in self._pieces if segment.words and depth > 0]
        if not found:
            return []
        ids, scores = (np.concatenate(part) for part in zip(*found, strict=True))
        order = np.lexsort((ids, -scores))[:depth]  # ties by lower id
        return list(map(Hit, ids[order].tolist(), scores[order].tolist()))

    def scores(self, ids: Sequence[int]) -> dict[int, float]:
        """See :class:`retrieval.protocols.WordMatches`."""
        asked = np.array(ids, dtype=np.int64)
        scores: dict[int, float] = {}
        for segment in self._pieces:
            known, own = segment.those_of(asked)
            scores.update(zip(known.tolist(), own.tolist(), strict=True))
        return scores


@dataclass(frozen=True, slots=True, eq=False)
class _Scored:
    """A segment, being searched; ``sums`` are the scores of all its passages, if they are few."""

    segment: _Segment
    words: Sequence[_Word]
    mean_length: float
    sums: FloatArray | None

    @classmethod
    def of(cls, segment: _Segment, words: Sequence[_Word], mean_length: float) -> _Scored:
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


def _held(
    postings: Postings, terms: Sequence[str], variants: Variants
) -> list[tuple[Int32Array, CountArray]]:
    """For each term, numbers and counts of the passages that hold it or a variant of it."""
    held = postings.of(term_hashes(terms))
    return [
        _union([own, *(_intersection(postings.of(term_hashes(v))) for v in variants[term])])
        if variants.get(term)
        else own
        for term, own in zip(terms, held, strict=True)
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


def _all_sums(segment: _Segment, words: Sequence[_Word], mean_length: float) -> FloatArray:
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
    segment: _Segment, words: Sequence[_Word], depth: int, mean_length: float
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
    words: Sequence[_Word],
    lengths: FloatArray,
    mean_length: float,
) -> None:
    """Adds to ``sums`` of passages, by ascending number, what each of ``words`` gives."""
    for weight, holding, counts in words:
        places = np.searchsorted(holding, numbers)
        held = holding.take(places, mode="clip") == numbers
        sums[held] += gains(weight, counts[places[held]], lengths[numbers[held]], mean_length)


def _size(segment: _Segment) -> int:
    return segment.totals.passages


def _segment(postings: Postings) -> _Segment:
    none = np.empty(0, dtype=np.int32)
    return _Segment(postings, none, _totals(postings.ids, postings.lengths))


def _totals(ids: IdArray, lengths: FloatArray) -> Totals:
    return Totals(len(ids), int(lengths.sum(dtype=np.float64)), int((ids & _ID_BITS).sum()))


def _count_shared(numbers: Int32Array, others: Int32Array) -> int:
    """How many stand in both, each ascending."""
    few, many = sorted((numbers, others), key=len)
    return int(np.count_nonzero(holds(many, few)))
