"""Fits ``search/evidence/highlight.json``: the weights that select the highlighted sentences.

Pairwise logistic regression over a sentence that holds the answer and one that does not, of the
same passage. Only on training questions that the reader was not trained on. Questions written while
looking at the passage get the same total weight as the others. The weights that are set by hand
stay as they are. Needs the folder ``shared``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.archive import Archive
from retrieval.evaluation.logistic import Array
from retrieval.search.evidence.features import FeatureExtractor
from retrieval.search.evidence.heading import heading
from retrieval.search.evidence.sentence_features import FITTED_SENTENCE_FEATURES, SENTENCE_FEATURES
from scripts.quality.archives import fitting_cache, is_relevant, quality_archive
from scripts.quality.sets import (
    FITTING_SETS,
    MOST_QUESTIONS,
    SETS,
    QualitySet,
    SetQuestion,
    holds,
)
from scripts.train.pairwise import balanced, fit_pairwise

ROOT = Path(__file__).resolve().parents[2]

TARGET = ROOT / "retrieval" / "search" / "evidence" / "highlight.json"
_PENALTY = 1.0
# The fit rests mostly on questions written in the words of their passage. Those of people in other
# words are served better if the reader counts more: on the news desks on which it was not trained,
# the right sentence is marked in 84 % of the passages that answer instead of 82 %.
_READER_FACTOR = 5.0


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of an answering passage: their features, and which hold the answer.

    ``is_passage_known`` is whether the question was written while looking at the passage, in
    similar words.
    """

    question: SetQuestion
    is_passage_known: bool
    features: Array
    relevant: tuple[bool, ...]


def main() -> int:
    """Fits the weights on training questions, prints their quality, writes them."""
    cache = fitting_cache(__doc__)
    if cache is None:
        return 0
    weights = json.loads(TARGET.read_text(encoding="utf-8"))
    for kind, own in weights.items():
        own.update(_fitted(cache, own, use_reader=kind == "read"))
    TARGET.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    return 0


def _fitted(cache: Path, known: dict[str, float], *, use_reader: bool) -> dict[str, float]:
    """The fitted weights for passages that were read, or for others, by feature; ``known`` holds
    those set by hand.
    """
    found = {name: list(_sentences(SETS[name](), cache, use_reader)) for name in FITTING_SETS}
    training = [s for own in found.values() for s in own if s.question.is_for_fitting]
    weight_of = balanced([s.is_passage_known for s in training])
    count = len(FITTED_SENTENCE_FEATURES)
    scale = np.where(np.array(FITTED_SENTENCE_FEATURES) == "reader_score", _READER_FACTOR, 1.0)
    groups = ((s.features[:, :count], s.relevant, weight_of[s.is_passage_known]) for s in training)
    fitted = fit_pairwise(groups, penalty=_PENALTY) * scale
    by_hand = [known[name] for name in SENTENCE_FEATURES[count:]]
    weights = np.concatenate([fitted, by_hand])
    for name, own in found.items():
        for is_test in (False, True):
            _report(name, [s for s in own if s.question.is_test is is_test], weights)
    rounded = (round(float(weight), 4) for weight in fitted)
    return dict(zip(FITTED_SENTENCE_FEATURES, rounded, strict=True))


def _sentences(quality_set: QualitySet, cache: Path, use_reader: bool) -> Iterator[Sentences]:
    """For each question the sentences of the first retrieved passage that holds its answer."""
    with quality_archive(quality_set, cache) as archive:
        for question in quality_set.questions[:MOST_QUESTIONS]:
            if question.is_answerable and question.answer:
                yield from _first_answering(quality_set, question, archive, use_reader=use_reader)


def _first_answering(
    quality_set: QualitySet, question: SetQuestion, archive: Archive, *, use_reader: bool
) -> Iterator[Sentences]:
    searcher = archive.searcher()
    query = searcher.questions.understand(question.text)
    results, inputs = searcher.feature_inputs(query)
    for result in results:
        text = result.passage.text
        if is_relevant(quality_set, question, result) and holds(text, question.answer):
            scores = None
            if searcher.reader and use_reader:
                [scores] = searcher.reader.read(query.text, [(heading(result.article), text)])
            extractor = FeatureExtractor(query, [result], inputs)
            spans, features = extractor.sentence_features(0, scores)
            relevant = tuple(holds(text[span.start : span.end], question.answer) for span in spans)
            if True in relevant:
                is_passage_known = quality_set.relevance != "answer"
                yield Sentences(question, is_passage_known, features.astype(np.float64), relevant)
            return


def _report(name: str, passages: Sequence[Sentences], weights: Array) -> None:
    if passages:
        kind = "test" if passages[0].question.is_test else "training"
        hits = [s.relevant[int((s.features @ weights).argmax())] for s in passages]
        print(f"{name} {kind}: {np.mean(hits):.3f} of {len(hits)}")
