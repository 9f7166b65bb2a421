"""Dates are read where a day is really named, and never invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.sources.metadata.dates import later, parse_date


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2022-02-25", "2022-02-25"),
        ("2022-02-25T10:30:00Z", "2022-02-25T10:30:00+00:00"),
        ("2022-02-25T11:30:00.123+02:00", "2022-02-25T11:30:00+02:00"),
        ("2022-02-25T11:30:00+0200", "2022-02-25T11:30:00+02:00"),
        ("2022-02-25T22:30:00-05:00", "2022-02-25T22:30:00-05:00"),
        ("2022-02-25 10:30", "2022-02-25"),
        ("2022-02-25T00:00:00+01:00", "2022-02-25"),
        ("Fri, 25 Feb 2022 10:30:00 GMT", "2022-02-25T10:30:00+00:00"),
        ("20220225", "2022-02-25"),
        ("2022/02/25", "2022-02-25"),
        ("25.02.2022", "2022-02-25"),
        ("25/02/2022", "2022-02-25"),
        ("25-02-2022", "2022-02-25"),
        ("الجمعة 25 تشرين الثاني 2022", "2022-11-25"),
        ("02/25/2022", "2022-02-25"),
        ("February 25, 2022", "2022-02-25"),
        ("Feb. 25, 2022 at 10:30 AM ET", "2022-02-25"),
        ("Friday 25 February 2022", "2022-02-25"),
        ("25th of February 2022", "2022-02-25"),
        ("25. Februar 2022", "2022-02-25"),
        ("25 de febrero de 2022", "2022-02-25"),
        ("25 février 2022", "2022-02-25"),
        ("25 лютого 2022 року", "2022-02-25"),
        ("25 февраля 2022", "2022-02-25"),
        ("25. února 2022", "2022-02-25"),
        ("25 februari 2022", "2022-02-25"),
        ("2022. február 25. 10:15", "2022-02-25"),
        ("2022年2月25日 10時15分", "2022-02-25"),
        ("2022년 2월 25일", "2022-02-25"),
        ("25 अप्रैल 2022", "2022-04-25"),
    ],
)
def test_a_named_day_is_read(written: str, read: str) -> None:
    assert parse_date(written) == read


@pytest.mark.parametrize(
    "written",
    ["", None, "2022", "February 2022", "2022-02", "2022-02-30", "0001-01-01", "1970-01-01",
     "yesterday", "03/04/2022", "03-04-2022",
     "2022-13-01", "9999-12-31", "31 April 2022", "x" * 1000,
     "2022-02-25T25:00:00Z"],
)  # fmt: skip
def test_what_is_no_certain_day_is_unknown(written: str | None) -> None:
    assert parse_date(written) is None


def test_a_date_after_tomorrow_is_unknown() -> None:
    today = datetime.now(UTC).date()
    assert parse_date((today + timedelta(days=2)).isoformat()) is None
    assert parse_date(today.isoformat()) == today.isoformat()


@given(st.text(max_size=120))
def test_no_text_makes_it_fail(text: str) -> None:
    read = parse_date(text)
    assert read is None or parse_date(read) == read


def test_an_update_counts_only_after_publication() -> None:
    assert later("2022-02-26", "2022-02-25") == "2022-02-26"
    assert later("2022-02-25", "2022-02-25T10:00:00+00:00") is None
    assert later("2022-02-25T11:00:00+00:00", "2022-02-25T10:00:00+00:00") is not None
    assert later("2022-02-25T11:00:00+02:00", "2022-02-25T10:00:00+00:00") is None
    assert later("2022-02-24", "2022-02-25") is None
    assert later("2022-02-24", None) == "2022-02-24"
