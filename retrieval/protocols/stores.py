"""The store of an archive, which holds the primary data."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from retrieval.protocols.alerts import AlertStore
from retrieval.protocols.articles import ArticleStore, StoryStore
from retrieval.protocols.subscriptions import SubscriptionStore
from retrieval.protocols.transactions import Transactions
from retrieval.protocols.vectors import VectorStore
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

    def confidence_model(self) -> str | None:
        """What :meth:`put_confidence_model` stored, if anything."""

    def put_confidence_model(self, text: str) -> None:
        """Stores the confidence model of this archive."""


class Store(
    ArticleStore,
    StoryStore,
    VectorStore,
    ArchiveMeta,
    SubscriptionStore,
    AlertStore,
    Protocol,
):
    """The primary data of an archive, from which every index can be rebuilt."""

    def close(self) -> None:
        """Closes the store, which must not be used afterwards."""

    def damage(self) -> list[str]:
        """Damage to the stored data; empty for a sound store."""

    @property
    def name(self) -> str:
        """The folder or address of the archive, as it is shown, without secrets."""

    def size_bytes(self) -> int:
        """How much disk space it takes."""

    def is_read_only(self) -> bool:
        """Whether nothing can be written."""

    @property
    def read_only_cure(self) -> str:
        """What to do so that something can be written."""

    def has_traces(self) -> bool:
        """Whether the files of the store may still hold bytes of removed articles."""

    def erase_traces(self) -> bool:
        """Erases the bytes of removed articles from the files of the store.

        Returns False where an open read transaction prevents part of that for now.
        """

    def backup(self, file: Path, *, memory: Path, force: bool) -> None:
        """Writes a consistent backup to ``file``, replacing an earlier one.

        It includes the bot's data in the folder ``memory``, if there is any. Raises BackendError
        where it cannot be written, where the store is damaged, and, if not ``force``, where a
        backup of other articles only would be replaced.
        """
