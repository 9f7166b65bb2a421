"""The store of vectors of passages and of their tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval.protocols.transactions import Transactions
from retrieval.types import (
    BinaryTokenVectors,
    FloatArray,
    IdArray,
)


@dataclass(frozen=True, slots=True)
class VectorChanges:
    """Changes of vectors since a generation; removals are applied before additions.

    ``removed`` are passages whose vectors were removed. Unless that ``is_complete``, as not all
    removals are known any more, the index must be rebuilt. ``added`` are passages with new vectors,
    and these vectors, in blocks; it can be iterated once.
    """

    is_complete: bool
    removed: IdArray
    added: Iterator[tuple[IdArray, FloatArray]]


class VectorStore(Transactions, Protocol):
    """Vectors of passages and of their tokens, by embedder."""

    def pending_passages(
        self, embedder_id: int, limit: int, *, after: int = -1
    ) -> list[tuple[int, str | None, str]]:
        """Up to ``limit`` passages without a vector: passage_id, title of the article, text.

        Ids are above ``after``, ascending. Raises BackendError if the embedder was removed.
        """

    def count_pending(self, embedder_id: int) -> int:
        """The number of passages without a vector."""

    def count_vectors(self, embedder_id: int) -> int:
        """The number of passages with a vector."""

    def put_vectors(
        self, embedder_id: int, passage_ids: Sequence[int], vectors: FloatArray
    ) -> None:
        """Stores vectors of passages; those of passages removed meanwhile are dropped."""

    def put_token_vectors(
        self, embedder_id: int, passage_ids: Sequence[int], tokens: Sequence[BinaryTokenVectors]
    ) -> None:
        """Stores token vectors of passages; those of passages removed meanwhile are dropped."""

    def vectors(self, embedder_id: int, passage_ids: Iterable[int]) -> tuple[IdArray, FloatArray]:
        """The ids of those of these passages that have a vector, and the vectors. (n,), (n, d)"""

    def token_vectors(
        self, embedder_id: int, passage_ids: Iterable[int]
    ) -> dict[int, BinaryTokenVectors]:
        """The token vectors of these passages; passages without any are left out."""

    def vector_changes(self, embedder_id: int, since: int) -> VectorChanges:
        """The changes that bring an index from generation ``since`` up to date."""

    def count_vector_changes(self, embedder_id: int, since: int, *, limit: int) -> int:
        """The number of these changes, counted up to ``limit``."""

    def forget_removals(self, generation: int) -> None:
        """Forgets removals up to ``generation``, which a saved index has applied."""

    def vector_damage(self) -> list[str]:
        """Damage to stored vectors, which can be computed again; empty for a sound store."""

    def drop_damaged_vectors(self) -> None:
        """Drops damaged vectors; the passages without a vector are pending, and counted again."""
