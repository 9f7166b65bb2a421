"""Checks answers about one real article among a thousand others.

    python -m scripts.bench seed-article [--archive DIR] [--articles 1000]

The archive holds the article in ``../shared/seeds``, those in ``seeds/``, and the first articles of
newsquiz. Of the questions in ``tests/data/seed_article_questions.jsonl``, the first passage must
hold the answering sentence for 10 of 12, one of the first three for all, and six unanswerable ones
must be refused. No passage may contain boilerplate or differ from the stored text. The exit status
is 1 if a requirement is not met.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from retrieval import Answer, Archive, load_settings, open_archive
from retrieval.text.articles.sentences import sentence_spans
from scripts.quality.sets import NEWSQUIZ_ARTICLES, SHARED

ROOT = Path(__file__).resolve().parents[2]

QUESTIONS = ROOT / "tests" / "data" / "seed_article_questions.jsonl"
BOILERPLATE = (
    "Your support", "Your donation", "The A Word", "reporters on the ground", "by Americans",
    "quality journalism", "commenting forum", "thought-provoking conversations",
)  # fmt: skip


def main() -> int:
    """Fill the archive, ask, and print the figures; returns the exit status."""
    parser = argparse.ArgumentParser(description="Checks answers about one real article.")
    parser.add_argument("--archive", help="folder for the archive, by default temporary")
    parser.add_argument("--articles", type=int, default=1000, help="articles of newsquiz")
    arguments = parser.parse_args()
    if not NEWSQUIZ_ARTICLES.is_file():
        print("The folder ../shared is missing: there is nothing to check.", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(arguments.archive or temporary) / "archive"
        with open_archive(load_settings(archive=str(folder)), create=True) as archive:
            fill(archive, folder, arguments.articles)
            return 0 if check(archive) else 1


def fill(archive: Archive, folder: Path, count: int) -> None:
    """Ingest the seed article, our seeds and ``count`` articles of newsquiz."""
    some = folder / f"newsquiz-{count}.jsonl"
    if not some.exists():
        with gzip.open(NEWSQUIZ_ARTICLES, "rt", encoding="utf-8") as lines:
            some.write_text("".join(itertools.islice(lines, count)), encoding="utf-8")
    start = time.perf_counter()
    report = archive.ingest([SHARED / "seeds", ROOT / "seeds" / "articles", some])
    status = archive.status()
    print(f"{status.articles} articles, {status.passages} passages, {len(report.failed)} failures;")
    print(f"ingested in {time.perf_counter() - start:.0f} s\n")


def check(archive: Archive) -> bool:
    """Ask every question; returns whether all requirements are met."""
    first = three = refused = 0
    expected, problems, times = [], [], []
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        answer = archive.ask(label["question"])
        problems += list(broken(archive, answer))
        times.append(answer.took_ms)
        rank = rank_of(answer, label["sentence_has"])
        expected.append(bool(label["sentence_has"]))
        print(f"{verdict(answer):>8} {answer.confidence:.2f}  {rank or '-'}  {label['question']}")
        if not label["sentence_has"]:
            refused += not answer.answered
        else:
            first += rank == 1 and answer.answered
            three += rank is not None and answer.answered
    answerable, others = sum(expected), len(expected) - sum(expected)
    print(f"\nin the first passage: {first} of {answerable}; in the first three: {three}")
    print(f"refused: {refused} of {others}; broken or unclean passages: {len(problems)}")
    print(f"time of a question: {sorted(times)[len(times) // 2]:.0f} ms (median)")
    print(*problems, sep="\n")
    return first >= 10 and three == answerable and refused == others and not problems


def verdict(answer: Answer) -> str:
    """The answer in a word."""
    return "answered" if answer.answered else "refused"


def rank_of(answer: Answer, sentence_has: list[str]) -> int | None:
    """The rank of the first result with one of the strings in a sentence."""
    for result in answer.results:
        text = result.passage.text
        sentences = [text[span.start : span.end] for span in sentence_spans(text)]
        if any(part in sentence for sentence in sentences for part in sentence_has):
            return result.rank
    return None


def broken(archive: Archive, answer: Answer) -> Iterator[str]:
    """Problems of the passages of an answer."""
    for result in answer.results:
        passage = result.passage
        stored = archive.article(passage.doc_id).text
        if passage.text != stored[passage.start : passage.end]:
            yield f"not verbatim: {passage.doc_id} {passage.start}:{passage.end}"
        for phrase in BOILERPLATE:
            if phrase.casefold() in passage.text.casefold():
                yield f"boilerplate: {phrase!r} in {passage.text[:80]!r}"
