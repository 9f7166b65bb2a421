"""Read and write transactions, which all parts of a store share."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol


class Transactions(Protocol):
    """Read and write transactions of a store.

    Reads never wait for a writer. ``generation`` grows by one with each committed change of
    articles and what belongs to them.
    """

    def write_transaction(self, *, of_articles: bool = True) -> AbstractContextManager[object]:
        """A transaction: what is written inside is stored completely or not at all.

        It is a change unless it writes nothing ``of_articles``.
        """

    def read_transaction(self) -> AbstractContextManager[object]:
        """One consistent view for all reads of this thread inside."""

    def generation(self) -> int:
        """The number of the last committed change."""
