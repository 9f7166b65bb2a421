"""How speed and memory grow with an archive: measures one, in a process of its own.

    python -m scripts.bench.scaling FOLDER QUESTIONS

prints what it measured of the archive in FOLDER as JSON; QUESTIONS holds one a line. Articles of
the archive are added to it again, under other addresses.
"""

from __future__ import annotations

import argparse
import json
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
from retrieval.models.token_vectors import binarize, normalized, single_token
from retrieval.protocols import STORE_FILE, VectorIndex
from retrieval.search.query import understand
from retrieval.search.searcher import DEPTH, Searcher
from retrieval.store.connections import SqliteConnections
from retrieval.store.store import SqliteStore
from retrieval.types import (
    BinaryTokenVectors,
    FloatArray,
    IdArray,
    ModelIdentity,
    Query,
    TokenVectors,
)

_RECALL_AT = 10
_ADDED_A_TURN = 100
_REST_S = 0.5  # for what an archive does beside the caller to end
_TURNS = 16  # each way round as often: the machine's other work moves a single one by a tenth


@dataclass(frozen=True, slots=True)
class Growth:
    """What was measured of an archive.

    Searching leaves out embedding the question and ordering the first hits again, adding leaves out
    embedding. ``embedding_ms`` is embedding a question alone, ``found_ms`` the same with searching.
    ``saving_s`` is how long it takes to gather all vectors in a new index and write it, as is done
    once 5 % have changed, and ``slowest_saving_ms`` the longest look at the vectors meanwhile.
    ``memory_mib`` is all that is resident, ``own_mib`` without pages mapped from files, which the
    system can drop. ``slower_to_add`` compares with an archive that is empty; ``reopening_ms`` is
    opening again with what that added, which no index beside the store may hold yet.
    ``question_s`` is a question asked of a program that is not running yet; whoever starts this
    process measures it.
    """

    passages: int
    opening_ms: float
    search_p50_ms: float
    search_p99_ms: float
    embedding_ms: float
    found_ms: float
    recall_at_10: float
    saving_s: float
    slowest_saving_ms: float
    memory_mib: float
    own_mib: float
    slower_to_add: float
    reopening_ms: float
    question_s: float = 0.0


def main() -> None:
    """Measures the archive that the arguments name."""
    parser = argparse.ArgumentParser(description="Measures one archive, for bench_speed.py.")
    parser.add_argument("archive", type=Path)
    parser.add_argument("questions", type=Path, help="a question a line")
    options = parser.parse_args()
    questions = options.questions.read_text("utf-8").splitlines()
    print(json.dumps(asdict(measure(options.archive, questions))))


def measure(folder: Path, questions: Sequence[str]) -> Growth:
    """The figures of the archive in ``folder``."""
    archive, opening_s = _opened(folder)
    with archive:
        searcher = archive.searcher()
        queries = map(understand, questions)
        asked = [(query, searcher.embedder.embed_question(query.text)) for query in queries]
        took_s = [_timed_s(_search(searcher, *one)) for one in asked]
        memory_mib, own_mib = memory()
        alone_s, found_s = _embedding_and_searching(archive, questions)
        passages = archive.status().passages
        vectors = [vector for _, vector in asked]
        recall = _recall(searcher.vectors, folder, vectors)
        saving_s, slowest_s = _saving(searcher.vectors, folder / "aside.faiss", vectors)
    slower_to_add = _slower_to_add(folder)
    archive, reopening_s = _opened(folder)
    archive.close()
    return Growth(
        passages=passages,
        opening_ms=1000.0 * opening_s,
        search_p50_ms=1000.0 * statistics.median(took_s),
        search_p99_ms=1000.0 * float(np.quantile(took_s, 0.99)),
        embedding_ms=1000.0 * alone_s,
        found_ms=1000.0 * found_s,
        recall_at_10=recall,
        saving_s=saving_s,
        slowest_saving_ms=1000.0 * slowest_s,
        memory_mib=memory_mib,
        own_mib=own_mib,
        slower_to_add=slower_to_add,
        reopening_ms=1000.0 * reopening_s,
    )


