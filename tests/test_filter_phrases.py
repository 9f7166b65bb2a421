"""What filters a question names: phrases that were written before the rules."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from retrieval.text.filter_phrases import filters_in
from retrieval.types import Filters

_FILE = Path(__file__).parent / "data" / "filter_phrases.toml"
_CASES = tomllib.loads(_FILE.read_text(encoding="utf-8"))
NEWEST, PUBLISHERS = _CASES.pop("newest"), _CASES.pop("publishers")
PHRASES = [
    (language, question, expected)
    for language, questions in _CASES.items()
    for question, expected in questions.items()
]
FEWEST, LEAST_SHARE = 150, 0.95


def filters_of(language: str, question: str) -> Filters:
    return filters_in(question, language, publishers=PUBLISHERS, newest=NEWEST)[0]


def expected_filters(expected: dict[str, str]) -> Filters:
    days = {name: date.fromisoformat(day) for name, day in expected.items() if day[:1].isdigit()}
    return Filters(**{**expected, **days})  # type: ignore[arg-type]


def misses() -> list[str]:
    return [
        f"{question} -> {filters_of(language, question)}"
        for language, question, expected in PHRASES
        if filters_of(language, question) != expected_filters(expected)
    ]


def test_nearly_all_phrases_of_time_and_publisher_are_understood() -> None:
    assert sum(bool(expected) for _, _, expected in PHRASES) >= FEWEST
    missed = misses()
    assert len(missed) <= (1 - LEAST_SHARE) * len(PHRASES), "\n".join(missed)
