"""Excerpts: the sentences that are quoted first are verbatim, short, and hold the answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import Article, Passage, Result, Span
from retrieval.text.display.excerpts import (
    Excerpt,
    excerpts,
    is_part_of_passage,
    quoted_paragraph_number,
)

LIMIT = 400


def result(text: str, *highlight: Span, answer: Span | None = None) -> Result:
    passage = Passage(1, "d1", 1, 0, len(text), text)
    return Result(1, 1.0, passage, Article("d1", None, text), highlight, answer)


@st.composite
def results(draw: st.DrawFn) -> Result:
    """A passage of words, some of them highlighted, and in these an answer of at most 60."""
    words = draw(st.lists(st.text("abcж漢", min_size=1, max_size=9), min_size=1, max_size=250))
    text = " ".join(words)
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word) + 1)

    def span(first: int, after: int) -> Span:
        return Span(starts[first], starts[after] - 1)

    first = draw(st.integers(0, len(words) - 1))
    after = draw(st.integers(first + 1, len(words)))
    begin = draw(st.integers(first, after - 1))
    end = draw(st.integers(begin + 1, min(after, begin + 60)))
    answer = draw(st.none() | st.just(span(begin, end)))
    return result(text, span(first, after), answer=answer)


def test_the_paragraph_named_is_that_of_the_sentence_quoted_first() -> None:
    text = "The dam broke.\n\nRain fell.\n\nFour people died. More are missing."
    start = text.index("Four")

    assert quoted_paragraph_number(result(text, Span(start, start + 17))) == 3


@given(results())
def test_an_excerpt_lies_in_the_sentence_holds_the_answer_and_is_short(found: Result) -> None:
    [sentence], answer, text = found.highlight, found.answer, found.passage.text

    [excerpt] = excerpts(found)

    longest = max(LIMIT, answer.end - answer.start if answer else 0)
    assert sentence.start <= excerpt.start < excerpt.end <= sentence.end
    assert excerpt.end - excerpt.start <= longest
    assert excerpt.is_cut_before == (excerpt.start > sentence.start)
    assert excerpt.is_cut_after == (excerpt.end < sentence.end)
    if answer:
        assert excerpt.start <= answer.start
        assert answer.end <= excerpt.end
    cut = text[excerpt.start : excerpt.end]
    assert cut == " ".join(cut.split())  # it begins and ends with a word
    assert f" {cut} " in f" {text} "


@given(results())
def test_a_sentence_of_at_most_400_characters_is_quoted_as_a_whole(found: Result) -> None:
    [sentence] = found.highlight

    [excerpt] = excerpts(found)

    if sentence.end - sentence.start <= LIMIT:
        assert excerpt == Excerpt(sentence.start, sentence.end)


def test_sentences_side_by_side_are_one_excerpt_in_the_order_of_the_text() -> None:
    text = "One.\n\nTwo. Three. Four."

    assert excerpts(result(text, Span(6, 10), Span(0, 4))) == (Excerpt(0, 10),)
    assert excerpts(result(text, Span(18, 23), Span(6, 10))) == (Excerpt(6, 10), Excerpt(18, 23))


def test_without_a_highlight_the_passage_is_quoted_from_its_beginning() -> None:
    assert excerpts(result("Owls nest.")) == (Excerpt(0, 10),)
    assert excerpts(result("owls " * 200)) == (Excerpt(0, 399, is_cut_after=True),)


def test_a_long_text_without_spaces_is_cut_between_characters() -> None:
    [excerpt] = excerpts(result("漢" * 900, Span(0, 900), answer=Span(450, 460)))

    assert excerpt.end - excerpt.start == LIMIT
    assert excerpt.start < 450
    assert excerpt.end > 460


@pytest.mark.parametrize(("end", "expected"), [(4, True), (9, False), (10, False)])
def test_a_passage_holds_more_unless_it_is_its_excerpts(end: int, *, expected: bool) -> None:
    found = result("One. Two. ", Span(0, end))

    assert is_part_of_passage(found, excerpts(found)) is expected
