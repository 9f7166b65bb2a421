"""Kills programs that write to an archive in PostgreSQL, at random moments, and the server too."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import random
import subprocess
import time
from pathlib import Path

from retrieval.errors import BackendError
from scripts.stress.archive import ADDRESS_FILE
from scripts.stress.kills import OPERATIONS, Kills, Operation, check, kill_all
from scripts.stress.processes import Report, run_in_child
from tests.support.postgres_server import PostgresServer, running_server, server_binaries

_START_TIMEOUT_S = 60.0
_WRITERS = {name: OPERATIONS[name] for name in ("ingest", "remove", "rebuild", "write vectors")}


def kill_postgres_writers(folder: Path, kills: int, *, seed: int = 0) -> Kills:
    """Kill each operation in turn on a server of its own; then the server, a tenth as often."""
    if server_binaries() is None or importlib.util.find_spec("psycopg") is None:
        raise SystemExit("PostgreSQL or psycopg is missing: scripts/cluster-test installs both.")
    os.environ["XDG_CACHE_HOME"] = str(folder / "caches")
    with running_server(is_durable=True) as server:
        counted = kill_all(
            folder, kills, seed=seed, operations=_WRITERS, copies=_DatabaseCopies(server)
        )
        random_ = random.Random(seed)
        for _ in range(-(-kills // 10)):
            _crash_once(folder, server, random_.uniform(0.2, 3.0), counted)
    return counted


class _DatabaseCopies:
    """See :class:`scripts.stress.kills.Copies`: each archive is a folder that names a database."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server

    def create(self, archive: Path) -> None:
        self._put(archive, "template0")

    def copy(self, archive: Path, copied: Path) -> None:
        self._put(copied, archive.name)

    def _put(self, archive: Path, template: str) -> None:
        name = archive.name
        # the server may still be ending the transaction of a program that was killed
        self._server.query("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._server.query("postgres", f"CREATE DATABASE {name} TEMPLATE {template}")
        archive.mkdir(exist_ok=True)
        (archive / ADDRESS_FILE).write_text(self._server.address(name), encoding="utf-8")


def _crash_once(folder: Path, server: PostgresServer, after_s: float, counted: Kills) -> None:
    """Kills the server beside an ingest, which may fail, and starts it again."""
    ingest = OPERATIONS["ingest"]
    _DatabaseCopies(server).copy(folder / "base", folder / "archive")
    kill = ["sh", "-c", f"sleep {after_s:.3f}; kill -KILL {server.pid}"]
    with subprocess.Popen(kill) as killer:
        ended = run_in_child(lambda report: _work_or_fail(ingest, folder, report))
        killer.wait()
    start_again(server)
    counted.kills["server"] = counted.kills.get("server", 0) + 1
    check(folder, "server", ingest, ended, counted)


def _work_or_fail(operation: Operation, folder: Path, report: Report) -> None:
    with contextlib.suppress(BackendError):
        operation.work(folder, report)


def start_again(server: PostgresServer) -> None:
    """Starts a server that was killed, once the last of its processes has noticed that."""
    deadline = time.monotonic() + _START_TIMEOUT_S
    while True:
        try:
            server.start()
        except RuntimeError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return
