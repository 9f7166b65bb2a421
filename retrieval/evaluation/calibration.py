"""Confidence refitted to an archive: how likely its own questions are to be answered rightly.

Each labelled question is asked of the archive as it is, and again without the articles that
answered it: what the archive finds then is what it finds when it cannot know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from retrieval.errors import RetrievalError
from retrieval.evaluation.logistic import (
    Array,
    answered_at,
    calibration_error,
    fit_logistic,
    roc_area,
    sigmoid,
)
from retrieval.evaluation.measures import LabelledQuestion, is_right
from retrieval.search.judgement import (
    CONFIDENT_RESULTS,
    ConfidenceModel,
    confidence_features,
    default_model,
)
from retrieval.search.query import understand
from retrieval.search.searcher import Found, Searcher

FEWEST_TRIALS = 40
_FOLDS = 5
_ROUNDS = 5  # of excluding what answers, as other articles may answer as well
_PENALTY = 10.0  # holds the weights near the default ones while there are few questions
_FALSE_ANSWERS = 0.1


@dataclass(frozen=True, slots=True)
class Trial:
    """What confidence is judged by for a question, and whether the first results answered it."""

    features: tuple[float, ...]
    is_right: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well probabilities meet what came true.

    ``error`` is the expected calibration error, ``roc_area`` the area under the ROC curve, and
    ``answered`` the share of rightly answered questions that pass where a tenth of the others does.
    """

    error: float
    roc_area: float
    answered: float


@dataclass(frozen=True, slots=True)
class Refit:
    """A confidence model fitted to ``trials``, with its quality on questions it was not fitted on.

    ``before`` is the quality of the model that it would replace.
    """

    model: ConfidenceModel
    trials: int
    before: Calibration
    after: Calibration

    @property
    def is_better(self) -> bool:
        """Whether the fitted model tells what it knows better than the one before."""
        return self.after.error < self.before.error


def trials(
    questions: Iterable[LabelledQuestion],
    searcher: Searcher,
    passages_of: Callable[[str], Iterable[int]],
    *,
    on_done: Callable[[int], None] = lambda done: None,
) -> Iterator[tuple[int, Trial]]:
    """The trials of each question, with its place; ``passages_of`` gives an article's passages."""
    for place, labelled in enumerate(questions):
        for trial in _trials(labelled, searcher, passages_of):
            yield place, trial
        on_done(place + 1)


def refit(found: Sequence[tuple[int, Trial]], *, before: ConfidenceModel) -> Refit:
    """The model for ``found``; raises RetrievalError where they are too few or all alike."""
    places = np.array([place for place, _ in found])
    features = np.array([trial.features for _, trial in found], dtype=np.float64)
    labels = np.array([float(trial.is_right) for _, trial in found])
    if len(found) < FEWEST_TRIALS or len(set(labels)) < 2:
        raise RetrievalError(
            f"There is too little to learn from: give at least {FEWEST_TRIALS // 2} questions that"
            " the archive answers."
        )
    return Refit(
        model=_fit(features, labels),
        trials=len(found),
        before=_calibration(_probabilities(features, before), labels),
        after=_calibration(_held_out(features, labels, places % _FOLDS), labels),
    )


def _trials(
    labelled: LabelledQuestion, searcher: Searcher, passages_of: Callable[[str], Iterable[int]]
) -> Iterator[Trial]:
    query = understand(labelled.question, earlier=labelled.earlier)
    excluded: frozenset[int] = frozenset()
    for round_ in range(_ROUNDS):
        found = replace(searcher, exclude=excluded).search(query, CONFIDENT_RESULTS)
        right = _right_articles(labelled, found)
        if found.evidence and (round_ == 0 or not right):
            yield Trial(
                tuple(confidence_features(query, found.evidence, found.background)), bool(right)
            )
        if not right:
            return
        excluded |= {i for doc_id in right for i in passages_of(doc_id)}


def _right_articles(labelled: LabelledQuestion, found: Found) -> set[str]:
    return {result.article.doc_id for result in found.results if is_right(labelled, result)}


def _held_out(features: Array, labels: Array, folds: Array) -> Array:
    """For each trial its probability by a model that was fitted without its question's."""
    probabilities = np.zeros(len(labels))
    for fold in range(_FOLDS):
        own = folds == fold
        if own.any():
            probabilities[own] = _probabilities(features[own], _fit(features[~own], labels[~own]))
    return probabilities


def _fit(features: Array, labels: Array) -> ConfidenceModel:
    prior = np.array(default_model().weights)
    fit = fit_logistic(features, labels, penalty=_PENALTY, prior=prior)
    return ConfidenceModel(tuple(float(weight) for weight in fit.weights), fit.intercept)


def _probabilities(features: Array, model: ConfidenceModel) -> Array:
    return sigmoid(features @ np.array(model.weights) + model.intercept)


def _calibration(probabilities: Array, labels: Array) -> Calibration:
    return Calibration(
        error=calibration_error(probabilities, labels),
        roc_area=roc_area(probabilities, labels),
        answered=answered_at(probabilities, labels, false_answers=_FALSE_ANSWERS),
    )
