"""Which account a question asks for: by tense, by words of time, by what it asks for."""

from __future__ import annotations

from datetime import date

import pytest

from retrieval.text.times.asked_account import asked_account, without_now

NEWEST = date(2025, 11, 20)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who is the mayor of Marrow?", "newest"),
        ("Who’s the mayor of Marrow", "newest"),
        ("WHO IS THE MAYOR OF MARROW?", "newest"),
        ("I was wondering who is the mayor of Marrow", "newest"),
        ("Is the swimming pool open?", "newest"),
        ("Will the pool reopen?", "newest"),
        ("Has the strike ended?", "newest"),
        ("Latest on the Marrow strike", "newest"),
        ("How many people died in the fire?", "newest"),
        ("How many people have died since March?", "newest"),
        ("What was the death toll?", "newest"),
        ("What did the bridge cost in total?", "newest"),
        ("Why did the bridge collapse?", "newest"),
        ("Who is the mayor in 2025?", "newest"),
        ("Who was the mayor of Marrow in 2022?", "period"),
        ("How many people died on 3 May 2024?", "newest_of_period"),
        ("Was the pool still open in 2021?", "period"),
        ("What did the mayor say this week?", "period"),
        ("How many were first reported dead?", "first"),
        ("What was the toll at first?", "first"),
        ("What did the mayor say before the election?", "first"),
        ("What must be done before the election?", "newest"),
        ("Who won the election?", "any"),
        ("What did the mayor say about the pool?", "any"),
        ("How many people used to live in Marrow?", "any"),
        ("Who is the former mayor of Marrow?", "any"),
        ("mayor of Marrow", "any"),
        ("Wer ist Bürgermeister von Marrow?", "any"),
    ],
)
def test_a_question_asks_for_the_account_of_a_time(question: str, expected: str) -> None:
    assert asked_account(question, newest=NEWEST) == expected


def test_without_dated_articles_no_period_is_asked_about() -> None:
    assert asked_account("Who was the mayor in 2022?", newest=None) == "any"
    assert asked_account("Who is the mayor?", newest=None) == "newest"


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("Who is the current health minister?", "Who is the health minister?"),
        ("What is the latest price of a ticket?", "What is the price of a ticket?"),
        ("What is the current account deficit?", "What is the current account deficit?"),
    ],
)
def test_words_that_only_ask_for_the_newest_are_left_out(question: str, searched: str) -> None:
    assert without_now(question) == searched
