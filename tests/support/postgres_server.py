"""A PostgreSQL server for tests, in a temporary folder, reached only by a socket in it."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest

_USER = "nobody"  # the server refuses to run as root
_DEBIAN = Path("/usr/lib/postgresql")
_START_TIMEOUT_S = 60
_numbers = count(1)


class PostgresServer:
    """A running server; one that ``is_durable`` is for large archives.

    A crash of the machine may lose data of others.
    """

    def __init__(self, binaries: Path, folder: Path, *, is_durable: bool = False) -> None:
        self._binaries = binaries
        self.folder = folder
        self._data = folder / "data"
        if os.geteuid() == 0:
            shutil.chown(folder, _USER)
        self._run("initdb", "-D", str(self._data), "-U", "ada", "-E", "UTF8", "--locale=C", "-A",
                  "trust", "--no-sync")  # fmt: skip
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(folder),
            "fsync": "on" if is_durable else "off",
            "max_connections": "100",
            "shared_buffers": "512MB" if is_durable else "32MB",
            "max_wal_size": "4GB",
        }
        lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
        with (self._data / "postgresql.conf").open("a") as file:
            file.writelines(lines)
        self.start()

    def start(self) -> None:
        """Starts it, also after it was killed."""
        self._run("pg_ctl", "-D", str(self._data), "-l", str(self.folder / "log"), "-w",
                  "-t", str(_START_TIMEOUT_S), "start")  # fmt: skip

    def stop(self, mode: str = "fast") -> None:
        """Stops it; the mode "immediate" is like a crash."""
        self._run("pg_ctl", "-D", str(self._data), "-w", "-m", mode, "stop")

    @property
    def pid(self) -> int:
        """The process that starts all others of the server."""
        return int((self._data / "postmaster.pid").read_text().split("\n", 1)[0])

    def new_database(self) -> str:
        """The address of a new, empty database."""
        name = f"news{next(_numbers)}"
        self.query("postgres", f"CREATE DATABASE {name}")
        return self.address(name)

    def address(self, database: str) -> str:
        """The address of a database."""
        return f"postgresql://ada@/{database}?host={quote(str(self.folder), safe='')}"

    def query(self, database: str, statement: str) -> str:
        """What a statement gives, as the server's own client prints it."""
        return self._run("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement,
                         self.address(database))  # fmt: skip

    def dump(self, address: str, file: Path, *, as_text: bool = False) -> None:
        """Writes a dump of an archive."""
        kind = "--format=plain" if as_text else "--format=custom"
        self._run("pg_dump", kind, "--schema=article_bot", f"--file={file}", address)

    def restore(self, file: Path, address: str) -> None:
        """Restores a dump."""
        self._run("pg_restore", "--clean", "--if-exists", f"--dbname={address}", str(file))

    def _run(self, program: str, *arguments: str) -> str:
        ran = subprocess.run(
            [str(self._binaries / program), *arguments],
            user=_USER if os.geteuid() == 0 else None,
            cwd=self.folder,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": str(self.folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
            stderr=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
            text=True,
            check=False,
        )
        if ran.returncode:
            log = self.folder / "log"
            said = ran.stderr or (log.read_text()[-2000:] if log.exists() else "")
            raise RuntimeError(f"{program}: {said}")
        return ran.stdout or ""


@contextlib.contextmanager
def running_server(*, is_durable: bool = False) -> Iterator[PostgresServer]:
    """A new server, removed at the end; skips the test where there is none on this machine."""
    binaries = server_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed: scripts/cluster-test installs one")
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("psycopg is not installed: scripts/cluster-test installs it")
    folder = Path(tempfile.mkdtemp(prefix="article-bot-postgres-"))
    try:
        try:
            server = PostgresServer(binaries, folder, is_durable=is_durable)
        except (OSError, RuntimeError, subprocess.SubprocessError) as error:
            pytest.skip(f"PostgreSQL does not start on this machine: {error}")
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def server_binaries() -> Path | None:
    """The folder of the server's programs, that of Debian's packages or of a wheel."""
    found = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    if wheel := importlib.util.find_spec("pgserver"):
        folder = Path(str(wheel.origin)).parent / "pginstall" / "bin"
        return folder if (folder / "initdb").exists() else None
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None
