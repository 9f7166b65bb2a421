"""Training of the answer reader: generated examples, the training itself, and the export."""

from __future__ import annotations

import itertools
import json
import random
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.models.answer_reader import TOKENIZER, OnnxAnswerReader, ReaderTokenizer
from retrieval.types import Span
from scripts.quality.sets import SetQuestion, holds, occurrences
from scripts.train.cloze_questions import (
    NEGATIVES,
    ClozeQuestions,
    TrainingExample,
)
from scripts.train.packed_examples import (
    ANSWER_TAKEN_OUT,
    NEAR_MISS,
    PackedExample,
    load,
    pack,
    save,
)
from scripts.train.reader_examples import held_out
from scripts.train.reader_tables import TableQuestions
from scripts.train.reader_texts import Example, Text, shortened
from scripts.train.reader_variations import Variations

if TYPE_CHECKING:  # PyTorch takes seconds to import: only the tests that need it do
    from scripts.train.reader_model import ReaderModel

TOKENIZER_FILE = Path(str(files("retrieval.models").joinpath("reader_weights", TOKENIZER)))
SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "articles" / "more-articles.jsonl"

FERRY = Text(
    "The Post, 5 February 2022: Ferry to Skarholm",
    "Captain Ilse Brandt has steered the ferry for nineteen years. It sails at noon.",
)
BUILT = Text("Ferry to Skarholm", "The ferry was built in Gdansk and carries 240 people.")
PATH = Text("", "Rangers closed the northern footpath.")
ANSWERED = Example("Who steers the ferry to Skarholm?", FERRY, (Span(8, 19),), True, (BUILT, PATH))
REFUSED = Example("How many owls nested?", None, (), False, (PATH,))


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


def test_passages_are_cut_to_whole_sentences_around_the_answer() -> None:
    text = " ".join(f"This is sentence number {n} of all of them here." for n in range(30))
    answer = Span(text.index("number 20"), text.index("number 20") + 9)
    long = Example("Which number?", Text("", text), (answer,), True, (Text("", text),) * 3)
    short = shortened(long, 48, random.Random(0), 2)
    assert short.right is not None
    [span] = short.answers
    assert short.right.body[span.start : span.end] == "number 20"
    assert short.right.body in text
    assert [len(one.body.split()) <= 48 for one in (short.right, *short.wrong)] == [True] * 3


def test_a_table_is_asked_for_one_number_or_for_a_row_that_it_does_not_have() -> None:
    examples = list(itertools.islice(TableQuestions(seed=0), 60))
    assert {one.right is None for one in examples} == {True, False}
    for one in examples:
        [wrong] = one.wrong
        if one.right is None:
            continue
        [span] = one.answers
        assert re.fullmatch(r"[\d.,]+", one.right.body[span.start : span.end])
        asked = re.findall(r"\b[A-Z]\w+", one.question)
        assert any(name in one.right.body and name not in wrong.body for name in asked)


def variations(seed: int) -> Variations:
    names = [
        "Did Marta Holm resign in Vardal?",
        "Was Pieter Claes in Oslo?",
        "Why was dinner cold?",
    ]
    return Variations(names, random.Random(seed))


def test_a_near_miss_asks_for_what_no_passage_holds() -> None:
    asked = replace(ANSWERED, question="When did Ilse Brandt steer the ferry to Skarholm in 2022?")
    made = [variations(seed).near_miss(asked) for seed in range(40)]
    found = [one for one in made if one is not None]
    assert len({one.question for one in found}) > 10
    texts = " ".join(f"{text.heading} {text.body}" for text in (FERRY, BUILT, PATH)).lower()
    for one in found:
        assert one.right is None
        assert set(one.wrong) == {FERRY, BUILT, PATH}
        new = set(one.question.lower().strip("?").split()) - set(
            asked.question.lower().strip("?").split()
        )
        assert new
        assert not any(word in texts for word in new if len(word) > 3)


def test_a_variation_answers_with_a_passage_of_the_example_or_not_at_all() -> None:
    drawn = [variations(seed).drawn(ANSWERED) for seed in range(60)]
    assert len({one.question for one in drawn}) > 15
    assert {one.right is None for one in drawn} == {True, False}
    for one in drawn:
        if one.right is not None:
            assert one.right.body == FERRY.body
            assert FERRY not in one.wrong


def test_the_reader_is_trained_on_no_question_for_tests_or_for_fitting_weights() -> None:
    questions = [
        SetQuestion(f"Question {n}?", frozenset(), "yes", is_test=is_test)
        for n in range(100)
        for is_test in (True, False)
    ]
    trained = [question for question in questions if question.is_for_reader]
    assert 40 <= len(trained) <= 80
    assert not any(question.is_test or question.is_for_fitting for question in trained)


@pytest.fixture(scope="module")
def packed() -> list[PackedExample]:
    tokenizer = ReaderTokenizer(TOKENIZER_FILE)
    return [pack(example, "news", tokenizer) for example in (ANSWERED, REFUSED)]


