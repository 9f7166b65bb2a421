"""Which generation of its store each collection holds, in a collection beside them.

A collection is filled over several writes. Until it is complete, the program that fills it says so
again and again; another one that finds it half filled waits, or goes on once that has been silent:
by the clocks of both machines, or, as these may differ, for as long as it has itself been waiting.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
import time
from dataclasses import dataclass, replace

from pymilvus import DataType, MilvusClient

from retrieval.index.milvus.collection import VECTOR, collection_name, create
from retrieval.index.milvus.loading import Loading
from retrieval.index.milvus.server import (
    READ_S,
    WRITE_S,
    LostRowsError,
    MilvusServer,
    MissingCollectionError,
)

_NAME = collection_name("states")
_FIELDS = ("generation", "is_complete", "filler", "filled_at")
_NO_VECTOR = [0.0, 0.0]  # Milvus has no collection without vectors
_SILENT_S = 60  # after which a filling has been given up
_CLAIMING_S = 1.0  # in which programs that claim a collection at once have said so

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """``generation`` of the store that a collection holds, or was begun at.

    ``filler`` is a random number of the program that fills it, ``filled_at`` when it last wrote,
    in seconds since 1970.
    """

    generation: int
    is_complete: bool = False
    filler: int = 0
    filled_at: int = 0


class MilvusStates:
    """The states of all collections of a server."""

    def __init__(self, server: MilvusServer) -> None:
        self._server = server
        self._last_seen: tuple[tuple[int, int], float] = ((0, 0), 0.0)  # of a filling; monotonic
        self._own = secrets.randbits(62)
        self._loading = Loading(server, _NAME)

    def get(self, name: str) -> State | None:
        """The state of a collection, None if nothing is known of it.

        If the server has lost rows of the states, those of all collections are unknown.
        """
        try:
            return self._get(name)
        except LostRowsError:
            with contextlib.suppress(LostRowsError):  # unless another program has just done so
                return self._get(name)
            _log.warning("Milvus has lost rows of %s. They are compared again.", _NAME)
            self._server.run(lambda client: client.drop_collection(_NAME, timeout=WRITE_S))
            self.forget()
            return self._get(name)

    def _get(self, name: str) -> State | None:
        self._load()
        rows = self._server.run(lambda client: client.query(
            _NAME, filter=f'name == "{name}"', output_fields=list(_FIELDS), timeout=READ_S,
            consistency_level="Strong",
        ))  # fmt: skip
        return State(**{own: rows[0][own] for own in _FIELDS}) if rows else None

    def put(self, name: str, state: State) -> None:
        """Records that this program brought a collection to that state."""
        self._load()
        own = replace(state, filler=self._own, filled_at=int(time.time()))
        row = {"name": name, VECTOR: _NO_VECTOR, **{key: int(getattr(own, key)) for key in _FIELDS}}
        self._server.run(lambda client: client.upsert(_NAME, [row], timeout=WRITE_S))

    def drop(self, name: str) -> None:
        """Forgets the state of a collection."""
        self._load()
        self._server.run(
            lambda client: client.delete(_NAME, filter=f'name == "{name}"', timeout=WRITE_S)
        )

    def claim(self, name: str, state: State) -> bool:
        """Whether this program is to fill a collection again, the only one of those that try.

        It is not if the collection is no longer in ``state``. It counts as being filled from then
        on.
        """
        if self.get(name) != state:
            return False
        self.put(name, State(state.generation))
        time.sleep(_CLAIMING_S)  # who says so last is the one
        claimed = self.get(name)
        return claimed is not None and claimed.filler == self._own

    def is_being_filled(self, state: State) -> bool:
        """Whether another program is filling the collection now."""
        if state.is_complete or state.filler == self._own:
            return False
        seen = (state.filler, state.filled_at)
        if seen != self._last_seen[0]:
            self._last_seen = seen, time.monotonic()
        waited_s = time.monotonic() - self._last_seen[1]
        return max(time.time() - state.filled_at, waited_s) <= _SILENT_S

    def forget(self) -> None:
        """Creates the collection again before the next use, if the server lost it."""
        self._loading.again()

    def _load(self) -> None:
        try:
            self._loading.wait()
        except MissingCollectionError:
            self._create()
            self._loading.wait()

    def _create(self) -> None:
        schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("name", DataType.VARCHAR, max_length=255, is_primary=True)
        for name in _FIELDS:
            schema.add_field(name, DataType.INT64)
        schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=len(_NO_VECTOR))
        create(self._server, _NAME, schema, {"index_type": "FLAT", "metric_type": "IP"})
