"""Milvus for tests: a file of Milvus Lite, and a server in a temporary folder.

With ``ARTICLE_BOT_TEST_MILVUS_URI``, an address such as ``milvus://127.0.0.1:19530``, tests use
that server, as of a cluster with a message log of its own, which no package holds.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

TEST_MILVUS = "ARTICLE_BOT_TEST_MILVUS_URI"
_WHO_INSTALLS = "scripts/cluster-test installs it"
# Sets up the folder of a server: its program and its settings.
_SET_UP = """
import sys
from milvus import MilvusServer, MilvusServerConfig, _initialize_data_files
folder, proxy_port, etcd_port = sys.argv[1:]
MilvusServerConfig(data_dir=folder, proxy_port=proxy_port, etcd_port=etcd_port).resolve()
_initialize_data_files(folder)
"""
# Of the store of its metadata, whose ports it does not choose itself.
_ETCD = """
name: default
listen-client-urls: http://127.0.0.1:{client}
advertise-client-urls: http://127.0.0.1:{client}
listen-peer-urls: http://127.0.0.1:{peer}
initial-advertise-peer-urls: http://127.0.0.1:{peer}
initial-cluster: default=http://127.0.0.1:{peer}
"""
_START_TIMEOUT_S = 180
_numbers = count(1)


def new_file(folder: Path) -> str:
    """The address of a new file of Milvus Lite; skips the test where that is not installed."""
    need("pymilvus")
    need("milvus_lite")
    return f"milvus-lite:{folder}/search{next(_numbers)}.db"


@contextlib.contextmanager
def running_milvus() -> Iterator[str]:
    """The address of a server, which is removed at the end; skips the test where there is none."""
    need("pymilvus")
    if address := os.environ.get(TEST_MILVUS):
        yield address
        return
    with started_milvus() as server:
        yield server.address


@contextlib.contextmanager
def started_milvus() -> Iterator[PackagedServer]:
    """A server that the test may kill."""
    need("milvus")
    with tempfile.TemporaryDirectory(prefix="article-bot-milvus-") as folder:
        server = PackagedServer(folder)
        try:
            yield server
        finally:
            server.kill()


class PackagedServer:
    """The server of the package ``milvus``."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._port, etcd, peer, self._health = free_ports(4)
        self._etcd = self._folder / "etcd.yaml"
        self._etcd.write_text(_ETCD.format(client=etcd, peer=peer))
        set_up = [sys.executable, "-c", _SET_UP, folder, str(self._port), str(etcd)]
        subprocess.run(set_up, stdin=subprocess.DEVNULL, check=True)
        self.start()

    def start(self) -> None:
        """Starts it, also after it was killed."""
        program = self._folder / "bin" / "milvus"
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(program), "run", "standalone"],
                cwd=self._folder,
                env={
                    **os.environ,
                    "DEPLOY_MODE": "STANDALONE",
                    "ETCD_CONFIG_PATH": str(self._etcd),
                    "LD_LIBRARY_PATH": str(program.parent),
                    "METRICS_PORT": str(self._health),
                    "MILVUS_RUN_DIR": str(self._folder / "run"),
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        start = time.monotonic()
        while not self._is_healthy():
            if self._process.poll() is not None or time.monotonic() - start > _START_TIMEOUT_S:
                raise RuntimeError((self._folder / "log").read_text(errors="replace")[-2000:])
            time.sleep(0.2)

    def _is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._health}/healthz") as reply:
                return b"OK" in reply.read()
        except OSError:
            return False

    def memory_mib(self) -> float:
        """Its resident memory."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    @property
    def address(self) -> str:
        """Its address."""
        return f"milvus://127.0.0.1:{self._port}"

    def kill(self) -> None:
        """Kills it, like a crash."""
        self._process.kill()
        self._process.wait()


def free_ports(number: int) -> list[int]:
    """Ports of this machine that nobody uses."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for own in sockets:
            own.bind(("127.0.0.1", 0))
        return [int(own.getsockname()[1]) for own in sockets]


def need(package: str) -> None:
    """Skips the test if a package is not installed."""
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed: {_WHO_INSTALLS}")
