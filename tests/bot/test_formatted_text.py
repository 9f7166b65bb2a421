"""Formatted text: joining, slicing, entities, and the splitting of long texts."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.formatted_text import (
    FormattedText,
    Kind,
    Mark,
    bold,
    join,
    link,
    one_line,
    plain,
    utf16_length,
)
from bot.rendering.splitting import MAX_MESSAGE_LENGTH, pack
from bot.telegram_io.entities import entities_of

KINDS: list[Kind] = ["bold", "quote", "link"]
TEXTS = st.text(alphabet="ab .\n😀é\u202e", max_size=120)


@st.composite
def formatted_texts(draw: st.DrawFn) -> FormattedText:
    text = draw(TEXTS)
    marks = []
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, len(text)))
        if start < end:
            marks.append(Mark(draw(st.sampled_from(KINDS)), start, end, "https://a.example/"))
    return FormattedText(text, tuple(marks))


def marked(formatted: FormattedText) -> list[tuple[str, str]]:
    return [(mark.kind, formatted.text[mark.start : mark.end]) for mark in formatted.marks]


def test_joined_texts_keep_their_marks_in_place() -> None:
    whole = join(
        [bold("one"), FormattedText(), plain("two"), link(plain("😀"), "https://a.example/")], ", "
    )

    assert whole.text == "one, two, 😀"
    assert marked(whole) == [("bold", "one"), ("link", "😀")]


@given(formatted_texts(), st.data())
def test_a_slice_keeps_exactly_its_marks(formatted: FormattedText, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(formatted.text)))
    end = data.draw(st.integers(start, len(formatted.text)))

    part = formatted.slice(start, end)

    assert part.text == formatted.text[start:end]
    for place in range(start, end):
        over = {mark.kind for mark in formatted.marks if mark.start <= place < mark.end}
        assert over == {m.kind for m in part.marks if m.start <= place - start < m.end}


@given(formatted_texts())
def test_entities_cover_the_same_text_in_utf_16(formatted: FormattedText) -> None:
    raw = formatted.text.encode("utf-16-le")

    covered = [
        raw[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
        for entity in entities_of(formatted)
    ]

    assert sorted(covered) == sorted(text for _, text in marked(formatted))


@given(st.text())
def test_the_length_is_in_utf_16_code_units(text: str) -> None:
    sendable = plain(text).text

    assert utf16_length(sendable) == len(sendable.encode("utf-16-le")) // 2


@given(st.text(alphabet=st.characters(), max_size=50))
def test_any_text_becomes_sendable_and_keeps_its_length(text: str) -> None:
    made = plain(text)

    assert len(made.text) == len(text)
    assert made.marks == ()
    made.text.encode("utf-8")


@given(st.text(max_size=50))
def test_one_line_has_no_line_break_and_no_change_of_direction(text: str) -> None:
    assert not re.search("[\n\u202a-\u202e\u2066-\u2069]", one_line(text).text)


@given(st.lists(formatted_texts(), max_size=6), st.integers(8, 60))
def test_packing_loses_nothing_but_white_space_and_keeps_the_limit(
    blocks: list[FormattedText], limit: int
) -> None:
    messages = pack(blocks, limit=limit)

    assert all(0 < utf16_length(message.text) <= limit for message in messages)
    packed = "".join("".join(message.text for message in messages).split())
    assert packed == "".join("".join(block.text for block in blocks).split())


@given(st.lists(formatted_texts(), max_size=6), st.integers(8, 60))
def test_packing_keeps_every_mark_over_its_text(blocks: list[FormattedText], limit: int) -> None:
    def bold_signs(texts: list[FormattedText]) -> list[str]:
        return [
            sign
            for text in texts
            for place, sign in enumerate(text.text)
            if not sign.isspace()
            and any(m.kind == "bold" and m.start <= place < m.end for m in text.marks)
        ]

    assert bold_signs(pack(blocks, limit=limit)) == bold_signs(blocks)


def test_blocks_that_fit_stay_whole() -> None:
    blocks = [plain("a" * 30), plain("b" * 30), plain("c" * 30)]

    messages = pack(blocks, limit=64)

    assert [message.text for message in messages] == [f"{'a' * 30}\n\n{'b' * 30}", "c" * 30]


def test_a_long_text_is_split_between_paragraphs_first_then_sentences() -> None:
    first, second = "One sentence. " * 3 + "End.", "Another sentence here. " * 3

    messages = pack([plain(f"{first}\n\n{second.strip()}")], limit=70)

    assert [message.text for message in messages] == [first, second.strip()]
    assert pack([plain(first)], limit=40)[0].text == "One sentence. One sentence."


def test_empty_text_makes_no_message() -> None:
    assert pack([]) == []
    assert pack([plain(" \n "), FormattedText()]) == []


def test_4096_emoji_fill_two_messages() -> None:
    assert [utf16_length(m.text) for m in pack([plain("😀" * 4096)])] == [
        MAX_MESSAGE_LENGTH,
        MAX_MESSAGE_LENGTH,
    ]
