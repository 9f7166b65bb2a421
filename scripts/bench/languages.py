"""Measures questions in several languages, each on articles in its own: XQuAD, against BM25.

The baseline is BM25 (k1 1.5, b .75) over title and text of the same passages, with Snowball's
stemmer of the language. False answers are those to questions whose answering article was left out.
Needs the folder ``shared``.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import Stemmer

from retrieval.archive import Archive
from retrieval.evaluation.probabilities import roc_area
from retrieval.search.judging.confidence import confidence
from retrieval.search.searcher import Searcher
from retrieval.settings import Settings
from retrieval.types import Result
from scripts.bench.baselines import Bm25
from scripts.quality.archives import language_archive, passages_by_url, passages_of
from scripts.quality.language_sets import LanguageQuestion, LanguageSet, language_sets
from scripts.quality.sets import holds

_DEPTH = 10
_WORD = re.compile(r"\w+")


def main() -> int:
    """Prints a line for each language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="folder of the archives")
    parser.add_argument("--every", type=int, default=1, help="ask one question in so many")
    arguments = parser.parse_args()
    sets = language_sets()
    if not sets:
        print("There is nothing to measure on: the folder shared is not there.")
        return 0
    print(
        "| language | MRR@10 (BM25) | @1 (BM25) | answered | false answers | ROC area"
        " | answer marked |\n|---|---|---|---|---|---|---|"
    )
    for language_set in sets:
        chosen = language_set.questions[:: arguments.every]
        with language_archive(language_set, arguments.cache) as archive:
            print(_row(language_set, archive, chosen), flush=True)
    return 0


def _row(language_set: LanguageSet, archive: Archive, questions: Sequence[LanguageQuestion]) -> str:
    searcher, passages = archive.searcher(), passages_by_url(archive)
    ranks, present, absent, marks = [], [], [], []
    for question in questions:
        results, probability = _asked(searcher, question)
        ranks.append(_reciprocal_rank(question, results))
        present.append(probability)
        without = replace(searcher, exclude=frozenset(passages[question.url]))
        absent.append(_asked(without, question)[1])
        if ranks[-1] == 1.0:
            marks.append(_is_marked(question, results[0]))
    baseline = _baseline(language_set.code, archive, questions)
    threshold = Settings().answer_threshold
    scores = np.array([*present, *absent])
    labels = np.array([1.0] * len(present) + [0.0] * len(absent))
    return (
        f"| {language_set.code} | {np.mean(ranks):.3f} ({np.mean(baseline):.3f})"
        f" | {_share(ranks, 1.0):.3f} ({_share(baseline, 1.0):.3f})"
        f" | {_share(present, threshold):.2f} | {_share(absent, threshold):.2f}"
        f" | {roc_area(scores, labels):.3f} | {np.mean(marks):.3f} |"
    )


def _asked(searcher: Searcher, question: LanguageQuestion) -> tuple[Sequence[Result], float]:
    """The first results, and the confidence."""
    query = searcher.questions.understand(question.text)
    found = searcher.search(query, _DEPTH)
    return found.results, confidence(query, found.features, found.mean_match)


def _reciprocal_rank(question: LanguageQuestion, results: Sequence[Result]) -> float:
    right = (1.0 / result.rank for result in results if question.is_answered_by(result))
    return next(right, 0.0)


def _is_marked(question: LanguageQuestion, result: Result) -> bool:
    marked = (result.passage.text[span.start : span.end] for span in result.highlight)
    return any(holds(text, question.answer) for text in marked)


def _share(values: Sequence[float], least: float) -> float:
    return sum(value >= least for value in values) / max(1, len(values))


def _baseline(code: str, archive: Archive, questions: Sequence[LanguageQuestion]) -> list[float]:
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
    for question in questions:
        scores = index.scores(list(dict.fromkeys(terms(question.text))))
        order = np.argsort(-scores, kind="stable")[:_DEPTH]
        ranked = [replace(results[i], rank=rank) for rank, i in enumerate(order.tolist(), start=1)]
        ranks.append(_reciprocal_rank(question, ranked))
    return ranks
