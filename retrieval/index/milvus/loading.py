"""Loading: the server reads a collection into memory, without which it does not search it.

After a restart that takes minutes for a million rows, and goes on while questions are asked. If the
server has lost a file of the collection, it may never end.
"""

from __future__ import annotations

import time

from pymilvus import MilvusClient
from pymilvus.exceptions import MilvusException

from retrieval.errors import BackendError
from retrieval.index.milvus.server import READ_S, MilvusServer, StillLoadingError

_STUCK_S = 600.0  # without any progress; Milvus itself gives up after as long, and begins again
_TAKES_LONG = "wait for loading collection timeout"  # of the client


class Loading:
    """Has one collection loaded before its first use."""

    def __init__(self, server: MilvusServer, name: str) -> None:
        self._server = server
        self._name = name
        self._is_done = False
        self._percent = -1  # the highest seen
        self._moved_at = 0.0  # when it was first seen, by the monotonic clock

    def wait(self) -> None:
        """Waits until the collection is loaded, but only for a few seconds.

        Raises StillLoadingError if that takes longer, LostRowsError if it has made no progress for
        ten minutes, MissingCollectionError if the collection does not exist, and MilvusAwayError.
        """
        if self._is_done:
            return
        try:
            percent = self._server.run(self._load)
        except StillLoadingError:  # a moment ago
            raise
        except BackendError:
            self.again()
            raise
        self._is_done = percent >= 100
        if not self._is_done:
            self._check_progress(percent)
            raise self._server.still_loading()

    def again(self) -> None:
        """Loads it again before the next use, as after the server lost it."""
        self._is_done, self._percent = False, -1

    def _load(self, client: MilvusClient) -> int:
        """How much of it is loaded after a few seconds, in percent."""
        try:
            client.load_collection(self._name, timeout=READ_S)
        except MilvusException as error:
            if _TAKES_LONG not in error.message:
                raise
            return int(client.get_load_state(self._name, timeout=READ_S).get("progress", 0))
        return 100

    def _check_progress(self, percent: int) -> None:
        now = time.monotonic()
        if percent != self._percent:  # less after the server was started again
            self._percent, self._moved_at = percent, now
        elif now - self._moved_at > _STUCK_S:
            raise self._server.lost_rows()
