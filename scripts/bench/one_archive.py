"""Measures speed and memory of one archive, in a separate process.

    python -m scripts.bench.one_archive FOLDER QUESTIONS

prints the figures of the archive in FOLDER as JSON; QUESTIONS is a file with one question per line.
Articles of the archive are added to it again, under other addresses and with the words of each
paragraph in another order: copies would be compared with what they are copies of.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from retrieval import Archive, Settings, open_archive
from retrieval.factory import DefaultBackends
from retrieval.index.faiss_index import FaissIndex
from retrieval.models.token_vectors import normalized, single_token
from retrieval.models.whole_text_embedder import WholeTextEmbedder
from retrieval.protocols import STORE_FILE, VectorIndex, VectorSearch
from retrieval.search.questions.query import understand
from retrieval.search.searcher import DEPTH, Searcher
from retrieval.store.connections import SqliteConnections
from retrieval.store.store import SqliteStore
from retrieval.types import (
    FloatArray,
    IdArray,
    ModelIdentity,
    Query,
    TokenVectors,
)
from scripts.bench.memory import memory_mib

_RECALL_AT = 10
_ADDED_PER_TURN = 100
_REST_S = 0.5  # for background work of the archive to end
_TURNS = 16  # in alternating order; a single measurement varies by a tenth


@dataclass(frozen=True, slots=True)
class Growth:
    """The figures of an archive.

    Searching excludes embedding the question and reranking, adding excludes embedding.
    ``embedding_ms`` is the time to embed a question, ``found_ms`` includes searching,
    ``answered_ms`` is that of a whole answer with reading passages. ``saving_s``
    is the time to write a new index of all vectors, as after 5 % of changes, ``slowest_saving_ms``
    the slowest search meanwhile. ``memory_mib`` is resident memory, ``own_mib`` excludes pages
    mapped from files. ``slower_to_add`` is relative to an empty archive; ``reopening_ms`` is the
    time to open with unindexed additions. ``question_s`` is the time of a question to a new
    process, measured by the caller.
    """

    passages: int
    opening_ms: float
    search_p50_ms: float
    search_p99_ms: float
    embedding_ms: float
    found_ms: float
    answered_ms: float
    recall_at_10: float
    saving_s: float
    slowest_saving_ms: float
    memory_mib: float
    own_mib: float
    slower_to_add: float
    reopening_ms: float
    question_s: float = 0.0


def main() -> None:
    """Measure the archive given on the command line."""
    parser = argparse.ArgumentParser(description="Measures one archive, for the command speed.")
    parser.add_argument("archive", type=Path)
    parser.add_argument("questions", type=Path, help="file with a question per line")
    options = parser.parse_args()
    questions = options.questions.read_text("utf-8").splitlines()
    print(json.dumps(asdict(measure(options.archive, questions))))


def measure(folder: Path, questions: Sequence[str]) -> Growth:
    """Measure the archive in ``folder``."""
    archive, opening_s = _open(folder)
    with archive:
        searcher = archive.searcher()
        queries = map(understand, questions)
        embedded = [(query, searcher.embedder.embed_question(query.text)) for query in queries]
        took_s = [timed_s(question_search(searcher, *one)) for one in embedded]
        resident_mib, own_mib = memory_mib()
        alone_s, found_s, answered_s = _embedding_searching_answering(archive, questions)
        passages = archive.status().passages
        vectors = [vector for _, vector in embedded]
        share = recall(searcher.vectors, folder, vectors)
        assert isinstance(searcher.vectors, FaissIndex)  # Milvus saves nothing here
        saving_s, slowest_s = _saving(searcher.vectors, folder / "saved.faiss", vectors)
    slower_to_add = _slower_to_add(folder)
    archive, reopening_s = _open(folder)
    archive.close()
    return Growth(
        passages=passages,
        opening_ms=1000.0 * opening_s,
        search_p50_ms=1000.0 * statistics.median(took_s),
        search_p99_ms=1000.0 * float(np.quantile(took_s, 0.99)),
        embedding_ms=1000.0 * alone_s,
        found_ms=1000.0 * found_s,
        answered_ms=1000.0 * answered_s,
        recall_at_10=share,
        saving_s=saving_s,
        slowest_saving_ms=1000.0 * slowest_s,
        memory_mib=resident_mib,
        own_mib=own_mib,
        slower_to_add=slower_to_add,
        reopening_ms=1000.0 * reopening_s,
    )


def _open(folder: Path) -> tuple[Archive, float]:
    """Open the archive and load its indexes; returns the time in seconds too."""
    start = time.perf_counter()
    archive = open_archive(Settings(archive=str(folder)))
    archive.searcher().words.match(())
    return archive, time.perf_counter() - start


def question_search(searcher: Searcher, query: Query, vector: FloatArray) -> Callable[[], object]:
    """The search for ``query`` with its ``vector``."""
    return partial(
        replace(searcher, embedder=_Embedded(searcher.embedder.identity, vector)).fused_hits, query
    )


def _embedding_searching_answering(
    archive: Archive, questions: Sequence[str]
) -> tuple[float, float, float]:
    """Median times of embedding a question, of that and searching, and of a whole answer, in s."""
    alone_s, found_s, answered_s = [], [], []
    for question in questions:
        embedder = archive.searcher().embedder
        alone_s.append(timed_s(partial(embedder.embed_question, question)))
        found_s.append(timed_s(lambda: archive.searcher().fused_hits(understand(question))))  # noqa: B023
        answered_s.append(timed_s(partial(archive.ask, question)))
    return statistics.median(alone_s), statistics.median(found_s), statistics.median(answered_s)


def _saving(index: VectorIndex, path: Path, questions: Sequence[FloatArray]) -> tuple[float, float]:
    """The time to save, and of the slowest search meanwhile, in seconds."""
    start = time.perf_counter()
    saving = threading.Thread(target=index.save, args=(path,))
    saving.start()
    took_s = [0.0]
    for question in cycle(questions):
        if not saving.is_alive():
            break
        took_s.append(timed_s(partial(index.search, question, DEPTH)))
    path.unlink()
    return time.perf_counter() - start, max(took_s)


def recall_of_real_vectors(folder: Path, questions: Sequence[str]) -> tuple[int, float]:
    """The number of vectors of the archive in ``folder``, and recall@10 of their index."""
    with open_archive(Settings(archive=str(folder))) as archive:
        index = archive.searcher().vectors
        embed = archive.searcher().embedder.embed_question
        return len(index), recall(index, folder, [embed(question) for question in questions])


def recall(index: VectorSearch, folder: Path, questions: Sequence[FloatArray]) -> float:
    """Recall of the index relative to exact search."""
    exact = _exact_hits(folder, np.stack(questions))
    found = [
        len({hit.passage_id for hit in index.search(question, _RECALL_AT)} & set(ids.tolist()))
        for question, ids in zip(questions, exact, strict=True)
    ]
    return sum(found) / exact.size


def _exact_hits(folder: Path, questions: FloatArray) -> IdArray:
    """The passages of highest cosine with each question by exact search. (questions, 10)"""
    store = SqliteStore(SqliteConnections(folder / STORE_FILE))
    active = store.active_embedder()
    best_ids = np.full((len(questions), _RECALL_AT), -1, dtype=np.int64)
    best = np.full(best_ids.shape, -np.inf, dtype=np.float32)
    for ids, vectors in store.vector_changes(active.embedder_id, 0).added if active else ():
        cosines = np.concatenate([best, questions @ vectors.T], axis=1)
        all_ids = np.concatenate([best_ids, np.tile(ids, (len(questions), 1))], axis=1)
        top = np.argpartition(-cosines, _RECALL_AT - 1, axis=1)[:, :_RECALL_AT]
        best = np.take_along_axis(cosines, top, axis=1)
        best_ids = np.take_along_axis(all_ids, top, axis=1)
    store.close()
    return best_ids


def _slower_to_add(folder: Path) -> float:
    """The median ratio of times to add articles to the archive and to an empty one.

    An empty archive saves its indexes each time, a large one seldom: see ``saving_s``.
    """
    ratios = []
    with tempfile.TemporaryDirectory() as temporary, _quick(folder) as large:
        for turn in range(_TURNS):
            source = _some_articles(folder, Path(temporary), turn)

            def added_s(archive: Archive, source: Path = source) -> float:
                time.sleep(_REST_S)
                return timed_s(partial(archive.ingest, [source]))

            with (
                _quick(Path(temporary) / f"first-{turn}") as first,
                _quick(Path(temporary) / f"empty-{turn}") as empty,
            ):
                added_s(first)  # warm up
                times = {
                    name: added_s(archive)
                    for name, archive in ((("large", large), ("empty", empty))[:: 1 - turn % 2 * 2])
                }
            ratios.append(times["large"] / times["empty"])
    return statistics.median(ratios)


def _some_articles(folder: Path, target: Path, turn: int) -> Path:
    """Write a sample of the archive's articles as new ones: other addresses and order of words."""
    order = random.Random(turn)
    store = SqliteStore(SqliteConnections(folder / STORE_FILE))
    ids = store.article_ids()
    articles = filter(None, map(store.article, ids[turn :: max(1, len(ids) // _ADDED_PER_TURN)]))
    lines = [
        json.dumps(
            {
                "url": f"https://example.org/{turn}/{number}",
                "title": article.title,
                "text": _in_other_order(article.text, order),
                "publisher": article.publisher,
                "published_at": article.published_at,
            }
        )
        for number, article in enumerate(islice(articles, _ADDED_PER_TURN))
    ]
    store.close()
    path = target / f"{turn}.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _in_other_order(text: str, order: random.Random) -> str:
    paragraphs = [paragraph.split(" ") for paragraph in text.split("\n\n")]
    return "\n\n".join(" ".join(order.sample(words, len(words))) for words in paragraphs)


def _quick(folder: Path) -> Archive:
    """Open or create the archive in ``folder`` with a random embedder."""
    return open_archive(Settings(archive=str(folder)), create=True, backends=_QuickBackends)


class _QuickBackends(DefaultBackends):
    """The default backends, except for the embedder."""

    def load_embedder(
        self, name: str | None, expected: ModelIdentity | None, sample: Sequence[str]
    ) -> _QuickEmbedder:
        """See :class:`retrieval.components.Backends`."""
        return _QuickEmbedder(expected or ModelIdentity("quick", None, "0" * 64, 384))


class _QuickEmbedder(WholeTextEmbedder):
    """See :class:`retrieval.protocols.Embedder`: random vectors."""

    def __init__(self, identity: ModelIdentity) -> None:
        self.identity = identity
        self._random = np.random.default_rng(0)

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        shape = (len(texts), self.identity.dimension)
        return normalized(self._random.standard_normal(shape, dtype=np.float32))


class _Embedded(_QuickEmbedder):
    """Returns a given vector for every question."""

    def __init__(self, identity: ModelIdentity, vector: FloatArray) -> None:
        super().__init__(identity)
        self._vector = vector

    def embed_question_tokens(self, text: str) -> tuple[FloatArray, TokenVectors]:
        """See :class:`retrieval.protocols.Embedder`."""
        return self._vector, single_token(self._vector)


def timed_s(act: Callable[[], object]) -> float:
    """The time that ``act`` takes, in seconds."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
