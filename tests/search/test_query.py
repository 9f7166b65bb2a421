"""Questions: what is refused, what is searched for, and how follow-ups are made whole."""

from __future__ import annotations

import pytest

from retrieval.errors import QueryError
from retrieval.search.questions.query import understand
from retrieval.text.answers.answer_type import answer_type
from retrieval.text.questions.question_form import MAX_QUESTION_CHARS
from retrieval.types import Turn

FIRST = "Who is the mayor of Kyiv?"


@pytest.mark.parametrize("question", ["", "   ", "?!…", "\x00\x1b", "😀" * 4096])
def test_a_question_without_words_is_refused(question: str) -> None:
    with pytest.raises(QueryError, match="The question is empty: ask in a few words"):
        understand(question)


def test_a_question_that_is_too_long_is_refused_with_both_lengths() -> None:
    with pytest.raises(QueryError, match="has 10,000 characters: ask in at most 1,000"):
        understand("a" * 10_000)
    assert understand("a" * MAX_QUESTION_CHARS).terms == ("a" * MAX_QUESTION_CHARS,)


def test_control_characters_and_white_space_are_not_part_of_a_question() -> None:
    assert understand(" Who\x00 won\n\tit? ").text == "Who won it?"


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Who is the mayor of Kyiv?", {"kyiv"}),
        ("How many died in the 2023 flood?", {"2023"}),
        ("NATO grew by whom?", {"nato"}),
        ("Putin said what?", set()),
        ("What did Ines Holm say in Lviv?", {"ine", "holm", "lviv"}),
        ("who won?", set()),
        ("What Did The Mayor Of Kyiv Say On Friday?", set()),
    ],
)
def test_names_are_capitalised_words_and_numbers(question: str, names: set[str]) -> None:
    assert understand(question).names == names


@pytest.mark.parametrize(
    ("question", "earlier", "expected"),
    [
        ("When did he say so?", [FIRST], "mayor Kyiv When did he say so?"),
        ("And in Lviv?", [FIRST], "Who is the mayor of Lviv?"),
        ("And in 2021?", [FIRST], f"{FIRST} And in 2021?"),
        ("And 2021?", ["Who won in 2019?", "And in 2020?"], "Who won in 2021?"),
        ("Why?", ["Who won?", FIRST], "mayor Kyiv Why?"),
        ("Why?", [FIRST, "What did he say?"], "mayor Kyiv Why?"),
        ("By whom?", [FIRST, "When was he elected?"], "mayor Kyiv elected By whom?"),
        ("What did he say in Lviv?", [FIRST], "mayor Kyiv What did he say in Lviv?"),
        ("Who won the Ohio vote?", [FIRST], "Who won the Ohio vote?"),
        ("Why?", [], "Why?"),
    ],
)
def test_a_follow_up_is_made_whole(question: str, earlier: list[str], expected: str) -> None:
    turns = [Turn(own, opens_subject=own == FIRST) for own in earlier]
    assert understand(question, turns=turns).text == expected


def test_the_name_that_answered_is_taken_along_only_where_it_may_be_meant() -> None:
    asked = Turn(FIRST, name="Ines Holm")

    assert "Ines Holm" in understand("Since when is she there?", turns=[asked]).text
    assert "Ines Holm" in understand("Why?", turns=[asked]).text
    assert "Holm" not in understand("How many people were hurt?", turns=[asked]).text


def test_a_follow_up_asks_for_what_it_asks_itself() -> None:
    asked = understand("Who told them so?", turns=[Turn("When will the harbour bridge close?")])

    assert answer_type(asked.text) == "name"
    assert asked.terms == ("harbor", "bridg", "close")


def test_what_was_asked_before_is_background() -> None:
    assert understand("And what did China say?", turns=[Turn(FIRST)]).context_terms == {
        "mayor",
        "kyiv",
    }
    assert understand("How old is he?", turns=[Turn(FIRST)]).context_terms == {"mayor", "kyiv"}
    assert understand("What did China say?", turns=[Turn(FIRST)]).context_terms == frozenset()


def test_the_article_shown_stays_shown_after_a_question_without_an_answer() -> None:
    turns = [Turn(FIRST, shown=("mayor", "dam")), Turn("How old is he?")]

    for question in ("When did he resign?", "Who won the Ohio vote?"):
        assert understand(question, turns=turns).shown == {"mayor"}


def test_names_of_a_follow_up_stay_names_however_many_there_are() -> None:
    earlier = ["When did Vladimir Putin and Volodymyr Zelensky meet before this week?"]

    assert understand("Why?", turns=[Turn(own) for own in earlier]).names == {
        "vladimir",
        "putin",
        "volodymyr",
        "zelenski",
    }


def test_a_follow_up_is_about_the_names_of_the_question_before() -> None:
    assert understand("When did he say so?", turns=[Turn(FIRST)]).names == {"kyiv"}


def test_escape_sequences_of_terminals_are_not_asked_for() -> None:
    query = understand("Who is the \x1b[1mmayor\x1b[0m of \x1b]0;x\x07Kyiv?")
    assert query.terms == ("mayor", "kyiv")
