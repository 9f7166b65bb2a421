"""Fits ``retrieval/highlight.json``: which sentence of a passage is shown as the one that answers.

Logistic regression over pairs of a sentence that holds the answer and one that does not, of one
passage. Only on training questions that the reader has not seen; those that were asked with the
passage at hand count as much together as those that were not. Needs the folder ``shared``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.archive import Archive
from retrieval.evaluation.logistic import Array
from retrieval.search.features import SENTENCE_FEATURES, Weighing
from retrieval.search.query import understand
from scripts.train.pairwise import balanced, fit_pairwise
from scripts.train.quality_archives import fitting_cache, quality_archive
from scripts.train.quality_sets import SETS, LabelledQuestion, QualitySet, holds

ROOT = Path(__file__).resolve().parents[2]

TARGET = ROOT / "retrieval" / "search" / "highlight.json"
_PENALTY = 1.0


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of a passage that answers: their features, and which hold the answer.

    ``is_direct`` tells that the question was asked with the passage at hand, in words like its own.
    """

    question: LabelledQuestion
    is_direct: bool
    features: Array
    right: tuple[bool, ...]


def main() -> int:
    """Fits on training questions, prints how good it is, writes the weights."""
    cache = fitting_cache(__doc__)
    if cache is None:
        return 0
    found = {name: list(_sentences(make(), cache)) for name, make in SETS.items()}
    training = [s for own in found.values() for s in own if s.question.is_for_fitting]
    count_of = balanced([s.is_direct for s in training])
    groups = ((s.features, s.right, count_of[s.is_direct]) for s in training)
    fitted = fit_pairwise(groups, penalty=_PENALTY)
    for name, own in found.items():
        for is_test in (False, True):
            _report(name, [s for s in own if s.question.is_test is is_test], fitted)
    weights = dict(zip(SENTENCE_FEATURES, (round(float(w), 4) for w in fitted), strict=True))
    TARGET.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    return 0


def _sentences(quality_set: QualitySet, cache: Path) -> Iterator[Sentences]:
    """Those of the first passage, in the order of the search, that holds each answer."""
    with quality_archive(quality_set, cache) as archive:
        for question in quality_set.questions:
            if question.is_answerable and question.answer:
                yield from _of_first_holding(question, archive, quality_set.by_article)


def _of_first_holding(
    question: LabelledQuestion, archive: Archive, is_direct: bool
) -> Iterator[Sentences]:
    query = understand(question.text)
    searcher = archive.searcher()
    results, signals = searcher.gathered(query)
    for result in results:
        text = result.passage.text
        if holds(text, question.answer):
            reading = None
            if searcher.reader:
                [reading] = searcher.reader.read(query.text, [(result.article.title or "", text)])
            spans, features = Weighing(query, [result], signals).sentences(0, reading)
            right = tuple(holds(text[span.start : span.end], question.answer) for span in spans)
            if True in right:
                yield Sentences(question, is_direct, features.astype(np.float64), right)
            return


def _report(name: str, passages: Sequence[Sentences], weights: Array) -> None:
    if passages:
        kind = "test" if passages[0].question.is_test else "training"
        hits = [s.right[int((s.features @ weights).argmax())] for s in passages]
        print(f"{name} {kind}: {np.mean(hits):.3f} of {len(hits)}")
