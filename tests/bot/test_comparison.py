"""Comparisons of publishers as messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.rendering.comparison import comparison
from bot.rendering.translations import texts_of
from retrieval import (
    Article,
    Filters,
    Passage,
    PublisherAccount,
    PublisherComparison,
    Result,
    Span,
)

SENTENCE = "The bridge closes on Monday."


def account(publisher: str, confidence: float) -> PublisherAccount:
    article = Article(doc_id=publisher, title="Bridge", text=SENTENCE, publisher=publisher)
    passage = Passage(1, article.doc_id, 1, 0, len(SENTENCE), SENTENCE)
    return PublisherAccount(publisher, confidence, Result(1, 1.0, passage, article))


def shown(*accounts: PublisherAccount, filters: Filters) -> list[str]:
    compared = PublisherComparison(
        "When?", accounts, publishers=len(accounts), searched="When?", filters=filters
    )
    return [part.text for part in comparison(compared, texts_of("en"), lambda article: None)]


def test_an_unlikely_account_begins_with_perhaps_and_the_filters_come_last() -> None:
    accounts = account("The Post", 0.9), account("The Echo", 0.6)

    [_, likely, unlikely, filters] = shown(*accounts, filters=Filters(since=date(2022, 3, 1)))

    assert likely.split("\n")[:2] == ["The Post", SENTENCE]
    assert unlikely.split("\n")[:3] == ["The Echo", "Perhaps:", SENTENCE]
    assert filters == "Only: since 1 March 2022"


def test_what_was_said_otherwise_before_is_quoted_with_its_day() -> None:
    own = account("The Post", 0.9)
    before = replace(own.result.article, published_at="2022-03-01")
    earlier = replace(own.result, article=before, answer=Span(21, 27))

    [_, shown_account] = shown(replace(own, earlier=earlier), filters=Filters())

    assert "On 1 March 2022 it said “Monday”." in shown_account


def test_without_filters_none_are_shown() -> None:
    assert len(shown(account("The Post", 0.9), filters=Filters())) == 2
