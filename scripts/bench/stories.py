"""Measures which copies of articles are found, and which other articles are taken for copies.

    python -m scripts.bench stories [--articles FILE] [--copies N]

Copies and corrections of articles of FILE (by default those of newsquiz) are made by rule. Without
them, two articles of FILE with the same text are copies, and the others are different articles,
some of the same days and the same event. Compared with MinHash at one threshold: an estimated
Jaccard similarity of at least 0.5 over five-word sequences, of 128 hashes.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.ingest.stories import StoryGrouper
from retrieval.search.ranking.accounts import ALIKE, account, likeness
from retrieval.sources.metadata.url_identity import article_id
from retrieval.store.connections import SqliteConnections
from retrieval.store.store import SqliteStore
from retrieval.text.articles.overlap import overlap, words_of
from retrieval.types import Article
from scripts.bench.injected_copies import COPIES, CORRECTIONS, Rule
from scripts.quality.sets import NEWSQUIZ_ARTICLES, read_lines

SEED = 20260301
_LEAST_WORDS = 80
_SAME_TEXT = 0.95  # of the words of the shorter; such articles of the data are copies
_BEGINNING = 600  # characters, of which an event is told
_SOURCES = 300  # articles whose paragraphs surround copies
_DAYS = 1  # between articles on one event

Signature = npt.NDArray[np.uint64]


class Baseline:
    """MinHash over five-word sequences, at one threshold."""

    hashes, words, threshold = 128, 5, 0.5

    def __init__(self) -> None:
        chance = random.Random(SEED)
        odd = [chance.getrandbits(64) | 1 for _ in range(2 * self.hashes)]
        self._factors, self._summands = np.array(odd, np.uint64).reshape(2, self.hashes, 1)

    def signature(self, text: str) -> Signature:
        """The minima of all hashes, (hashes,)."""
        words = words_of(text)
        count = max(1, len(words) - self.words + 1)
        sequences = {hash(tuple(words[i : i + self.words])) & (2**64 - 1) for i in range(count)}
        values = np.fromiter(sequences, np.uint64, len(sequences))
        minima: Signature = (self._factors * values + self._summands).min(axis=1)
        return minima

    def is_copy(self, one: Signature, other: Signature) -> bool:
        """Whether the share of equal minima reaches the threshold."""
        return float((one == other).mean()) >= self.threshold


def main() -> int:
    """Measures, and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--articles", type=Path, default=NEWSQUIZ_ARTICLES, help="JSON Lines, also gzipped"
    )
    parser.add_argument("--copies", type=int, default=60, help="copies made by each rule")
    options = parser.parse_args()
    articles = read(options.articles)
    baseline = Baseline()
    with tempfile.TemporaryDirectory() as folder:
        connections = SqliteConnections(Path(folder) / "store.sqlite")
        with closing(connections):
            store = SqliteStore(connections)
            times_ms = group(articles, store)
            print(f"articles: {len(articles):,}; grouped in {_medians(times_ms)} ms of CPU each")
            print(f"\n{'':56}MinHash  article-bot")
            measure_rules(articles, store, baseline, options.copies)
            measure_others(articles, store, baseline)
    return 0


def read(path: Path) -> list[Article]:
    """The articles of a file, the earliest first."""
    articles = [
        Article(
            doc_id=article_id(value["url"], None, ""),
            title=value["title"],
            text=value["text"],
            url=value["url"],
            publisher=value["publisher"],
            published_at=value["published_at"],
            language=value.get("language", "en"),
        )
        for value in read_lines(path)
        if value["text"].strip()
    ]
    return sorted(articles, key=lambda own: (own.published_at or "", own.doc_id))


def group(articles: Sequence[Article], store: SqliteStore) -> list[float]:
    """Stores and groups the articles; the milliseconds of processor time for grouping each."""
    times_ms = []
    for first in range(0, len(articles), 64):
        with store.write_transaction():
            for article in articles[first : first + 64]:
                store.put_article(article)
                start = time.thread_time()
                StoryGrouper(store).place(article)
                times_ms.append((time.thread_time() - start) * 1000)
    return times_ms


