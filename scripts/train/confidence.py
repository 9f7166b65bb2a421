"""Fits ``search/judging/confidence.json``: the probability that an archive answers a question.

Each training question that the reader was not trained on is asked with and without its answering
articles in the archive, and with a name, number or word replaced; the label is whether the first
result is relevant. One model is for results that were read, one for others. The first is also
fitted on the questions and follow-ups of news desks that the reader was not trained on, with and
without the passages that answer. Needs the folder ``shared``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from retrieval.evaluation.logistic import fit_intercept, fit_logistic
from retrieval.search.evidence.heading import heading
from retrieval.search.judging.confidence import ConfidenceModel, model_text
from scripts.quality.archives import (
    JudgedQuestion,
    fitting_cache,
    judge_desk,
    judge_questions,
    quality_archive,
)
from scripts.quality.confidence_figures import features_and_labels, print_figures
from scripts.quality.invented_news import FITTING_DESKS, Desk
from scripts.quality.sets import (
    FITTING_SETS,
    MOST_QUESTIONS,
    SETS,
    QualitySet,
    SetQuestion,
)
from scripts.train.reader_texts import Example, Text
from scripts.train.reader_variations import Variations

ROOT = Path(__file__).resolve().parents[2]

TARGET = ROOT / "retrieval" / "search" / "judging" / "confidence.json"
_PENALTY = 10.0


def main() -> int:
    """Fits the models on training questions, prints their quality on the others, writes them."""
    cache = fitting_cache(__doc__)
    if cache is None:
        return 0
    models = [_fitted(cache, use_reader=use_reader) for use_reader in (True, False)]
    text = ",\n".join(model_text(model) for model in models)
    TARGET.write_text(f"[\n{text}\n]\n", encoding="utf-8")
    return 0


def _fitted(cache: Path, *, use_reader: bool) -> ConfidenceModel:
    judged = {name: list(_judged(SETS[name](), cache, use_reader)) for name in FITTING_SETS}
    for name in FITTING_DESKS if use_reader else ():
        desk = Desk.read(name)
        with quality_archive(desk, cache) as archive:
            judged[name] = list(judge_desk(desk, archive))
    training = [own for group in judged.values() for own in group if not own.question.is_test]
    fit = fit_logistic(*features_and_labels(training), penalty=_PENALTY)
    # Questions about what a passage only seems to answer help to fit the weights, but not the
    # intercept, which sets how often to answer.
    plain = [own for own in training if own.question.is_answerable]
    intercept = fit_intercept(*features_and_labels(plain), fit.weights)
    model = ConfidenceModel(tuple(map(float, fit.weights)), intercept, use_reader)
    for name, group in judged.items():
        for is_test in (False, True):
            own = [one for one in group if one.question.is_test is is_test]
            if own:
                print_figures(f"{name}, {'tests' if is_test else 'training'}", own, model)
    return model


def _judged(quality_set: QualitySet, cache: Path, use_reader: bool) -> Iterator[JudgedQuestion]:
    """Questions that the reader was not trained on, with and without their answering articles,
    and near misses: the same questions about something else.
    """
    questions = [one for one in quality_set.questions if one.is_for_fitting or one.is_test][
        :MOST_QUESTIONS
    ]
    answerable = [question for question in questions if question.is_answerable]
    variations = Variations([one.text for one in quality_set.questions], random.Random(0))
    with quality_archive(quality_set, cache) as archive:
        judge = partial(judge_questions, quality_set, archive, use_reader=use_reader)
        plain = list(judge(questions))
        missed = [_near_miss(one, variations) for one in plain if not one.question.is_test]
        hidden = judge(answerable, hide_answers=True)
        for own in (*plain, *hidden, *judge(filter(None, missed))):
            if own.query.language == "en":  # else found by words, which has other features
                yield own


def _near_miss(judged: JudgedQuestion, variations: Variations) -> SetQuestion | None:
    texts = [Text(heading(one.article), one.passage.text) for one in judged.found.results]
    right = next((text for text, ok in zip(texts, judged.relevant, strict=True) if ok), None)
    if right is None:
        return None
    wrong = tuple(text for text in texts if text != right)
    made = variations.near_miss(Example(judged.question.text, right, (), False, wrong))
    if made is None:
        return None
    return replace(judged.question, text=made.question, is_answerable=False)
