"""Near misses: a passage that would answer the question about another name does not answer it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.search.judging.other_names import fits_other_name
from retrieval.search.questions.query import understand
from retrieval.types import AnswerScores, Article, Passage, PassageFeatures, Result, Span
from tests.conftest import MakeArchive

TEXT = "Pennine Mutual failed in March; its 210,000 savers were repaid. Ida Holm ran the bank."
ARTICLE = Article(
    "bank", "Former head of Pennine Mutual charged in Leeds", TEXT, publisher="Leeds Wire"
)
RESULT = Result(1, 1.0, Passage(1, "bank", 0, 0, len(TEXT), TEXT), ARTICLE)
READ = PassageFeatures(
    Span(0, 63), 0.5, 9.0, 0.5, 0.5, 0.6, 0.6, 0.5, True, relevance=1.0, answer_score=2.0
)


@dataclass(frozen=True, slots=True)
class NameReader:
    """An AnswerReader whose relevance depends on the question alone."""

    relevance: Callable[[str], float]
    max_passages: int = 6

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[AnswerScores]:
        """See :class:`retrieval.protocols.AnswerReader`."""
        places, scores = np.zeros(1, dtype=np.int32), np.full(1, 5.0, dtype=np.float32)
        own = AnswerScores(self.relevance(question), places, places + 7, scores, scores)
        return [own] * len(passages)


@pytest.mark.parametrize(
    ("question", "better", "is_other"),
    [
        ("How many savers did Cotswold Mutual have?", "savers did have", True),
        ("how many savers did ida holm have?", "savers did have", True),
        ("How many savers had the bank of Cotswold?", "had the bank?", True),
        ("How many savers did Pennine have?", "savers did have", False),  # is its name
        ("How many savers had the bank in March?", "had the bank?", False),  # a time is no name
        ("How many savers had the bank in Leeds?", "had the bank?", False),  # it is in the title
        ("How many savers did Cotswold have?", "nothing", False),
        ("How many savers did the Leeds Wire say it had?", "did say it had", False),
        ("How many savers did Cotswold Mutual have?", "nothing", False),
        ("How many savers did Chair Ida Holm have?", "nothing", False),
    ],
)
def test_a_passage_that_answers_better_about_another_name_is_about_that(
    question: str, better: str, is_other: bool
) -> None:
    reader = NameReader(lambda asked: 6.0 if better in asked else 1.0)

    assert fits_other_name(understand(question), RESULT, READ, reader) is is_other


def test_a_year_in_the_head_of_a_table_is_told_of() -> None:
    text = "Town | 2023 | 2024 Chire | 640 | 905"
    article = replace(ARTICLE, title="The harvest", text=text)
    result = replace(RESULT, passage=replace(RESULT.passage, text=text), article=article)
    row = replace(READ, best_sentence=Span(19, len(text)))
    reader = NameReader(lambda asked: 1.0 if "20" in asked else 6.0)
    assert not fits_other_name(understand("What was the harvest in 2024?"), result, row, reader)
    assert fits_other_name(understand("What was the harvest in 2022?"), result, row, reader)


def test_a_name_in_the_sentence_that_answers_is_told_of() -> None:
    reader = NameReader(lambda asked: 6.0 if "savers did have" in asked else 1.0)
    untitled = replace(RESULT, article=replace(ARTICLE, title="A bank fails"))
    asked = understand("How many savers did Pennine Mutual have?")
    assert not fits_other_name(asked, untitled, READ, reader)
    elsewhere = replace(READ, best_sentence=Span(64, len(TEXT)))
    assert fits_other_name(asked, untitled, elsewhere, reader)


@pytest.mark.parametrize(
    ("question", "is_other"),
    [
        ("Who is the captain of Ulm City?", True),
        ("How old is the captain of Ulm City?", True),
        ("Why did fans of Ulm City sing?", False),
        ("Who is the captain of Selm Rovers?", False),
    ],
)
def test_a_name_asked_for_belongs_to_what_answers_better(question: str, is_other: bool) -> None:
    text = "Rain fell as Ulm City lost. Captain Ida Holm, 29, scored. Selm Rovers were glad."
    article = replace(ARTICLE, title="The cup", text=text)
    result = replace(RESULT, passage=replace(RESULT.passage, text=text), article=article)
    scored = replace(READ, best_sentence=Span(28, 57))
    reader = NameReader(lambda asked: 3.0 if "Selm Rovers" in asked else 1.0)
    assert fits_other_name(understand(question), result, scored, reader) is is_other


@pytest.mark.parametrize(
    ("question", "better", "is_other"),
    [
        ("How many ran on line 3?", "ran on line?", True),
        ("How many ran on line 2?", "ran on line?", False),  # it is told there
        ("Who won the third race?", "won race?", True),
        ("Who won the first race?", "won race?", False),
        ("How many tonnes of barley came by rail?", "How many tonnes came", True),
        ("How many came on 3 May?", "came on", False),  # a day is told by the date of the article
        ("Who won in Selm in the second race?", "nothing", False),
    ],
)
def test_a_passage_that_answers_better_about_another_number_or_kind_is_about_that(
    question: str, better: str, is_other: bool
) -> None:
    text = "Single tickets for line 2 and the city line cost 4. The city line has a race."
    article = replace(ARTICLE, title="A new tariff", text=text)
    result = replace(RESULT, passage=replace(RESULT.passage, text=text), article=article)
    features = replace(READ, best_sentence=Span(0, 52))
    reader = NameReader(lambda asked: 6.0 if better in asked else 1.0)

    assert fits_other_name(understand(question), result, features, reader) is is_other


def test_a_row_that_fits_is_not_doubted() -> None:
    features = replace(READ, names_exactly=True)
    reader = NameReader(lambda asked: 1.0 if "Odrun" in asked else 2.5)
    query = understand("How many savers did Odrun have in 2023?")
    assert not fits_other_name(query, RESULT, features, reader)


def test_a_question_of_many_numbers_is_read_a_few_times() -> None:
    asked: list[str] = []

    def relevance(question: str) -> float:
        asked.append(question)
        return 0.0

    reader = NameReader(relevance)
    numbers = " ".join(map(str, range(100, 200)))

    assert not fits_other_name(understand(f"Who counted {numbers} boats?"), RESULT, READ, reader)
    assert 1 < len(asked) <= 9


def test_a_year_is_doubted_before_other_names_are_tried() -> None:
    names = "Ula Cole, Ben Dow, Una Fink, Leo Gray, Ira Hunt and Max King"
    text = f"Rain fell on {names} as Ulm City met Selm Rovers. Captain Ida Holm scored."
    result = replace(
        RESULT,
        passage=replace(RESULT.passage, text=text),
        article=replace(ARTICLE, title="The cup", text=text),
    )
    scored = replace(READ, best_sentence=Span(text.index("Captain"), len(text)))
    reader = NameReader(lambda asked: 1.0 if "2015" in asked else 3.0)
    asked = understand("Who was captain when Ulm City met Selm Rovers in 2015?")
    assert fits_other_name(asked, result, scored, reader)


def test_what_surely_answers_and_what_was_not_read_is_not_doubted() -> None:
    query = understand("How many savers did Cotswold have?")
    reader = NameReader(lambda asked: 9.0)

    for features in (replace(READ, relevance=5.0), replace(READ, relevance=None)):
        assert not fits_other_name(query, RESULT, features, reader)


def test_a_near_miss_is_less_likely_to_answer(make_archive: MakeArchive, tmp_path: Path) -> None:
    question = "How many savers of Cotswold were repaid?"
    sure = make_archive(
        [ARTICLE], archive=str(tmp_path / "sure"), reader=NameReader(lambda asked: 2.5)
    )
    reader = NameReader(lambda asked: 2.5 if "Cotswold" in asked else 6.5)
    missed = make_archive([ARTICLE], archive=str(tmp_path / "missed"), reader=reader)

    odds = [own / (1 - own) for own in (a.ask(question).confidence for a in (sure, missed))]
    assert odds[1] == pytest.approx(odds[0] * math.exp(-0.9), rel=0.01)
