"""Measures questions in several languages, each on articles in its own: XQuAD, against BM25.

    python -m scripts.bench languages --cache DIR [--models default multilingual] [--every N]

The baseline is BM25 (k1 1.5, b .75) over title and text of the same passages, with Snowball's
stemmer of the language. False answers are those to questions whose answering article was left out.
With ``--models``, names for the setting ``embedder``, each is measured, also by questions in each
language about the English articles; one of the hub is downloaded. Needs the folder ``shared``.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import Stemmer

from retrieval.archive import Archive
from retrieval.errors import RetrievalError
from retrieval.evaluation.probabilities import roc_area
from retrieval.search.answering import Answerer
from retrieval.settings import Settings
from retrieval.types import Result
from scripts.bench.baselines import Bm25
from scripts.quality.archives import language_archive, passages_by_url, passages_of
from scripts.quality.language_sets import LanguageQuestion, LanguageSet, language_sets
from scripts.quality.sets import holds

_DEPTH = 10
_WORD = re.compile(r"\w+")
_HEADS = (
    "model", "questions", "articles", "MRR@10 (BM25)", "@1 (BM25)", "@5", "answered",
    "false answers", "ROC area", "answer marked", "ms",
)  # fmt: skip


def main() -> int:
    """Prints a line for each model and language as soon as it is measured."""
    parser = argparse.ArgumentParser(description="Measures questions in several languages.")
    parser.add_argument("--cache", type=Path, required=True, help="folder of the archives")
    parser.add_argument("--every", type=int, default=1, help="ask one question in so many")
    parser.add_argument(
        "--models", nargs="+", metavar="NAME", help="names for the setting embedder"
    )
    options = parser.parse_args()
    sets = language_sets()
    if not sets:
        print("There is nothing to measure on: the folder shared is not there.")
        return 0
    print(f"| {' | '.join(_HEADS)} |\n|{'---|' * len(_HEADS)}")
    for model in options.models or [None]:
        try:
            for row in _rows(model, sets, options.cache, options.every):
                print(f"| {' | '.join(row)} |", flush=True)
        except RetrievalError as error:
            print(f"{model}: {error}")
            return 1
    return 0


def _rows(
    model: str | None, sets: Sequence[LanguageSet], cache: Path, every: int
) -> Iterator[list[str]]:
    for articles in sets:
        with language_archive(articles, cache, embedder=model) as archive:
            for asked in sets if model and articles.code == "en" else [articles]:
                yield _row(model or "default", asked, articles, archive, every)


def _row(
    model: str, asked: LanguageSet, articles: LanguageSet, archive: Archive, every: int
) -> list[str]:
    searcher, passages = archive.searcher(), passages_by_url(archive)
    confidence, threshold = archive.confidence_model(), Settings().answer_threshold
    pairs = list(zip(asked.questions, articles.questions, strict=True))[::every]
    ranks, present, absent, marks, times_ms = [], [], [], [], []
    for question, right in pairs:
        start_s = time.perf_counter()
        found = Answerer(searcher, confidence, threshold).answer(question.text, k=_DEPTH)
        times_ms.append((time.perf_counter() - start_s) * 1000.0)
        ranks.append(_reciprocal_rank(right, found.results))
        present.append(found.confidence)
        without = replace(searcher, exclude=frozenset(passages[right.url]))
        hidden = Answerer(without, confidence, threshold).answer(question.text, k=1)
        absent.append(hidden.confidence)
        if ranks[-1] == 1.0:
            marks.append(_is_marked(right, found.results[0]))
    baseline = _baseline(articles.code, archive, pairs)
    scores = np.array([*present, *absent])
    labels = np.array([1.0] * len(present) + [0.0] * len(absent))
    return [
        model,
        asked.code,
        articles.code,
        f"{np.mean(ranks):.3f} ({np.mean(baseline):.3f})",
        f"{_share(ranks, 1.0):.3f} ({_share(baseline, 1.0):.3f})",
        f"{_share(ranks, 0.2):.3f}",
        f"{_share(present, threshold):.2f}",
        f"{_share(absent, threshold):.2f}",
        f"{roc_area(scores, labels):.3f}",
        f"{np.mean(marks):.3f}",
        f"{statistics.median(times_ms):.0f}",
    ]


def _reciprocal_rank(question: LanguageQuestion, results: Sequence[Result]) -> float:
    right = (1.0 / result.rank for result in results if question.is_answered_by(result))
    return next(right, 0.0)


def _is_marked(question: LanguageQuestion, result: Result) -> bool:
    marked = (result.passage.text[span.start : span.end] for span in result.highlight)
    return any(holds(text, question.answer) for text in marked)


def _share(values: Sequence[float], least: float) -> float:
    return sum(value >= least for value in values) / max(1, len(values))


def _baseline(
    code: str, archive: Archive, pairs: Sequence[tuple[LanguageQuestion, LanguageQuestion]]
) -> list[float]:
    """The reciprocal ranks of BM25 with the language's stemmer."""
    stemmer = Stemmer.Stemmer(code)

    def terms(text: str) -> list[str]:
        return [str(term) for term in stemmer.stemWords(_WORD.findall(text.lower()))]

    results = [
        Result(0, 0.0, passage, article)
        for article in archive.articles()
        for passage in passages_of(archive, article.doc_id)
    ]
    index = Bm25([terms(f"{r.article.title}\n{r.passage.text}") for r in results])
    ranks = []
    for question, right in pairs:
        scores = index.scores(list(dict.fromkeys(terms(question.text))))
        order = np.argsort(-scores, kind="stable")[:_DEPTH]
        ranked = [replace(results[i], rank=rank) for rank, i in enumerate(order.tolist(), start=1)]
        ranks.append(_reciprocal_rank(right, ranked))
    return ranks
