"""Passages: verbatim, whole, within their limits, with ids made from content."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.text.articles.passages import Splitting, paragraph_spans, split
from retrieval.types import Article, Passage
from tests.support.newsquiz import needs_newsquiz, newsquiz_articles

SMALL = Splitting(target_words=12, max_words=20, max_chars=160)

paragraph = st.text(
    alphabet=st.sampled_from("ab Cd.。!? é"), min_size=1, max_size=300
)  # spaces, ends and words beyond every limit
texts = st.lists(paragraph, max_size=8).map("\n\n".join)


def article(text: str) -> Article:
    return Article(doc_id="d", title="T", text=text)


def words(count: int, *, last: str = ".") -> str:
    return " ".join(["Word", *["word"] * (count - 1)]) + last


def squeezed(text: str) -> str:
    return "".join(text.split())


def check(source: Article, passages: tuple[Passage, ...], limits: Splitting) -> None:
    last = 0
    spans = paragraph_spans(source.text)
    for passage in passages:
        assert passage.text == source.text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        assert last <= passage.start < passage.end
        assert len(passage.text.split()) <= limits.max_words
        assert len(passage.text) <= limits.max_chars
        span = spans[passage.paragraph - 1]
        assert span.start <= passage.start < span.end
        last = passage.end
    assert squeezed("".join(p.text for p in passages)) == squeezed(source.text)
    assert len({p.passage_id for p in passages}) == len(passages)


@given(texts)
@settings(max_examples=300)
def test_passages_tile_any_text_verbatim_and_within_their_limits(text: str) -> None:
    source = article(text)
    check(source, split(source, SMALL), SMALL)


@needs_newsquiz
def test_passages_tile_newsquiz_articles() -> None:
    for source in newsquiz_articles(step=10):
        check(source, split(source), Splitting())


def test_short_paragraphs_are_joined_with_their_neighbours() -> None:
    text = "\n\n".join([words(4), words(4), words(4), words(9)])
    assert [(p.paragraph, len(p.text.split())) for p in split(article(text), SMALL)] == [
        (1, 12),
        (4, 9),
    ]


def test_a_long_paragraph_is_split_at_sentence_ends() -> None:
    text = " ".join([words(10), words(9), words(8)])
    passages = split(article(text), SMALL)
    assert [p.text.lower().count("word") for p in passages] == [10, 9, 8]
    assert {p.paragraph for p in passages} == {1}


def test_a_fragment_takes_a_long_neighbour_rather_than_stand_alone() -> None:
    text = "A heading\n\n" + words(17)
    assert [p.text.startswith("A heading") for p in split(article(text), SMALL)] == [True]


def test_a_table_stays_whole_with_what_introduces_it() -> None:
    table = "Bats counted:\n\nYear | Females\n\n2024 | 73\n\n2025 | 121"
    passages = split(article(f"{words(8)}\n\n{table}\n\n{words(8)}"), SMALL)
    assert [passage.text for passage in passages] == [words(8), table, words(8)]


def test_a_table_beyond_the_limits_is_split_between_rows() -> None:
    rows = [f"Town {number} | {number}" for number in range(9)]
    passages = split(article("\n".join(rows)), SMALL)
    assert len(passages) > 1
    assert [row for passage in passages for row in passage.text.splitlines()] == rows


def test_boilerplate_is_in_no_passage_and_joins_none() -> None:
    text = "One two.\n\nShare this\n\nThree four."
    passages = split(article(text), SMALL, is_boilerplate=lambda p: p == "Share this")
    assert [(p.paragraph, p.text) for p in passages] == [(1, "One two."), (3, "Three four.")]


@pytest.mark.parametrize("text", ["", " \n\n ", "\n"])
def test_a_text_without_words_has_no_passages(text: str) -> None:
    assert split(article(text)) == ()


@pytest.mark.parametrize(
    "change", [{"text": "One too."}, {"title": "U"}, {"publisher": "P"}, {"doc_id": "e"}]
)
def test_an_id_stands_for_all_that_is_indexed(change: dict[str, Any]) -> None:
    source = article("One two.")
    assert split(source)[0].passage_id != split(replace(source, **change))[0].passage_id
    assert (
        split(source)[0].passage_id == split(replace(source, url="http://a.example"))[0].passage_id
    )
    assert 0 <= split(source)[0].passage_id < 2**63


def test_ids_of_an_article_lie_side_by_side() -> None:
    passages = split(article("One two.\n\nThree four.\n\nFive six."), SMALL)
    [beginning] = {passage.passage_id >> 43 for passage in passages}
    other = replace(article("One two."), doc_id="e")
    assert split(other)[0].passage_id >> 43 != beginning
