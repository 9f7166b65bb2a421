"""Indexes of vectors and of terms, which can be rebuilt from the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar, Protocol, Self

from retrieval.types import (
    NO_STORED_FILTERS,
    Article,
    FloatArray,
    Hit,
    IdArray,
    Passage,
    StoredFilters,
    Variants,
)

NO_VARIANTS: Variants = {}


class VectorSearch(Protocol):
    """Exact or approximate search by inner product over vectors with ids.

    It is a cache that can be rebuilt from the store. Safe for use by several threads.
    """

    def __len__(self) -> int:
        """The number of vectors."""

    def ids(self) -> IdArray:
        """All ids, ascending."""

    def search(
        self, vector: FloatArray, depth: int, filters: StoredFilters = NO_STORED_FILTERS
    ) -> list[Hit]:
        """The ``depth`` vectors of highest inner product, best first, ties by lower id.

        Fewer where it holds fewer. An index that knows the passages' articles leaves out those that
        ``filters`` do not let through; hits of others have to be checked.
        """


class VectorIndex(VectorSearch, Protocol):
    """One in the memory and files of this machine."""

    suffix: ClassVar[str]
    """The suffix of its files, unlike that of any other kind, such as ".faiss"."""

    def __init__(self, dimension: int) -> None:
        """An empty index of vectors, (dimension,)."""

    @classmethod
    def load(cls, path: Path, dimension: int) -> Self:
        """The index that :meth:`save` wrote; raises BackendError if it cannot be used."""

    def add(self, ids: IdArray, vectors: FloatArray) -> None:
        """Adds vectors, (n, dimension); those of ids that exist are replaced."""

    def remove(self, ids: IdArray) -> None:
        """Removes vectors; unknown ids are ignored."""

    def save(self, path: Path) -> None:
        """Writes the index to ``path``, a file that does not hold an index yet."""


class IndexServer(Protocol):
    """The connection to an engine that holds the indexes of an archive."""

    def was_away_since(self, moment_s: float) -> bool:
        """Whether, after a moment of the monotonic clock, answers were found without it."""

    def close(self) -> None:
        """Closes the connection, which must not be used afterwards.

        When it returns, nothing reads the store in the background any more.
        """


class VectorIndexCache(Protocol):
    """The index of a store's vectors of one embedder, kept equal to the store."""

    @property
    def key(self) -> str:
        """What identifies the embedder."""

    def current(self) -> VectorSearch:
        """The index, equal to the store as it was when this was called, or later."""

    def save(self) -> None:
        """Saves what has changed, where that is worth it."""

    def prepare(self) -> None:
        """Builds the index before its embedder is activated, if other programs share it."""

    def take_over(self) -> None:
        """Rebuilds the index unless it was prepared, and drops those of other embedders."""


class WordMatches(Protocol):
    """How well passages match some terms, as of the moment when the index was asked."""

    def best(self, depth: int, filters: StoredFilters = NO_STORED_FILTERS) -> list[Hit]:
        """The ``depth`` highest-scoring passages that hold any of the terms, best first.

        For ``filters`` see :meth:`VectorSearch.search`.
        """

    def scores(self, ids: Sequence[int]) -> dict[int, float]:
        """Scores of ``ids``, 0.0 without a matching term; unknown ids are left out."""


class LexicalIndex(Protocol):
    """BM25 search over title, publisher and text.

    ``terms`` are as returned by :func:`retrieval.text.words.terms.question_terms`.
    """

    def add(self, article: Article, passages: Sequence[Passage]) -> None:
        """Indexes new passages of ``article``, in the transaction that stores them."""

    def remove(self, passage_ids: Iterable[int]) -> None:
        """Removes passages; unknown ids are ignored."""

    def match(self, terms: Sequence[str], variants: Variants = NO_VARIANTS) -> WordMatches:
        """How well passages match ``terms``.

        A passage that holds a variant of a term counts like one that holds the term.
        """

    def clear(self) -> None:
        """Removes every passage, even from a damaged index."""

    def is_outdated(self) -> bool:
        """Whether its terms were made by an earlier version, by other rules."""

    def damage(self) -> list[str]:
        """Differences from the stored passages; empty for a sound index."""

    def term_weights(
        self, terms: Sequence[str], variants: Variants = NO_VARIANTS
    ) -> dict[str, float]:
        """The inverse document frequency of each term with its variants, as in BM25."""

    def passage_counts(self, terms: Sequence[str]) -> dict[str, int]:
        """How many passages hold each term."""

    def known(self, terms: Sequence[str]) -> list[str]:
        """Those of ``terms`` that a passage holds or, until it is tidied, held; for many terms."""

    def save(self) -> None:
        """Writes the cache file of the index if enough has changed."""
