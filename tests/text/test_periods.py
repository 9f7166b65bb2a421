"""The time a question asks about, and how it orders results."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.text.languages import language
from retrieval.text.languages.filters import FilterPhrases, filter_phrases
from retrieval.text.times.periods import Period
from retrieval.text.times.question_dates import asked_period
from retrieval.text.times.time_expressions import time_expressions

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
    "Who resigned on Monday, and who in 2019?": ("2023-04-17", "2023-04-17"),
    "What did the filing of this week show of 2019?": ("2023-04-11", "2023-04-18"),
    "Who won the 2019 vote?": ("2019-01-01", "2019-12-31"),
    "What happened after the July 14 outage?": ("2022-07-14", "2023-04-18"),
    "What happened in early March 2022?": ("2022-03-01", "2022-03-10"),
    "What happened in March last year?": ("2022-03-01", "2022-03-31"),
    "What happened in the summer of last year?": ("2022-06-01", "2022-08-31"),
    "Who won on 29 February last year?": ("2022-01-01", "2022-12-31"),
    "What did Last Week Tonight say of March last year?": ("2022-03-01", "2022-03-31"),
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
        "What happened on 31 June 2022?",
        "What was found at Mar-a-Lago?",
        "Who plays in Fall River?",
        "How did prices fall, and what was BA.5?",
        "What was worn in the 1970s?",
    ],
)
def test_words_that_only_look_like_a_time_name_none(question: str) -> None:
    assert asked_period(question, newest=NEWEST) is None


@pytest.mark.parametrize("known", filter_phrases(), ids=lambda known: known.code)
def test_no_time_in_capitals_is_too_much(known: FilterPhrases) -> None:
    today = date(2025, 11, 20)
    months = [name for names in language(known.code).months for name in names]
    numbers = [pair.rpartition("/")[0] for pair in known.numbers]
    ago = [
        template.format(n=number, unit=known.years[0], dual="")
        for number in numbers
        for template in known.ago
    ]
    for text in (*months, *ago):
        for written in (text.upper(), text.replace("i", "İ").upper()):  # as Turks write i
            found = time_expressions(f"{written} 2022", known.code, today=today)
            assert all(own.period.first <= today for own in found)


@pytest.mark.parametrize(
    ("language", "question", "first"),
    [
        ("tr", "NİSAN 2022'de kim kazandı?", "2022-04-01"),
        ("tr", "KASIM 2021", "2021-11-01"),
        ("tr", "İki yıl önce kim kazandı?", "2023-11-20"),
        ("en", "Who won in Aprıl 2022?", "2022-04-01"),
        ("ar", "كم كان عدد السكان قبل عامين؟", "2023-11-20"),
        ("ar", "من فاز قبل شهرين؟", "2025-09-20"),
        ("ar", "من فاز قبل يومين؟", "2025-11-18"),
        ("ar", "كم كان عدد السكان قبل عام 2020؟", "2020-01-01"),
    ],
)
def test_a_time_with_a_turkish_letter_or_an_arabic_dual_is_understood(
    language: str, question: str, first: str
) -> None:
    [found] = time_expressions(question, language, today=date(2025, 11, 20))
    assert found.period.first == date.fromisoformat(first)


@pytest.mark.parametrize("question", ["ماذا حدث قبل سنوات؟", "ماذا قال الوزير قبل يوم الانتخابات؟"])
def test_the_arabic_word_for_before_alone_names_no_time(question: str) -> None:
    assert time_expressions(question, "ar", today=date(2025, 11, 20)) == []


@pytest.mark.parametrize("apostrophe", ["'", "’", "ʼ"])
def test_a_weekday_is_found_with_any_apostrophe(apostrophe: str) -> None:
    [found] = time_expressions(f"у п{apostrophe}ятницю", "uk", today=date(2025, 11, 20))
    assert found.period.first == date(2025, 11, 14)


@pytest.mark.parametrize(
    ("language", "question", "first", "last"),
    [
        ("de", "Was geschah am 14. Dezember 2024?", "2024-12-14", "2024-12-14"),
        ("de", "Was geschah am 14. Dezember?", "2024-12-14", "2024-12-14"),
        ("de", "Was geschah am 3.5.2024?", "2024-05-03", "2024-05-03"),
        ("de", "Wer starb im März?", "2025-03-01", "2025-03-31"),
        ("de", "Was geschah letzte Woche?", "2025-11-10", "2025-11-16"),
        ("de", "Was hat sich seit Mai 2025 geändert?", "2025-05-01", "2025-11-20"),
        ("de", "Was geschah im Mai letzten Jahres?", "2024-05-01", "2024-05-31"),
        ("es", "¿Qué pasó el 2 de mayo de 2024?", "2024-05-02", "2024-05-02"),
        ("es", "¿Qué pasó el año pasado?", "2024-01-01", "2024-12-31"),
        ("fr", "Que s'est-il passé en février 2023 ?", "2023-02-01", "2023-02-28"),
        ("ru", "Что произошло 2 мая 2024 года?", "2024-05-02", "2024-05-02"),
        ("ru", "Что произошло в прошлом месяце?", "2025-10-01", "2025-10-31"),
        ("uk", "Що сталося у лютому 2022 року?", "2022-02-01", "2022-02-28"),
        ("uk", "Що сталося 3 травня минулого року?", "2024-05-03", "2024-05-03"),
        ("it", "Cosa è successo nel maggio dell’anno scorso?", "2024-05-01", "2024-05-31"),
        ("fr", "Qui a gagné en mai de l’année dernière ?", "2024-05-01", "2024-05-31"),
        ("pl", "Co się stało 5 września 2023?", "2023-09-05", "2023-09-05"),
        ("el", "Τι έγινε στις 5 Μαρτίου 2023;", "2023-03-05", "2023-03-05"),
        ("tr", "5 Mart 2023 tarihinde ne oldu?", "2023-03-05", "2023-03-05"),
        ("ar", "ماذا حدث في 5 مارس 2023؟", "2023-03-05", "2023-03-05"),
        ("zh", "2023年3月5日发生了什么？", "2023-03-05", "2023-03-05"),
        ("zh", "2023年3月发生了什么？", "2023-03-01", "2023-03-31"),
        ("sv", "Vad hände 2021?", "2021-01-01", "2021-12-31"),
    ],
)
def test_a_question_in_another_language_names_a_time(
    language: str, question: str, first: str, last: str
) -> None:
    days = asked_period(question, newest=date(2025, 11, 20), language=language)

    assert days == Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "Wer gewann den Pokal?"),
        ("de", "Was geschah am 31. Juni 2024?"),
        ("uk", "Хто написав лист міністру?"),
        ("ru", "Сколько стоит билет 2500?"),
        ("ru", "Кто защищает окружающую среду?"),
        ("es", "¿Dónde está el Teatro de Verano?"),
    ],
)
def test_other_questions_in_another_language_name_none(language: str, question: str) -> None:
    assert asked_period(question, newest=date(2025, 11, 20), language=language) is None


@example("In May last year", date.min)
@given(st.text(max_size=60), st.dates())
def test_any_text_names_a_period_or_none(text: str, newest: date) -> None:
    period = asked_period(text, newest=newest)
    assert period is None or period.first <= period.last


def test_days_outside_a_period_are_counted_on_both_sides() -> None:
    march = Period(date(2022, 3, 1), date(2022, 3, 31))
    days = [march.days_away(date(2022, *day)) for day in [(2, 27), (3, 1), (3, 31), (4, 3)]]
    assert days == [2, 0, 0, 3]
