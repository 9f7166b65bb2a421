"""How many passages hold each term, cached in a file, without knowing which.

New passages are counted in. Those removed stay counted until they are a twentieth of all, as in
other search engines; then everything is counted again. In small archives that is at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from retrieval.index.ascending import holds
from retrieval.index.postings import Postings, TermArray, postings_of, term_hashes
from retrieval.index.word_cache import WordCache
from retrieval.store.sql import Connections
from retrieval.store.terms import SqlTerms
from retrieval.types import IdArray

_REMOVED_SHARE = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """``passages`` were counted, removed ones too; ``counts[i]`` of them hold ``terms[i]``."""

    passages: int = 0
    terms: TermArray = field(default_factory=lambda: np.empty(0, dtype=np.uint64))  # ascending
    counts: IdArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def of(self, terms: Sequence[str]) -> dict[str, int]:
        """How many passages hold each of these terms."""
        hashes = term_hashes(terms)
        found = np.flatnonzero(holds(self.terms, hashes))
        counts = self.counts[np.searchsorted(self.terms, hashes[found])]
        known = zip(found.tolist(), counts.tolist(), strict=True)
        return {**dict.fromkeys(terms, 0), **{terms[place]: count for place, count in known}}

    def plus(self, added: Postings) -> Counts:
        """The counts with more passages."""
        terms = np.union1d(self.terms, added.terms)
        counts = np.zeros(len(terms), dtype=np.int64)
        counts[np.searchsorted(terms, self.terms)] = self.counts
        counts[np.searchsorted(terms, added.terms)] += np.diff(added.starts)
        return Counts(self.passages + len(added.ids), terms, counts)


class TermCounts(WordCache[Counts]):
    """The counts of a store; safe for use by several threads."""

    def __init__(self, connections: Connections, words: SqlTerms) -> None:
        super().__init__(connections, words, "counts", ".npz")

    def _followed(self, index: Counts, since: int) -> Counts | None:
        if since < self._words.state().forgotten:
            return None
        for _, rows in self._words.changes(since):
            index = index.plus(postings_of(rows))
        removed = index.passages - self._count()
        return index if 0 <= removed <= _REMOVED_SHARE * self._count() else self._rebuilt()

    def _rebuilt(self) -> Counts:
        index = Counts()
        for rows in self._words.all():
            index = index.plus(postings_of(rows))
        return index

    def _read(self, path: Path) -> Counts:
        with np.load(path, allow_pickle=False) as arrays:
            return Counts(int(arrays["passages"]), arrays["terms"], arrays["counts"])

    def _write(self, index: Counts, path: Path) -> None:
        with path.open("wb") as file:
            np.savez(file, passages=index.passages, terms=index.terms, counts=index.counts)

    def _forget_changes(self, generation: int) -> None:
        self._words.forget_changes(generation)
