"""Fixtures that several test files share: archives made with the toy model of support/toys.py."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache, partial
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any, TypeAlias

import hypothesis
import pytest
from xdist.scheduler.loadfile import LoadFileScheduling

from retrieval.archive import Archive
from retrieval.protocols import AnswerReader
from retrieval.settings import Settings
from retrieval.store.connections import SqliteConnections
from retrieval.store.sql import Connections
from retrieval.store.store import SqliteStore, SqlStore
from retrieval.types import Article
from tests.support.cli_run import run
from tests.support.milvus_servers import need, new_file, running_milvus
from tests.support.postgres_server import PostgresServer, running_server
from tests.support.tiny_models import ExportedModel, exported_model
from tests.support.toys import TOY_ARTICLES, ToyBackends, open_toy_archive

__all__ = ["run"]  # a fixture

TEST_STORE = "ARTICLE_BOT_TEST_STORE"
MakeArchive: TypeAlias = Callable[..., Archive]
OpenConnections: TypeAlias = Callable[[], Connections]

# How long an example takes depends on what else runs.
hypothesis.settings.register_profile(
    "tests", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("tests")

# These load PyTorch and what belongs to it, for seconds: one worker does so for all.
_WITH_PYTORCH = (
    "models/test_encoder_cache.py",
    "models/test_embedders.py",
    "models/test_supply.py",
    "scripts/test_reader_training.py",
    "scripts/test_model_scripts.py",
    "store/test_shortages.py",
    "project/test_privacy.py",
    "models/test_named_models.py",
)
# These and the above take the longest: a worker that began with one of them late would be the last.
_LONGEST = (
    *_WITH_PYTORCH,
    "telegram/test_operation.py",
    "telegram/test_alerts.py",
    "telegram/test_subscriptions.py",
    "cli/test_reading_bound.py",
    "project/test_extending.py",
    "subscriptions/test_programs.py",
    "scripts/test_scripts.py",
    "telegram/test_channels.py",
    "telegram/test_admin.py",
    "telegram/test_load.py",
    "cli/test_program.py",
)
_TOGETHER = {f"tests/{name}" for name in _WITH_PYTORCH}


class _FilesTogether(LoadFileScheduling):  # type: ignore[misc]  # which is not typed
    """Gives a worker one file after another, and files in ``_TOGETHER`` at once."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return _WITH_PYTORCH[0] if file in _TOGETHER else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """What distributes the tests with ``--dist loadfile``."""
    return _FilesTogether(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Puts the files in an order in which several workers are busy to the end.

    The longest come first. Then scenarios, which mostly wait, take turns with other tests, which
    mostly compute, so that at any time some worker does either.
    """
    if not hasattr(config, "workerinput"):
        return
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        name = item.nodeid.partition("::")[0].removeprefix("tests/")
        files.setdefault(name, []).append(item)
    longest = [files.pop(name) for name in _LONGEST if name in files]
    waiting = [files.pop(name) for name in list(files) if name.startswith("telegram/")]
    turns = chain.from_iterable(zip_longest(waiting, files.values(), fillvalue=()))
    items[:] = chain.from_iterable([*longest, *turns])


@pytest.fixture(autouse=True, scope="session")
def user_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What tests export lies there, not in the cache of who runs them, who may have one."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder / "article-bot"


@pytest.fixture(autouse=True, scope="session")
def ctrl_c() -> None:
    """Lets programs that tests start hear Ctrl-C, also where a shell runs the tests by ``&``."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same for one test: where its encoders are exported to."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "article-bot"


@pytest.fixture(scope="session")
def exported_tiny_model(tmp_path_factory: pytest.TempPathFactory) -> ExportedModel:
    """A model of a folder that was exported once, for tests of what comes after."""
    return exported_model(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def make_archive(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[MakeArchive]:
    """Makes archives below tmp_path that hold the articles given; other keywords are settings.

    With ``ARTICLE_BOT_TEST_STORE=postgresql`` they are databases instead, one for each folder.
    """
    is_database = os.environ.get(TEST_STORE) == "postgresql"
    server = request.getfixturevalue("postgres_server") if is_database else None
    addresses: dict[object, str] = {}

    def address_of(folder: object) -> object:
        if server is None:
            return folder
        return addresses.setdefault(folder, server.new_database())

    with ExitStack() as stack:

        def make(
            articles: Sequence[Article] = (),
            *,
            reader: AnswerReader | None = None,
            **settings: object,
        ) -> Archive:
            values = {"archive": str(tmp_path / "archive"), **settings}
            values["archive"] = address_of(values["archive"])
            archive = open_toy_archive(
                Settings(**values),  # type: ignore[arg-type]
                create=True,
                backends=ToyBackends(reader),
            )
            stack.callback(archive.close)
            for article in articles:
                archive.add(article)
            return archive

        yield make


@pytest.fixture
def toy_archive(make_archive: MakeArchive) -> Archive:
    """An archive of the two articles in tests/support/toys.py, in tmp_path / "archive"."""
    return make_archive(TOY_ARTICLES)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server for the tests that need one; they skip where there is none.

    Stores look for changes each time, not after 5 ms: a test may read what it has just written.
    """
    with running_server() as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr("retrieval.store.postgres.connections._CURRENT_FOR_S", 0.0)
        yield server


@pytest.fixture(scope="session")
def milvus_server() -> Iterator[str]:
    """The address of a server for the tests that need one; they skip where there is none."""
    with running_milvus() as address:
        yield address


@pytest.fixture(scope="session")
def milvus_index(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Callable[[str], Callable[[int], Any]]:
    """Makes empty vector indexes of a kind of Milvus; they skip where there is none."""
    need("pymilvus")
    from tests.support.milvus_index import MilvusIndex

    file = cache(lambda: new_file(tmp_path_factory.mktemp("milvus")))

    def of_kind(kind: str) -> Callable[[int], Any]:
        address = file() if kind == "milvus-lite" else request.getfixturevalue("milvus_server")
        return partial(MilvusIndex, address)

    return of_kind


@pytest.fixture(params=["sqlite", "postgresql"])
def open_connections(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenConnections]:
    """Opens connections to one and the same store, in each kind of database."""
    with ExitStack() as stack:
        if request.param == "sqlite":

            def connect() -> Connections:
                return SqliteConnections(tmp_path / "store.sqlite")
        else:
            server: PostgresServer = request.getfixturevalue("postgres_server")
            from retrieval.store.postgres.address import parse_address
            from retrieval.store.postgres.connections import open_connections

            address = parse_address(server.new_database())

            def connect() -> Connections:
                return open_connections(address, lambda _: tmp_path, create=True)

        def connect_and_close() -> Connections:
            opened = connect()
            stack.callback(opened.close)
            return opened

        yield connect_and_close


def store_of(connections: Connections) -> SqlStore:
    """The store of these connections."""
    if isinstance(connections, SqliteConnections):
        return SqliteStore(connections)
    from retrieval.store.postgres.connections import PostgresConnections
    from retrieval.store.postgres.store import PostgresStore

    assert isinstance(connections, PostgresConnections)
    return PostgresStore(connections)
