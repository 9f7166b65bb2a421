"""The store of an archive, which holds the primary data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from retrieval.protocols.transactions import Transactions
from retrieval.types import ActiveEmbedder, Fingerprint

STORE_FILE = "store.sqlite"
"""The file that makes a folder an archive."""

BOT_LOCK_FILE = "bot.lock"
"""The file in the folder of the bot's data that a running bot holds a lock on."""


class ArchiveMeta(Transactions, Protocol):
    """Metadata of an archive: embedders, splitting, confidence model."""

    def register_embedder(self, fingerprint: Fingerprint) -> int:
        """The id under which vectors with this fingerprint are stored."""

    def activate_embedder(self, embedder_id: int) -> None:
        """Makes it the active embedder, and drops all others with their vectors."""

    def active_embedder(self) -> ActiveEmbedder | None:
        """The active embedder; ``None`` in an archive that was never filled."""

    def database_id(self) -> str:
        """Changes when the store is restored; generations are comparable only under one id."""

    def splitting(self) -> str | None:
        """The name of the splitting; ``None`` in an archive that was never filled."""

    def put_splitting(self, name: str) -> None:
        """Records the name of the splitting."""

    def told_fields(self) -> frozenset[str]:
        """What :meth:`put_told_fields` stored last, if anything."""

    def put_told_fields(self, digests: Iterable[str]) -> None:
        """Stores digests of the names of fields of files that users know are not used."""

    def confidence_model(self) -> str | None:
        """What :meth:`put_confidence_model` stored, if anything."""

    def put_confidence_model(self, text: str) -> None:
        """Stores the confidence model of this archive."""
