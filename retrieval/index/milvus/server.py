"""The connection to Milvus: deadlines, errors as ours, and what its version can do.

The client itself repeats what fails for a moment, waiting longer each time, until the deadline. A
server that does not answer is asked again only after a pause, so that questions do not wait for it.
"""

from __future__ import annotations

import contextlib
import logging
import re
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import grpc
from pymilvus import MilvusClient
from pymilvus.exceptions import MilvusException

from retrieval.errors import BackendError
from retrieval.index.milvus.address import MilvusAddress
from retrieval.index.milvus.file_lock import FileLock

_OLDEST = (2, 3)
_OLDEST_WITH_SPARSE = (2, 4)
_CONNECT_S = 3.0
_KEEPALIVE_MS = 300_000  # Milvus Lite closes the connection if asked more often
_PAUSE_S = 5.0  # after a failure to answer
_TELL_EVERY_S = 60.0  # the same failure
_AWAY = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}
_NOT_CONNECTED = 2  # of the client
_FILE_NOT_OPENED = 1
_NOT_READY_CODES = {100, 101}  # no such collection, or not loaded
_AWAY_WITHIN = re.compile(r"code = (?:DeadlineExceeded|Unavailable)")  # one part for another
_LOST_WITHIN = re.compile(  # a file of its own that it does not find, on a disk or in S3
    r"invalid local path|NoSuchKey|specified key does not exist|key not found\[key=\S*_log/"
)
_STACK_TRACE = re.compile(r"stack trace:.*?attempt #\d+: ", re.DOTALL)
_Result = TypeVar("_Result")

_log = logging.getLogger(__name__)

READ_S = 5.0
"""Deadline of a question, in seconds."""

WRITE_S = 120.0
"""Deadline of a change, in seconds; a server that restarts is back before it."""


class MilvusAwayError(BackendError):
    """A server that does not answer, or a file that another program uses."""


class StillLoadingError(MilvusAwayError):
    """A server that still reads a collection into memory, as after a restart."""


class MissingCollectionError(BackendError):
    """A collection that does not exist or is not loaded, as after the server lost its data."""


class LostRowsError(BackendError):
    """Rows that the server has lost, as after a kill, so that queries of their collection fail."""


