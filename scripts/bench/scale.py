"""Measures the indexes of this machine against Milvus Lite and a server of Milvus.

    .cache/cluster/bin/python -m scripts.bench scale --cache DIR [--sizes 10000 100000]
        [--questions 500] [--engines embedded milvus-lite milvus] [--out FILE]

First, questions of newsquiz are asked of the same archive by each: how often the first passage and
the set of the first three are those of the embedded indexes, and the mean reciprocal rank. The
answer reader, which takes most of the time and reads what was found, is left out.

Then archives of each size are generated from the passages of that archive, and each engine builds
its indexes, is asked alone and by eight clients at once, and is compared with exact search.
Embedding is left out of these times. Each is measured in a process of its own.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from retrieval import Archive, Settings, open_archive
from retrieval.types import Query
from scripts.bench.memory import memory_mib
from scripts.bench.one_archive import question_search, recall, timed_s
from scripts.bench.synthetic_archives import grow, read_originals
from scripts.quality.archives import quality_archive
from scripts.quality.sets import SHARED, SetQuestion, holds, newsquiz, newsquiz_earlier
from tests.support.milvus_servers import new_file, started_milvus

ENGINES = ("embedded", "milvus-lite", "milvus")
_CLIENTS = 8
_ASKED = 200
_ROUNDS = 3  # of all questions by each client
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one engine at one size; times exclude embedding.

    ``built_per_s`` is how many passages it takes in a second, ``own_mib`` the memory of the program
    that asks without pages mapped from files, ``engine_mib`` that of the engine's own process.
    """

    engine: str
    passages: int
    built_per_s: float
    p50_ms: float
    p99_ms: float
    p50_of_8_ms: float
    p99_of_8_ms: float
    per_s_of_8: float
    recall_at_10: float
    own_mib: float
    engine_mib: float


@dataclass(frozen=True, slots=True)
class Found:
    """What an engine found for each question: ids of passages, and the reciprocal rank."""

    engine: str
    ids: list[list[int]]
    reciprocal_ranks: list[float]
    median_ms: float


def main() -> None:
    """Measure and print all figures."""
    parser = argparse.ArgumentParser(description="Measures embedded indexes against Milvus.")
    parser.add_argument("--cache", type=Path, required=True, help="folder of the archives")
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--engines", nargs="*", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--out", type=Path, help="file for the figures as JSON")
    parser.add_argument("--only", nargs=3, help=argparse.SUPPRESS)  # of a process of its own
    options = parser.parse_args()
    if not SHARED.is_dir():
        raise SystemExit(f"There is nothing to measure on: {SHARED} is not there.")
    if importlib.util.find_spec("pymilvus") is None:
        raise SystemExit(
            "pymilvus is not installed: run scripts/cluster-test --prepare, and then this by "
            ".cache/cluster/bin/python."
        )
    if options.only:
        print(json.dumps(_part(*options.only, questions=_questions())))
        return
    figures = {"equality": _compared(options), "sizes": _sizes(options)}
    if options.out:
        options.out.write_text(json.dumps(figures, indent=1), encoding="utf-8")


def _questions() -> list[SetQuestion]:
    """Questions that the articles answer, and then some that they may not."""
    return [*newsquiz().questions, *newsquiz_earlier().questions]


def _part(
    kind: str, folder: str, engine: str, *, questions: Sequence[SetQuestion]
) -> dict[str, object]:
    if kind.startswith("ask"):
        asked = questions[: int(kind.removeprefix("ask"))]
        return asdict(_ask_all(Path(folder), engine, asked))
    return asdict(_measure(Path(folder), engine, [own.text for own in questions[:_ASKED]]))


