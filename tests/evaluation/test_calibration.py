"""Confidence refitted to an archive by its own labelled questions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from retrieval.archive import Archive
from retrieval.errors import RetrievalError
from retrieval.evaluation.calibration import Trial, refit, trials
from retrieval.evaluation.measures import LabelledQuestion
from retrieval.search.judging.confidence import (
    CONFIDENCE_FEATURES,
    default_model,
    model_text,
    read_model,
)
from tests.support.toys import HARBOUR, OWLS

QUESTIONS = [
    LabelledQuestion("Who is the mayor of Eastwick?", "Ines Holm"),
    LabelledQuestion("Where did owls nest?", None, ("b7c8d9e0f1a2b3c4",)),
    LabelledQuestion("Who won the chess match?"),
]


def test_each_question_is_asked_again_without_what_answered_it(toy_archive: Archive) -> None:
    found = list(trials(QUESTIONS, toy_archive.searcher(), toy_archive.passage_ids))
    assert [(place, trial.is_right) for place, trial in found] == [
        (0, True),
        (0, False),
        (1, True),
        (1, False),
        (2, False),
    ]
    matches = [trial.features[CONFIDENCE_FEATURES.index("token_match")] for _, trial in found]
    assert matches[0] > matches[1]


def test_a_follow_up_is_tried_after_the_questions_before_it(toy_archive: Archive) -> None:
    earlier = ("How many chicks did the rangers count?",)
    label = LabelledQuestion("And when was it?", None, (OWLS.doc_id,), earlier)
    parts = (toy_archive.searcher(), toy_archive.passage_ids)
    [(_, first), *_] = trials([label], *parts)
    [(_, alone), *_] = trials([replace(label, earlier=())], *parts)
    match = CONFIDENCE_FEATURES.index("token_match")
    assert first.is_right
    assert first.features[match] > alone.features[match]


def test_a_question_is_tried_within_the_filters_that_it_names(toy_archive: Archive) -> None:
    parts = (toy_archive.searcher(), toy_archive.passage_ids)
    asked = "Who is the mayor of Eastwick, according to the {}?"

    def rightness(publisher: str) -> list[bool]:
        label = LabelledQuestion(asked.format(publisher), "Ines Holm")
        return [trial.is_right for _, trial in trials([label], *parts)]

    assert rightness("Eastwick Post")[0]
    assert rightness("Tarn Valley Herald") == [False]


def made(count: int, *, seed: int = 1) -> list[tuple[int, Trial]]:
    """Trials of an archive in which a token match of more than .8, not .5, is an answer."""
    random = np.random.default_rng(seed)
    found = []
    for place in range(count):
        match = random.uniform(0.3, 1.0)
        features = dict.fromkeys(CONFIDENCE_FEATURES, 0.5) | {
            "token_match": match,
            "cosine": match,
            "contrast": match - 0.3,
        }
        is_right = bool(random.random() < 1.0 / (1.0 + np.exp(-30.0 * (match - 0.8))))
        found.append((place, Trial(tuple(features.values()), is_right)))
    return found


def test_a_refit_knows_the_archive_better_than_the_model_for_all() -> None:
    learnt = refit(made(400), before=default_model())
    assert learnt.is_better
    assert learnt.after.error < 0.1 < learnt.before.error
    assert learnt.trials == 400
    assert 0.9 < learnt.after.answered < 0.99  # of those right, while a tenth of the wrong pass


def test_a_model_that_is_as_good_already_is_not_replaced() -> None:
    first = refit(made(400), before=default_model())
    assert not refit(made(400), before=first.model).is_better


def test_too_few_or_like_trials_teach_nothing() -> None:
    with pytest.raises(RetrievalError, match="at least 20 that"):
        refit(made(39), before=default_model())
    assert refit(made(40), before=default_model()).trials == 40
    alike = [(place, replace(trial, is_right=True)) for place, trial in made(400)]
    with pytest.raises(RetrievalError, match="too few"):
        refit(alike, before=default_model())


def test_an_archive_judges_by_its_own_model_and_by_the_one_for_all_without(
    toy_archive: Archive,
) -> None:
    question = "Who is the mayor of Eastwick?"
    unread = default_model(is_read=False)  # the toy archive has no reader
    assert toy_archive.confidence_model() == unread
    before = toy_archive.ask(question).confidence
    own = replace(unread, intercept=unread.intercept + 2.0)
    toy_archive.put_confidence_model(own)
    assert toy_archive.confidence_model().intercept == own.intercept
    assert toy_archive.ask(question).confidence > before
    assert toy_archive.article(HARBOUR.doc_id)


def test_a_model_is_read_as_it_was_written_and_another_version_s_is_refused() -> None:
    assert read_model(model_text(default_model())) == default_model()
    with pytest.raises(ValueError, match="features of the current version"):
        read_model('{"weights": {"cosine": 1.0}, "intercept": 0.0}')


def test_what_the_questions_do_not_tell_stays_as_the_model_for_all_has_it() -> None:
    learnt = refit(made(60), before=default_model()).model
    weights = dict(zip(CONFIDENCE_FEATURES, learnt.weights, strict=True))
    before = dict(zip(CONFIDENCE_FEATURES, default_model().weights, strict=True))
    told = {"token_match", "cosine", "contrast"}
    assert {name: weights[name] for name in weights.keys() - told} == pytest.approx(
        {name: before[name] for name in before.keys() - told}, abs=1e-6
    )


def test_more_questions_move_the_weights_further_from_the_model_for_all() -> None:
    def moved(count: int) -> float:
        learnt = refit(made(count), before=default_model()).model
        return float(np.abs(np.subtract(learnt.weights, default_model().weights)).sum())

    few, many = moved(40), moved(1000)
    assert 0.5 < few < 5.0
    assert 2.0 * few < many
