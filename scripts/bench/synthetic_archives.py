"""Synthetic archives of any size for benchmarks: copies of real passages with changed words.

Vectors are interpolated between those of similar real passages, with noise. Nearest neighbour
search is about as hard as with real vectors, unlike with uniform random vectors. Each passage has
a single token vector; they are only needed for reranking.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from retrieval import Settings, open_archive
from retrieval.index.lexical import Bm25Index
from retrieval.ingest.minhash import bands_of
from retrieval.models.token_vectors import binarize, single_token
from retrieval.protocols import STORE_FILE
from retrieval.store.connections import SqliteConnections
from retrieval.store.store import SqliteStore, SqlStore
from retrieval.text.articles.copies import wording
from retrieval.types import Article, Fingerprint, FloatArray, IdArray, Passage

_CHANGED_WORDS = 0.6  # so many that few articles are taken for copies of each other
_NEIGHBOURS = 16
_NOISE = 0.35  # length, relative to unit vectors
_ARTICLES_PER_TRANSACTION = 1000


@dataclass(frozen=True)
class Originals:
    """Real articles with their passages, and the vectors of these by passage id."""

    articles: list[tuple[Article, list[Passage]]]
    vectors: dict[int, FloatArray]
    fingerprint: Fingerprint


def read_originals(folder: Path) -> Originals:
    """Read the archive in ``folder``, which must have vectors for all passages."""
    store = SqliteStore(SqliteConnections(folder / STORE_FILE))
    active = store.active_embedder()
    if active is None:
        raise SystemExit(f"The archive in {folder} has no vectors.")
    vectors = {
        int(passage_id): vector
        for ids, block in store.vector_changes(active.embedder_id, 0).added
        for passage_id, vector in zip(ids, block, strict=True)
    }
    articles = [
        (a, list(store.passages(store.passage_ids(a.doc_id)).values())) for a in store.articles()
    ]
    store.close()
    return Originals(articles, vectors, active.fingerprint)


def grow(originals: Originals, folder: Path, passages: int) -> None:
    """Generate an archive of about ``passages`` passages in ``folder``."""
    folder.mkdir(parents=True)
    store = SqliteStore(SqliteConnections(folder / STORE_FILE))
    fill(store, originals, passages)
    store.close()
    with open_archive(Settings(archive=str(folder))) as archive:
        archive.ingest([])  # saves the vector index


def fill(store: SqlStore, originals: Originals, passages: int) -> None:
    """Put about ``passages`` passages into an empty store; each article is a story of its own."""
    words = Bm25Index(store.connections)
    store.put_splitting(originals.fingerprint.splitting)
    embedder_id = store.register_embedder(originals.fingerprint)
    store.activate_embedder(embedder_id)
    made, copies = 0, iter(_Copies(originals))
    while made < passages:
        some = list(islice(copies, _ARTICLES_PER_TRANSACTION))
        with store.write_transaction():  # a table after the other, by COPY where there is one
            for article, _, _ in some:
                store.put_article(article)
                pairs = wording(article.text, article.language).pairs
                store.put_story(article.doc_id, bands_of(pairs), None)
            own = [passage for _, of_article, _ in some for passage in of_article]
            store.put_passages(own)
            words.add_all((article, of_article) for article, of_article, _ in some)
            ids = [passage.passage_id for passage in own]
            vectors = np.concatenate([of_article for _, _, of_article in some])
            store.put_vectors(embedder_id, ids, vectors)
            store.put_token_vectors(embedder_id, ids, [binarize(single_token(v)) for v in vectors])
        made += len(own)


class _Copies:
    """Generates different copies of the original articles."""

    def __init__(self, originals: Originals) -> None:
        self._articles = [(a, own) for a, own in originals.articles if own]
        self._pool = np.array(
            " ".join(p.text for _, own in self._articles for p in own).split(" "), dtype=object
        )
        self._ids = np.array([p.passage_id for _, own in self._articles for p in own])
        self._vectors = np.stack([originals.vectors[i] for i in self._ids.tolist()])
        self._neighbours = _nearest(self._vectors)
        self._index_of = {int(i): index for index, i in enumerate(self._ids)}
        self._random = np.random.default_rng(0)
        self._count = 0

    def __iter__(self) -> Iterator[tuple[Article, list[Passage], FloatArray]]:
        """Articles with passages and vectors, without end."""
        while True:
            article, own = self._articles[self._count % len(self._articles)]
            doc_id = f"{self._count:016x}"
            self._count += 1
            texts = [self._changed(passage.text) for passage in own]
            copy = replace(article, doc_id=doc_id, text="\n\n".join(texts), url=None, path=None)
            vectors = self._similar_vectors([self._index_of[p.passage_id] for p in own])
            ids = self._random.integers(2**43, size=len(own), dtype=np.int64)
            ids += self._random.integers(2**20, dtype=np.int64) << 43  # as in text.passages
            yield copy, list(_passages(doc_id, ids.tolist(), texts)), vectors

    def _changed(self, text: str) -> str:
        words = np.array(text.split(" "), dtype=object)
        changed = np.flatnonzero(self._random.random(len(words)) < _CHANGED_WORDS)
        words[changed] = self._pool[self._random.integers(0, len(self._pool), len(changed))]
        return " ".join(words.tolist())

    def _similar_vectors(self, indices: Sequence[int]) -> FloatArray:
        own = self._vectors[indices]
        others = self._neighbours[
            indices, self._random.integers(0, self._neighbours.shape[1], len(indices))
        ]
        share = self._random.uniform(0.4, 1.0, (len(indices), 1))
        noise = self._random.normal(0.0, _NOISE / own.shape[1] ** 0.5, own.shape)
        mixed = share * own + (1.0 - share) * self._vectors[others] + noise
        return np.asarray(mixed / np.linalg.norm(mixed, axis=1, keepdims=True), dtype=np.float32)


def _passages(doc_id: str, ids: Sequence[int], texts: Sequence[str]) -> Iterator[Passage]:
    start = 0
    for number, (passage_id, text) in enumerate(zip(ids, texts, strict=True), start=1):
        yield Passage(passage_id, doc_id, number, start, start + len(text), text)
        start += len(text) + len("\n\n")


def _nearest(vectors: FloatArray) -> IdArray:
    """The indices of the nearest neighbours of each vector, without itself."""
    count = min(_NEIGHBOURS, len(vectors) - 1)
    near = []
    for first in range(0, len(vectors), 1024):
        cosines = vectors[first : first + 1024] @ vectors.T
        cosines[np.arange(len(cosines)), first + np.arange(len(cosines))] = -1.0
        near.append(np.argpartition(-cosines, count - 1, axis=1)[:, :count])
    return np.concatenate(near)