def _opened(folder: Path) -> tuple[Archive, float]:
    """The archive with all that a question needs loaded, and how long that takes; seconds."""
    start = time.perf_counter()
    archive = open_archive(Settings(archive=str(folder)))
    archive.searcher().words.match(())
    return archive, time.perf_counter() - start


def memory() -> tuple[float, float]:
    """MiB of this process that are resident, and those of them that no file stands behind."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    fields = dict(line.split(":", 1) for line in lines)
    resident, own = (int(fields[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon"))
    return resident, own


def _search(searcher: Searcher, query: Query, vector: FloatArray) -> Callable[[], object]:
    """The search for ``query``, whose ``vector`` is there already."""
    return partial(
        replace(searcher, embedder=_Embedded(searcher.embedder.identity, vector)).fused_hits, query
    )


def _embedding_and_searching(archive: Archive, questions: Sequence[str]) -> tuple[float, float]:
    """Medians of embedding a question alone, and of embedding and searching, in turns; seconds."""
    alone_s, found_s = [], []
    for question in questions:
        embedder = archive.searcher().embedder
        alone_s.append(_timed_s(partial(embedder.embed_question, question)))
        found_s.append(_timed_s(lambda: archive.searcher().fused_hits(understand(question))))  # noqa: B023
    return statistics.median(alone_s), statistics.median(found_s)


def _saving(
    index: VectorIndex, aside: Path, questions: Sequence[FloatArray]
) -> tuple[float, float]:
    """How long saving takes, and the longest that a search takes meanwhile; seconds."""
    start = time.perf_counter()
    saving = threading.Thread(target=index.save, args=(aside,))
    saving.start()
    took_s = [0.0]
    for question in cycle(questions):
        if not saving.is_alive():
            break
        took_s.append(_timed_s(partial(index.search, question, DEPTH)))
    aside.unlink()
    return time.perf_counter() - start, max(took_s)


def recall_of_real_vectors(folder: Path, questions: Sequence[str]) -> tuple[int, float]:
    """How many vectors the archive in ``folder`` holds, and recall@10 of an index made of them."""
    with open_archive(Settings(archive=str(folder))) as archive:
        index = archive.searcher().vectors
        embed = archive.searcher().embedder.embed_question
        return len(index), _recall(index, folder, [embed(question) for question in questions])


def _recall(index: VectorIndex, folder: Path, questions: Sequence[FloatArray]) -> float:
    """Share of the exact first hits that the index finds."""
    exact = _exact_hits(folder, np.stack(questions))
    found = [
        len({hit.passage_id for hit in index.search(question, _RECALL_AT)} & set(ids.tolist()))
        for question, ids in zip(questions, exact, strict=True)
    ]
    return sum(found) / exact.size


def _exact_hits(folder: Path, questions: FloatArray) -> IdArray:
    """The passages of highest cosine with each question, from the store itself. (questions, 10)"""
    store = SqliteStore(SqliteConnections(folder / STORE_FILE))
    active = store.active_embedder()
    best_ids = np.full((len(questions), _RECALL_AT), -1, dtype=np.int64)
    best = np.full(best_ids.shape, -np.inf, dtype=np.float32)
    for ids, vectors in store.vector_changes(active[0], 0).added if active else ():
        cosines = np.concatenate([best, questions @ vectors.T], axis=1)
        all_ids = np.concatenate([best_ids, np.tile(ids, (len(questions), 1))], axis=1)
        places = np.argpartition(-cosines, _RECALL_AT - 1, axis=1)[:, :_RECALL_AT]
        best = np.take_along_axis(cosines, places, axis=1)
        best_ids = np.take_along_axis(all_ids, places, axis=1)
    store.close()
    return best_ids


def _slower_to_add(folder: Path) -> float:
    """Median time to add articles to the archive, by that to add them to an empty one.

    An empty one saves its indexes each time, a large one seldom: see ``saving_s``.
    """
    ratios = []
    with tempfile.TemporaryDirectory() as temporary, _quick(folder) as large:
        for turn in range(_TURNS):
            source = _some_articles(folder, Path(temporary), turn)

            def added_s(archive: Archive, source: Path = source) -> float:
                time.sleep(_REST_S)
                return _timed_s(partial(archive.ingest, [source]))

            with (
                _quick(Path(temporary) / f"first-{turn}") as first,
                _quick(Path(temporary) / f"empty-{turn}") as empty,
            ):
                added_s(first)  # whoever is first pays for what the others find prepared
                times = {
                    name: added_s(archive)
                    for name, archive in ((("large", large), ("empty", empty))[:: 1 - turn % 2 * 2])
                }
            ratios.append(times["large"] / times["empty"])
    return statistics.median(ratios)


def _some_articles(folder: Path, aside: Path, turn: int) -> Path:
    """A file of articles from all over the archive, as new ones."""
    store = SqliteStore(SqliteConnections(folder / STORE_FILE))
    ids = store.article_ids()
    articles = filter(None, map(store.article, ids[turn :: max(1, len(ids) // _ADDED_A_TURN)]))
    lines = [
        json.dumps(
            {
                "url": f"https://example.org/{turn}/{number}",
                "title": article.title,
                "text": article.text,
                "publisher": article.publisher,
                "published_at": article.published_at,
            }
        )
        for number, article in enumerate(islice(articles, _ADDED_A_TURN))
    ]
    store.close()
    path = aside / f"{turn}.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _quick(folder: Path) -> Archive:
    """The archive in ``folder``, made if it is not there, with a model that costs nothing."""
    return open_archive(Settings(archive=str(folder)), create=True, backends=_QuickBackends)


class _QuickBackends(DefaultBackends):
    """The default ones, but for the model."""

    def load_embedder(
        self, name: str | None, expected: ModelIdentity | None, sample: Sequence[str]
    ) -> _QuickEmbedder:
        """See :class:`retrieval.components.Backends`."""
        return _QuickEmbedder(expected or ModelIdentity("quick", None, "0" * 64, 384))


class _QuickEmbedder:
    """See :class:`retrieval.protocols.Embedder`: vectors at random, drawn in no time."""

    def __init__(self, identity: ModelIdentity) -> None:
        self.identity = identity
        self._random = np.random.default_rng(0)

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        """See :class:`retrieval.protocols.Embedder`."""
        shape = (len(texts), self.identity.dimension)
        return normalized(self._random.standard_normal(shape, dtype=np.float32))

    def embed_question(self, text: str) -> FloatArray:
        """See :class:`retrieval.protocols.Embedder`."""
        vector: FloatArray = self.embed_passages([text])[0]
        return vector

    def embed_passage_tokens(
        self, texts: Sequence[str]
    ) -> tuple[FloatArray, list[BinaryTokenVectors]]:
        """See :class:`retrieval.protocols.Embedder`."""
        vectors = self.embed_passages(texts)
        return vectors, [binarize(single_token(vector)) for vector in vectors]

    def embed_question_tokens(self, text: str) -> tuple[FloatArray, TokenVectors]:
        """See :class:`retrieval.protocols.Embedder`."""
        vector = self.embed_question(text)
        return vector, single_token(vector)


class _Embedded(_QuickEmbedder):
    """As any question's vector, the one given."""

    def __init__(self, identity: ModelIdentity, vector: FloatArray) -> None:
        super().__init__(identity)
        self._vector = vector

    def embed_question_tokens(self, text: str) -> tuple[FloatArray, TokenVectors]:
        """See :class:`retrieval.protocols.Embedder`."""
        return self._vector, single_token(self._vector)


def _timed_s(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
