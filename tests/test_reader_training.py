"""Training of the answer reader: generated examples, the training itself, and the export."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from retrieval.models.answer_reader import TOKENIZER, OnnxAnswerReader, ReaderTokenizer
from scripts.train.cloze_questions import (
    NEGATIVES,
    WINDOW_WORDS,
    ClozeQuestions,
    TrainingExample,
)
from scripts.train.quality_sets import LabelledQuestion, holds, occurrences
from scripts.train.reader import train, window
from scripts.train.reader_model import ReaderModel, batch_of, write_reader

SEEDS = Path(__file__).resolve().parents[1] / "seeds" / "articles" / "more-articles.jsonl"

EXAMPLES = (
    TrainingExample(
        "Who steers the ferry to Skarholm?",
        "Ilse Brandt",
        (
            ("Ferry to Skarholm", "Captain Ilse Brandt has steered the ferry for nineteen years."),
            ("Ferry to Skarholm", "The ferry was built in Gdansk and carries 240 people."),
        ),
    ),
    TrainingExample(
        "How many owls nested?", None, (("", "Rangers closed the northern footpath."),)
    ),
)


def cloze(count: int, seed: int = 0) -> list[TrainingExample]:
    articles = map(json.loads, SEEDS.read_text("utf-8").splitlines())
    return list(itertools.islice(ClozeQuestions(articles, seed=seed), count))


def test_an_example_has_one_passage_with_the_answer_and_others_without() -> None:
    for example in cloze(30):
        right, *wrong = example.passages
        assert example.answer is not None
        assert holds(right[1], example.answer)
        assert not holds(example.question, example.answer)
        assert len(wrong) == NEGATIVES
        assert not any(holds(text, example.answer) for _, text in wrong)


def test_examples_are_the_same_for_the_same_seed() -> None:
    assert cloze(3) == cloze(3)
    assert cloze(3) != cloze(3, seed=1)


@pytest.mark.parametrize(
    ("answer", "text", "found"),
    [
        ("squid game", "The “Squid-Game” returns.", ["Squid-Game"]),
        ("6", "6 of 16 and 6.5", ["6"]),
        ("US", "the U.S. or Russia", ["U.S"]),
        ("1000", "over 1,000.", ["1,000"]),
        ("Ilse Brandt", "Brandt, Ilse; ilse brandt", ["ilse brandt"]),
        ("…", "Nothing…", []),
    ],
)
def test_an_answer_is_found_as_whole_words(answer: str, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in occurrences(answer, text)] == found
    assert holds(text, answer) is bool(found)


def test_a_window_holds_whole_sentences_around_an_offset() -> None:
    text = " ".join(f"This is sentence number {n} of all of them here." for n in range(30))
    place = text.index("number 20")
    found = window(text, place)
    assert "number 20 " in found
    assert found in text
    assert len(found.split()) <= WINDOW_WORDS
    assert window("One long sentence " * 60, 5) == ("One long sentence " * 60).strip()


def test_the_reader_is_trained_on_no_question_for_tests_or_for_fitting_weights() -> None:
    questions = [
        LabelledQuestion(f"Question {n}?", frozenset(), "yes", is_test=is_test)
        for n in range(100)
        for is_test in (True, False)
    ]
    trained = [question for question in questions if question.is_for_reader]
    assert 40 <= len(trained) <= 80
    assert not any(question.is_test or question.is_for_fitting for question in trained)


def test_the_model_learns_and_scores_alike_after_export(tmp_path: Path) -> None:
    model = ReaderModel()
    tokenizer = ReaderTokenizer(model.folder / TOKENIZER)
    losses = train(model, itertools.repeat(batch_of(EXAMPLES, tokenizer)), 10)
    assert losses[-1] < 0.5 * losses[0]
    model.eval()

    write_reader(model, tmp_path / "reader")

    [example, _] = EXAMPLES
    right, wrong = OnnxAnswerReader(tmp_path / "reader").read(example.question, example.passages)
    batch = batch_of(EXAMPLES[:1], tokenizer)
    scores = model.scores(batch).detach().numpy()
    expected = (scores - scores[:, :1])[0][batch.is_passage[0].numpy()]
    assert np.corrcoef(right.scores, expected)[0, 1] > 0.99
    assert right.scores.max() > wrong.scores.max()