def _medians(times_ms: Sequence[float]) -> str:
    part = max(1, len(times_ms) // 8)
    first, last = np.median(times_ms[:part]), np.median(times_ms[-part:])
    return f"{first:.1f} (first {part:,}) to {last:.1f} (last {part:,})"


def measure_rules(
    articles: Sequence[Article], store: SqliteStore, baseline: Baseline, count: int
) -> None:
    """Prints the shares of copies that are found, and of corrections that stay apart."""
    chance = random.Random(SEED)
    texts = defaultdict[str, int](int)
    for article in articles:
        texts[article.text] += 1
    long = [own for own in articles if len(own.text.split()) >= _LEAST_WORDS]
    unique = [own for own in long if texts[own.text] == 1]
    originals = chance.sample(unique, min(count, len(unique)))
    sources = chance.sample(long, min(_SOURCES, len(long)))
    others = [part for own in sources for part in own.text.split("\n\n") if part.strip()]
    for name, rule in COPIES.items():
        found = _found(rule, originals, others, store, baseline)
        _print(f"copies found: {name}", *(value.mean() for value in found))
    for name, rule in CORRECTIONS.items():
        found = _found(rule, originals, others, store, baseline, only_changed=True)
        if len(found[0]):
            _print(f"kept apart: {name} corrected", *(1.0 - value.mean() for value in found))


def _found(
    rule: Rule,
    originals: Sequence[Article],
    others: Sequence[str],
    store: SqliteStore,
    baseline: Baseline,
    *,
    only_changed: bool = False,
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """For each original, whether the baseline and article-bot find the text made of it a copy."""
    chance = random.Random(SEED)
    by_baseline, by_us = [], []
    for original in originals:
        text = rule(original.text, chance, others)
        if only_changed and text == original.text:
            continue
        by_baseline.append(
            baseline.is_copy(baseline.signature(original.text), baseline.signature(text))
        )
        made = replace(original, doc_id="made", title="Another headline", text=text)
        with store.write_transaction():
            store.put_article(made)
            StoryGrouper(store).place(made)
            by_us.append(original.doc_id in store.story_members("made"))
            store.remove_article("made")
    return np.array(by_baseline), np.array(by_us)


def measure_others(articles: Sequence[Article], store: SqliteStore, baseline: Baseline) -> None:
    """Prints the shares of pairs of different articles that are taken for copies."""
    by_id = {own.doc_id: own for own in articles}
    signatures = {own.doc_id: baseline.signature(own.text) for own in articles}
    pairs = [
        (one, other)
        for one, other in _pairs_of_days(articles)
        if not baseline.is_copy(signatures[one.doc_id], signatures[other.doc_id])
        or not _is_same(one, other)
    ]
    events = list(_of_one_event(pairs))
    members = {doc_id: set(store.story_members(doc_id)) for doc_id in by_id}
    for name, measured in (("of the same days", pairs), ("on one event", events)):
        joined = [
            sum(
                baseline.is_copy(signatures[one.doc_id], signatures[other.doc_id])
                for one, other in measured
            ),
            sum(other.doc_id in members[one.doc_id] for one, other in measured),
        ]
        _print(
            f"different articles {name} joined, of {len(measured):,}",
            *(count / max(1, len(measured)) for count in joined),
        )
        print(f"{'':56}{joined[0]:7}  {joined[1]:11}")


def _pairs_of_days(articles: Sequence[Article]) -> Iterator[tuple[Article, Article]]:
    by_day: Mapping[date, list[Article]] = defaultdict(list)
    for article in articles:
        if article.published_at:
            by_day[date.fromisoformat(article.published_at[:10])].append(article)
    days = sorted(by_day)
    for day in days:
        yield from combinations(by_day[day], 2)
        for later in days:
            if 0 < (later - day).days <= _DAYS:
                yield from ((one, other) for one in by_day[day] for other in by_day[later])


def _is_same(one: Article, other: Article) -> bool:
    shorter, longer = sorted((len(one.text), len(other.text)))
    return shorter >= _SAME_TEXT * longer and overlap(one.text, other.text) >= _SAME_TEXT


def _of_one_event(
    pairs: Sequence[tuple[Article, Article]],
) -> Iterator[tuple[Article, Article]]:
    accounts = {own.doc_id: account(own, own.text[:_BEGINNING]) for pair in pairs for own in pair}
    for one, other in pairs:
        if likeness(accounts[one.doc_id], accounts[other.doc_id], {}) >= ALIKE:
            yield one, other


def _print(name: str, baseline: float, ours: float) -> None:
    print(f"{name:56}{baseline:7.1%}  {ours:11.1%}", flush=True)
