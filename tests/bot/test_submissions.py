"""Submissions of administrators: file names, titles, addresses."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.submissions import address_in, article_json, safe_name


@given(st.text(max_size=100))
def test_no_file_name_leaves_its_folder(name: str) -> None:
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
def test_file_names_keep_their_suffix(name: str | None, made: str) -> None:
    assert safe_name(name) == made


def test_the_first_line_is_the_title_if_more_follows() -> None:
    assert json.loads(article_json("Title\n\nBody.\nMore.")) == {
        "title": "Title",
        "text": "Body.\nMore.",
    }
    assert json.loads(article_json("Only a body.")) == {"text": "Only a body."}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://news.example/a", "https://news.example/a"),
        (" HTTP://127.0.0.1:8080 ", "HTTP://127.0.0.1:8080"),
        ("news.example/a?x=1", "https://news.example/a?x=1"),
        ("новини.укр/війна", "https://новини.укр/війна"),
        ("see https://news.example/a", None),
        ("https://news.example/a and more", None),
        ("Yes/no", None),
        ("news.example", None),
        ("24.02/25.02", None),
        ("", None),
    ],
)
def test_an_address_is_found_only_if_it_is_the_whole_text(text: str, address: str | None) -> None:
    assert address_in(text) == address
