"""Fixtures that several test files share: archives made with the toy model of tests/toys.py."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pytest

from retrieval.archive import Archive
from retrieval.protocols import AnswerReader
from retrieval.settings import Settings
from retrieval.types import Article
from tests.toys import TOY_ARTICLES, ToyBackends, open_toy_archive

MakeArchive: TypeAlias = Callable[..., Archive]


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


@pytest.fixture
def make_archive(tmp_path: Path) -> Iterator[MakeArchive]:
    """Makes archives below tmp_path that hold the articles given; other keywords are settings."""
    with ExitStack() as stack:

        def make(
            articles: Sequence[Article] = (),
            *,
            reader: AnswerReader | None = None,
            **settings: object,
        ) -> Archive:
            values = {"archive": str(tmp_path / "archive"), **settings}
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
    """An archive of the two articles in tests/toys.py, in tmp_path / "archive"."""
    return make_archive(TOY_ARTICLES)
