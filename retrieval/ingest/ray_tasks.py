"""What the machines of a Ray cluster do for an ingest: tables of files or texts → what is in them.

Results name their machine; ``problem`` says in a sentence why it could not go on, "" if it could.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from os import fsdecode
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from retrieval.errors import BackendError, RetrievalError
from retrieval.protocols import Embedder
from retrieval.regular_files import sha256_of
from retrieval.sources import READER_VERSION
from retrieval.sources.worker.article_reader import ArticleReader
from retrieval.sources.worker.messages import encoded_item
from retrieval.types import ModelIdentity

LoadEmbedder: TypeAlias = Callable[[str | None, ModelIdentity | None, Sequence[str]], Embedder]
"""As :meth:`retrieval.components.Backends.load_embedder`."""

FILES = pa.schema([("number", pa.int64()), ("path", pa.binary()), ("sha256", pa.string())])
"""Files to read."""

FOUND = pa.schema(
    [
        ("number", pa.int64()),
        ("items", pa.list_(pa.binary())),
        ("problem", pa.string()),
        ("machine", pa.string()),
    ]
)
"""What is in a file, in one row or more; null if the machine does not see its version."""

TEXTS = pa.schema([("passage_ids", pa.list_(pa.int64())), ("texts", pa.list_(pa.string()))])
"""Batches of passages to embed."""

EMBEDDED = pa.schema(
    [
        ("passage_ids", pa.list_(pa.int64())),
        ("vectors", pa.binary()),  # (n, dimension) float32
        ("starts", pa.list_(pa.binary())),  # of each passage's tokens, (tokens,) int32
        ("bits", pa.list_(pa.binary())),  # (tokens, bytes) uint8
        ("problem", pa.string()),
        ("machine", pa.string()),
    ]
)
"""The same batches with their vectors, as :class:`retrieval.types.BinaryTokenVectors` has them."""

_ITEMS_PER_ROW = 64
_SAMPLE_PASSAGES = 16  # on which a model is checked that a machine exports for itself
_OTHER_VERSION = "another version of article-bot is installed there: install the same everywhere."
_EMBEDDERS: dict[ModelIdentity, Embedder] = {}  # a process does several tasks


def read_files(table: pa.Table, *, timeout_s: float, reader_version: int) -> Iterator[pa.Table]:
    """Yield tables of FOUND for one of FILES."""
    with ArticleReader(timeout_s) as reader:
        for row in table.to_pylist():
            path = Path(fsdecode(row["path"]))
            try:
                if reader_version != READER_VERSION:
                    raise BackendError(_OTHER_VERSION)
                if not _is_seen(path, row["sha256"]):
                    yield _row(FOUND, number=row["number"])
                    continue
                found = map(encoded_item, reader.read_file(path))
                items = list(islice(found, _ITEMS_PER_ROW))
                yield _row(FOUND, number=row["number"], items=items)
                while items := list(islice(found, _ITEMS_PER_ROW)):
                    yield _row(FOUND, number=row["number"], items=items)
            except RetrievalError as error:
                yield _row(FOUND, number=row["number"], problem=str(error))


def embed_passages(
    table: pa.Table, *, load: LoadEmbedder, model: ModelIdentity
) -> Iterator[pa.Table]:
    """Yield tables of EMBEDDED for one of TEXTS."""
    for row in table.to_pylist():
        try:
            if model not in _EMBEDDERS:
                _EMBEDDERS[model] = load(model.model, model, row["texts"][:_SAMPLE_PASSAGES])
            vectors, tokens = _EMBEDDERS[model].embed_passage_tokens(row["texts"])
        except RetrievalError as error:
            yield _row(EMBEDDED, problem=str(error))
        else:
            yield _row(
                EMBEDDED,
                passage_ids=row["passage_ids"],
                vectors=vectors.astype(np.float32).tobytes(),
                starts=[own.starts.astype(np.int32).tobytes() for own in tokens],
                bits=[own.bits.tobytes() for own in tokens],
            )


def _is_seen(path: Path, sha256: str) -> bool:
    """Whether this machine sees that version of a file."""
    try:
        return sha256_of(path) == sha256
    except OSError:
        return False


def _row(schema: pa.Schema, **values: object) -> pa.Table:
    """A table of one row; columns without a value are null."""
    values = {"machine": socket.gethostname(), "problem": "", **values}
    return pa.table([[values.get(name)] for name in schema.names], schema=schema)
