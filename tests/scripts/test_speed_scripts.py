"""What speed is measured on is whole."""

from __future__ import annotations

from pathlib import Path

from retrieval.protocols import STORE_FILE
from retrieval.store.connections import SqliteConnections
from retrieval.store.store import SqliteStore
from retrieval.text.articles.passages import split
from retrieval.types import Fingerprint
from scripts.bench.memory import memory_mib
from scripts.bench.synthetic_archives import Originals, fill
from tests.support.toys import TOY_ARTICLES, ToyEmbedder


def test_memory_of_its_own_is_part_of_all() -> None:
    resident, own = memory_mib()
    assert 0 < own <= resident


def test_generated_articles_lack_nothing_that_an_ingest_would_add(tmp_path: Path) -> None:
    embedder, own = ToyEmbedder(), [(article, list(split(article))) for article in TOY_ARTICLES]
    vectors = {
        passage.passage_id: embedder.embed_question(passage.text)
        for _, passages in own
        for passage in passages
    }
    store = SqliteStore(SqliteConnections(tmp_path / STORE_FILE))

    fill(store, Originals(own, vectors, Fingerprint(embedder.identity, "toy")), 30)

    active = store.active_embedder()
    assert active is not None
    assert store.counts()["passages"] == store.count_vectors(active.embedder_id) >= 30
    assert store.articles_without_story() == []
    assert store.damage() == []
    store.close()
