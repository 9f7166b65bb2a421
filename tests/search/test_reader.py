"""The answer reader: its scores, and how a search uses them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.archive import Archive
from retrieval.errors import BackendError
from retrieval.models.answer_reader import (
    GRAPH,
    WORD_EMBEDDINGS,
    OnnxAnswerReader,
    dequantize,
    quantize,
)
from retrieval.protocols import AnswerReader
from retrieval.search.evidence.answer_span import answers_in
from retrieval.search.questions.query import understand
from retrieval.search.searcher import Searcher
from retrieval.settings import Settings
from retrieval.text.articles.sentences import sentence_spans
from retrieval.text.words.terms import WORD
from retrieval.types import AnswerScores
from tests.support.toys import HARBOUR, ToyBackends, answer_scores, open_toy_archive
from tests.support.toys import OWLS as SNOWY_OWLS

FERRY = (
    "Ferry to Skarholm",
    "The ferry to Skarholm was built in Gdansk and carries 240 people. Captain Ilse Brandt has "
    "steered it for nineteen years. A ticket costs 35 crowns, and children travel free.",
)
OWLS = (
    "Snowy owls return",
    "Three pairs of snowy owls have nested in the valley. Rangers closed the northern footpath.",
)


@pytest.fixture(scope="module")
def reader() -> OnnxAnswerReader:
    return OnnxAnswerReader()


def best_answer(found: AnswerScores, text: str) -> str:
    answers = [one for one in answers_in(text, sentence_spans(text), found) if one]
    span = max(answers, key=lambda one: one.score).span
    return text[span.start : span.end]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many people does the ferry carry?", "240"),
        ("Who has steered the ferry for nineteen years?", "Ilse Brandt"),
        ("What does a ticket cost?", "35 crowns"),
    ],
)
def test_the_likeliest_answer_is_the_words_that_answer(
    reader: OnnxAnswerReader, question: str, answer: str
) -> None:
    [scores] = reader.read(question, [FERRY])
    found = best_answer(scores, FERRY[1])
    assert answer in found
    assert len(found.split()) <= 8


def test_a_passage_that_answers_scores_higher_than_one_on_another_subject(
    reader: OnnxAnswerReader,
) -> None:
    ferry, owls = reader.read("Who steers the ferry to Skarholm?", [FERRY, OWLS])
    assert ferry.relevance > 0.0 > owls.relevance


def test_tokens_start_where_their_words_do(reader: OnnxAnswerReader) -> None:
    [scores] = reader.read("Who?", [FERRY])
    assert {match.start() for match in WORD.finditer(FERRY[1])} <= set(scores.starts.tolist())
    assert {match.end() for match in WORD.finditer(FERRY[1])} <= set(scores.ends.tolist())
    assert len(scores.starts) == len(scores.first_scores) == len(scores.last_scores)


def test_scores_do_not_depend_on_the_other_passages(reader: OnnxAnswerReader) -> None:
    long = ("", "Nobody saw the fox again. " * 60)
    [alone] = reader.read("Who steers the ferry?", [FERRY])
    beside = reader.read("Who steers the ferry?", [long, FERRY, OWLS])[1]
    assert np.abs(alone.first_scores - beside.first_scores).max() < 1e-4
    assert abs(alone.relevance - beside.relevance) < 1e-4


@pytest.mark.parametrize("text", ["", " ", "☃", "х" * 5000, "a " * 5000])
def test_any_text_can_be_read(reader: OnnxAnswerReader, text: str) -> None:
    [scores] = reader.read(text or "?", [(text, text)])
    assert np.isfinite([scores.relevance, *scores.first_scores, *scores.last_scores]).all()


@pytest.mark.parametrize("file", [GRAPH, WORD_EMBEDDINGS])
def test_a_broken_reader_is_refused(tmp_path: Path, file: str) -> None:
    from importlib.resources import files

    shutil.copytree(str(files("retrieval.models").joinpath("reader_weights")), tmp_path / "reader")
    (tmp_path / "reader" / file).write_bytes(b"nothing")
    with pytest.raises(BackendError, match="has changed since"):
        OnnxAnswerReader(tmp_path / "reader")


def test_quantised_vectors_are_close_to_the_originals() -> None:
    vectors = np.random.default_rng(0).standard_normal((50, 384), dtype=np.float32)
    found = dequantize(*quantize(vectors))
    lost = np.square(found - vectors).sum() / np.square(vectors).sum()
    assert found.shape == vectors.shape
    assert lost < 0.02


class Finder:
    """An AnswerReader: a token scores high if it is a word of ``answer``."""

    max_passages = 6

    def __init__(self, answer: str) -> None:
        self._answer = answer
        self.read_at_once: list[int] = []

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[AnswerScores]:
        """See :class:`retrieval.protocols.AnswerReader`."""
        self.read_at_once.append(len(passages))
        return [self._scores(text) for _, text in passages]

    def _scores(self, text: str) -> AnswerScores:
        words = list(WORD.finditer(text))
        scores = [2.5 if word[0] in self._answer.split() else -2.5 for word in words]
        return answer_scores([word.span() for word in words], scores)


def test_the_reader_decides_which_sentence_is_highlighted(toy_archive: Archive) -> None:
    query = understand("What happened to the bridge in Eastwick?")
    unread = toy_archive.searcher()
    finder = Finder("two of its nine")
    read = replace(unread, reader=finder)
    for searcher, expected in ((unread, "The harbour bridge"), (read, "Engineers found cracks")):
        found = searcher.search(query, 3)
        [sentence, *_] = found.results[0].highlight
        assert found.results[0].passage.text[sentence.start :].startswith(expected)
    assert found.features[0].relevance == 5.0
    assert found.features[0].answer_score == 5.0
    assert found.results[0].answer is not None
    span = found.results[0].answer
    answer = found.results[0].passage.text[span.start : span.end]
    assert answer == "Engineers found cracks in two of its nine cables."  # no number is asked for
    assert finder.read_at_once[0] <= finder.max_passages


def test_a_passage_that_the_reader_prefers_is_ranked_higher(toy_archive: Archive) -> None:
    query = understand("What happened to the bridge in Eastwick?")
    unread = toy_archive.searcher()
    read = replace(unread, reader=Finder("nested forty"))

    def margin_of_the_bridge(searcher: Searcher) -> float:
        scores = {r.article.title: r.score for r in reversed(searcher.search(query, 9).results)}
        return scores[HARBOUR.title] - scores[SNOWY_OWLS.title]

    assert margin_of_the_bridge(read) < margin_of_the_bridge(unread) - 0.5


def test_without_a_reader_no_passage_is_read(toy_archive: Archive) -> None:
    found = toy_archive.searcher().search(understand("Who spoke of buses?"), 3)
    assert {item.relevance for item in found.features} == {None}


def test_an_archive_answers_where_the_readers_files_are_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from retrieval.factory import DefaultBackends
    from retrieval.models import answer_reader

    monkeypatch.setattr(answer_reader, "DESCRIPTION", "gone.json")
    assert DefaultBackends(tmp_path, Settings()).load_reader() is None
    assert "install the program again" in caplog.text


def test_a_reader_that_cannot_be_loaded_now_is_tried_again(tmp_path: Path) -> None:
    tries = []

    class Short(ToyBackends):
        def load_reader(self) -> AnswerReader:
            tries.append(1)
            if len(tries) == 1:
                raise BackendError("Too many open files.")
            return OnnxAnswerReader()

    with open_toy_archive(
        Settings(archive=str(tmp_path)), create=True, backends=Short()
    ) as archive:
        archive.add(HARBOUR)
        asked = understand("Who spoke of buses?")
        found = [archive.searcher().search(asked, 3).features for _ in range(3)]
    assert [{item.relevance is None for item in items} for items in found] == [
        {True},
        {False},
        {False},
    ]
    assert len(tries) == 2
