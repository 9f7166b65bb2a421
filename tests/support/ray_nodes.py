"""A Ray cluster for tests: several nodes on one machine, each at its own loopback address."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_START_TIMEOUT_S = 240
_ATTEMPTS = 4
_OBJECT_STORE_BYTES = 80_000_000


class RayNodes:
    """The nodes of a cluster, each with one processor; the first is its head.

    Ray takes 127.0.0.1 for another address of the machine, so they begin with 127.0.0.2.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[subprocess.Popen[bytes]] = []
        self._port = _free_port("127.0.0.2")
        self.address = f"127.0.0.2:{self._port}"

    def start(self) -> int:
        """Starts another node; returns its number.

        Ray gives a node 15 s to start, which on a busy machine may need a second attempt.
        """
        for _ in range(_ATTEMPTS - 1):
            with contextlib.suppress(RuntimeError):
                return self._start()
        return self._start()

    def _start(self) -> int:
        number = len(self._started)
        host = f"127.0.0.{number + 2}"
        head = ["--head", f"--port={self._port}", "--include-dashboard=false"]
        role = [f"--address={self.address}"] if number else head
        log = self._folder / f"node{number}.log"
        with log.open("wb") as output:
            node = subprocess.Popen(
                [sys.executable, "-m", "ray.scripts.scripts", "start", *role, "--block",
                 f"--node-ip-address={host}", "--num-cpus=1",
                 f"--object-store-memory={_OBJECT_STORE_BYTES}", f"--temp-dir={self._folder}",
                 "--disable-usage-stats"],
                env={**os.environ, "PYTHONPATH": str(_ROOT), "RAY_worker_niceness": "0",
                     "RAY_USAGE_STATS_ENABLED": "0"},
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self._started.append(node)
        deadline = time.monotonic() + _START_TIMEOUT_S
        while b"Ray runtime started" not in log.read_bytes():
            if node.poll() is not None or time.monotonic() > deadline:
                self.kill(number)
                self._started.pop()
                raise RuntimeError(log.read_text()[-2000:])
            time.sleep(0.1)
        return number

    def kill(self, number: int) -> None:
        """Kills a node with all that it runs, as if its machine had lost power."""
        node = self._started[number]
        for pid in [node.pid, *_descendants(node.pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        node.wait()

    def kill_all(self) -> None:
        """Kills every node."""
        for number in reversed(range(len(self._started))):
            self.kill(number)


@contextlib.contextmanager
def running_nodes(count: int) -> Iterator[RayNodes]:
    """A cluster of so many nodes; skips the test where Ray is not installed."""
    if importlib.util.find_spec("ray") is None:
        pytest.skip("Ray is not installed: scripts/cluster-test installs it")
    folder = Path(tempfile.mkdtemp(prefix="ray-"))  # short, as its sockets lie there
    nodes = RayNodes(folder)
    try:
        try:
            for _ in range(count):
                nodes.start()
        except RuntimeError as error:
            pytest.skip(f"Ray does not start on this machine: {error}")
        yield nodes
    finally:
        nodes.kill_all()
        shutil.rmtree(folder, ignore_errors=True)


def _free_port(host: str) -> int:
    with socket.socket() as free:
        free.bind((host, 0))
        port: int = free.getsockname()[1]
        return port


def _descendants(pid: int) -> list[int]:
    """The processes that a process has started, and what these have started."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(status.parent.name))
    found, todo = [], [pid]
    while todo:
        own = children.get(todo.pop(), [])
        found += own
        todo += own
    return found
