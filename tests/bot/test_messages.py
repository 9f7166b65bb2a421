"""Quotations: which sentences of a passage are bold."""

from __future__ import annotations

import pytest

from bot.rendering.messages import passages
from bot.rendering.notes import note_lines
from bot.rendering.translations import LANGUAGES, texts_of
from retrieval import Article, Note, Passage, Result, Span

SENTENCES = (
    "The bridge closes on Monday.",
    "It opens again in May, the mayor said on Friday.",
    "Until then, buses take the road along the river and stop at the mill, the school and the "
    "market, where there is room for them to turn.",
)
TEXT = " ".join(SENTENCES)


def bold_in(text: str, *sentences: str) -> list[str]:
    article = Article(doc_id="d1", title="Bridge", text=text)
    starts = [text.index(sentence) for sentence in sentences]
    highlight = tuple(Span(s, s + len(t)) for s, t in zip(starts, sentences, strict=True))
    result = Result(1, 1.0, Passage(1, "d1", 1, 0, len(text), text), article, highlight)
    [said] = passages([result], texts_of("en"), lambda article: None)
    return [said.text[mark.start : mark.end] for mark in said.marks if mark.kind == "bold"]


def test_two_sentences_are_bold_where_a_third_of_the_passage_stays_plain() -> None:
    first, second, _ = SENTENCES

    assert bold_in(TEXT, second, first) == [second, first]


def test_only_the_likeliest_sentence_is_bold_where_two_would_be_nearly_all_of_the_passage() -> None:
    first, _, longest = SENTENCES

    assert bold_in(TEXT, longest, first) == [longest]
    assert bold_in(TEXT, first, longest) == [first]


def test_a_passage_of_one_sentence_is_bold_as_a_whole() -> None:
    [only] = SENTENCES[:1]

    assert bold_in(only, only) == [only]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_repaired_spelling_is_told_in_a_line_of_the_language(language: str) -> None:
    notes = [Note("spelling", {"asked": "brigde", "searched": "bridge"}), Note("unheard_of", {})]

    [said] = note_lines(notes, texts_of(language))

    assert said.text.index("bridge") != said.text.index("brigde")
    assert "\n" not in said.text


def test_a_repaired_spelling_is_told_in_english() -> None:
    [said] = note_lines(
        [Note("spelling", {"asked": "brigde", "searched": "bridge"})], texts_of("en")
    )

    assert said.text == "Searched for “bridge” instead of “brigde”."
