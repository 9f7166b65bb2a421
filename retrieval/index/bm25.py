"""BM25 over postings, exact: every passage that holds a word of the question can be found.

An index is immutable; a change gives another one that shares most of it. It consists of segments of
passages that were added together, so the cost of a change depends on its size: additions are a new
segment, deletions are marked in their segments. Segments of about the same size are merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.index.ascending import holds
from retrieval.index.bm25_scores import inverse_document_frequency
from retrieval.index.postings import Postings, joined, postings_of, term_hashes
from retrieval.index.segment_scores import ScoredSegment, Word
from retrieval.index.segments import Segment, count_shared, held
from retrieval.protocols import NO_VARIANTS
from retrieval.store.terms import Totals
from retrieval.types import NO_STORED_FILTERS, Hit, StoredFilters, Variants


@dataclass(frozen=True, slots=True, eq=False)
class PostingsIndex:
    """Passages by the terms that they hold, to be searched by any number of threads."""

    segments: tuple[Segment, ...] = ()

    @classmethod
    def of(cls, *parts: Postings) -> PostingsIndex:
        """The index of the passages of ``parts``, none of which is in two of them."""
        return cls((Segment.of(joined(parts)),))

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
            segments.append(Segment.of(new))
        while len(segments) > 1 and segments[-2].size <= 2 * segments[-1].size:
            last = [segment.live() for segment in segments[-2:]]
            segments[-2:] = [Segment.of(joined(last))]
        return PostingsIndex(tuple(segments))

    def merged(self) -> Postings:
        """The postings of all segments."""
        return joined([segment.live() for segment in self.segments])

    def weights(self, terms: Sequence[str], variants: Variants = NO_VARIANTS) -> dict[str, float]:
        """Inverse document frequency of each term, as BM25 has it; rare words weigh more."""
        count, holding = self.totals.passages, self.passage_counts(terms, variants)
        return {t: inverse_document_frequency(holding[t], count) for t in terms}

    def match(self, terms: Sequence[str], variants: Variants = NO_VARIANTS) -> PostingsMatches:
        """How well its passages match ``terms``."""
        mean_length = self._mean_length()
        return PostingsMatches(
            [
                ScoredSegment.of(segment, words, mean_length)
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
    ) -> Iterable[tuple[Segment, list[Word]]]:
        """Each segment with the words that it holds, the weightiest first."""
        weights = sorted(
            self.weights(terms, variants).items(), key=lambda item: (-item[1], item[0])
        )
        for segment in self.segments:
            postings = held(segment.postings, [term for term, _ in weights], variants)
            words = zip(weights, postings, strict=True)
            yield segment, [(weight, *own) for (_, weight), own in words if len(own[0])]

    def passage_counts(
        self, terms: Sequence[str], variants: Variants = NO_VARIANTS
    ) -> dict[str, int]:
        """How many passages hold each term or a variant of it."""
        own = list(dict.fromkeys(terms))
        counts = dict.fromkeys(own, 0)
        for segment in self.segments:
            for term, (numbers, _) in zip(own, held(segment.postings, own, variants), strict=True):
                counts[term] += len(numbers) - count_shared(numbers, segment.deleted)
        return counts

    def _mean_length(self) -> float:
        totals = self.totals
        return max(1.0, totals.terms / max(1, totals.passages))


@dataclass(frozen=True, slots=True, eq=False)
class PostingsMatches:
    """See :class:`retrieval.protocols.WordMatches`."""

    _pieces: Sequence[ScoredSegment]

    def best(self, depth: int, filters: StoredFilters = NO_STORED_FILTERS) -> list[Hit]:
        """See :class:`retrieval.protocols.WordMatches`; it knows nothing of articles."""
        found = [segment.best(depth) for segment in self._pieces if segment.words and depth > 0]
        if not found:
            return []
        ids, scores = (np.concatenate(part) for part in zip(*found, strict=True))
        order = np.lexsort((ids, -scores))[:depth]  # ties by lower id
        return list(map(Hit, ids[order].tolist(), scores[order].tolist()))

    def scores(self, ids: Sequence[int]) -> dict[int, float]:
        asked = np.array(ids, dtype=np.int64)
        scores: dict[int, float] = {}
        for segment in self._pieces:
            known, own = segment.those_of(asked)
            scores.update(zip(known.tolist(), own.tolist(), strict=True))
        return scores
