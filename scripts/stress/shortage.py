"""Runs the program with too little memory, too few file handles, or a full disk.

It must answer or end with a message. With sufficient resources it must then work as before, and no
cache may have been deleted.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from retrieval.regular_files import sha256_of
from scripts.stress.archive import GeneratedArticle, name_of, write_source
from scripts.stress.outcome import Outcome

ROOT = Path(__file__).resolve().parents[2]

_LIMIT_S = 300.0
_QUESTION = f"How many people came to {name_of(3)}?"
_KINDS: dict[str, tuple[int, int, int]] = {  # the limit, and its range
    "memory": (resource.RLIMIT_AS, 30 << 20, 1600 << 20),
    "open files": (resource.RLIMIT_NOFILE, 4, 48),
    "size of a file": (resource.RLIMIT_FSIZE, 0, 4 << 20),  # as on a full disk
}


def shorten_all(folder: Path, times: int, *, seed: int = 0) -> Outcome:
    """Ask and ingest ``times`` with each kind of shortage; works in ``folder``."""
    archive = folder / "archive"
    source = write_source(folder / "news.jsonl", [GeneratedArticle(key, 1) for key in range(20)])
    made = _run(archive, "ingest", str(source), "--quiet")
    if made.returncode:
        raise SystemExit(f"The archive for stress cannot be made: {made.stderr}")
    expected, before = _answer(archive), _exported(archive)
    if not before:
        raise SystemExit("No exported model was found that could be deleted.")
    found = Outcome({"shortages": 0, "done all the same": 0})
    random_ = random.Random(seed)
    for kind, (number, least, most) in _KINDS.items():
        for turn in range(times):
            limit = random_.randint(least, most)
            extra = write_source(folder / f"{kind}-{turn}.jsonl", [GeneratedArticle(100 + turn, 1)])
            for words in (("ask", _QUESTION, "--json"), ("ingest", str(extra), "--quiet")):
                ran = _run(archive, *words, limit=(number, limit))
                found.counts["shortages"] += 1
                found.counts["done all the same"] += ran.returncode == 0
                where = f"{words[0]} with {kind} {limit:,}"
                found.problems += [f"{where}: {text}" for text in _problems_of(ran)]
                lost = sorted(set(before) - set(_exported(archive)))
                found.problems += [f"{where}: deleted {name}" for name in lost]
                if lost:
                    _run(archive, "ask", _QUESTION)  # exports it again for the next turn
                    before = _exported(archive)
            if _answer(archive) != expected:
                found.problems.append(f"wrong answer after {kind} {limit:,}")
            again = _run(archive, "ingest", str(extra), "--quiet")
            if again.returncode or "failed" in again.stdout:
                found.problems.append(f"{kind} {limit:,}: not stored later: {again.stderr[-200:]}")
    found.problems += [
        f"doctor: {line}" for line in _run(archive, "doctor").stdout.splitlines() if "Cure" in line
    ]
    return found


def _run(
    archive: Path, *words: str, limit: tuple[int, int] | None = None
) -> subprocess.CompletedProcess[str]:
    def shorten() -> None:
        if limit is not None:
            resource.setrlimit(limit[0], (limit[1], limit[1]))

    prepare: Callable[[], None] | None = shorten if limit else None
    return subprocess.run(
        [sys.executable, "-m", "retrieval", *words, "--archive", str(archive)],
        cwd=ROOT,
        env={**os.environ, "XDG_CACHE_HOME": str(_cache_of(archive))},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
        check=False,
        preexec_fn=prepare,
    )


def _answer(archive: Path) -> object:
    """The quoted text without a shortage; scores change with later ingests."""
    answer = json.loads(_run(archive, "ask", _QUESTION, "--json", "-k", "1").stdout or "{}")
    return [(item["text"], item["article"]["url"]) for item in answer.get("results", [])]


def _exported(archive: Path) -> list[str]:
    """The files of the exported model, whose export takes 15 s."""
    cache = _cache_of(archive)
    paths = cache.glob("article-bot/encoder-*/*")
    return sorted(f"{path.relative_to(cache)} {sha256_of(path)}" for path in paths)


def _cache_of(archive: Path) -> Path:
    """The cache folder of the program in this test, instead of the user's."""
    return archive.with_name("cache")


def _problems_of(ran: subprocess.CompletedProcess[str]) -> Iterator[str]:
    """Problems of a run: a wrong exit status, a traceback, or no message."""
    lines = ran.stderr.strip().splitlines()
    if ran.returncode not in (0, 1, 3):
        yield f"status {ran.returncode}"
    if "Traceback" in ran.stderr or "Internal error" in ran.stderr:
        yield f"{lines[-1][:300]}"
    if "is not installed" in ran.stderr:
        yield f"claims that a package is not installed: {lines[-1][:200]}"
    if ran.returncode == 1 and not lines:
        yield "says nothing"
