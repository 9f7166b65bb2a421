"""Characters that are not to be seen go; all others stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.sources.metadata.characters import clean_line, split_blocks, split_lines


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("\x1b[31mred\x1b[0m news", "red news"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://x.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred", "red"),
        ("bell\x07 and null\x00", "bell and null"),
        ("zero\u200bwidth", "zerowidth"),
        ("\ufeffstart", "start"),
        ("soft\u00adhyphen", "softhyphen"),
        ("a\u00a0b \t c", "a b c"),
        ("don\x92t", "don’t"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("\u202eevil", "evil"),
    ],
)
def test_what_is_not_to_be_seen_goes(written: str, read: str) -> None:
    assert clean_line(written) == read


@pytest.mark.parametrize(
    "text",
    ["\u200fשלום", "می\u200cخواهم", "👩\u200d👩\u200d👧", "cafe\u0301", "ﬁne", "½ 中文。"],
)
def test_what_scripts_and_emoji_need_stays(text: str) -> None:
    assert clean_line(text) == text


def test_a_joiner_between_latin_letters_goes() -> None:
    assert clean_line("pass\u200dword") == "password"


def test_an_unfinished_sequence_takes_no_text_with_it() -> None:
    assert clean_line("\x1b]0;the rest of the article") == "0;the rest of the article"


def test_any_kind_of_line_break_ends_a_line() -> None:
    assert split_lines("a\r\nb\rc\u2028d\n\n\ne\x85f") == ["a", "b", "c", "d", "e", "f"]


def test_blank_lines_end_a_block() -> None:
    assert split_blocks("a\nb\n \t\n\nc") == [["a", "b"], ["c"]]


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_line(clean_line(text)) == clean_line(text)


@given(st.text())
def test_no_control_character_is_left(text: str) -> None:
    assert all(c.isprintable() or ord(c) > 0x9F for c in clean_line(text))
