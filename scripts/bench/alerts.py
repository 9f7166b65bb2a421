"""Measures what judging many alerts on new articles costs, and which matches the cheap steps lose.

    python -m scripts.bench alerts --cache DIR [--alerts N] [--articles N] [--pairs N]

New articles of newsquiz come to an archive of as many others with alerts on its questions, and on
those of other sets. Then pairs of an alert and an article are judged without the cheap steps: those
whose article holds the answer, and others at random. Of those that answer, it is told how many were
found.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.archive import Archive
from retrieval.errors import RetrievalError
from retrieval.factory import open_archive
from retrieval.search.answering import Answerer
from retrieval.settings import Settings
from retrieval.types import Progress
from scripts.quality.sets import SHARED, read_lines

NEWSQUIZ = SHARED / "data/newsquiz"
OTHERS = (SHARED / "desk/questions.jsonl", *sorted((SHARED / "data/answerable").glob("*.jsonl")))
SEED = 20261126
_PER_OWNER = 20  # alerts
_LINES = "articles.jsonl"


@dataclass(slots=True)
class JudgingClock:
    """How long alerts were judged: seconds, seconds of processors, and of these in one thread."""

    began: tuple[float, float, float] | None = None
    ended: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def update(self, progress: Progress) -> None:
        """See :data:`retrieval.OnProgress`."""
        if progress.step == "judging":
            self.ended = time.perf_counter(), time.process_time(), time.thread_time()
            self.began = self.began or self.ended


def main() -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench alerts", description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="folder of the archives")
    parser.add_argument("--alerts", type=int, default=1000)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--pairs", type=int, default=300, help="pairs judged at random")
    options = parser.parse_args()
    if not NEWSQUIZ.is_dir():
        print(f"There is nothing to measure on: {NEWSQUIZ} is not there.")
        return 0
    random_ = random.Random(SEED)
    articles = list(read_lines(NEWSQUIZ / "articles.jsonl.gz"))
    random_.shuffle(articles)
    new, before = articles[: options.articles], articles[options.articles : 2 * options.articles]
    with filled(options.cache, before) as archive:
        asked = add_alerts(archive, options.alerts)
        clock = JudgingClock()
        ingest(archive, options.cache, new, clock)
        assert clock.began is not None
        wall, cpu, serial = (
            end - begin for begin, end in zip(clock.began, clock.ended, strict=True)
        )
        count = os.cpu_count() or 1
        alone = serial + (cpu - serial) / count
        matches = archive.take_matches("bench", limit=len(asked) * len(new))
        print(
            f"{len(archive.alerts()):,} alerts, {len(new):,} articles: judged in {wall:.1f} s "
            f"({cpu:.1f} s of {count} processors, {serial:.1f} s of them in one thread: "
            f"{alone:.1f} s if nothing else ran), {len(matches):,} matches"
        )
        found = {(m.alert.question, m.answer.results[0].article.url) for m in matches}
        report_lost(archive, asked, [own["url"] for own in new], found, options.pairs)
    return 0


def add_alerts(archive: Archive, count: int) -> list[str]:
    """Adds that many alerts of several owners; returns their questions."""
    asked: list[str] = []
    for question in questions():
        if len(asked) == count:
            break
        with contextlib.suppress(RetrievalError):  # one that names nothing
            archive.add_alert(question, owner=f"bench:{len(asked) // _PER_OWNER}")
            asked.append(question)
    return asked


def report_lost(
    archive: Archive, asked: list[str], urls: list[str], found: set[tuple[str, str | None]], n: int
) -> None:
    """Judges pairs without the cheap steps, and prints how many that answer were not found."""
    by_url = {own.url: own.doc_id for own in archive.articles()}
    gold = [
        (line["question"], url)
        for line in read_lines(NEWSQUIZ / "questions.jsonl")
        for url in line["answer_articles"]
        if url in urls and line["question"] in asked
    ]
    random_ = random.Random(SEED)
    others = [(random_.choice(asked), random_.choice(urls)) for _ in range(n)]
    for name, pairs in (("hold the answer", gold), ("at random", others)):
        answered = [
            (question, url)
            for question, url in dict.fromkeys(pairs)
            if answers(archive, question, by_url.get(url))
        ]
        lost = [pair for pair in answered if pair not in found]
        print(f"{len(pairs):,} pairs that {name}: {len(answered)} answer, {len(lost)} were lost")
        for question, url in lost:
            print(f"  {question}  {url}")


def answers(archive: Archive, question: str, doc_id: str | None) -> bool:
    """Whether an article answers a question, judged as a question to it alone."""
    if doc_id is None:
        return False
    ids = frozenset(archive.passage_ids(doc_id))
    searcher = replace(archive.searcher(), within=ids)
    answerer = Answerer(searcher, archive.confidence_model(), Settings().answer_threshold)
    return answerer.answer(question, k=1).answered


def questions() -> Iterator[str]:
    """Questions that may be alerts, each once, those of newsquiz first."""
    lines = [line for file in (NEWSQUIZ / "questions.jsonl", *OTHERS) for line in read_lines(file)]
    yield from dict.fromkeys(line.get("question") or line["input"] for line in lines)


def filled(cache: Path, articles: list[dict[str, str]]) -> Archive:
    """An archive that holds these articles and no alerts."""
    folder = cache / "alerts"
    shutil.rmtree(folder, ignore_errors=True)
    archive = open_archive(Settings(archive=str(folder)), create=True)
    ingest(archive, cache, articles, JudgingClock())
    return archive


def ingest(
    archive: Archive, cache: Path, articles: list[dict[str, str]], clock: JudgingClock
) -> None:
    """Ingests articles."""
    cache.mkdir(parents=True, exist_ok=True)
    lines = cache / _LINES
    lines.write_text("".join(json.dumps(own) + "\n" for own in articles), encoding="utf-8")
    archive.ingest([lines], on_progress=clock.update, files_stay=False)


if __name__ == "__main__":
    raise SystemExit(main())
