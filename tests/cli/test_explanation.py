"""How an answer came about: what ``ask --explain`` tells, as a page and as JSON."""

from __future__ import annotations

import math

import pytest

from retrieval.archive import Archive
from retrieval.cli.output.explanation import explanation_page
from retrieval.cli.output.json_output import answer_json
from retrieval.cli.output.terminal import Layout
from retrieval.types import Answer, JsonObject
from tests.conftest import MakeArchive
from tests.search.test_time_order import ELSEWHERE, FIRST_TOLL, LATER_TOLL
from tests.support.toys import ToyReader

QUESTION = "How many people died in the Upper Quern landslide in May 2024 with the Mayor?"


@pytest.fixture
def archive(make_archive: MakeArchive) -> Archive:
    return make_archive([FIRST_TOLL, LATER_TOLL, ELSEWHERE], reader=ToyReader())


@pytest.fixture
def answer(archive: Archive) -> Answer:
    return archive.ask(QUESTION, with_explanation=True)


def explained(answer: Answer) -> JsonObject:
    found: JsonObject = answer_json(answer)["explain"]
    return found


def page(answer: Answer, width: int) -> str:
    assert answer.explanation
    return explanation_page(answer, answer.explanation, Layout(width)).plain


def test_nothing_is_explained_unless_it_is_asked_for(archive: Archive) -> None:
    answer = archive.ask(QUESTION)
    assert answer.explanation is None
    assert "explain" not in answer_json(answer)


def test_terms_tell_which_results_hold_them_in_text_title_or_date(answer: Answer) -> None:
    ranks = {result.article.doc_id: result.rank for result in answer.results}
    terms = {term["term"]: term for term in explained(answer)["terms"]}
    assert set(terms["landslid"]["ranks"]) == set(ranks.values())
    assert set(terms["2024"]["ranks"]) == {ranks["landslide-1"], ranks["landslide-2"]}
    assert terms["mayor"]["ranks"] == []
    assert terms["quern"]["is_name"]
    assert not terms["landslid"]["is_name"]
    assert terms["mayor"]["weight"] > terms["landslid"]["weight"]


def test_the_time_asked_about_and_each_result_are_explained(answer: Answer) -> None:
    told = explained(answer)
    assert told["period"] == {"first": "2024-05-01", "last": "2024-05-31"}
    assert told["time"] == "newest_of_period"
    for result, own in zip(answer.results, told["results"], strict=True):
        assert own["rank"] == result.rank
        assert own["score"] == pytest.approx(result.score, abs=1e-4)
        assert own["days_away"] == (256 if result.article.doc_id == "landslide-3" else 0)
        assert own["relevance"] in (8.0, -8.0)
        assert {"cosine", "bm25", "token_match", "answer_score"} <= own.keys()


def test_factors_make_up_the_confidence(answer: Answer) -> None:
    told = explained(answer)["confidence"]
    total = told["intercept"] + sum(own["value"] * own["weight"] for own in told["factors"])
    assert 1 / (1 + math.exp(-total)) == pytest.approx(answer.confidence, abs=1e-3)
    assert told["value"] == pytest.approx(answer.confidence, abs=1e-4)


def test_a_refusal_names_the_threshold_and_the_terms_that_no_result_holds(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive([FIRST_TOLL, LATER_TOLL, ELSEWHERE])
    question = "Which horse won the Upper Quern derby with the Mayor?"
    answer = archive.ask(question, with_explanation=True)
    assert not answer.answered
    reason = explained(answer)["reason"]
    assert reason.startswith(f"Refused: the confidence of {answer.confidence:.1%} is below")
    assert "the threshold of 35%. In no result: " in reason
    assert "mayor" in reason
    assert "quern" not in reason


def test_an_answer_names_the_threshold_too(make_archive: MakeArchive) -> None:
    archive = make_archive([FIRST_TOLL], answer_threshold=0.0)
    answer = archive.ask("Who died in Upper Quern?", with_explanation=True)
    assert explained(answer)["reason"] == (
        f"Answered: the confidence of {answer.confidence:.1%} reaches the threshold of 0%."
    )


def test_a_missing_code_is_told_as_a_reason(archive: Archive) -> None:
    answer = archive.ask("How many died in landslide case QL-4471?", with_explanation=True)
    assert not answer.answered
    assert "does not hold the code asked about" in explained(answer)["reason"]


def test_an_empty_search_is_explained(make_archive: MakeArchive) -> None:
    answer = make_archive().ask("Who is the mayor?", with_explanation=True)
    assert explained(answer)["reason"] == "Refused: nothing was found."
    assert "Refused: nothing was found." in page(answer, 80)


def test_the_page_fits_a_terminal_and_its_columns_are_aligned(answer: Answer) -> None:
    lines = page(answer, 80).splitlines()
    assert max(map(len, lines)) <= 80
    place = next(place for place, line in enumerate(lines) if line.startswith("  #"))
    header, rows = lines[place], lines[place + 1 : place + 4]
    assert [row.split()[0] for row in rows] == ["1", "2", "3"]
    for name in ("score", "cosine", "relevance", "days away"):
        end = header.index(name) + len(name)
        assert all(row[end - 1] != " " and row[end] == " " for row in rows)
    assert "The time named is 2024-05-01 to 2024-05-31" in page(answer, 200)
