"""Questions for how things stood at a time, and who holds an office now."""

from __future__ import annotations

from datetime import date

import pytest

from retrieval.archive import Archive
from retrieval.text.answers.succession import asks_holder, tells_leaving, tells_taking_over
from retrieval.text.times.past_states import past_state
from retrieval.types import Article
from tests.conftest import MakeArchive

NEWEST = date(2026, 3, 2)

ELECTED = Article(
    "harbour-1",
    "Ilse Brandvold to run the harbour of Skelling",
    "Ilse Brandvold, an engineer, was named harbour master of Skelling on Monday.\n\n"
    "She said that the cranes would be painted first.",
    publisher="Skelling Post",
    published_at="2021-05-10",
)
LEFT = Article(
    "harbour-2",
    "Harbour master of Skelling resigns",
    "Ilse Brandvold has resigned as harbour master of Skelling after a quarrel about cranes.\n\n"
    "Her deputy, Tomas Quill, takes over as harbour master of Skelling until the summer.",
    publisher="Skelling Post",
    published_at="2026-03-02",
)


@pytest.fixture
def archive(make_archive: MakeArchive) -> Archive:
    return make_archive((ELECTED, LEFT))


@pytest.mark.parametrize(
    ("question", "asked", "day"),
    [
        ("Who was the mayor of Holm in 2021?", "Who is the mayor of Holm?", "2021-12-31"),
        ("Who ran the port in early 2025?", "Who runs the port?", "2025-05-01"),
        ("In March 2022, who led the union?", "who leads the union?", "2022-03-31"),
        ("What did a ticket cost at the end of 2023?", "What does a ticket cost?", "2023-12-31"),
        ("Which post did Holm have in 2019?", "Which post does Holm have?", "2019-12-31"),
    ],
)
def test_a_state_of_the_past_is_asked_as_of_its_day(question: str, asked: str, day: str) -> None:
    state = past_state(question, newest=NEWEST)

    assert state is not None
    assert state.question.lower() == asked.lower()
    assert state.day == date.fromisoformat(day)


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor of Holm?",
        "Who was the mayor of Holm?",
        "Who won the race in 2021?",
        "Who was elected in 2021?",
        "How many were killed in May 2022?",
        "What did the mayor say in 2021?",
        "Who was mayor in 2021 and in 2023?",
        "Who was the mayor this year?",
        "Who was the mayor after 2019?",
        "When was the fire in May 2021?",
        "Who was the man killed in 2021?",
        "Who was the mayor before 2021?",
    ],
)
def test_events_and_the_present_are_no_past_states(question: str) -> None:
    assert past_state(question, newest=NEWEST) is None


def test_who_held_an_office_then_is_told_by_what_was_known_then(archive: Archive) -> None:
    answer = archive.ask("Who was harbour master of Skelling in 2023?")

    assert answer.answered
    assert answer.results[0].article.doc_id == "harbour-1"
    assert answer.filters.as_of == date(2023, 12, 31)
    assert answer.question == "Who was harbour master of Skelling in 2023?"


def test_before_the_first_article_nobody_is_known_to_have_held_an_office(archive: Archive) -> None:
    assert archive.ask("Who was harbour master of Skelling in 2015?").filters.as_of is None


def test_the_successor_is_marked_and_not_who_left(archive: Archive) -> None:
    first = archive.ask("Who is harbour master of Skelling?").results[0]

    marked = [first.passage.text[span.start : span.end] for span in first.highlight]
    assert first.article.doc_id == "harbour-2"
    assert "Tomas Quill" in marked[0]


@pytest.mark.parametrize(
    ("sentence", "leaves", "takes_over"),
    [
        ("Kari Moen is no longer coach of Holm.", True, False),
        ("The prize was withdrawn from the film.", True, False),
        ("His place has been taken by Kari Moen.", False, True),
        ("Kari Moen succeeds Lars Vik, who was dismissed.", False, True),
        ("Kari Moen coaches Holm.", False, False),
    ],
)
def test_who_leaves_and_who_comes(sentence: str, leaves: bool, takes_over: bool) -> None:
    assert (tells_leaving(sentence), tells_taking_over(sentence)) == (leaves, takes_over)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who coaches Holm?", True),
        ("whos the mayor now", True),
        ("Who was the mayor?", False),
        ("How much does a ticket cost?", False),
    ],
)
def test_the_present_holder_is_asked_for(question: str, expected: bool) -> None:
    assert asks_holder(question) is expected


def test_a_sure_answer_of_another_time_does_not_tell_of_the_time_asked_about(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive((ELECTED, LEFT), answer_threshold=0.01)
    answer = archive.ask("Who was harbour master of Skelling three years ago?")
    assert answer.filters.as_of == date(2023, 3, 2)
    assert answer.results[0].article.doc_id == "harbour-1"


def test_the_row_of_another_year_is_no_state_of_the_year_asked_about(
    make_archive: MakeArchive,
) -> None:
    text = "Rents in Selm by year:\n\n2022 | 11.90\n\n2023 | 13.10\n\n2024 | 14.40"
    rents = Article("rents", "Rents in Selm", text, published_at="2025-02-01")
    archive = make_archive((rents, LEFT))
    question = "What was the rent in Selm in 2025?"
    assert archive.ask(question).searched == question