class MilvusServer:
    """A connection to Milvus, made when it is first needed; safe for use by several threads."""

    def __init__(self, address: MilvusAddress) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._client: MilvusClient | None = None
        self._is_closed = False
        self._version: tuple[int, int] | None = None
        self._away_until = 0.0
        self._is_loading = False  # a collection, until then
        self._turn = FileLock(Path(address.uri)) if address.is_file else None
        self.missed_at = -1.0  # when an answer was last found without it, by the monotonic clock
        self._told = ("", 0.0)  # what was told last, and until when it is not told again
        logging.getLogger().addFilter(_is_not_of_lite)
        for name in ("pymilvus", "milvus_lite"):  # what they log is raised here
            logging.getLogger(name).handlers = [logging.NullHandler()]
            logging.getLogger(name).propagate = False

    @property
    def name(self) -> str:
        """The address as it is shown."""
        return self._address.name

    @property
    def is_lite(self) -> bool:
        """Whether it is Milvus Lite, which knows fewer kinds of indexes."""
        return self.version() is None

    @property
    def has_sparse_vectors(self) -> bool:
        """Whether it finds sparse vectors; old servers accept them, but find nothing."""
        version = self.version()
        return version is None or version >= _OLDEST_WITH_SPARSE

    def version(self) -> tuple[int, int] | None:
        """Major and minor version, None for Milvus Lite; raises BackendError if too old."""
        self._connected()
        return self._version

    def run(self, act: Callable[[MilvusClient], _Result]) -> _Result:
        """What ``act`` returns, given the client.

        Raises MilvusAwayError if the server does not answer, and BackendError for what it refuses.
        """
        client = self._connected()
        with self._errors_mapped():
            return act(client)

    def still_loading(self) -> StillLoadingError:
        """The error of a collection that is not loaded yet; until after a pause, of all calls."""
        self._away_until, self._is_loading = time.monotonic() + _PAUSE_S, True
        return self._loading()

    def lost_rows(self) -> LostRowsError:
        """The error of a collection that it cannot search any more."""
        return LostRowsError(f"{self.name} has lost rows, which are soon written to it again.")

    def tell(self, problem: BackendError) -> None:
        """Warns that answers are found without it; of the same problem once a minute."""
        sentence, now = str(problem), time.monotonic()
        with self._lock:
            self.missed_at = now
            told, until = self._told
            if sentence == told and now < until:
                return
            self._told = sentence, now + _TELL_EVERY_S
        _log.warning(
            "%s Until then answers are found by words alone, and a refusal may be due to that.",
            sentence,
        )

    def check_open(self) -> None:
        """Raises BackendError once the connection was closed."""
        if self._is_closed:
            raise BackendError("The archive was closed while it was in use.")

    def close(self) -> None:
        """Closes the connection; what goes on in the background ends with a BackendError."""
        with self._lock:
            self._is_closed = True
            client, self._client = self._client, None
            if client is not None:
                with contextlib.suppress(MilvusException, grpc.RpcError):
                    client.close()
                if self._address.is_file:
                    _stop_lite(self._address.uri)
            if self._turn is not None:
                self._turn.release()

    def _connected(self) -> MilvusClient:
        with self._lock:
            self.check_open()
            if time.monotonic() < self._away_until:
                raise self._loading() if self._is_loading else self._away()
            if self._client is None:
                with self._errors_mapped():
                    self._client, self._version = self._connect()
            return self._client

    def _connect(self) -> tuple[MilvusClient, tuple[int, int] | None]:
        address = self._address
        if address.is_file and not Path(address.uri).parent.is_dir():
            raise BackendError(f"There is no folder {Path(address.uri).parent}: create it.")
        if self._turn is not None and not self._turn.take():
            raise self._seen_away()
        with warnings.catch_warnings():  # Milvus Lite imports what is deprecated
            warnings.filterwarnings("ignore", message=".*pkg_resources")
            client = MilvusClient(
                address.uri,
                token=address.token,
                db_name=address.database,
                timeout=_CONNECT_S,
                grpc_options={"grpc.keepalive_time_ms": _KEEPALIVE_MS},
            )
        return client, self._checked(_version_of(client))

    def _checked(self, version: tuple[int, int] | None) -> tuple[int, int] | None:
        if version is not None and version < _OLDEST:
            found, oldest = (".".join(map(str, own)) for own in (version, _OLDEST))
            raise BackendError(f"{self.name} is Milvus {found}: update it to {oldest} or newer.")
        return version

    @contextlib.contextmanager
    def _errors_mapped(self) -> Iterator[None]:
        try:
            yield
        except grpc.RpcError as error:
            if error.code() in _AWAY:
                raise self._seen_away() from error
            raise self._refused(str(error.details())) from error
        except MilvusException as error:
            away = {*_AWAY, _FILE_NOT_OPENED if self._address.is_file else _NOT_CONNECTED}
            if error.code in away or _AWAY_WITHIN.search(error.message):
                raise self._seen_away() from error
            if error.code in _NOT_READY_CODES:
                raise MissingCollectionError(
                    f"An index in {self.name} is not ready: ask again in a moment."
                ) from error
            if _LOST_WITHIN.search(error.message):
                raise self.lost_rows() from error
            raise self._refused(error.message) from error

    def _seen_away(self) -> MilvusAwayError:
        self._away_until, self._is_loading = time.monotonic() + _PAUSE_S, False
        return self._away()

    def _loading(self) -> StillLoadingError:
        return StillLoadingError(f"{self.name} still loads its rows: ask again in a moment.")

    def _away(self) -> MilvusAwayError:
        if self._address.is_file:
            return MilvusAwayError(
                f"The file {self._address.uri} is used by another program: stop it, or run a "
                "server for both."
            )
        return MilvusAwayError(
            f"{self.name} does not answer: start it, or correct ARTICLE_BOT_SEARCH."
        )

    def _refused(self, message: str) -> BackendError:
        told = " ".join(_STACK_TRACE.sub("", message).split())
        return BackendError(f"{self.name} reports an error: {told}.")


def _is_not_of_lite(record: logging.LogRecord) -> bool:
    """Whether Milvus Lite did not write it, which uses the root logger; it is raised here."""
    return "milvus_lite" not in Path(record.pathname).parts


def _version_of(client: MilvusClient) -> tuple[int, int] | None:
    try:
        found = re.match(r"v?(\d+)\.(\d+)", client.get_server_version(timeout=_CONNECT_S))
    except grpc.RpcError as error:
        if error.code() is grpc.StatusCode.UNIMPLEMENTED:  # Milvus Lite
            return None
        raise
    return (int(found[1]), int(found[2])) if found else _OLDEST


def _stop_lite(file: str) -> None:
    from milvus_lite.server_manager import server_manager_instance

    server_manager_instance.release_server(file)
