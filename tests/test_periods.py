"""The time a question asks about, and how it orders results."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.periods import Period
from retrieval.text.question_dates import asked_period

NEWEST = date(2023, 4, 18)  # a Tuesday

PERIODS = {
    "What happened on 24 February 2022?": ("2022-02-24", "2022-02-24"),
    "What happened on February 24th, 2022?": ("2022-02-24", "2022-02-24"),
    "Who resigned on Jan. 8?": ("2023-01-08", "2023-01-08"),
    "Who resigned on 8 December?": ("2022-12-08", "2022-12-08"),
    "What did the report of 2022-02-24 say?": ("2022-02-24", "2022-02-24"),
    "What did Reuters say last March about grain?": ("2023-03-01", "2023-03-31"),
    "How high was inflation in June?": ("2022-06-01", "2022-06-30"),
    "How high was inflation in February 2020?": ("2020-02-01", "2020-02-29"),
    "Who won the election in 2019?": ("2019-01-01", "2019-12-31"),
    "What has happened since March 2021?": ("2021-03-01", "2023-04-18"),
    "What was known before 2015?": ("0001-01-01", "2015-12-31"),
    "Who won last year?": ("2022-01-01", "2022-12-31"),
    "Who resigned last month?": ("2023-03-01", "2023-03-31"),
    "Who resigned last week?": ("2023-04-10", "2023-04-16"),
    "Who resigned on Monday?": ("2023-04-17", "2023-04-17"),
    "Who resigned this week?": ("2023-04-11", "2023-04-18"),
    "Who resigned this month?": ("2023-04-01", "2023-04-18"),
    "Which company recently filed for bankruptcy?": ("2023-04-11", "2023-04-18"),
    "What happened on 31 June 2022?": ("2022-06-01", "2022-06-30"),
}


@pytest.mark.parametrize(("question", "period"), PERIODS.items())
def test_a_time_is_understood_from_the_newest_article_on(
    question: str, period: tuple[str, str]
) -> None:
    first, last = (date.fromisoformat(day) for day in period)
    assert asked_period(question, newest=NEWEST) == Period(first, last)


@pytest.mark.parametrize(
    "question",
    [
        "Who may win?",
        "May the force be with whom?",
        "How many people marched?",
        "How did the second half go?",
        "Who won 2019 votes?",
        "What is Title 42?",
    ],
)
def test_words_that_only_look_like_a_time_name_none(question: str) -> None:
    assert asked_period(question, newest=NEWEST) is None


@given(st.text(max_size=60), st.dates())
def test_any_text_names_a_period_or_none(text: str, newest: date) -> None:
    period = asked_period(text, newest=newest)
    assert period is None or period.first <= period.last


def test_days_outside_a_period_are_counted_on_both_sides() -> None:
    march = Period(date(2022, 3, 1), date(2022, 3, 31))
    days = [march.days_away(date(2022, *day)) for day in [(2, 27), (3, 1), (3, 31), (4, 3)]]
    assert days == [2, 0, 0, 3]
