"""Collections of Milvus: rows with an id, what filters need, and one kind of vector."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from pymilvus import CollectionSchema, DataType, MilvusClient

from retrieval.index.milvus.loading import Loading
from retrieval.index.milvus.passing import FIELDS, condition
from retrieval.index.milvus.server import READ_S, WRITE_S, MilvusServer
from retrieval.types import NO_STORED_FILTERS, Hit, IdArray, StoredFilters

Row: TypeAlias = dict[str, Any]

VECTOR = "vector"
_PREFIX = "article_bot"
_ROWS_A_WRITE = 1000
_ROWS_A_READ = 10_000
_SPARE = 16  # hits beyond those asked for, so that equal ones are cut off by id
_MOST_HITS = 16_384  # that Milvus returns for one search
_STRONG = "Strong"  # sees all that was written; takes longer
_OWN_WRITES = "Session"  # sees all that this program wrote, and soon what others wrote


@dataclass(frozen=True, slots=True)
class VectorKind:
    """A kind of vectors and how they are searched."""

    data_type: DataType
    index: Mapping[str, Any]
    search: Mapping[str, Any]


_SPARSE = VectorKind(
    DataType.SPARSE_FLOAT_VECTOR,
    {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "IP"},
    {"drop_ratio_search": 0.0},
)
_EXACT = VectorKind(DataType.FLOAT_VECTOR, {"index_type": "FLAT", "metric_type": "IP"}, {})
_LISTS = VectorKind(  # a million passages take 0.4 GB; scripts.bench scale measures recall
    DataType.FLOAT_VECTOR,
    {"index_type": "IVF_SQ8", "metric_type": "IP", "params": {"nlist": 1024}},
    {"nprobe": 64},
)


def collection_name(*parts: str) -> str:
    """The name of a collection; other characters than letters, digits and "_" are replaced."""
    return re.sub(r"\W", "_", "_".join((_PREFIX, *parts)), flags=re.ASCII)


class MilvusCollection:
    """One collection of vectors of ``dimension``, 0 for sparse ones.

    Safe for use by several threads. Milvus Lite searches exactly, a server by inverted lists.
    """

    def __init__(self, server: MilvusServer, name: str, dimension: int) -> None:
        self._server = server
        self._dimension = dimension
        self._loading = Loading(server, name)
        self.name = name

    def check_open(self) -> None:
        """Raises BackendError once the connection to the server was closed."""
        self._server.check_open()

    def create(self) -> None:
        """Creates it, unless it exists."""
        if self._server.run(lambda client: client.has_collection(self.name, timeout=READ_S)):
            return
        schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("id", DataType.INT64, is_primary=True)
        for name in FIELDS:
            schema.add_field(name, DataType.INT64)
        dimension = {"dim": self._dimension} if self._dimension else {}
        schema.add_field(VECTOR, self._kind.data_type, **dimension)
        create(self._server, self.name, schema, self._kind.index)

    def drop(self) -> None:
        """Drops it, if it exists."""
        self._loading.again()
        self._server.run(lambda client: client.drop_collection(self.name, timeout=WRITE_S))

    def load(self) -> None:
        """Makes it ready to be searched; see :meth:`Loading.wait`."""
        self._loading.wait()

    def forget(self) -> None:
        """Loads it again before the next use, as after the server lost it."""
        self._loading.again()

    def upsert(self, rows: Sequence[Row]) -> None:
        """Adds rows; those of ids that exist are replaced."""
        for some in _blocks(rows):
            self._server.run(partial(_upsert, name=self.name, rows=some))

    def delete(self, ids: Sequence[int]) -> None:
        """Deletes rows; unknown ids are ignored."""
        for some in _blocks(ids):
            self._server.run(partial(_delete, name=self.name, ids=some))

    def count(self) -> int:
        """The number of rows."""
        self.load()
        [row] = self._server.run(lambda client: client.query(
            self.name, filter="", output_fields=["count(*)"], consistency_level=_STRONG,
            timeout=WRITE_S,
        ))  # fmt: skip
        return int(row["count(*)"])

    def ids(self) -> IdArray:
        """All ids, ascending."""
        self.count()  # waits until what was written is seen, which an iterator does not
        found = [np.empty(0, dtype=np.int64), *self._server.run(self._id_blocks)]
        return np.sort(np.concatenate(found))

    def search(
        self, vector: Any, depth: int, filters: StoredFilters = NO_STORED_FILTERS
    ) -> list[Hit]:
        """The ``depth`` rows of highest inner product that may pass ``filters``."""
        self.load()
        if depth < 1:
            return []
        limit = min(depth + _SPARE, _MOST_HITS)
        [found] = self._server.run(lambda client: client.search(
            self.name, data=[vector], limit=limit, filter=condition(filters), anns_field=VECTOR,
            search_params={"params": dict(self._kind.search)},
            consistency_level=_OWN_WRITES, timeout=READ_S,
        ))  # fmt: skip
        hits = [Hit(int(hit["id"]), float(hit["distance"])) for hit in found]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))[:depth]

    @property
    def _kind(self) -> VectorKind:
        if not self._dimension:
            return _SPARSE
        return _EXACT if self._server.is_lite else _LISTS

    def _id_blocks(self, client: MilvusClient) -> list[IdArray]:
        self.load()
        rows = client.query_iterator(
            self.name, batch_size=_ROWS_A_READ, output_fields=["id"], consistency_level=_STRONG,
            timeout=WRITE_S,
        )  # fmt: skip
        blocks = []
        while block := rows.next():
            blocks.append(np.array([row["id"] for row in block], dtype=np.int64))
        rows.close()
        return blocks


def create(
    server: MilvusServer, name: str, schema: CollectionSchema, index: Mapping[str, Any]
) -> None:
    """Creates a collection with an index of its vectors."""

    def act(client: MilvusClient) -> None:
        indexes = client.prepare_index_params()
        indexes.add_index(VECTOR, **index)
        client.create_collection(name, schema=schema, index_params=indexes, timeout=WRITE_S)

    server.run(act)


def _upsert(client: MilvusClient, *, name: str, rows: list[Row]) -> None:
    client.upsert(name, rows, timeout=WRITE_S)


def _delete(client: MilvusClient, *, name: str, ids: list[int]) -> None:
    client.delete(name, filter=f"id in {ids}", timeout=WRITE_S)


def _blocks(values: Sequence[Any]) -> Iterator[list[Any]]:
    for first in range(0, len(values), _ROWS_A_WRITE):
        yield list(values[first : first + _ROWS_A_WRITE])
