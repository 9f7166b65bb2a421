"""What filters a question names: phrases that were written before the rules, and variants."""

from __future__ import annotations

import time
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.languages.filters import filter_phrases
from retrieval.text.questions.filter_phrases import filters_in
from retrieval.types import Filters

_DATA = Path(__file__).parents[1] / "data"
_CASES = tomllib.loads((_DATA / "filter_phrases.toml").read_text(encoding="utf-8"))
_VARIANTS = tomllib.loads((_DATA / "filter_phrase_variants.toml").read_text(encoding="utf-8"))
NEWEST, PUBLISHERS = _CASES.pop("newest"), _CASES.pop("publishers")
FEWEST, LEAST_SHARE = 150, 0.95
LONGEST_MS = 300.0  # for a question of the greatest length; 30 without other load

Phrase = tuple[str, str, dict[str, str]]  # language, question, filters


def phrases(cases: dict[str, dict[str, dict[str, str]]]) -> list[Phrase]:
    return [(code, question, own) for code, all_ in cases.items() for question, own in all_.items()]


def filters_of(language: str, question: str) -> Filters:
    return filters_in(question, language, publishers=PUBLISHERS, newest=NEWEST)[0]


def expected_filters(expected: dict[str, str]) -> Filters:
    days = {name: date.fromisoformat(day) for name, day in expected.items() if day[:1].isdigit()}
    return Filters(**{**expected, **days})  # type: ignore[arg-type]


def misses(cases: list[Phrase]) -> list[str]:
    return [
        f"{question} -> {filters_of(language, question)}"
        for language, question, expected in cases
        if filters_of(language, question) != expected_filters(expected)
    ]


def test_nearly_all_phrases_of_time_and_publisher_are_understood() -> None:
    cases = phrases(_CASES)
    assert sum(bool(expected) for _, _, expected in cases) >= FEWEST

    missed = misses(cases)

    assert len(missed) <= (1 - LEAST_SHARE) * len(cases), "\n".join(missed)


def test_most_variants_are_understood() -> None:
    cases = phrases(_VARIANTS)

    missed = misses(cases)

    assert len(missed) <= 0.1 * len(cases), "\n".join(missed)


def test_a_language_and_a_year_are_filters_whatever_their_letters() -> None:
    turkish = filters_of("tr", "İngilizce haberler köprü")
    arabic = filters_of("ar", "ماذا حدث قبل عام 2020؟")

    assert turkish == Filters(language="en")
    assert arabic == Filters(until=date(2019, 12, 31))


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("What has Zelensky said since March?", "What has Zelensky said?"),
        ("Since March, who has fled?", "who has fled?"),
        ("Who died, according to Reuters, in the flood?", "Who died in the flood?"),
        ("What did the BBC report on grain since 2021?", "grain?"),
        ("What do articles from March 2022 say about grain?", "grain?"),
        ("What did Reuters say the dam cost?", "What did Reuters say the dam cost?"),
        ("Who was mayor in 2021?", "Who was mayor in 2021?"),
    ],
)
def test_what_only_filters_is_not_searched_for(question: str, searched: str) -> None:
    assert filters_in(question, "en", publishers=PUBLISHERS, newest=NEWEST)[1] == searched


@pytest.mark.parametrize(
    ("question", "language", "publisher"),
    [
        ("Who is the mayor in Lodden?", "en", None),
        ("and in Lodden?", "en", None),
        ("¿Y en Valmora?", "es", None),
        ("What was in Bloomberg on oil?", "en", "Bloomberg News"),
        ("What was in the Examiner on oil?", "en", "Alder Examiner"),
        ("According to Lodden Weekly, who won?", "en", "Lodden Weekly"),
    ],
)
def test_a_place_is_not_taken_for_a_publisher_named_after_it(
    question: str, language: str, publisher: str | None
) -> None:
    names = ["Lodden Weekly", "Diario de Valmora", "Bloomberg News", "Alder Examiner"]
    filters, _ = filters_in(question, language, publishers=names, newest=None)
    assert filters.publisher == publisher


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en", "since Friday 4 March 2022"),
        ("en", "since Friday, March 4, 2022"),
        ("en", "since Friday the 4th of March"),
        ("de", "seit Freitag, dem 4. März 2022"),
        ("es", "desde el viernes 4 de marzo de 2022"),
        ("uk", "з п'ятниці, 4 березня 2022"),
    ],
)
def test_the_day_behind_a_day_of_the_week_filters(language: str, day: str) -> None:
    found, rest = filters_in(f"Putin {day}?", language, publishers=(), newest=date(2022, 11, 16))

    assert (found, rest) == (Filters(since=date(2022, 3, 4)), "Putin?")


def test_without_a_dated_article_no_time_filters() -> None:
    question = "What has Reuters said since March?"

    named, _ = filters_in(question, "en", publishers=PUBLISHERS, newest=None)

    assert named == Filters(publisher="Reuters")


@given(
    st.lists(
        st.one_of(
            st.text(max_size=5),
            st.sampled_from(
                "since between and 31 29 February March 2022 2020 0 99 last two weeks until before"
                " as of the in Reuters Time Guardian articles published ago yesterday".split()
            ),
        ),
        max_size=12,
    ),
    st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)),
    st.sampled_from([own.code for own in filter_phrases()]),
)
def test_any_text_names_filters_or_none(words: list[str], newest: date, language: str) -> None:
    question = " ".join(words)

    filters, searched = filters_in(question, language, publishers=PUBLISHERS, newest=newest)

    assert filters.since is None or filters.since <= newest
    assert filters.publisher is None or filters.publisher in PUBLISHERS
    assert len(searched) <= len(question)
    assert filters or searched == question


@pytest.mark.parametrize(
    "part",
    [
        "since ",
        "between March and ",
        "March ",
        "March last year ",
        "in the ",
        "the last ",
        "Guardian ",
        "a ",
        "1",
    ],
)
def test_a_long_question_takes_no_long_time(part: str) -> None:
    question = (part * 1000)[:1000]
    filters_of("en", question)  # compiles the patterns
    start_s = time.process_time()

    filters_of("en", question)

    assert (time.process_time() - start_s) * 1000 < LONGEST_MS
