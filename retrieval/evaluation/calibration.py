"""Fits the confidence model to an archive by labelled questions.

Each question is asked of the whole archive, and again without the articles that answered it, which
gives an example of a question that the archive cannot answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from retrieval.errors import RetrievalError
from retrieval.evaluation.logistic import Array, fit_logistic, sigmoid
from retrieval.evaluation.measures import LabelledQuestion, is_right
from retrieval.evaluation.probabilities import answered_at, calibration_error, roc_area
from retrieval.search.filtered_answering import Asked, with_named_filters
from retrieval.search.judging.confidence import (
    ConfidenceModel,
    confidence_features,
    default_model,
    words_model,
)
from retrieval.search.questions.turns import unanswered
from retrieval.search.searcher import Searcher, SearchResults

MIN_TRIALS = 40
_FOLDS = 5
_MAX_EXCLUSIONS = 5  # repetitions, because other articles may answer as well
_PENALTY = 10.0  # keeps the weights near the defaults if there are few questions
_FALSE_ANSWERS = 0.1  # rate at which the answered share is measured


@dataclass(frozen=True, slots=True)
class Trial:
    """One search: its confidence features, and whether the first result answered.

    ``by_words`` is whether the results were found by words alone, which gives other features.
    """

    features: tuple[float, ...]
    is_right: bool
    by_words: bool = False


@dataclass(frozen=True, slots=True)
class Calibration:
    """The quality of predicted probabilities.

    ``error`` is the expected calibration error, ``roc_area`` the area under the ROC curve, and
    ``answered`` the true positive rate at a false positive rate of a tenth.
    """

    error: float
    roc_area: float
    answered: float


@dataclass(frozen=True, slots=True)
class Refit:
    """A newly fitted confidence model with its cross-validated quality.

    ``trials`` is the number of trials; ``before`` is the quality of the model in use.
    """

    model: ConfidenceModel
    trials: int
    before: Calibration
    after: Calibration

    @property
    def is_better(self) -> bool:
        """Whether the new model has a lower calibration error."""
        return self.after.error < self.before.error

    @property
    def ranks_worse(self) -> bool:
        """Whether the new model tells answers less well from what is none, as figures show it."""
        return round(self.after.roc_area, 3) < round(self.before.roc_area, 3)


def trials(
    questions: Iterable[LabelledQuestion],
    searcher: Searcher,
    passages_of: Callable[[str], Iterable[int]],
    *,
    on_done: Callable[[int], None] = lambda done: None,
) -> Iterator[tuple[int, Trial]]:
    """The trials of each question, with its index; ``passages_of`` gives an article's passages."""
    for index, labelled in enumerate(questions):
        for trial in _trials(labelled, searcher, passages_of):
            yield index, trial
        on_done(index + 1)


def refit(found: Sequence[tuple[int, Trial]], *, before: ConfidenceModel) -> Refit:
    """Fits a model to trials; raises RetrievalError if they are too few or have one label only.

    Of trials by words and others, those are used of which there are more.
    """
    by_words = 2 * sum(trial.by_words for _, trial in found) > len(found)
    found = [(index, trial) for index, trial in found if trial.by_words == by_words]
    if by_words != before.by_words:
        before = words_model() if by_words else default_model(is_read=before.is_read)
    indices = np.array([index for index, _ in found])
    features = np.array([trial.features for _, trial in found], dtype=np.float64)
    labels = np.array([float(trial.is_right) for _, trial in found])
    if len(found) < MIN_TRIALS or len(set(labels)) < 2:
        raise RetrievalError(
            f"There are too few labelled questions: give at least {MIN_TRIALS // 2} that the"
            " archive answers."
        )
    return Refit(
        model=_fit(features, labels, before),
        trials=len(found),
        before=_calibration(_probabilities(features, before), labels),
        after=_calibration(_held_out(features, labels, indices % _FOLDS, before), labels),
    )


def _trials(
    labelled: LabelledQuestion, searcher: Searcher, passages_of: Callable[[str], Iterable[int]]
) -> Iterator[Trial]:
    earlier = tuple(map(unanswered, labelled.earlier))
    asked = with_named_filters(Asked(labelled.question, earlier, searcher.filters), searcher)
    searcher = searcher.filtered(asked.filters)
    query = searcher.questions.understand(
        asked.question, turns=searcher.questions.turns(asked.earlier)
    )
    excluded: frozenset[int] = frozenset()
    for repetition in range(_MAX_EXCLUSIONS):
        found = replace(searcher, exclude=excluded).search(query, 1)
        answering = _answering_articles(labelled, found)
        if found.features and (repetition == 0 or not answering):
            features = confidence_features(query, found.features, found.mean_match)
            by_words = found.features[0].words is not None
            yield Trial(tuple(features), bool(answering), by_words)
        if not answering:
            return
        excluded |= {i for doc_id in answering for i in passages_of(doc_id)}


def _answering_articles(labelled: LabelledQuestion, found: SearchResults) -> set[str]:
    """The articles that answer, and their copies."""
    return {
        article.doc_id
        for result in found.results
        if is_right(labelled, result)
        for article in (result.article, *result.also_in)
    }


def _held_out(features: Array, labels: Array, folds: Array, before: ConfidenceModel) -> Array:
    """The probability of each trial by a model fitted without the trials of its fold."""
    probabilities = np.zeros(len(labels))
    for fold in range(_FOLDS):
        own = folds == fold
        if own.any():
            model = _fit(features[~own], labels[~own], before)
            probabilities[own] = _probabilities(features[own], model)
    return probabilities


def _fit(features: Array, labels: Array, before: ConfidenceModel) -> ConfidenceModel:
    """A model of the kind of ``before``."""
    packaged = (
        words_model()
        if before.by_words
        else default_model(is_read=before.is_read, embedder=before.embedder)
    )
    fit = fit_logistic(features, labels, penalty=_PENALTY, prior=np.array(packaged.weights))
    weights = tuple(float(weight) for weight in fit.weights)
    return replace(packaged, weights=weights, intercept=fit.intercept)


def _probabilities(features: Array, model: ConfidenceModel) -> Array:
    return sigmoid(features @ np.array(model.weights) + model.intercept)


def _calibration(probabilities: Array, labels: Array) -> Calibration:
    return Calibration(
        error=calibration_error(probabilities, labels),
        roc_area=roc_area(probabilities, labels),
        answered=answered_at(probabilities, labels, false_answers=_FALSE_ANSWERS),
    )
