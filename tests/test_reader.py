"""The reader: where in a passage the answer is, and what a search makes of it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.archive import Archive
from retrieval.errors import BackendError
from retrieval.models.answer_reader import GRAPH, PIECES, OnnxAnswerReader, packed, unpacked
from retrieval.protocols import AnswerReader
from retrieval.search.query import understand
from retrieval.search.searcher import READ, Searcher
from retrieval.settings import Settings
from retrieval.text.sentences import sentence_spans
from retrieval.text.terms import WORD
from retrieval.types import Reading
from tests.toys import HARBOUR, ToyBackends, open_toy_archive
from tests.toys import OWLS as SNOWY_OWLS

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


def strongest_sentence(reading: Reading, text: str) -> str:
    place = int(reading.starts[reading.strengths.argmax()])
    return next(text[s.start : s.end] for s in sentence_spans(text) if s.start <= place < s.end)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many people does the ferry carry?", "240 people"),
        ("Who has steered the ferry for nineteen years?", "Ilse Brandt"),
        ("What does a ticket cost?", "35 crowns"),
    ],
)
def test_the_strongest_token_lies_in_the_sentence_that_answers(
    reader: OnnxAnswerReader, question: str, answer: str
) -> None:
    [reading] = reader.read(question, [FERRY])
    assert answer in strongest_sentence(reading, FERRY[1])


def test_a_passage_that_answers_is_stronger_than_one_on_something_else(
    reader: OnnxAnswerReader,
) -> None:
    ferry, owls = reader.read("Who steers the ferry to Skarholm?", [FERRY, OWLS])
    assert ferry.strengths.max() > owls.strengths.max() + 1.0


def test_tokens_start_where_their_words_do(reader: OnnxAnswerReader) -> None:
    [reading] = reader.read("Who?", [FERRY])
    assert {match.start() for match in WORD.finditer(FERRY[1])} <= set(reading.starts.tolist())
    assert len(reading.starts) == len(reading.strengths)


def test_a_reading_does_not_depend_on_the_passages_beside_it(reader: OnnxAnswerReader) -> None:
    long = ("", "Nobody saw the fox again. " * 60)
    [alone] = reader.read("Who steers the ferry?", [FERRY])
    beside = reader.read("Who steers the ferry?", [long, FERRY, OWLS])[1]
    assert np.abs(alone.strengths - beside.strengths).max() < 1e-4


@pytest.mark.parametrize("text", ["", " ", "☃", "х" * 5000, "a " * 5000])
def test_any_text_can_be_read(reader: OnnxAnswerReader, text: str) -> None:
    [reading] = reader.read(text or "?", [(text, text)])
    assert np.isfinite(reading.strengths).all()


@pytest.mark.parametrize("file", [GRAPH, PIECES])
def test_a_broken_reader_is_refused(tmp_path: Path, file: str) -> None:
    from importlib.resources import files

    shutil.copytree(str(files("retrieval.models").joinpath("reader_weights")), tmp_path / "reader")
    (tmp_path / "reader" / file).write_bytes(b"nothing")
    with pytest.raises(BackendError, match="has changed since"):
        OnnxAnswerReader(tmp_path / "reader")


def test_vectors_at_four_bits_are_near_the_vectors() -> None:
    vectors = np.random.default_rng(0).standard_normal((50, 384), dtype=np.float32)
    found = unpacked(*packed(vectors))
    lost = np.square(found - vectors).sum() / np.square(vectors).sum()
    assert found.shape == vectors.shape
    assert lost < 0.02


class Finder:
    """An AnswerReader: a token is strong where it stands in ``answer``."""

    def __init__(self, answer: str) -> None:
        self._answer = answer
        self.read_at_once: list[int] = []

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """See :class:`retrieval.protocols.AnswerReader`."""
        self.read_at_once.append(len(passages))
        return [self._reading(text) for _, text in passages]

    def _reading(self, text: str) -> Reading:
        words = list(WORD.finditer(text))
        strengths = [5.0 if word[0] in self._answer.split() else -5.0 for word in words]
        starts = np.array([word.start() for word in words], dtype=np.int32)
        return Reading(starts, np.array(strengths, dtype=np.float32))


def test_what_is_read_decides_which_sentence_is_marked(toy_archive: Archive) -> None:
    query = understand("What happened to the bridge in Eastwick?")
    unread = toy_archive.searcher()
    finder = Finder("two of its nine")
    read = replace(unread, reader=finder)
    for searcher, expected in ((unread, "The harbour bridge"), (read, "Engineers found cracks")):
        found = searcher.search(query, 3)
        [sentence, *_] = found.results[0].highlight
        assert found.results[0].passage.text[sentence.start :].startswith(expected)
    assert found.evidence[0].reading == 5.0
    assert finder.read_at_once[0] <= READ


def test_a_passage_that_is_read_as_the_answer_is_ranked_higher(toy_archive: Archive) -> None:
    query = understand("What happened to the bridge in Eastwick?")
    unread = toy_archive.searcher()
    read = replace(unread, reader=Finder("nested forty"))

    def lead_of_the_bridge(searcher: Searcher) -> float:
        scores = {r.article.title: r.score for r in reversed(searcher.search(query, 9).results)}
        return scores[HARBOUR.title] - scores[SNOWY_OWLS.title]

    assert lead_of_the_bridge(read) < lead_of_the_bridge(unread) - 0.5


def test_without_a_reader_no_passage_is_read(toy_archive: Archive) -> None:
    found = toy_archive.searcher().search(understand("Who spoke of buses?"), 3)
    assert {item.reading for item in found.evidence} == {None}


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
        def load_reader(self) -> AnswerReader:  # type: ignore[override]
            tries.append(1)
            if len(tries) == 1:
                raise BackendError("Too many open files.")
            return OnnxAnswerReader()

    with open_toy_archive(
        Settings(archive=str(tmp_path)), create=True, backends=Short()
    ) as archive:
        archive.add(HARBOUR)
        asked = understand("Who spoke of buses?")
        found = [archive.searcher().search(asked, 3).evidence for _ in range(3)]
    assert [{item.reading is None for item in items} for items in found] == [
        {True},
        {False},
        {False},
    ]
    assert len(tries) == 2