def _alone(options: argparse.Namespace, kind: str, folder: Path, engine: str) -> dict[str, object]:
    """The figures of a part, from a process of its own."""
    command = [sys.executable, "-m", "scripts.bench.scale", "--cache", str(options.cache)]
    ran = subprocess.run(
        [*command, "--only", kind, str(folder), engine],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    figures: dict[str, object] = json.loads(ran.stdout.splitlines()[-1])
    return figures


# The same questions ------------------------------------------------------------------------------


def _compared(options: argparse.Namespace) -> list[dict[str, object]]:
    """The answers of each engine against the embedded ones; prints a line each."""
    if not options.questions:
        return []
    quality_set = newsquiz()
    folder = options.cache / quality_set.name
    if not folder.exists():
        with quality_archive(quality_set, options.cache):
            pass
    kind, all_figures = f"ask{options.questions}", []
    embedded = Found(**_alone(options, kind, folder, ENGINES[0]))  # type: ignore[arg-type]
    for engine in options.engines:
        is_same = engine == embedded.engine
        found = embedded if is_same else Found(**_alone(options, kind, folder, engine))  # type: ignore[arg-type]
        all_figures.append(_compared_with(embedded, found))
    return all_figures


def _compared_with(embedded: Found, other: Found) -> dict[str, object]:
    pairs = list(zip(embedded.ids, other.ids, strict=True))
    figures: dict[str, object] = {
        "engine": other.engine,
        "questions": len(pairs),
        "first_equal": statistics.mean(one[:1] == own[:1] for one, own in pairs),
        "first_three_equal": statistics.mean(set(one[:3]) == set(own[:3]) for one, own in pairs),
        "mrr": statistics.mean(other.reciprocal_ranks),
        "median_ms": other.median_ms,
        "differing": [place for place, (one, own) in enumerate(pairs) if one[:1] != own[:1]],
    }
    print(figures, flush=True)
    return figures


def _ask_all(folder: Path, engine: str, questions: Sequence[SetQuestion]) -> Found:
    ids, ranks, took_s = [], [], []
    with _opened(folder, engine) as (archive, _):
        archive.ask(questions[0].text)  # builds the indexes
        for question in questions:
            start = time.perf_counter()
            results = archive.ask(question.text, k=_DEPTH).results
            took_s.append(time.perf_counter() - start)
            ids.append([own.passage.passage_id for own in results])
            right = (own.rank for own in results if holds(own.passage.text, question.answer))
            ranks.append(1.0 / next(right, float("inf")))
    return Found(engine, ids, ranks, 1000.0 * statistics.median(took_s))


# Sizes -------------------------------------------------------------------------------------------


def _sizes(options: argparse.Namespace) -> list[dict[str, object]]:
    """The figures of each engine at each size; prints a line each."""
    all_figures = []
    for size in options.sizes:
        folder = options.cache / f"grown-{size}"
        if not folder.exists():
            grow(read_originals(options.cache / newsquiz().name), folder, size)
        for engine in options.engines:
            figures = _alone(options, "measure", folder, engine)
            print(figures, flush=True)
            all_figures.append(figures)
    return all_figures


def _measure(folder: Path, engine: str, questions: Sequence[str]) -> Measured:
    if engine == "embedded":  # else it is read from its files
        for pattern in ("*.faiss*", "*.postings*"):
            for file in folder.glob(pattern):
                file.unlink()
    with _opened(folder, engine) as (archive, engine_mib):
        start = time.perf_counter()
        searcher = archive.searcher()
        searcher.words.match(("harbour",)).best(1)
        built_s = time.perf_counter() - start
        embedded = [
            (q, searcher.embedder.embed_question(q.text)) for q in _queries(archive, questions)
        ]
        searches = [question_search(searcher, *one) for one in embedded]
        searches[0]()
        took_s = [timed_s(own) for own in searches]
        many_s, all_s = _of_clients(searches)
        passages = archive.status().passages
        return Measured(
            engine,
            passages,
            passages / built_s,
            *_percentiles_ms(took_s),
            *_percentiles_ms(many_s),
            len(many_s) / all_s,
            recall(searcher.vectors, folder, [vector for _, vector in embedded]),
            memory_mib()[1],
            engine_mib(),
        )


def _queries(archive: Archive, questions: Sequence[str]) -> list[Query]:
    searcher = archive.searcher()
    return [searcher.questions.understand(question) for question in questions]


def _of_clients(searches: Sequence[Callable[[], object]]) -> tuple[list[float], float]:
    """Times of the searches of eight clients at once, and of all together, in seconds."""
    start = time.perf_counter()
    with ThreadPoolExecutor(_CLIENTS) as pool:
        took_s = list(pool.map(timed_s, list(searches) * _ROUNDS))
    return took_s, time.perf_counter() - start


def _percentiles_ms(took_s: Sequence[float]) -> tuple[float, float]:
    return 1000.0 * statistics.median(took_s), 1000.0 * float(np.quantile(took_s, 0.99))


# Engines -----------------------------------------------------------------------------------------


@contextlib.contextmanager
def _opened(folder: Path, engine: str) -> Iterator[tuple[Archive, Callable[[], float]]]:
    """The archive in ``folder``, searched by an engine, and what gives the engine's memory."""
    with contextlib.ExitStack() as stack:
        search: str | None = None
        engine_mib: Callable[[], float] = float
        if engine == "milvus-lite":
            temporary = stack.enter_context(tempfile.TemporaryDirectory())
            search, engine_mib = new_file(Path(temporary)), _children_mib
        elif engine == "milvus":
            server = stack.enter_context(started_milvus())
            search, engine_mib = server.address, server.memory_mib
        settings = Settings(archive=str(folder), search=search, answer_reader="off")
        yield stack.enter_context(open_archive(settings)), engine_mib


def _children_mib() -> float:
    """The memory of the processes that this one has started."""
    lists = Path("/proc/self/task").glob("*/children")
    children = {own for text in lists for own in text.read_text().split()}
    return sum(memory_mib(own)[0] for own in children)


if __name__ == "__main__":
    main()
