"""Hits of the passages that filters let through, found before hits are cut to a depth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from retrieval.protocols import ArticleStore, VectorSearch, WordMatches
from retrieval.search.questions.checked_filters import publishers_of
from retrieval.types import NO_FILTERS, Filters, FloatArray, Hit, IdArray, StoredFilters

_FEW = 2_000  # passages up to which each is scored; of more, hits are fetched until enough pass
_FETCHED_MORE = 4  # times as many hits as wanted, then as before

PassageVectors: TypeAlias = Callable[[Iterable[int]], tuple[IdArray, FloatArray]]
"""Of some passages, the ids of those that have a vector, (n,), and the vectors, (n, dimension)."""


@dataclass(frozen=True, slots=True)
class FilteredHits:
    """Finds the best hits among the passages that ``filters`` let through.

    ``publishers`` are the names in the store that the filter's publisher stands for. ``few`` are
    all these passages if they are few, else ``None``. Passages in ``exclude`` are never found, and
    only those ``within`` some, unless it is ``None``.
    """

    store: ArticleStore
    filters: Filters = NO_FILTERS
    publishers: tuple[str, ...] = ()
    few: tuple[int, ...] | None = None
    exclude: frozenset[int] = frozenset()
    within: frozenset[int] | None = None

    @classmethod
    def of(
        cls,
        store: ArticleStore,
        filters: Filters,
        exclude: frozenset[int] = frozenset(),
        within: frozenset[int] | None = None,
    ) -> FilteredHits:
        """The hits of the passages of ``store`` that ``filters`` let through."""
        if within is not None:
            hits = cls(store, filters, publishers_of(filters, store), None, exclude, within)
            return replace(hits, few=tuple(sorted(hits.passing(within))))
        if not filters:
            return cls(store, exclude=exclude)
        publishers = publishers_of(filters, store)
        ids = store.filtered_passages(filters, publishers, limit=_FEW + 1)
        few = tuple(sorted(set(ids) - exclude))
        return cls(store, filters, publishers, few if len(ids) <= _FEW else None, exclude)

    def nearest(
        self, vectors: VectorSearch, stored: PassageVectors, vector: FloatArray, depth: int
    ) -> list[Hit]:
        """The ``depth`` hits of the highest inner product with ``vector``, best first.

        They are found in the index ``vectors``, or among few by their ``stored`` ones.
        """
        if self.few is None:
            filters = self._stored_filters
            return self._passing(lambda fetched: vectors.search(vector, fetched, filters), depth)
        return _best(cosines_with(vector, stored(self.few)), depth)

    def matching(self, matches: WordMatches, depth: int) -> list[Hit]:
        """The ``depth`` hits that match best, best first."""
        if self.few is None:
            filters = self._stored_filters
            return self._passing(lambda fetched: matches.best(fetched, filters), depth)
        scores = matches.scores(self.few)
        return _best({own: score for own, score in scores.items() if score > 0.0}, depth)

    def _passing(self, search: Callable[[int], list[Hit]], depth: int) -> list[Hit]:
        """The ``depth`` best hits of ``search`` that may be found."""
        fetched = (depth * _FETCHED_MORE if self.filters else depth) + len(self.exclude)
        while True:
            hits = search(fetched)
            passing = self._among(hits)[:depth]
            if len(passing) == depth or len(hits) < fetched:
                return passing
            fetched *= _FETCHED_MORE

    @property
    def _stored_filters(self) -> StoredFilters:
        return StoredFilters(self.filters, self.publishers)

    def _among(self, hits: Sequence[Hit]) -> list[Hit]:
        ids = self.passing(hit.passage_id for hit in hits)
        return [hit for hit in hits if hit.passage_id in ids]

    def passing(self, ids: Iterable[int]) -> frozenset[int]:
        """Those of some passages that may be found."""
        own = frozenset(ids) - self.exclude
        if self.within is not None:
            own &= self.within
        if not self.filters:
            return own
        return own & self.store.passages_among(sorted(own), self.filters, self.publishers)


def cosines_with(vector: FloatArray, found: tuple[IdArray, FloatArray]) -> dict[int, float]:
    """The cosine similarity of ``vector``, (dimension,), with those of passages, by their ids."""
    ids, vectors = found
    cosines = vectors.reshape(len(ids), len(vector)) @ vector  # (n,) float32
    return dict(zip(ids.tolist(), cosines.tolist(), strict=True))


def _best(scores: dict[int, float], depth: int) -> list[Hit]:
    """The ``depth`` highest of ``scores`` by id, best first, ties by lower id."""
    ids, values = np.array(list(scores), dtype=np.int64), np.array(list(scores.values()))
    order = np.lexsort((ids, -values))[:depth]
    return list(map(Hit, ids[order].tolist(), values[order].tolist()))
