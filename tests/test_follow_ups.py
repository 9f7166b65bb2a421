"""Follow-ups: understood with what was asked before, or alone, as the archive answers them."""

from __future__ import annotations

import pytest

from retrieval.archive import Archive
from retrieval.types import Article
from tests.conftest import MakeArchive
from tests.toys import HARBOUR, OWLS, ToyReader

MARCH = Article(
    "march",
    "Thousands march against the dam",
    "Forty thousand people marched against the dam at Orrin. The police counted fewer. One man was"
    " arrested by the river.",
)
THEFT = Article(
    "theft",
    "Police on the robbery",
    "The police said that two thieves were arrested.",
)
MARCHED = "How many people marched against the dam at Orrin?"


@pytest.fixture
def archive(make_archive: MakeArchive) -> Archive:
    return make_archive([MARCH, THEFT, HARBOUR, OWLS], reader=ToyReader())


def first(archive: Archive, question: str, *earlier: str) -> str:
    return archive.ask(question, earlier=earlier).results[0].article.doc_id


def test_a_question_that_names_nothing_goes_on_with_what_was_asked(archive: Archive) -> None:
    assert first(archive, "What did the police say?") == "theft"
    assert first(archive, "What did the police say?", MARCHED) == "march"


def test_the_answer_tells_what_was_searched_for(archive: Archive) -> None:
    answer = archive.ask("Was anyone arrested?", earlier=[MARCHED])
    assert answer.question == "Was anyone arrested?"
    assert "Orrin" in answer.searched


def test_a_question_that_names_its_subject_drops_what_was_asked(archive: Archive) -> None:
    answer = archive.ask("Which owls nest in the Tarn valley?", earlier=[MARCHED])
    assert answer.results[0].article.doc_id == OWLS.doc_id
    assert "Orrin" not in answer.searched


def test_a_change_of_subject_without_a_name_drops_what_was_asked(archive: Archive) -> None:
    question = "How many chicks of snowy owls did the rangers count in the valley?"
    answer = archive.ask(question, earlier=[MARCHED])
    assert answer.results[0].article.doc_id == OWLS.doc_id


def test_the_sentence_is_marked_that_holds_what_the_follow_up_asks(archive: Archive) -> None:
    [result, *_] = archive.ask("Was anyone arrested there?", earlier=[MARCHED]).results
    span = result.highlight[0]
    assert result.passage.text[span.start : span.end] == "One man was arrested by the river."
