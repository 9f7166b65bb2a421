"""Which account of a thing comes first: what a user gets from an archive that told it twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval.archive import Archive
from retrieval.search.answering import Answerer
from retrieval.search.ranking.time_order import AnsweringResult, timely
from retrieval.types import Article, PassageFeatures, Span
from tests.conftest import MakeArchive
from tests.support.toys import ToyReader

FIRST_TOLL = Article(
    "landslide-1",
    "Landslide buries farm in Upper Quern",
    "A landslide in Upper Quern buried the Sorel farm on Monday. At least three people died in the "
    "landslide, Captain Ada Brill of the rescue service said.",
    publisher="Quern Gazette",
    published_at="2024-05-06",
)
LATER_TOLL = Article(
    "landslide-2",
    "Upper Quern mourns after landslide",
    "Captain Ada Brill said in Upper Quern on Thursday that five people had died under the Sorel "
    "farm, among them a boy of ten.",
    publisher="Valley Observer",
    published_at="2024-05-09",
)
ELSEWHERE = Article(
    "landslide-3",
    "Landslide closes railway near Fennick",
    "Two people died in a landslide near Fennick, where it swept a train from the rails, the "
    "railway said.",
    publisher="Fennick Post",
    published_at="2025-02-11",
)
REOPENED = replace(
    LATER_TOLL,
    doc_id="landslide-4",
    title="Farm reopens",
    text="Captain Ada Brill of the rescue service came back to the Sorel farm in Upper Quern, "
    "where people died.",
    published_at="2024-05-13",
)
TOLD_TWICE = (FIRST_TOLL, LATER_TOLL, ELSEWHERE)


@pytest.fixture
def archive(make_archive: MakeArchive) -> Archive:
    return make_archive(TOLD_TWICE, reader=ToyReader(), answer_threshold=0.0)


def first(archive: Archive, question: str) -> str:
    return archive.ask(question).results[0].article.doc_id


@pytest.mark.parametrize(
    "question",
    [
        "How many people died in the landslide at Upper Quern?",
        "How many people have died in the landslide at Upper Quern so far?",
        "What is the toll of people who died in the Upper Quern landslide?",
        "How many people died in the landslide at Upper Quern in 2024?",
    ],
)
def test_the_newest_account_comes_first_where_the_state_is_asked_for(
    archive: Archive, question: str
) -> None:
    assert first(archive, question) == "landslide-2"


@pytest.mark.parametrize(
    "question",
    [
        "How many people died in the landslide at Upper Quern on 6 May 2024?",
        "How many people died at first in the landslide at Upper Quern?",
        "Who said that people died in the landslide at Upper Quern?",
    ],
)
def test_a_question_that_keeps_to_a_time_or_names_none_gets_the_best_account_of_it(
    archive: Archive, question: str
) -> None:
    assert first(archive, question) == "landslide-1"


def test_words_that_only_ask_for_the_newest_account_are_not_searched_for(
    archive: Archive,
) -> None:
    answer = archive.ask("Who died in Upper Quern, according to the latest figures?")
    assert answer.searched == "Who died in Upper Quern?"
    assert answer.results[0].article.doc_id == "landslide-2"


def test_a_newer_account_of_another_event_does_not_come_first(make_archive: MakeArchive) -> None:
    archive = make_archive([FIRST_TOLL, ELSEWHERE], reader=ToyReader(), answer_threshold=0.0)
    assert first(archive, "How many people died in the landslide at Quern?") == "landslide-1"


@pytest.mark.parametrize(
    ("likeness", "relevance", "comes_first"),
    [(0.25, 4.0, True), (0.25, 2.0, False), (0.31, 2.0, True), (0.15, 4.0, False)],
)
def test_what_answers_as_well_need_be_less_alike(
    archive: Archive, likeness: float, relevance: float, comes_first: bool
) -> None:
    results = archive.ask("How many people died in the landslide at Upper Quern?").results
    own = {result.article.doc_id: result for result in results}
    features = PassageFeatures(Span(0, 1), 0.5, 9.0, 0.5, 0.5, 0.5, 0.5, 1.0, has_answer_type=True)
    best = AnsweringResult(0, own["landslide-1"], replace(features, relevance=4.2), 1.0)
    later = AnsweringResult(1, own["landslide-2"], replace(features, relevance=relevance), likeness)
    assert (timely([best, later], "newest")[0] is later) == comes_first


def test_an_account_without_a_date_is_neither_newer_nor_older(make_archive: MakeArchive) -> None:
    question = "How many people died in the landslide at Upper Quern?"
    undated = replace(LATER_TOLL, published_at=None)
    archive = make_archive([FIRST_TOLL, undated], reader=ToyReader(), answer_threshold=0.0)
    assert first(archive, question) == "landslide-1"
    archive.add(LATER_TOLL)
    archive.add(replace(FIRST_TOLL, published_at=None))
    assert first(archive, question) == "landslide-1"


def test_a_newer_account_of_another_publisher_than_the_one_named_does_not_come_first(
    archive: Archive,
) -> None:
    question = "How many people died in the landslide at Upper Quern, says the Quern Gazette?"
    assert first(archive, question) == "landslide-1"


def test_scores_still_fall_from_rank_to_rank(archive: Archive) -> None:
    found = archive.ask("How many people died in the landslide at Upper Quern?").results
    scores = [result.score for result in found]
    assert len(found) == 3
    assert scores == sorted(scores, reverse=True)


def test_without_a_reader_the_order_does_not_depend_on_time(make_archive: MakeArchive) -> None:
    question = "How many people died in the landslide at Upper Quern?"
    later, sooner = FIRST_TOLL.published_at, LATER_TOLL.published_at
    swapped = (
        replace(FIRST_TOLL, published_at=sooner),
        replace(LATER_TOLL, published_at=later),
    )
    assert first(make_archive(TOLD_TWICE), question) == first(make_archive(swapped), question)


def test_the_newest_of_the_accounts_that_surely_answer_comes_first(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive((*TOLD_TWICE, REOPENED), reader=ToyReader(), answer_threshold=0.0)
    question = "How many people died in the landslide at Upper Quern?"
    newest = archive.ask(question)
    assert newest.results[0].article.doc_id == "landslide-4"

    threshold = newest.confidence + 0.001
    answerer = Answerer(archive.searcher(), archive.confidence_model(), threshold)
    answer = answerer.answer(question, k=3)
    assert answer.answered
    assert answer.results[0].article.doc_id == "landslide-2"
    scores = [result.score for result in answer.results]
    assert scores == sorted(scores, reverse=True)


def test_the_first_account_does_not_depend_on_how_many_are_asked_for(
    make_archive: MakeArchive,
) -> None:
    words = ("oxen", "trains", "rain", "bakers")
    earlier = [
        replace(
            FIRST_TOLL,
            doc_id=f"early-{day}",
            text=f"{FIRST_TOLL.text} {FIRST_TOLL.title} on Monday. "
            + " ".join(f"{letter}{word}" for letter in "abcdefghijklmnopqrstuvwxyz"),
            published_at=f"2024-05-0{day}",
        )
        for day, word in enumerate(words, start=1)
    ]
    archive = make_archive((*earlier, LATER_TOLL, REOPENED), reader=ToyReader())
    question = "How many people died in the landslide at Upper Quern?"
    threshold = archive.ask(question).confidence + 0.001
    answerer = Answerer(archive.searcher(), archive.confidence_model(), threshold)

    answers = [answerer.answer(question, k=k) for k in (1, 3, 10)]

    assert len(answers[-1].results) > 3
    assert len({answer.results[0].article.doc_id for answer in answers}) == 1


def test_accounts_are_linked_by_the_names_that_answer(make_archive: MakeArchive) -> None:
    drake = Article(
        "mayor-1",
        "Olen Drake is mayor of Kelmar",
        "The new mayor of Kelmar is Olen Drake, a ferryman.",
        published_at="2017-05-02",
    )
    brandt = Article(
        "mayor-2",
        "Kelmar elects mayor",
        "The mayor of Kelmar is now Sia Brandt, after four years of Olen Drake.",
        published_at="2021-05-04",
    )
    wex = Article(
        "mayor-3",
        "Ferry contracts bring down mayor of Kelmar",
        "Sia Brandt resigned as mayor of Kelmar on Monday. Her deputy, Tomas Wex, became mayor.",
        published_at="2024-03-11",
    )
    archive = make_archive((drake, brandt, wex), reader=ToyReader(), answer_threshold=0.0)
    assert first(archive, "Who is mayor of Kelmar?") == "mayor-3"
