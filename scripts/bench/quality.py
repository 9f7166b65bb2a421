"""Measures the quality of article-bot and of common baselines over the same passages.

The baselines are MiniLM with exact inner product, BM25 with default parameters, and reciprocal rank
fusion of both; the questions are the last three months of newsquiz, and XQuAD. Needs the folder
``shared``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TypeAlias

from retrieval.archive import Archive
from retrieval.search.judging.confidence import default_model
from retrieval.types import Article, Passage, Result
from scripts.bench.baselines import Baselines
from scripts.quality.archives import (
    is_relevant,
    judge_with_and_without_answers,
    passages_of,
    quality_archive,
)
from scripts.quality.confidence_figures import ConfidenceFigures, print_figures
from scripts.quality.sets import (
    SETS,
    SHARED,
    QualitySet,
    SetQuestion,
    holds,
)

_DEPTH = 10
_MEASURED = ("newsquiz", "xquad")
_FUSED = "rank fusion of the two"
_OURS = "article-bot"

Search: TypeAlias = Callable[[str], list[Result]]


@dataclass(frozen=True, slots=True)
class Row:
    """The result of a system on a set; ``median_ms`` per question includes its embedding.

    ``highlight`` is the share of questions whose answer is in the highlight of the first passage
    that holds it, ``best_sentence`` the share in its likeliest sentence; ``marked`` is the share of
    these passages' text that is highlighted.
    """

    set_name: str
    system: str
    questions: int
    mrr: float
    at_1: float
    at_5: float
    median_ms: float
    highlight: float | None = None
    best_sentence: float | None = None
    marked: float | None = None


def main() -> int:
    """Prints the table; writes it as JSON where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="folder of archives and vectors")
    parser.add_argument("--out", type=Path, help="file for the figures as JSON")
    arguments = parser.parse_args()
    if not SHARED.is_dir():
        print(f"There is nothing to measure on: {SHARED} is not there.")
        return 0
    sets = [SETS[name]() for name in _MEASURED]
    rows = [row for quality_set in sets for row in _measure(quality_set, arguments.cache)]
    _print(rows)
    confidences = {one.name: _confidence(one, arguments.cache) for one in sets}
    if arguments.out:
        figures = {
            "ranking": [asdict(row) for row in rows],
            "confidence": {name: asdict(one) for name, one in confidences.items()},
        }
        arguments.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def _confidence(quality_set: QualitySet, cache: Path) -> ConfidenceFigures:
    tests = replace(quality_set, questions=tuple(q for q in quality_set.questions if q.is_test))
    return print_figures(
        quality_set.name, list(judge_with_and_without_answers(tests, cache)), default_model()
    )


def _measure(quality_set: QualitySet, cache: Path) -> list[Row]:
    questions = [question for question in quality_set.questions if question.is_test]
    with quality_archive(quality_set, cache) as archive:
        articles = {article.doc_id: article for article in archive.articles()}
        passages = [p for doc_id in articles for p in passages_of(archive, doc_id)]
        vectors = cache / f"{quality_set.name}.naive.npz"
        naive = Baselines(passages, archive.searcher().embedder, vectors)
        systems: dict[str, Search] = {
            "MiniLM, exact": lambda q: _results(naive.by_vectors(q), passages, articles),
            "BM25, k1 1.5, b .75": lambda q: _results(naive.by_words(q), passages, articles),
            _FUSED: lambda q: _results(naive.by_ranks(q), passages, articles),
            _OURS: lambda q: _ours(archive, q),
        }
        return [_row(quality_set, system, questions, search) for system, search in systems.items()]


def _results(
    indices: Sequence[int], passages: Sequence[Passage], articles: dict[str, Article]
) -> list[Result]:
    return [
        Result(rank, 0.0, passages[index], articles[passages[index].doc_id])
        for rank, index in enumerate(indices[:_DEPTH], start=1)
    ]


def _ours(archive: Archive, question: str) -> list[Result]:
    searcher = archive.searcher()
    return list(searcher.search(searcher.questions.understand(question), _DEPTH).results)


def _row(
    quality_set: QualitySet,
    system: str,
    questions: Sequence[SetQuestion],
    search: Search,
) -> Row:
    ranks, times_ms, highlights = [], [], []
    for question in questions:
        start = time.perf_counter()
        results = search(question.text)
        times_ms.append((time.perf_counter() - start) * 1000.0)
        ranks.append(_reciprocal_rank(quality_set, question, results))
        highlights += _highlighted(question, results)
    return Row(
        set_name=quality_set.name,
        system=system,
        questions=len(questions),
        mrr=statistics.fmean(ranks),
        at_1=statistics.fmean(rank == 1.0 for rank in ranks),
        at_5=statistics.fmean(rank >= 0.2 for rank in ranks),
        median_ms=statistics.median(times_ms),
        highlight=statistics.fmean(one[0] for one in highlights) if highlights else None,
        best_sentence=statistics.fmean(one[1] for one in highlights) if highlights else None,
        marked=statistics.fmean(one[2] for one in highlights) if highlights else None,
    )


def _reciprocal_rank(
    quality_set: QualitySet, question: SetQuestion, results: list[Result]
) -> float:
    relevant = (r.rank for r in results if is_relevant(quality_set, question, r))
    return next((1.0 / rank for rank in relevant), 0.0)


def _highlighted(question: SetQuestion, results: list[Result]) -> list[tuple[bool, bool, float]]:
    """For the first passage that holds the answer, if it has a highlight: whether the answer is in
    the highlight, whether in its likeliest sentence, and the highlighted share of the passage.
    """
    holding = [result for result in results if holds(result.passage.text, question.answer)]
    found = []
    for result in holding[:1]:
        spans = [result.passage.text[span.start : span.end] for span in result.highlight]
        if spans:
            hits = [holds(span, question.answer) for span in spans]
            share = sum(map(len, spans)) / len(result.passage.text)
            found.append((any(hits), hits[0], share))
    return found


def _print(rows: Sequence[Row]) -> None:
    print(
        "| set | system | MRR@10 | @1 | @5 | error by rank fusion's | highlight (best sentence,"
        " share marked) | ms |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for row in rows:
        fused = next(r for r in rows if r.set_name == row.set_name and r.system == _FUSED)
        ratio = (1.0 - row.mrr) / max(1e-9, 1.0 - fused.mrr)
        highlight = ""
        if row.highlight is not None:
            highlight = f"{row.highlight:.3f} ({row.best_sentence:.3f}, {row.marked:.2f})"
        print(
            f"| {row.set_name} ({row.questions}) | {row.system} | {row.mrr:.3f} | {row.at_1:.3f}"
            f" | {row.at_5:.3f} | {ratio:.2f} | {highlight} | {row.median_ms:.0f} |"
        )
