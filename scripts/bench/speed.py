"""Measures the speed of questions and ingest, compared with a naive baseline.

    python -m scripts.bench speed [--articles 60] [--repeats 5] [--like ARCHIVE] [--real ARCHIVE]
        [--large] [--out FILE]

The baseline is a script that imports sentence-transformers and FAISS, loads the model, embeds, and
searches by inner product. Both get the same passages, of articles in ``seeds/`` and, if available,
``../shared/data/newsquiz``, and are measured in turns; medians and their ratio are printed. Other
load on the machine changes the figures, but hardly the ratios.

Then archives of 1,000 to 100,000 passages, with ``--large`` also of a million (about half an hour
and 8 GB of disk), are generated from the same passages, or from the archive ``--like``, and
measured. With ``--real``, recall is also measured on the real vectors of that archive.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import os
import shutil
import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np

from retrieval import Archive, Article, Settings, open_archive
from retrieval.models.sentence_transformer import SentenceTransformerEmbedder
from retrieval.sources import read_articles
from retrieval.text.articles.passages import embedded_text, split
from retrieval.types import FloatArray
from scripts.bench.naive_baseline import (
    NAIVE_BASELINE,
    SERVED,
    run_python,
    serving_memory,
    write_baseline_index,
)
from scripts.bench.one_archive import Growth, recall_of_real_vectors, timed_s
from scripts.bench.synthetic_archives import Originals, grow, read_originals
from scripts.quality.sets import NEWSQUIZ_ARTICLES

ROOT = Path(__file__).resolve().parents[2]

Pair: TypeAlias = tuple[float, float]

QUESTION = "What did Putin tell the Ukrainian military to do?"
SIZES = (1_000, 10_000, SERVED, 100_000, 1_000_000)
ASKED = 200
INGESTS = 3
QUESTIONS = (QUESTION, "Who is the mayor of Kyiv?", "How many people died in Tonga?")


def main() -> None:
    """Build archive and baseline, measure in turns, and print a table."""
    parser = argparse.ArgumentParser(description="Measures questions and ingest.")
    parser.add_argument("--articles", type=int, default=60, help="articles of newsquiz")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument(
        "--like", type=Path, help="archive of real passages to generate larger ones from"
    )
    parser.add_argument("--real", type=Path, help="archive with real vectors to measure recall on")
    parser.add_argument("--large", action="store_true", help="also measure a million passages")
    parser.add_argument("--out", type=Path, help="file for the figures as JSON")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        settings = Settings(archive=str(folder / "archive"))
        with open_archive(settings, create=True) as archive:
            archive.ingest([ROOT / "seeds" / "articles"])  # exports the model
            sources = [some_articles(folder, arguments.articles, turn) for turn in range(INGESTS)]
            compared = measure(archive, folder, sources, arguments.repeats)
        originals = read_originals(arguments.like or folder / "archive")
        memory = serving_memory(originals, folder / "served", QUESTION)
        compared["memory of a process that answers, MiB"] = memory
        row("memory of a process that answers, MiB", *memory)
        sizes = SIZES if arguments.large else SIZES[:-1]
        growth = [
            measure_growth(originals, folder / "grown", size, arguments.repeats) for size in sizes
        ]
    if arguments.real:
        count, recall = recall_of_real_vectors(arguments.real, questions())
        print(f"\nrecall@10 on {count} real vectors: {recall:.4f}")
        compared["recall@10 on real vectors: how many, recall"] = (count, recall)
    if arguments.out:
        figures = {"compared": compared, "growth": [asdict(one) for one in growth]}
        arguments.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def measure_growth(originals: Originals, folder: Path, passages: int, repeats: int) -> Growth:
    """Generate an archive of that many passages, measure it, and delete it."""
    try:
        took_s = timed_s(partial(grow, originals, folder, passages))
        (folder / "questions").write_text("\n".join(questions()), encoding="utf-8")
        ask = ("-m", "retrieval", "--archive", str(folder), "ask", QUESTION)
        question_s = statistics.median(timed_s(partial(run_python, *ask)) for _ in range(repeats))
        measure = ("-m", "scripts.bench", "one-archive", str(folder), str(folder / "questions"))
        printed = run_python(*measure)
        growth = replace(Growth(**json.loads(printed)), question_s=question_s)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{passages} passages, made in {took_s:.0f} s", flush=True)
    for name, value in asdict(growth).items():
        print(f"  {name:20}{value:12.2f}", flush=True)
    return growth


def questions() -> list[str]:
    """Questions of newsquiz, or those about the seeds if it is not available."""
    file = NEWSQUIZ_ARTICLES.with_name("questions.jsonl")
    lines = (file if file.is_file() else ROOT / "seeds" / "questions.jsonl").read_text("utf-8")
    asked = [json.loads(line)["question"] for line in lines.splitlines()]
    return asked[:: max(1, len(asked) // ASKED)]


def some_articles(folder: Path, count: int, turn: int) -> Path:
    """Write different newsquiz articles in each turn, or repetitions of the seeds."""
    file = folder / f"more-{turn}.jsonl"
    if NEWSQUIZ_ARTICLES.is_file():
        with gzip.open(NEWSQUIZ_ARTICLES, "rt", encoding="utf-8") as lines:
            own = itertools.islice(lines, turn * count, (turn + 1) * count)
            file.write_text("".join(own), encoding="utf-8")
        return file
    seeds = (ROOT / "seeds" / "articles" / "more-articles.jsonl").read_text("utf-8").splitlines()
    repeated = itertools.islice(itertools.cycle(map(json.loads, seeds)), count)
    editions = (
        {**article, "url": f"https://example.org/{turn}/{number}", "title": f"Edition {number}"}
        for number, article in enumerate(repeated)
    )
    file.write_text("\n".join(map(json.dumps, editions)), encoding="utf-8")
    return file


def measure(
    archive: Archive, folder: Path, sources: Sequence[Path], repeats: int
) -> dict[str, Pair]:
    """Measure ingest and questions; returns pairs of figures: baseline, article-bot."""
    naive = SentenceTransformerEmbedder()
    passages = [embedded_passages(source) for source in sources]
    naive.embed_passages(passages[0][:8])  # warm up
    vectors: list[FloatArray] = []
    ingest = in_turns(
        len(sources),
        lambda turn: vectors.append(naive.embed_passages(passages[turn])),
        lambda turn: archive.ingest([sources[turn]]),
    )
    count = sum(map(len, passages)) / len(passages)
    texts = [text for own in passages for text in own]
    search = write_baseline_index(np.concatenate(vectors), texts, folder)
    warm = in_turns(
        repeats * len(QUESTIONS),
        lambda turn: search(naive.embed_question(QUESTIONS[turn % len(QUESTIONS)])),
        lambda turn: archive.ask(QUESTIONS[turn % len(QUESTIONS)]),
    )
    compared = {
        "ingest, passages a second": (count / ingest[0], count / ingest[1]),
        "one question, whole process, s": one_shot(naive, archive, folder, repeats),
        "warm question, ms": milliseconds(warm),
    }
    print(f"{archive.status().passages} passages, {os.cpu_count()} processors, {repeats} repeats\n")
    print(f"{'':40}{'naive':>10}{'ours':>10}{'ratio':>8}")
    for name, pair in compared.items():
        row(name, *pair)
    return compared


def embedded_passages(source: Path) -> list[str]:
    """The passages of the articles in a file, as they are embedded."""
    return [
        embedded_text(item.title, passage.text)
        for item in read_articles(source)
        if isinstance(item, Article)
        for passage in split(item)
    ]


def milliseconds(pair: Pair) -> Pair:
    """Convert seconds to milliseconds."""
    return 1000.0 * pair[0], 1000.0 * pair[1]


def one_shot(
    naive: SentenceTransformerEmbedder, archive: Archive, folder: Path, repeats: int
) -> tuple[float, float]:
    """Median times of a question to a new process, in seconds."""

    def run(*command: str) -> object:
        return run_python(*command, folder=folder)

    ours = ("-m", "retrieval", "--archive", str(archive.folder.resolve()), "ask", QUESTION)
    return in_turns(
        repeats,
        lambda _: run("-c", NAIVE_BASELINE, str(naive.folder), str(folder), QUESTION),
        lambda _: run(*ours),
    )


def in_turns(
    repeats: int, naive: Callable[[int], object], ours: Callable[[int], object]
) -> tuple[float, float]:
    """Median times of both in seconds, measured in turns."""
    times = [
        (timed_s(partial(naive, turn)), timed_s(partial(ours, turn))) for turn in range(repeats)
    ]
    naive_s, ours_s = zip(*times, strict=True)
    return statistics.median(naive_s), statistics.median(ours_s)


def row(name: str, naive: float, ours: float) -> None:
    """Print a row of the table; the ratio is article-bot to baseline."""
    print(f"{name:40}{naive:10.2f}{ours:10.2f}{ours / naive:8.2f}", flush=True)
