"""What speed is measured on is whole, and the drawing of it holds every figure that it should."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from retrieval.protocols import STORE_FILE
from retrieval.store.connections import SqliteConnections
from retrieval.store.store import SqliteStore
from retrieval.text.passages import split
from retrieval.types import Fingerprint
from scripts.bench.memory import memory_mib
from scripts.bench.scaling import Growth
from scripts.bench.speed_plot import plot
from scripts.bench.synthetic_archives import Originals, fill
from tests.toys import TOY_ARTICLES, ToyEmbedder

SMALL = Growth(
    passages=1_000,
    opening_ms=300.0,
    search_p50_ms=5.0,
    search_p99_ms=9.0,
    embedding_ms=5.0,
    found_ms=7.0,
    answered_ms=170.0,
    recall_at_10=1.0,
    saving_s=1.0,
    slowest_saving_ms=9.0,
    memory_mib=200.0,
    own_mib=150.0,
    slower_to_add=1.0,
    reopening_ms=6.0,
)


def test_a_line_is_drawn_for_each_figure_through_every_size() -> None:
    drawing = ElementTree.fromstring(plot([SMALL, replace(SMALL, passages=100_000)]))
    lines = [part.attrib["points"] for part in drawing if part.tag.endswith("polyline")]
    assert [len(line.split()) for line in lines] == [2, 2, 2, 2]
    texts = [part.text or "" for part in drawing if part.tag.endswith("text")]
    assert {"1 k", "100 k"} <= set(texts)


def test_what_is_larger_is_drawn_higher() -> None:
    [_, slow] = [SMALL, replace(SMALL, passages=10_000, search_p50_ms=50.0)]
    drawing = ElementTree.fromstring(plot([SMALL, slow]))
    line = next(part for part in drawing if part.tag.endswith("polyline")).attrib["points"]
    first, last = (float(point.split(",")[1]) for point in line.split())
    assert last < first  # y counts from the top


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
