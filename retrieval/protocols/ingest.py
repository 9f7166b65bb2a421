"""Machines that read files and embed passages for an ingest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from retrieval.types import (
    Article,
    BinaryTokenVectors,
    FloatArray,
    IngestFailure,
    IngestNote,
    ListedAddresses,
    ModelIdentity,
)


class FileVersion(NamedTuple):
    """A file, and the SHA-256 of its content in hexadecimal, "" if that is not known."""

    path: Path
    sha256: str


class PassageBatch(NamedTuple):
    """Passages to embed: their ids and their texts."""

    passage_ids: list[int]
    texts: list[str]


class EmbeddedBatch(NamedTuple):
    """Passages as :meth:`retrieval.protocols.Embedder.embed_passage_tokens` embeds them."""

    passage_ids: list[int]
    vectors: FloatArray
    tokens: list[BinaryTokenVectors]


class IngestCluster(Protocol):
    """Reads files and embeds passages on several machines; what is found is written by one.

    The methods raise BackendError if no machine can go on. What they have yielded before is as it
    would be on one machine, in the same order.
    """

    def read_files(
        self, files: Sequence[FileVersion], *, timeout_s: float
    ) -> Iterator[Iterable[Article | IngestFailure | IngestNote | ListedAddresses] | None]:
        """Yield what each file holds, in their order.

        The iterable must be used up before the next one is asked for. It is None for a file that
        another machine does not see, or in another version: it has to be read here.
        """

    def embed(
        self, batches: Iterable[PassageBatch], model: ModelIdentity
    ) -> Iterator[EmbeddedBatch]:
        """Yield the vectors of passages by a model, in the order of the batches."""

    def close(self) -> None:
        """Leave the cluster; what it is still doing for this program is stopped."""
