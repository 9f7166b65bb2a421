"""What administrators hand in: safe names, titles, origins."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.submissions import from_text, is_address, safe_name


@given(st.text(max_size=100))
def test_no_name_leads_out_of_its_folder(name: str) -> None:
    made = safe_name(name)

    assert made
    assert not made.startswith(".")
    assert not set(made) & set("/\\\0\n")
    assert len(made) <= 100


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\news\\page.HTML", "page.HTML"),
        (".htaccess", "htaccess"),
        (None, "article"),
        ("стаття 1.txt", "стаття_1.txt"),
    ],
)
def test_names_keep_their_kind(name: str | None, made: str) -> None:
    assert safe_name(name) == made


def test_the_first_line_is_the_title_where_more_follows() -> None:
    assert json.loads(from_text("Title\n\nBody.\nMore.").content) == {
        "title": "Title",
        "text": "Body.\nMore.",
    }
    assert json.loads(from_text("Only a body.").content) == {"text": "Only a body."}


def test_an_address_is_one_and_nothing_else() -> None:
    assert is_address("https://news.example/a")
    assert not is_address("see https://news.example/a")
