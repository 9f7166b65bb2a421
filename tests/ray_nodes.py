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

_ROOT = Path(__file__).resolve().parent.parent
_START_TIMEOUT_S = 240
_OBJECT_STORE_BYTES = 80_000_000


class RayNodes:
    """The nodes of a cluster, each with one processor; the first is its head.

    Ray takes 127.0.0.1 for another address of the machine, so they begin with 127.0.0.2.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[subprocess.Popen[bytes]] = []
        with socket.socket() as free:
            free.bind(("127.0.0.2", 0))
            self.address = f"127.0.0.2:{free.getsockname()[1]}"

    def start(self) -> int:
        """Starts another node; returns its number."""
        number = len(self._started)
        port = self.address.rpartition(":")[2]
        head = ["--head", f"--port={port}", "--include-dashboard=false"]
        role = [f"--address={self.address}"] if number else head
        log = self._folder / f"node{number}.log"
        with log.open("wb") as output:
            node = subprocess.Popen(
                [sys.executable, "-m", "ray.scripts.scripts", "start", *role, "--block",
                 f"--node-ip-address=127.0.0.{number + 2}", "--num-cpus=1",
                 f"--object-store-memory={_OBJECT_STORE_BYTES}", f"--temp-dir={self._folder}",
                 "--disable-usage-stats"],
                env={**os.environ, "PYTHONPATH": str(_ROOT), "RAY_worker_niceness": "0",
                     "RAY_USAGE_STATS_ENABLED": "0"},
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
        self._started.append(node)
        deadline = time.monotonic() + _START_TIMEOUT_S
        while b"Ray runtime started" not in log.read_bytes():
            if node.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text()[-2000:])
            time.sleep(0.1)
        return number

    def kill(self, number: int) -> None:
        """Kills a node with all that it runs, as if its machine had lost power."""
        node = self._started[number]
        with contextlib.suppress(ProcessLookupError):
            os.killpg(node.pid, signal.SIGKILL)
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
        for _ in range(count):
            nodes.start()
        yield nodes
    finally:
        nodes.kill_all()
        shutil.rmtree(folder, ignore_errors=True)
