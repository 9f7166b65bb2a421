"""What the quality scripts measure with: regression, calibration, the labels of the sets."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from retrieval.archive import Archive
from retrieval.evaluation.logistic import fit_intercept, fit_logistic, sigmoid
from retrieval.evaluation.probabilities import answered_at, calibration_error, roc_area
from scripts.bench.baselines import Baselines
from scripts.quality.archives import judge_desk, judge_questions, passages_of
from scripts.quality.invented_news import (
    FITTING_DESKS,
    READER_DESKS,
    Desk,
    DeskQuestion,
    foreign_questions,
)
from scripts.quality.sets import (
    SHARED,
    QualitySet,
    SetQuestion,
    foreign_news,
    holds,
    news,
    newsquiz,
    reader_news,
    xquad,
)
from scripts.train.found_passages import found_passages
from scripts.train.pairwise import balanced, fit_pairwise
from tests.support.toys import HARBOUR, TOY_ARTICLES, ToyEmbedder

TOY_DESK = Desk(
    name="toy",
    articles=(),
    questions=(),
    conversations=(
        (
            DeskQuestion("How long will the bridge in Eastwick close?", "first", ("eleven weeks",)),
            DeskQuestion("What did engineers find in it?", "follow-up", ("cracks in two",)),
            DeskQuestion("Why?", "follow-up"),
        ),
    ),
)

QUALITY = Path(__file__).resolve().parents[2] / "scripts" / "quality"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="no shared data here")

QUESTION = SetQuestion("Who is the mayor of Eastwick?", frozenset({HARBOUR.url or ""}), "holm")
TOYS = QualitySet("toys", (), (QUESTION,), relevance="article")


def test_a_regression_finds_the_weights_that_made_its_labels() -> None:
    random = np.random.default_rng(0)
    features = random.normal(size=(20_000, 2)) * [1.0, 10.0]
    odds = sigmoid(features @ [1.5, -0.2] + 0.5)
    labels = (random.random(len(odds)) < odds).astype(np.float64)
    fit = fit_logistic(features, labels, penalty=0.1)
    assert fit.weights == pytest.approx([1.5, -0.2], abs=0.07)
    assert fit.intercept == pytest.approx(0.5, abs=0.07)
    assert calibration_error(sigmoid(features @ fit.weights + fit.intercept), labels) < 0.02


def test_pairwise_weights_put_the_right_rows_first() -> None:
    random = np.random.default_rng(0)
    groups = []
    for _ in range(400):
        features = random.normal(size=(8, 3))
        best = int((features @ [1.0, 0.5, 0.0]).argmax())
        groups.append((features, [place == best for place in range(8)], 1.0))
    first, second, nothing = fit_pairwise(groups, penalty=0.1)
    assert first > second > 0.0
    assert second / first == pytest.approx(0.5, abs=0.1)
    assert abs(nothing) < 0.1 * first


def test_both_kinds_of_questions_count_alike_together() -> None:
    counts = balanced([True, False, False, False])
    assert counts == {True: 2.0, False: pytest.approx(2 / 3)}
    assert balanced([True]) == {True: 0.5, False: 0.5}


def test_measures_of_confidence_are_those_of_their_definitions() -> None:
    labels = np.array([0.0, 0.0, 1.0, 1.0])
    assert roc_area(np.array([0.1, 0.4, 0.4, 0.9]), labels) == 0.875
    assert calibration_error(np.array([0.2, 0.2, 0.9, 0.9]), labels) == pytest.approx(0.15)
    assert answered_at(np.array([0.1, 0.5, 0.4, 0.9]), labels, false_answers=0.0) == 0.5


def test_an_answer_is_found_as_whole_words_only() -> None:
    assert holds("He won the “Squid Game”, twice.", "squid game")
    assert not holds("He is sixteen.", "six")
    assert not holds("Anything.", "")


def test_an_answer_in_a_script_without_spaces_is_found_anywhere() -> None:
    assert holds("馆长罗文斌说,现有工人96名。", "罗文斌")
    assert not holds("馆长罗文斌说。", "周立群")


def test_our_questions_in_many_languages_are_answered_where_they_say() -> None:
    ours = foreign_news()
    texts = {article["url"]: article["text"] for article in ours.articles}
    answerable = [question for question in ours.questions if question.is_answerable]

    assert len(texts) == len(ours.articles)
    assert 0 < len(answerable) < len(ours.questions)
    for question in answerable:
        [url] = question.urls
        assert holds(texts[url], question.answer), question.text


def test_articles_that_are_hidden_are_not_found(toy_archive: Archive) -> None:
    [seen] = judge_questions(TOYS, toy_archive, [QUESTION])
    [unseen] = judge_questions(TOYS, toy_archive, [QUESTION], hide_answers=True)
    assert True in seen.relevant
    assert {result.article.title for result in unseen.found.results} == {TOY_ARTICLES[1].title}
    assert unseen.relevant == (False,)


def test_baselines_find_by_meaning_by_words_and_by_both(
    toy_archive: Archive, tmp_path: Path
) -> None:
    passages = [p for a in toy_archive.articles() for p in passages_of(toy_archive, a.doc_id)]
    baselines = Baselines(passages, ToyEmbedder(), tmp_path / "naive.npz")
    for ranking in (baselines.by_vectors, baselines.by_words, baselines.by_ranks):
        assert passages[ranking("Which mayor spoke of buses?")[0]].doc_id == HARBOUR.doc_id
    assert (tmp_path / "naive.npz").is_file()


@pytest.fixture(scope="module")
def news_set() -> QualitySet:
    return news()


@needs_shared
def test_newsquiz_questions_of_the_last_months_are_for_tests_alone() -> None:
    quality_set = newsquiz()
    urls = {article["url"] for article in quality_set.articles}
    assert sum(question.is_test for question in quality_set.questions) == 193
    assert all(question.urls <= urls for question in quality_set.questions)
    assert len(quality_set.articles) == 1200


@needs_shared
def test_every_xquad_question_has_its_answer_in_its_paragraph() -> None:
    quality_set = xquad()
    texts = {article["url"]: article["text"] for article in quality_set.articles}
    assert len(quality_set.questions) == 1190
    assert all(q.answer in texts[next(iter(q.urls))] for q in quality_set.questions)


@needs_shared
def test_the_news_questions_stand_with_their_answers_and_their_articles(
    news_set: QualitySet,
) -> None:
    texts = {article["url"]: article["text"] for article in news_set.articles}
    assert all(texts[next(iter(own.urls))].count(own.answer) for own in news_set.questions)
    assert sum(own.is_answerable for own in news_set.questions) == 1466
    assert sum(not own.is_answerable for own in news_set.questions) == 440
    assert not {own.text for own in news_set.questions if own.is_test}


def test_the_questions_for_the_reader_hold_places_and_no_words_of_articles() -> None:
    file = QUALITY / "news_reader_questions.jsonl"
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert {tuple(row) for row in rows} == {
        ("url", "question", "start", "end"),
        ("url", "question"),
    }
    assert len({(row["url"], row["question"]) for row in rows}) == len(rows)


@needs_shared
def test_the_questions_for_the_reader_are_about_other_articles_than_those_for_fitting(
    news_set: QualitySet,
) -> None:
    own = reader_news()
    urls = {url for question in own.questions for url in question.urls}
    assert not urls & {url for question in news_set.questions for url in question.urls}
    assert all(question.answer for question in own.questions if question.is_answerable)
    assert sum(not question.is_answerable for question in own.questions) == 831


@pytest.mark.parametrize("name", [*READER_DESKS, *FITTING_DESKS])
def test_each_question_of_an_invented_desk_has_its_answer_in_one_of_its_articles(name: str) -> None:
    desk = Desk.read(name)
    assert any(not question.answers for question in desk.questions)
    for question in (own for asked in desk.asked for own in asked):
        texts = [a["text"] for a in desk.articles if question.is_answered_by(a["url"])]
        found = any(answer in text for text in texts for answer in question.answers)
        assert found is bool(question.answers), question.text


def test_each_turn_of_a_desk_is_judged_with_and_without_the_passages_that_answer(
    toy_archive: Archive,
) -> None:
    judged = list(judge_desk(TOY_DESK, toy_archive))
    texts = [own.question.text for own in judged]
    assert texts == ["How long will the bridge in Eastwick close?"] * 2 + [
        "What did engineers find in it?"
    ] * 2 + ["Why?"]
    assert [any(own.relevant) for own in judged] == [True, False, True, False, False]
    assert "Eastwick" in judged[2].query.text
    assert not judged[4].question.is_answerable


def test_questions_in_other_languages_have_the_articles_that_answer_them() -> None:
    asked = foreign_questions("caldmere")
    texts = {article["url"]: article["text"] for article in asked.articles}

    assert {own.is_answerable for own in asked.questions} == {True, False}
    for question in asked.questions:
        assert all(holds(texts[url], question.answer) for url in question.urls)
        assert question.is_answerable is bool(question.urls)


def test_what_is_found_for_a_follow_up_has_the_forms_in_which_it_is_read(
    toy_archive: Archive,
) -> None:
    asked, opened, why = found_passages(TOY_DESK, toy_archive)
    assert not asked.is_follow_up
    assert asked.right
    assert "eleven weeks" in asked.right.body
    behind, alone = opened.forms
    assert behind.startswith("How long will the bridge in Eastwick close?")
    assert alone == "What did engineers find in it?"
    assert [example.question for example in opened.examples] == [behind, alone]
    assert opened.wrong
    assert all("cracks" not in text.body for text in opened.wrong)
    assert why.right is None
    assert why.wrong


def test_the_intercept_makes_the_mean_probability_the_share_of_ones() -> None:
    features = np.array([[0.0], [1.0], [2.0], [3.0]])
    labels = np.array([0.0, 0.0, 1.0, 0.0])
    intercept = fit_intercept(features, labels, np.array([0.7]))
    assert sigmoid(features[:, 0] * 0.7 + intercept).mean() == pytest.approx(0.25)
