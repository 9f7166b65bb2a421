"""Fits ``search/judging/confidence.json``: the probability that an archive answers a question.

All that is asked of the invented news desks on which the reader was not trained is asked of an
archive of their articles, as in use; the label is whether the first result answers. One model is
for results that were read, one for others. For each desk the quality of a model that was fitted
without it is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.evaluation.logistic import Array, fit_logistic, sigmoid
from retrieval.evaluation.probabilities import calibration_error, roc_area
from retrieval.search.judging.confidence import (
    CONFIDENCE_FEATURES,
    LOG_USAGE_ODDS,
    ConfidenceModel,
    default_model,
    model_text,
)
from scripts.quality.archives import (
    AnswerReader,
    AskedQuestion,
    ask_desk,
    cache_folder,
    quality_archive,
)
from scripts.quality.invented_news import FITTING_DESKS, Desk

ROOT = Path(__file__).resolve().parents[2]

TARGET = ROOT / "retrieval" / "search" / "judging" / "confidence.json"
_PENALTY = 10.0


@dataclass(frozen=True, slots=True)
class Trial:
    """What is known of the first result: features, log-odds besides, and whether it answers.

    ``is_answerable`` is whether any passage answers.
    """

    features: tuple[float, ...]
    offset: float
    is_right: bool
    is_answerable: bool


def main() -> int:
    """Fits the models, prints their quality, writes them."""
    cache = cache_folder(__doc__)
    models = [_fitted_on_all(cache, reader) for reader in ("full", "off")]
    text = ",\n".join(model_text(model) for model in models)
    TARGET.write_text(f"[\n{text}\n]\n", encoding="utf-8")
    return 0


def _fitted_on_all(cache: Path, reader: AnswerReader) -> ConfidenceModel:
    is_read = reader != "off"
    trials = {name: list(_trials(Desk.read(name), cache, reader)) for name in FITTING_DESKS}
    for name, own in trials.items():
        others = [trial for other in trials if other != name for trial in trials[other]]
        _report(name, own, _fitted(others, is_read=is_read))
    return _fitted([trial for own in trials.values() for trial in own], is_read=is_read)


def _trials(desk: Desk, cache: Path, reader: AnswerReader) -> Iterator[Trial]:
    with quality_archive(desk, cache, answer_reader=reader) as archive:
        for asked in ask_desk(desk, archive, k=1):
            yield from _trial(asked, is_read=reader != "off")


def _trial(asked: AskedQuestion, *, is_read: bool) -> Iterator[Trial]:
    """The trial, none where nothing was found or what was found is judged by another model."""
    told = asked.answer.explanation
    if told and tuple(factor.name for factor in told.factors) == CONFIDENCE_FEATURES:
        yield Trial(
            tuple(factor.value for factor in told.factors),
            told.intercept - default_model(is_read=is_read).prior,
            asked.is_first_right,
            bool(asked.answering),
        )


def _fitted(trials: Sequence[Trial], *, is_read: bool) -> ConfidenceModel:
    labels = np.array([float(own.is_right) for own in trials])
    offsets = np.array([own.offset for own in trials])
    fit = fit_logistic(_rows(trials), labels, penalty=_PENALTY, offsets=offsets)
    # Desks are asked as archives are in use: what is added in use is in the intercept already.
    intercept = fit.intercept - (LOG_USAGE_ODDS if is_read else 0.0)
    return ConfidenceModel(tuple(map(float, fit.weights)), intercept, is_read)


def _rows(trials: Sequence[Trial]) -> Array:
    return np.array([own.features for own in trials], dtype=np.float64)


def _report(name: str, trials: Sequence[Trial], model: ConfidenceModel) -> None:
    offsets = np.array([own.offset for own in trials])
    scores = sigmoid(_rows(trials) @ np.array(model.weights) + model.prior + offsets)
    labels = np.array([float(own.is_right) for own in trials])
    is_answerable = np.array([own.is_answerable for own in trials])
    answered = scores >= 0.5
    print(
        f"{name}: {len(trials)} asked, first right {labels.mean():.3f}, ROC area"
        f" {roc_area(scores, labels):.3f}, calibration error"
        f" {calibration_error(scores, labels):.3f},"
        f" answered {answered[labels == 1].mean():.3f} of those that are right,"
        f" {answered[~is_answerable].mean():.3f} of those without an answer",
        flush=True,
    )
