"""Fixtures of archives whose indexes are in Milvus, and what they find and hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest

from retrieval.archive import Archive
from retrieval.settings import Settings
from retrieval.types import Article, Filters
from tests.support.milvus_servers import need, new_file
from tests.support.toys import (
    TOY_ARTICLES,
    ToyBackends,
    ToyEmbedder,
    open_toy_archive,
)

if TYPE_CHECKING:
    from retrieval.index.milvus.vectors import MilvusVectorCache
    from retrieval.index.milvus.words import MilvusWords

QUESTION = ToyEmbedder().embed_question("Who counted the chicks?")
OpenArchive: TypeAlias = Callable[..., Archive]


@pytest.fixture(params=["milvus-lite", "milvus"])
def search(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The setting ``search``."""
    if request.param == "milvus-lite":
        return new_file(tmp_path)
    address: str = request.getfixturevalue("milvus_server")
    return address


@pytest.fixture
def open_archive(search: str, tmp_path: Path) -> Iterator[OpenArchive]:
    """Opens the archive in tmp_path, as another program would."""
    need("pymilvus")
    from retrieval.index.milvus.search import MilvusSearch

    with ExitStack() as stack:

        def opened(**settings: object) -> Archive:
            values = {"archive": str(tmp_path / "archive"), "search": search, **settings}
            own = Settings(**values)  # type: ignore[arg-type]
            engine = MilvusSearch(str(values["search"]))
            archive = open_toy_archive(own, create=True, backends=ToyBackends(engine=engine))
            stack.callback(archive.close)
            return archive

        yield opened


@pytest.fixture
def two_programs(search: str, tmp_path: Path) -> Iterator[tuple[Archive, Archive]]:
    """Two programs with one archive; in one process, so that both can use a file."""
    need("pymilvus")
    from retrieval.index.milvus.search import MilvusSearch

    settings = Settings(archive=str(tmp_path / "archive"), search=search)
    backends = ToyBackends(engine=MilvusSearch(search))
    with (
        open_toy_archive(settings, create=True, backends=backends) as one,
        open_toy_archive(settings, backends=backends) as other,
    ):
        yield one, other


def fill(archive: Archive, *articles: Article) -> Archive:
    for article in articles or TOY_ARTICLES:
        archive.add(article)
    return archive


def found(archive: Archive, question: str, filters: Filters = Filters()) -> list[str]:  # noqa: B008
    return [own.article.doc_id for own in archive.ask(question, filters=filters).results]


def vectors_of(archive: Archive) -> MilvusVectorCache:
    active = archive._store.active_embedder()
    assert active is not None
    return archive._components.cache_for(active)  # type: ignore[return-value]


def words_of(archive: Archive) -> MilvusWords:
    return archive._words  # type: ignore[return-value]


def held(archive: Archive) -> list[list[int]]:
    """The ids in the collections of vectors and, if there is one, of words."""
    collections = [vectors_of(archive)._collection]
    if hasattr(archive._words, "_collection"):
        collections.append(words_of(archive)._collection)
    return [own.ids().tolist() for own in collections]


def nearest(cache: MilvusVectorCache) -> list[int]:
    """The passages that a question finds by their vectors."""
    return [hit.passage_id for hit in cache.current().search(QUESTION, 10)]


def stored(archive: Archive) -> list[list[int]]:
    ids = sorted(i for d in archive._store.article_ids() for i in archive.passage_ids(d))
    return [ids] * len(held(archive))