def test_examples_are_the_same_out_of_a_file(packed: list[PackedExample], tmp_path: Path) -> None:
    save(packed, tmp_path / "examples.npz")
    for own, read in zip(packed, load(tmp_path / "examples.npz"), strict=True):
        assert own.question.tolist() == read.question.tolist()
        assert [one.tolist() for one in own.passages] == [one.tolist() for one in read.passages]
        for name in ("set_name", "body_lengths", "answers", "is_answered", "is_exact"):
            assert getattr(own, name) == getattr(read, name)


def test_a_packed_answer_is_the_tokens_of_its_words(packed: list[PackedExample]) -> None:
    from tokenizers import Tokenizer

    [(begin, end)] = packed[0].answers
    answer = packed[0].passages[0][begin:end].tolist()
    assert Tokenizer.from_file(str(TOKENIZER_FILE)).decode(answer) == "ilse brandt"
    assert packed[1].answers == ()


def test_of_what_is_held_out_the_answer_is_taken_out_and_something_else_is_asked() -> None:
    names = [f"Was Ilse Brandt {n} years on the ferry to Skarholm?" for n in range(200)]
    asked = [replace(ANSWERED, question=name) for name in names]
    made = list(held_out({"news": asked}, 40))
    own = [example for name, example in made if name == "news"]
    assert len(own) == 40
    for kind in (ANSWER_TAKEN_OUT, NEAR_MISS):
        others = [example for name, example in made if name == f"news/{kind}"]
        assert others
        assert all(example.right is None for example in others)
        assert not any("Ilse Brandt" in text.body for text in others[0].wrong) or kind == NEAR_MISS


def test_all_examples_are_in_one_batch_each_with_its_padding_within_the_limit(
    packed: list[PackedExample],
) -> None:
    from scripts.train.reader_batches import batch_of, batches

    made = list(batches(packed * 20, 600, random.Random(0)))
    assert sorted(map(id, itertools.chain(*made))) == sorted(map(id, packed * 20))
    assert all(batch_of(own, "cpu").ids.numel() <= 600 for own in made)
    assert len(made) < 20


CONFIG = {
    "hidden_size": 32,
    "num_hidden_layers": 3,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "num_labels": 1,
    "hidden_dropout_prob": 0.0,
    "attention_probs_dropout_prob": 0.0,
}


def tiny_model() -> ReaderModel:
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    from scripts.train.reader_model import ReaderModel

    torch.manual_seed(0)
    torch.set_num_threads(1)  # more would wait for each other longer than they compute
    return ReaderModel(BertForSequenceClassification(BertConfig(**CONFIG)))


def test_the_model_learns_and_scores_alike_after_export_and_when_it_is_read_back(
    packed: list[PackedExample], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from transformers import BertConfig

    from scripts.train.reader_batches import batch_of
    from scripts.train.reader_model import read_reader, write_reader
    from scripts.train.reader_training import Training

    model = tiny_model()
    words = model.bert.embeddings.word_embeddings.weight.clone()
    losses = Training(model, packed, packed, rate=3e-3).run(1e9, passes=100)
    assert len(losses) == 100
    assert losses[-1] < 0.5 * losses[0]
    assert "after: news: examples 2.000, right first 1.000" in capsys.readouterr().out
    assert bool((model.bert.embeddings.word_embeddings.weight == words).all())

    write_reader(model, TOKENIZER_FILE, tmp_path / "reader")

    texts = [(FERRY.heading, FERRY.body), (BUILT.heading, BUILT.body)]
    found = OnnxAnswerReader(tmp_path / "reader").read(ANSWERED.question, texts)
    batch = batch_of(packed, "cpu")
    for one in (model, read_reader(tmp_path / "reader", BertConfig(**CONFIG)).eval()):
        scores = one.scores(batch)
        assert found[0].relevance == pytest.approx(scores.relevance[0, 0].item(), abs=0.3)
        own = scores.starts[0, 0][batch.is_body[0, 0]].detach().numpy()
        assert np.corrcoef(found[0].first_scores, own)[0, 1] > 0.98
        assert scores.relevance[0].argmax() == 0
    assert found[0].relevance > found[1].relevance


def test_the_mean_of_two_readers_is_halfway_between_them() -> None:
    import torch

    from scripts.train.reader_training import take_mean

    one, other = tiny_model(), tiny_model()
    with torch.no_grad():
        other.span.weight += 1.0
    before = one.span.weight.clone()
    take_mean(one, other)
    assert torch.allclose(one.span.weight, before + 0.5)
    assert torch.equal(one.span.bias, other.span.bias)


def test_the_loss_is_least_where_the_right_passage_and_words_score_highest(
    packed: list[PackedExample],
) -> None:
    import torch

    from scripts.train.reader_batches import batch_of
    from scripts.train.reader_model import Scores, loss

    batch = batch_of(packed, "cpu")
    right = torch.zeros(batch.is_there.shape)
    right[:, 0] = batch.is_answered.float()
    good = Scores(
        20.0 * right - 10.0, 40.0 * batch.starts.float() - 20.0, 40.0 * batch.ends.float() - 20.0
    )
    assert loss(good, batch) < 0.01
    for name in ("relevance", "starts", "ends"):
        assert loss(replace(good, **{name: -getattr(good, name)}), batch) > 5.0
