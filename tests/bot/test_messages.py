"""Answers as messages: what comes first, what is bold, and what is folded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.rendering.formatted_text import FormattedText
from bot.rendering.inline_results import inline_description, inline_title
from bot.rendering.messages import answer_blocks, passages
from bot.rendering.notes import note_lines
from bot.rendering.translations import LANGUAGES, texts_of
from retrieval import Answer, Article, Note, Passage, Result, Span

SENTENCES = (
    "The bridge closes on Monday.",
    "It opens again in May, the mayor said on Friday.",
    "Until then, buses take the road along the river and stop at the mill, the school and the "
    "market, where there is room for them to turn.",
)
TEXT = " ".join(SENTENCES)


def result_with(highlight: Sequence[str], answer: str = "", **fields: Any) -> Result:
    known = {"doc_id": "d1", "title": "Bridge", "text": TEXT, "publisher": "The Post"}
    article = Article(**{**known, **fields})
    text = article.text
    passage = Passage(1, article.doc_id, 1, 0, len(text), text)
    spans = tuple(span_of(part, text) for part in highlight)
    return Result(1, 1.0, passage, article, spans, span_of(answer, text) if answer else None)


def span_of(part: str, text: str) -> Span:
    return Span(text.index(part), text.index(part) + len(part))


def shown(result: Result) -> FormattedText:
    [said] = passages([result], texts_of("en"), lambda article: None)
    return said


def marked(said: FormattedText, *kinds: str) -> list[str]:
    return [said.text[mark.start : mark.end] for mark in said.marks if mark.kind in kinds]


def answered(*results: Result, confidence: float = 0.9, **fields: Any) -> list[FormattedText]:
    answer = Answer("When?", True, confidence, results, **fields)
    return answer_blocks(answer, results[1:], texts_of("en"), lambda article: None)


@pytest.mark.parametrize(("confidence", "is_told"), [(0.9, False), (0.6, True)])
def test_what_was_searched_for_of_a_follow_up_is_told_where_the_answer_is_not_sure(
    confidence: float, is_told: bool
) -> None:
    result = result_with(SENTENCES[:1])
    said = answered(result, confidence=confidence, is_follow_up=True, searched="bridge when?")
    assert ("Searched for “bridge when?”." in said[0].text) is is_told


def test_a_result_of_a_refusal_that_was_asked_for_is_shown_as_it_stands() -> None:
    answer = Answer(
        "The first one", False, 0.1, (result_with(SENTENCES[:1]),), shows_more=True, searched="?"
    )

    [said, _] = answer_blocks(answer, (), texts_of("en"), lambda article: None)

    assert said.text.startswith(SENTENCES[0])


def test_the_sentence_comes_first_then_its_source_and_the_passage_folded() -> None:
    said = shown(result_with(SENTENCES[:1], "Monday"))

    assert said.text == f"{SENTENCES[0]}\n1. The Post · Bridge · paragraph 1\n{TEXT}"
    assert marked(said, "quote") == [SENTENCES[0]]
    assert marked(said, "folded_quote") == [TEXT]


def test_the_words_that_answer_are_bold_on_top_and_in_the_passage() -> None:
    assert marked(shown(result_with(SENTENCES[:1], "Monday")), "bold") == ["Monday"] * 2


def test_the_sentence_is_bold_if_no_words_of_it_are_known_to_answer() -> None:
    first, second, _ = SENTENCES

    assert marked(shown(result_with([second, first])), "bold") == [second] * 2


def test_two_sentences_are_both_shown_in_their_order() -> None:
    first, second, last = SENTENCES

    beside = shown(result_with([second, first], "May"))
    apart = shown(result_with([last, first], "the mill"))

    assert marked(beside, "quote") == [f"{first} {second}"]
    assert marked(apart, "quote") == [first, last]
    assert apart.text.startswith(f"{first}\n…\n{last}\n1. ")


def test_a_long_sentence_is_cut_outside_of_the_quotation() -> None:
    text = "owls " * 200 + "nested here " + "owls " * 199 + "owls."

    said = shown(result_with([text], "nested here", text=text))

    [quotation] = marked(said, "quote")
    assert quotation in text
    assert "nested here" in quotation
    assert 380 < len(quotation) <= 400
    assert said.text.startswith(f"…\n{quotation}\n…\n1. ")
    assert marked(said, "folded_quote") == [text]


def test_a_passage_that_is_its_sentence_is_shown_once() -> None:
    said = shown(result_with(SENTENCES[:1], text=SENTENCES[0]))

    assert said.text == f"{SENTENCES[0]}\n1. The Post · Bridge · paragraph 1"


def test_an_answer_that_is_not_likely_is_introduced_with_perhaps() -> None:
    result = result_with(SENTENCES[:1])

    assert answered(result, confidence=0.79)[0].text.startswith(f"Perhaps:\n{SENTENCES[0]}\n")
    assert answered(result, confidence=0.8)[0].text.startswith(f"{SENTENCES[0]}\n")


def test_notes_stand_between_the_source_and_the_passage() -> None:
    notes = (Note("missing_term", {"term": "Lviv"}), Note("missing_term", {"term": "Odesa"}))

    [said, _] = answered(result_with(SENTENCES[:1]), notes=notes)

    assert said.text.splitlines()[2:4] == [
        "Not in these articles: “Lviv”.",
        "Not in these articles: “Odesa”.",
    ]
    assert said.text.endswith(f"\n{TEXT}")


def test_further_results_are_a_line_each() -> None:
    second = replace(result_with(SENTENCES[1:2], doc_id="d2", title="Ferry"), rank=2)

    [_, others] = answered(result_with(SENTENCES[:1]), second)

    assert others.text == "2. Ferry · The Post"


def test_a_further_result_of_the_same_article_does_not_repeat_its_title() -> None:
    second = replace(result_with(SENTENCES[1:2]), rank=2)

    [_, others] = answered(result_with(SENTENCES[:1]), second)

    assert others.text == "2. Same article · paragraph 1"


def test_names_and_titles_written_from_right_to_left_keep_their_direction() -> None:
    result = result_with(SENTENCES[:1], title="جسر", publisher="هآرتس", authors=("Ann", "دانا"))

    source = shown(result).text.splitlines()[1]

    assert source == (
        "1. \u2068هآرتس\u2069 · Ann, \u2068دانا\u2069 · \u2068جسر\u2069 · paragraph 1"
    )


def test_of_many_authors_two_are_named() -> None:
    result = result_with(SENTENCES[:1], authors=("Ann Lee", "Bo Im", "Cy Orr", "Di Poe"))

    assert " · Ann Lee, Bo Im and 2 others · " in shown(result).text


def test_in_inline_mode_the_first_result_is_titled_with_the_words_that_answer() -> None:
    first = result_with(SENTENCES[:1], "on Monday")
    answer = Answer("When?", True, 0.9, (first,))
    doubtful = replace(answer, confidence=0.6)
    texts = texts_of("en")

    assert inline_title(first, answer, texts) == "on Monday"
    assert inline_title(first, doubtful, texts) == "Perhaps: on Monday"
    assert inline_title(replace(first, rank=2), answer, texts) == "Bridge"
    assert inline_title(replace(first, answer=None), answer, texts) == "Bridge"
    assert inline_description(first) == f"The Post: {SENTENCES[0]}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_introduces_an_unlikely_answer(language: str) -> None:
    answer = Answer("When?", True, 0.5, (result_with(SENTENCES[:1]),))

    [said, _] = answer_blocks(answer, (), texts_of(language), lambda article: None)

    assert re.fullmatch(r"\w+:", said.text.partition("\n")[0])


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


def test_several_repaired_spellings_are_told_in_one_line() -> None:
    notes = [
        Note("spelling", {"asked": "brigde", "searched": "bridge"}),
        Note("missing_term", {"term": "Lviv"}),
        Note("spelling", {"asked": "clsoe", "searched": "close"}),
    ]

    assert [said.text for said in note_lines(notes, texts_of("en"))] == [
        "Searched for “bridge, close” instead of “brigde, clsoe”.",
        "Not in these articles: “Lviv”.",
    ]
