"""Reads files and embeds passages on the machines of a Ray cluster, by Ray Data.

Every machine has this program, and the files under the same paths. What a machine was doing when it
failed is done again by others; results come in the order of what was asked for.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import socket
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, islice
from typing import Any

import numpy as np

from retrieval.errors import BackendError, MissingDependencyError
from retrieval.protocols import EmbeddedBatch, FileVersion, PassageBatch
from retrieval.sources import READER_VERSION
from retrieval.sources.files.formats import FileItem
from retrieval.sources.worker.messages import item_of
from retrieval.types import BinaryTokenVectors, ModelIdentity

try:
    import pyarrow as pa
    import ray
    import ray.data
    from ray.exceptions import RayError

    from retrieval.ingest import ray_tasks
    from retrieval.ingest.ray_tasks import FILES, TEXTS, LoadEmbedder
except ImportError as error:
    raise MissingDependencyError(
        "Ray, which --ray needs,", "run pip install 'article-bot[ray]' on each machine"
    ) from error

_ADDRESS = re.compile(r"auto|[\w.\[\]:-]+:\d+")
_CONNECT_S = 5.0
_FILES_PER_TASK = 16
_TASKS_PER_DATASET = 1024  # whose inputs this machine holds in memory: 200 MB of passages
_log = logging.getLogger(__name__)


class RayCluster:
    """See :class:`retrieval.protocols.IngestCluster`; this machine is one of the cluster.

    ``address`` is that of the head, HOST:PORT, or "auto" for the cluster that runs here; ``load``
    loads an embedder, on each machine. Raises BackendError if there is no cluster.
    """

    def __init__(self, address: str, load: LoadEmbedder) -> None:
        self._load = load
        self._machines_without_files: set[str] = set()
        self._results: Generator[dict[str, Any], None, None] | None = None
        if not _ADDRESS.fullmatch(address):
            raise BackendError("--ray needs the address of a Ray cluster: give HOST:PORT or auto.")
        logging.getLogger("ray").setLevel(logging.CRITICAL)  # what it logs as an error is raised
        try:
            _check_answers(address)
            ray.init(address, log_to_driver=False, configure_logging=False)
        except (OSError, OverflowError, RuntimeError, ValueError, RayError) as error:
            raise BackendError(
                f"There is no Ray cluster at {address} that this machine belongs to: start it by "
                "'ray start', on this machine too, with the same versions of Python and Ray."
            ) from error
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.print_on_execution_start = False
        context.execution_options.preserve_order = True
        logging.getLogger("ray.data").handlers = [logging.NullHandler()]

    def read_files(
        self, files: Sequence[FileVersion], *, timeout_s: float
    ) -> Iterator[Iterable[FileItem] | None]:
        rows = ([number, os.fsencode(file.path), file.sha256] for number, file in enumerate(files))
        options = {"timeout_s": timeout_s, "reader_version": READER_VERSION}
        found = self._run(ray_tasks.read_files, options, FILES, rows, per_task=_FILES_PER_TASK)
        for _, parts in groupby(found, key=lambda row: row["number"]):
            yield self._items(parts)

    def embed(
        self, batches: Iterable[PassageBatch], model: ModelIdentity
    ) -> Iterator[EmbeddedBatch]:
        options = {"load": self._load, "model": model}
        for row in self._run(ray_tasks.embed_passages, options, TEXTS, batches, per_task=1):
            vectors = np.frombuffer(row["vectors"], dtype=np.float32)
            tokens = [_tokens(*own) for own in zip(row["starts"], row["bits"], strict=True)]
            yield EmbeddedBatch(row["passage_ids"], vectors.reshape(-1, model.dimension), tokens)

    def close(self) -> None:
        if self._results is not None:
            self._results.close()  # its threads use Ray, and would end the program
        ray.shutdown()

    def _run(
        self,
        task: Callable[..., Iterator[pa.Table]],
        options: Mapping[str, object],
        schema: pa.Schema,
        rows: Iterable[Sequence[object]],
        *,
        per_task: int,
    ) -> Iterator[dict[str, Any]]:
        """The rows that ``task`` makes of ``rows``, in their order, on any of the machines.

        Raises BackendError for a problem that it tells, and if the cluster fails.
        """
        self._results = _results_of(task, options, _tables(rows, schema, per_task))
        return self._results

    def _items(self, parts: Iterator[dict[str, Any]]) -> Iterable[FileItem] | None:
        """What the rows of a file hold; None, which is told, if the machine does not see it."""
        first = next(parts)
        if first["items"] is not None:
            return (item_of(item) for row in chain([first], parts) for item in row["items"])
        if first["machine"] not in self._machines_without_files:
            self._machines_without_files.add(first["machine"])
            _log.warning(
                "The machine %s does not see all files as they are here, so they are read here: "
                "share their folder under the same path.",
                first["machine"],
            )
        return None


def _check_answers(address: str) -> None:
    """Raises OSError if nothing listens at the address; Ray itself would ask for minutes."""
    host, _, port = address.rpartition(":")
    if host:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_CONNECT_S).close()


def _results_of(
    task: Callable[..., Iterator[pa.Table]],
    options: Mapping[str, object],
    tables: Iterator[pa.Table],
) -> Generator[dict[str, Any], None, None]:
    with _errors_mapped():
        while some := list(islice(tables, _TASKS_PER_DATASET)):
            done = ray.data.from_arrow(some).map_batches(
                task, fn_kwargs=dict(options), batch_size=None, batch_format="pyarrow"
            )
            blocks = done.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0)
            with contextlib.closing(iter(blocks)) as found:
                for row in chain.from_iterable(table.to_pylist() for table in found):
                    if row["problem"]:
                        raise BackendError(
                            f"The machine {row['machine']} cannot go on: {row['problem']}"
                        )
                    yield row


def _tables(
    rows: Iterable[Sequence[object]], schema: pa.Schema, per_table: int
) -> Iterator[pa.Table]:
    rows = iter(rows)
    while some := list(islice(rows, per_table)):
        yield pa.table([list(column) for column in zip(*some, strict=True)], schema=schema)


def _tokens(starts: bytes, bits: bytes) -> BinaryTokenVectors:
    found = np.frombuffer(starts, dtype=np.int32)
    rows = np.frombuffer(bits, dtype=np.uint8)
    return BinaryTokenVectors(found, rows.reshape(len(found), rows.size // max(len(found), 1)))


@contextlib.contextmanager
def _errors_mapped() -> Iterator[None]:
    """Raises what Ray raises as BackendError."""
    try:
        yield
    except RayError as error:
        raise BackendError(
            "The Ray cluster cannot go on: see that article-bot is installed on each machine, in "
            "the same version, and that 'ray status' shows them; then run the same command again."
        ) from error
