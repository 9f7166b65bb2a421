"""Boilerplate goes, whoever published it; every paragraph of an article stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.sources.boilerplate.donation_appeals import _GIVING, _ITSELF
from retrieval.sources.boilerplate.labels import is_boilerplate_line
from retrieval.sources.boilerplate.phrases import STRONG, STRONG_PATTERNS
from retrieval.sources.boilerplate.pipeline import (
    drop_boilerplate,
    looks_like_boilerplate,
)
from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.boilerplate.scoring import scored_sentences
from tests.sources.boilerplate_cases import (
    ARTICLE_PARAGRAPHS,
    FURNITURE_LINES,
    FURNITURE_PARAGRAPHS,
    GLUED,
)
from tests.sources.phrase_examples import examples_of


def furniture_score(text: str) -> float:
    return max((sentence.score for sentence in scored_sentences(text)), default=0.0)


def may_appeal(text: str) -> bool:
    sentences = [sentence.said.casefold() for sentence in scored_sentences(text)]
    return any(_ITSELF.search(said) or _GIVING.search(said) for said in sentences)


@pytest.mark.parametrize("line", FURNITURE_LINES)
def test_a_line_that_names_a_part_of_the_page_is_boilerplate(line: str) -> None:
    assert is_boilerplate_line(line)


@pytest.mark.parametrize("paragraph", FURNITURE_PARAGRAPHS)
def test_what_a_page_says_to_its_reader_about_itself_goes(paragraph: str) -> None:
    assert drop_boilerplate([paragraph]) == []


@pytest.mark.parametrize("pattern", STRONG_PATTERNS, ids=lambda pattern: pattern.pattern[:60])
def test_every_strong_phrase_makes_a_sentence_boilerplate(pattern: re.Pattern[str]) -> None:
    examples = examples_of(pattern)
    assert examples
    assert [text for text in examples if drop_boilerplate([text])] == []


@pytest.mark.parametrize("paragraph", ARTICLE_PARAGRAPHS)
def test_a_paragraph_of_an_article_stays(paragraph: str) -> None:
    assert drop_boilerplate([paragraph]) == [paragraph]


@pytest.mark.parametrize(("paragraph", "left"), GLUED)
def test_boilerplate_that_is_glued_to_an_article_is_cut_off_at_the_sentence(
    paragraph: str, left: str
) -> None:
    assert drop_boilerplate([paragraph]) == [left]


@given(st.lists(st.sampled_from(ARTICLE_PARAGRAPHS), max_size=12))
def test_text_made_of_article_paragraphs_survives_unchanged(paragraphs: list[str]) -> None:
    assert drop_boilerplate(paragraphs) == paragraphs


@given(
    st.lists(
        st.sampled_from(ARTICLE_PARAGRAPHS + FURNITURE_LINES + FURNITURE_PARAGRAPHS), max_size=12
    )
)
@settings(max_examples=50)
def test_no_company_of_boilerplate_drops_prose_of_an_article(mixed: list[str]) -> None:
    # Prose that speaks of money or of its publisher can go with an appeal right beside it.
    kept = drop_boilerplate(mixed)
    prose = {
        text
        for text in ARTICLE_PARAGRAPHS
        if is_prose(text) and furniture_score(text) < 1 and not may_appeal(text)
    }
    plain = [text for text in mixed if text in prose]
    assert [text for text in kept if text in plain] == plain


@given(st.text(max_size=300))
def test_any_text_is_cut_into_slices_of_itself(text: str) -> None:
    assert all(part in text for part in drop_boilerplate([text]))


def test_an_appeal_is_dropped_as_a_block_with_its_weaker_paragraphs() -> None:
    appeal = [
        "Your support helps us tell these stories",
        "From the coast to the capital, The Lantern is there. Our reporters check the facts.",
        "We need journalists in the field. Your donation allows us to pay them.",
        "The Lantern is trusted by readers of every party.",
    ]
    article = ["The harbour froze on Monday.", "Ships waited outside."]
    assert drop_boilerplate([article[0], *appeal, article[1]]) == article


def test_an_appeal_is_found_where_a_paragraph_asks_only_in_its_second_sentence() -> None:
    page = [
        "The harbour froze on Monday.",
        "We have no owners and carry no adverts.",
        "Thank you for reading.",
        "You know that. Contribute what you can.",
        "It means a lot.",
        "You are kind. Donate, if you can.",
        "Ships waited outside.",
    ]
    assert drop_boilerplate(page) == ["The harbour froze on Monday.", "Ships waited outside."]


def test_a_block_never_grows_over_a_paragraph_without_evidence() -> None:
    page = [
        "Sign up for our free newsletter.",
        "The harbour froze on Monday.",
        "Your support helps us stay independent.",
    ]
    assert drop_boilerplate(page) == ["The harbour froze on Monday."]


def test_a_sentence_in_the_middle_leaves_two_paragraphs() -> None:
    paragraph = "The dam broke at noon. Sign up here for our newsletter. Nobody was hurt."
    assert drop_boilerplate([paragraph]) == ["The dam broke at noon.", "Nobody was hurt."]


def test_an_address_is_no_place_to_cut() -> None:
    paragraph = "Write to Stephanie.Roe@example.com or see Example.Com for the U.S.A. tour dates."
    assert drop_boilerplate([paragraph]) == [paragraph]


@pytest.mark.parametrize(
    "paragraph",
    [
        "Comments",
        "Sign up for our free newsletter.",
        "The Associated Press contributed to this report.",
        "Prices were right when this article was published.",
        "Jane Roe is a reporter for The Example Post.",
        "This story has been updated with more details.",
    ],
)
def test_repeated_paragraphs_with_a_mark_of_boilerplate_are_suspects(paragraph: str) -> None:
    assert looks_like_boilerplate(paragraph)


@pytest.mark.parametrize(
    "paragraph",
    ["Texas", "Russia denies targeting civilians.", "The court rejected the appeal on Friday."],
)
def test_repetition_alone_makes_no_suspect(paragraph: str) -> None:
    assert not looks_like_boilerplate(paragraph)


def test_the_score_leaves_out_what_others_are_quoted_as_saying() -> None:
    assert furniture_score("Sign up for our newsletter.") >= STRONG
    assert furniture_score("“Sign up for our newsletter.”") < 1


def test_what_stands_under_the_name_of_a_newsletter_goes_whole_and_nothing_more() -> None:
    box = ["Newsletter: Der Hafen am Morgen", "Täglich um sechs. Jetzt kostenlos anmelden"]
    assert drop_boilerplate(["Es regnete.", *box, "Der Fluss stieg."]) == [
        "Es regnete.",
        "Der Fluss stieg.",
    ]
    assert drop_boilerplate(["Es regnete.", box[0], "Der Fluss stieg am Abend."])[-1] == (
        "Der Fluss stieg am Abend."
    )
