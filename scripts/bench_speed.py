"""Measures how fast questions and ingest are, against the plain way of doing the same.

    scripts/bench_speed.py [--articles 60] [--repeats 5]

The plain way is a script on sentence-transformers and FAISS: it imports them, loads the model,
embeds and searches by inner product. Both get the same passages, of the articles in ``seeds/`` and
of ``../shared/data/newsquiz`` where that is there, in one run and in turns; medians are printed,
and how ours compares. The machine's other work moves all figures but hardly the ratios.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from retrieval import Archive, Article, Settings, open_archive
from retrieval.backends.sentence_transformer import SentenceTransformerEmbedder
from retrieval.passages import embedded_text, split
from retrieval.sources import read_articles
from retrieval.types import FloatArray

Value = TypeVar("Value")

ROOT = Path(__file__).resolve().parents[1]
NEWSQUIZ = ROOT.parent / "shared" / "data" / "newsquiz" / "articles.jsonl.gz"
QUESTION = "What did Putin tell the Ukrainian military to do?"
QUESTIONS = (QUESTION, "Who is the mayor of Kyiv?", "How many people died in Tonga?")

PLAIN_WAY = """
import json, sys
import faiss
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1], device="cpu")
index = faiss.read_index(sys.argv[2] + "/plain.faiss")
passages = json.load(open(sys.argv[2] + "/plain.json"))
_, places = index.search(model.encode([sys.argv[3]], normalize_embeddings=True), 3)
print(*(passages[place] for place in places[0]), sep="\\n\\n")
"""


def main() -> None:
    """Fills both, measures in turns, prints the table."""
    parser = argparse.ArgumentParser(description="Measures questions and ingest.")
    parser.add_argument("--articles", type=int, default=60, help="articles of newsquiz")
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        settings = Settings(archive=str(folder / "archive"))
        with open_archive(settings, create=True) as archive:
            archive.ingest([ROOT / "seeds" / "articles"])  # exports the model, once and for all
            source = some_articles(folder, arguments.articles)
            measure(archive, folder, source, arguments.repeats)


def some_articles(folder: Path, count: int) -> Path:
    """A file of real articles, or of our own again and again where there are none."""
    file = folder / "more.jsonl"
    if NEWSQUIZ.is_file():
        with gzip.open(NEWSQUIZ, "rt", encoding="utf-8") as lines:
            file.write_text("".join(itertools.islice(lines, count)), encoding="utf-8")
        return file
    seeds = (ROOT / "seeds" / "articles" / "more-articles.jsonl").read_text("utf-8").splitlines()
    repeated = itertools.islice(itertools.cycle(map(json.loads, seeds)), count)
    editions = (
        {**article, "url": f"https://example.org/{number}", "title": f"Edition {number}"}
        for number, article in enumerate(repeated)
    )
    file.write_text("\n".join(map(json.dumps, editions)), encoding="utf-8")
    return file


def measure(archive: Archive, folder: Path, source: Path, repeats: int) -> None:
    """Prints a line for each thing that users wait for."""
    plain = SentenceTransformerEmbedder()
    texts = [
        embedded_text(item.title, passage.text)
        for item in read_articles(source)
        if isinstance(item, Article)
        for passage in split(item)
    ]
    plain.embed_passages(texts[:8])  # both models are loaded and warm from here on
    plain_s, vectors = timed(lambda: plain.embed_passages(texts))
    ours_s, _ = timed(lambda: archive.ingest([source]))
    search = write_plain_index(vectors, texts, folder)
    print(f"{archive.status().passages} passages, {os.cpu_count()} processors, {repeats} repeats\n")
    print(f"{'':40}{'plain':>10}{'ours':>10}{'ratio':>8}")
    row("ingest, passages a second", len(texts) / plain_s, len(texts) / ours_s)
    row("one question, whole process, s", *one_shot(plain, archive, folder, repeats))
    warm = in_turns(
        repeats * len(QUESTIONS),
        lambda turn: search(plain.embed_question(QUESTIONS[turn % len(QUESTIONS)])),
        lambda turn: archive.ask(QUESTIONS[turn % len(QUESTIONS)]),
    )
    row("warm question, ms", *(1000 * took_s for took_s in warm))


def one_shot(
    plain: SentenceTransformerEmbedder, archive: Archive, folder: Path, repeats: int
) -> tuple[float, float]:
    """Medians of a question asked of a program that is not running yet, in seconds."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}

    def run(*command: str) -> object:
        return subprocess.run(
            [sys.executable, *command], check=True, capture_output=True, env=environment, cwd=folder
        )

    ours = ("-m", "retrieval", "--archive", str(archive.folder.resolve()), "ask", QUESTION)
    return in_turns(
        repeats,
        lambda _: run("-c", PLAIN_WAY, str(plain.folder), str(folder), QUESTION),
        lambda _: run(*ours),
    )


def write_plain_index(
    vectors: FloatArray, texts: list[str], folder: Path
) -> Callable[[FloatArray], object]:
    """Writes what the plain way searches; returns its search, for a question's vector."""
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    faiss.write_index(index, str(folder / "plain.faiss"))
    (folder / "plain.json").write_text(json.dumps(texts), encoding="utf-8")
    return lambda vector: index.search(vector[None, :], 3)


def timed(act: Callable[[], Value]) -> tuple[float, Value]:
    """Seconds that ``act`` takes, and what it returns."""
    start = time.perf_counter()
    value = act()
    return time.perf_counter() - start, value


def in_turns(
    repeats: int, plain: Callable[[int], object], ours: Callable[[int], object]
) -> tuple[float, float]:
    """Medians of the seconds that each takes, one after the other in every turn."""
    times = [
        (timed(lambda turn=turn: plain(turn))[0], timed(lambda turn=turn: ours(turn))[0])  # type: ignore[misc]
        for turn in range(repeats)
    ]
    plain_s, ours_s = zip(*times, strict=True)
    return statistics.median(plain_s), statistics.median(ours_s)


def row(name: str, plain: float, ours: float) -> None:
    """A line of the table; the ratio is ours to the plain way's."""
    print(f"{name:40}{plain:10.2f}{ours:10.2f}{ours / plain:8.2f}", flush=True)


if __name__ == "__main__":
    main()
