"""Which sentence is marked, by the form of the question."""

from __future__ import annotations

import pytest

from retrieval.archive import Archive
from retrieval.text.codes import asked_codes, code_terms, has_other_number, numbered_names
from retrieval.text.topics import is_topic
from retrieval.types import Article
from tests.conftest import MakeArchive

WOLVES = Article(
    "wolves",
    "Shepherds of the Ambel valley ask for help",
    "Shepherds of the Ambel valley want to be paid for sheep that wolves have taken. "
    "There are thought to be five. The valley has had none for a century. "
    "“A wolf does not read the signs at the border,” said the warden, Petra Lund. "
    "Wolves are protected in all four counties.",
    publisher="Ambel Courier",
    published_at="2025-02-03",
)
PHONE = Article(
    "phone",
    "The Talvo Hinge 3 in our test",
    "The Talvo Hinge 3 costs 899 crowns. The Hinge 2 is still sold for 640 crowns. Its battery "
    "lasted eleven hours.",
    publisher="Ambel Courier",
    published_at="2025-03-04",
)


@pytest.fixture
def archive(make_archive: MakeArchive) -> Archive:
    return make_archive((WOLVES, PHONE))


def marked(archive: Archive, question: str) -> str:
    first = archive.ask(question).results[0]
    return first.passage.text[first.highlight[0].start : first.highlight[0].end]


@pytest.mark.parametrize("question", ["wolves", "Tell me about the wolves"])
def test_a_topic_is_told_by_the_first_sentence_that_names_it(
    archive: Archive, question: str
) -> None:
    assert marked(archive, question).startswith("Shepherds of the Ambel valley want")


def test_who_said_something_is_told_where_it_is_said(archive: Archive) -> None:
    asked = "Who said a wolf does not read the signs at the border?"
    assert marked(archive, asked).startswith("“A wolf does not read")


def test_another_number_behind_a_name_is_another_thing(archive: Archive) -> None:
    assert archive.ask("What does the Talvo Hinge 4 cost?").confidence <= 0.1
    assert archive.ask("What does the Talvo Hinge 3 cost?").confidence > 0.1


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does the iPhone 15 cost?", (("iPhone", "15"),)),
        ("What happened on May 12?", ()),
        ("Who won in Holm 2024?", ()),
        ("Was the KX 471 late?", ()),
    ],
)
def test_names_with_a_number(question: str, expected: tuple[tuple[str, str], ...]) -> None:
    assert numbered_names(question) == expected


def test_an_article_without_any_number_is_of_no_other() -> None:
    assert not has_other_number("The Hinge costs 899 crowns.", "Hinge", "4")


def test_a_case_number_is_one_code_however_it_is_spaced() -> None:
    assert asked_codes("What is HC2291/24 about?") <= set(code_terms("The case HC 2291/24"))
    assert asked_codes("What is 2291/24 about?") <= set(code_terms("The case HC 2291/24"))
    assert not asked_codes("Who led the NATO 2024/25?")


@pytest.mark.parametrize("question", ["Who won?", "Is it safe?", "wolf attack sheep Ambel valley"])
def test_questions_that_are_no_topics(question: str) -> None:
    assert not is_topic(question)
