"""The baseline for speed: a script with sentence-transformers and FAISS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path

import faiss
import numpy as np

from retrieval import Settings, open_archive
from retrieval.models.sentence_transformer import SentenceTransformerEmbedder
from retrieval.types import FloatArray
from scripts.bench.synthetic_archives import Originals, grow

ROOT = Path(__file__).resolve().parents[2]

SERVED = 20_000  # passages in the comparison of memory
_NO_ANSWER = 3  # exit status

NAIVE_BASELINE = """
import json, sys
import faiss
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1], device="cpu")
index = faiss.read_index(sys.argv[2] + "/naive.faiss")
passages = json.load(open(sys.argv[2] + "/naive.json"))
_, ids = index.search(model.encode([sys.argv[3]], normalize_embeddings=True), 3)
print(*(passages[i] for i in ids[0]), sep="\\n\\n")
"""
ARTICLE_BOT = """
import sys
from retrieval import Settings, open_archive
archive = open_archive(Settings(archive=sys.argv[1]))
print(archive.ask(sys.argv[2]))
"""
_MEMORY = """
print(*(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmRSS")))
"""


def run_python(*arguments: str, folder: Path = ROOT) -> str:
    """Run Python in ``folder`` with these arguments; returns its output.

    Raises SystemExit if it fails; the exit status for "not answered" is not a failure.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    completed = subprocess.run(
        [sys.executable, *arguments],
        check=False, env=environment, cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    if completed.returncode not in (0, _NO_ANSWER):
        raise SystemExit(f"{' '.join(arguments)} failed: {completed.stderr}")
    return completed.stdout


def serving_memory(originals: Originals, folder: Path, question: str) -> tuple[float, float]:
    """MiB of a process that has answered from 20,000 passages: baseline, article-bot."""
    grow(originals, folder, SERVED)
    with open_archive(Settings(archive=str(folder))) as archive:
        index = archive.searcher().vectors
        texts = [
            article.text[first : first + 700]  # about as long as a passage
            for article in archive.articles()
            for first in range(0, len(article.text), 700)
        ]
        size = archive.searcher().embedder.identity.dimension
        each = list(islice(cycle(texts), len(index)))
        write_baseline_index(np.ones((len(index), size), dtype=np.float32), each, folder)
    model = str(SentenceTransformerEmbedder().folder)
    naive = run_python("-c", NAIVE_BASELINE + _MEMORY, model, str(folder), question)
    ours = run_python("-c", ARTICLE_BOT + _MEMORY, str(folder), question)
    return _last_mib(naive), _last_mib(ours)


def write_baseline_index(
    vectors: FloatArray, texts: Sequence[str], folder: Path
) -> Callable[[FloatArray], object]:
    """Write the index of the baseline; returns its search function for a question's vector."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    faiss.write_index(index, str(folder / "naive.faiss"))
    (folder / "naive.json").write_text(json.dumps(list(texts)), encoding="utf-8")
    return lambda vector: index.search(vector[None, :], 3)


def _last_mib(printed: str) -> float:
    return int(printed.split()[-1]) / 1024
