"""Fits ``retrieval/confidence.json``: how likely it is that an archive answers a question.

Each training question that the reader has not seen is asked twice, with its answering articles in
the archive and without; what is fitted is whether one of the first three results is right. Needs
the folder ``shared``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from retrieval.evaluation.logistic import fit_intercept, fit_logistic
from retrieval.search.judgement import ConfidenceModel, model_text
from scripts.train.confidence_figures import features_and_labels, print_figures
from scripts.train.quality_archives import all_cases, fitting_cache
from scripts.train.quality_sets import SETS

ROOT = Path(__file__).resolve().parents[2]

TARGET = ROOT / "retrieval" / "search" / "confidence.json"
_PENALTY = 10.0
# Unanswerable questions about a paragraph that is there differ from answerable ones by its meaning
# alone, which nothing here can tell: at full weight they would only make every answer doubtful.
_SEEMING_WEIGHT = 0.1


def main() -> int:
    """Fits on training questions, prints how good it is on the others, writes the weights."""
    cache = fitting_cache(__doc__)
    if cache is None:
        return 0
    cases = {name: list(all_cases(make(), cache)) for name, make in SETS.items()}
    training = [case for own in cases.values() for case in own if case.question.is_for_fitting]
    features, labels = features_and_labels(training)
    counts = np.array(
        [1.0 if case.question.is_answerable else _SEEMING_WEIGHT for case in training]
    )
    fit = fit_logistic(features, labels, counts=counts, penalty=_PENALTY)
    # Such questions teach what to look at, but how often to answer is learnt without them.
    plain = [case for case in training if case.question.is_answerable]
    intercept = fit_intercept(*features_and_labels(plain), fit.weights)
    model = ConfidenceModel(tuple(map(float, fit.weights)), intercept)
    for name, own in cases.items():
        test = [case for case in own if case.question.is_test]
        if test:
            print_figures(name, test, model)
    TARGET.write_text(model_text(model) + "\n", encoding="utf-8")
    return 0
