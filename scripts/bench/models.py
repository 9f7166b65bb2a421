"""Measures models of the setting ``embedder`` on the same questions in several languages.

    python -m scripts.bench models default english multilingual [--languages en de es ru]

Paragraphs and questions are those of XQuAD in the folder ``shared``. For each model the table has
English, the other languages each in itself, and questions in each about the English paragraphs. A
model of the hub is downloaded.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from retrieval.archive import Archive
from retrieval.errors import RetrievalError
from retrieval.factory import open_archive
from retrieval.search.answering import Answerer
from retrieval.settings import Settings
from scripts.quality.archives import passages_by_url
from scripts.quality.language_sets import LANGUAGES, LanguageSet, language_set
from scripts.quality.sets import SHARED

_DEPTH = 10
_THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """A model's figures for questions in one language about paragraphs in one language.

    ``answered`` is the share of questions that are answered with the right passage first,
    ``falsely_answered`` that of those whose answering article was taken out.
    """

    model: str
    questions: str
    articles: str
    mrr: float
    at_1: float
    at_5: float
    answered: float
    falsely_answered: float
    median_ms: float


def main() -> int:
    """Prints the table, a row as soon as it is measured."""
    parser = argparse.ArgumentParser(description="Measures embedding models in several languages.")
    parser.add_argument("models", nargs="+", metavar="NAME", help="names for the setting embedder")
    parser.add_argument("--languages", nargs="+", default=LANGUAGES, choices=LANGUAGES)
    parser.add_argument("--questions", type=int, default=200, help="of each language (200)")
    options = parser.parse_args()
    if not SHARED.is_dir():
        print(f"There is nothing to measure on: {SHARED} is not there.")
        return 0
    sets = {code: language_set(code) for code in ("en", *options.languages)}
    print("| model | questions | articles | MRR@10 | @1 | @5 | answered | falsely | ms |")
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    for model in options.models:
        try:
            for row in _measured(model, sets, options.questions):
                print(_line(row), flush=True)
        except RetrievalError as error:
            print(f"{model}: {error}")
            return 1
    return 0


def _measured(model: str, sets: dict[str, LanguageSet], count: int) -> Iterator[Row]:
    for language, articles in sets.items():
        with (
            tempfile.TemporaryDirectory() as folder,
            open_archive(Settings(archive=folder, embedder=model), create=True) as archive,
        ):
            start_s = time.perf_counter()
            archive.ingest([articles.articles])
            taken_s = time.perf_counter() - start_s
            passages = archive.status().passages
            print(f"<!-- {model}, {language}: {passages / taken_s:.0f} passages a second -->")
            for asked in sets if language == "en" else (language,):
                yield _row(model, archive, asked, language, sets, count)


def _row(
    model: str,
    archive: Archive,
    asked: str,
    language: str,
    sets: dict[str, LanguageSet],
    count: int,
) -> Row:
    pairs = list(zip(sets[asked].questions, sets[language].questions, strict=True))
    passages = passages_by_url(archive)
    searcher = archive.searcher()
    confidence = archive.confidence_model()
    ranks: list[int | None] = []
    times_ms: list[float] = []
    right, falsely = [], []
    for question, answered in pairs[:: max(1, len(pairs) // count)]:
        start_s = time.perf_counter()
        found = Answerer(searcher, confidence, _THRESHOLD).answer(question.text, k=_DEPTH)
        times_ms.append((time.perf_counter() - start_s) * 1000.0)
        ranks.append(next((r.rank for r in found.results if answered.is_answered_by(r)), None))
        right.append(found.answered and ranks[-1] == 1)
        without = replace(searcher, exclude=frozenset(passages[answered.url]))
        refusing = Answerer(without, confidence, _THRESHOLD)
        falsely.append(refusing.answer(question.text, k=1).answered)
    return Row(
        model,
        asked,
        language,
        mrr=statistics.fmean(1.0 / rank if rank else 0.0 for rank in ranks),
        at_1=statistics.fmean(rank == 1 for rank in ranks),
        at_5=statistics.fmean(rank is not None and rank <= 5 for rank in ranks),
        answered=statistics.fmean(right),
        falsely_answered=statistics.fmean(falsely),
        median_ms=statistics.median(times_ms),
    )


def _line(row: Row) -> str:
    return (
        f"| {row.model} | {row.questions} | {row.articles} | {row.mrr:.3f} | {row.at_1:.3f}"
        f" | {row.at_5:.3f} | {row.answered:.2f} | {row.falsely_answered:.2f}"
        f" | {row.median_ms:.0f} |"
    )
