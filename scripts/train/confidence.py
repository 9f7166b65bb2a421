"""Fits ``retrieval/search/confidence.json``: the probability that an archive answers a question.

Each training question that the reader was not trained on is asked twice, with and without its
answering articles in the archive; the label is whether one of the first three results is relevant.
Needs the folder ``shared``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from retrieval.evaluation.logistic import fit_intercept, fit_logistic
from retrieval.search.confidence import ConfidenceModel, model_text
from scripts.train.confidence_figures import features_and_labels, print_figures
from scripts.train.quality_archives import fitting_cache, judge_with_and_without_answers
from scripts.train.quality_sets import SETS

ROOT = Path(__file__).resolve().parents[2]

TARGET = ROOT / "retrieval" / "search" / "confidence.json"
_PENALTY = 10.0
# Unanswerable questions about a paragraph in the archive differ from answerable ones only in
# meaning, which no feature captures: at full weight they would lower every confidence.
_UNANSWERABLE_WEIGHT = 0.1


def main() -> int:
    """Fits the model on training questions, prints its quality on the others, writes it."""
    cache = fitting_cache(__doc__)
    if cache is None:
        return 0
    judged = {
        name: list(judge_with_and_without_answers(make(), cache)) for name, make in SETS.items()
    }
    training = [own for group in judged.values() for own in group if own.question.is_for_fitting]
    features, labels = features_and_labels(training)
    counts = np.array(
        [1.0 if own.question.is_answerable else _UNANSWERABLE_WEIGHT for own in training]
    )
    fit = fit_logistic(features, labels, counts=counts, penalty=_PENALTY)
    # They help to fit the weights, but not the intercept, which sets how often to answer.
    answerable = [own for own in training if own.question.is_answerable]
    intercept = fit_intercept(*features_and_labels(answerable), fit.weights)
    model = ConfidenceModel(tuple(map(float, fit.weights)), intercept)
    for name, group in judged.items():
        test = [own for own in group if own.question.is_test]
        if test:
            print_figures(name, test, model)
    TARGET.write_text(model_text(model) + "\n", encoding="utf-8")
    return 0
