"""Two evaluations of the same questions, compared."""

from __future__ import annotations

import json

import pytest

from retrieval.cli.json_output import evaluation_json
from retrieval.errors import SourceError
from retrieval.evaluation.measures import LabelledQuestion, judge, per_question_values
from retrieval.evaluation.significance import compare, read_values
from retrieval.types import Answer

JUDGED = [
    judge(
        LabelledQuestion(f"Question {n}?", "x"),
        Answer("", answered=True, confidence=0.5, results=()),
    )
    for n in range(20)
]


def earlier(value: float, *, name: str = "RR@10") -> dict[str, dict[str, float]]:
    return {name: {item.labelled.question: value for item in JUDGED}}


def now(values: list[float]) -> dict[str, dict[int, float]]:
    return {"RR@10": dict(enumerate(values))}


def test_what_was_printed_can_be_read_again() -> None:
    values = per_question_values(JUDGED, k=1)
    text = json.dumps(evaluation_json([], JUDGED, values))
    found = compare(read_values(text, "a.json"), JUDGED, values)
    assert {item.name for item in found} == set(values)
    assert all((item.low, item.high, item.p_value) == (0.0, 0.0, 1.0) for item in found)


def test_a_change_in_one_direction_is_no_chance() -> None:
    [found] = compare(earlier(0.5), JUDGED, now([0.75] * 20))
    assert (found.before, found.now, found.questions) == (0.5, 0.75, 20)
    assert (found.low, found.high) == (0.25, 0.25)
    assert found.p_value < 0.001


def test_changes_that_cancel_out_may_be_chance() -> None:
    [found] = compare(earlier(0.5), JUDGED, now([0.0, 1.0] * 10))
    assert found.low < 0.0 < found.high
    assert found.p_value > 0.5


def test_only_what_both_asked_and_measured_is_compared() -> None:
    before = {"RR@10": {"Question 3?": 0.5, "Another?": 1.0}, "R@1": {"Question 3?": 1.0}}
    [found] = compare(before, JUDGED, now([1.0] * 20))
    assert (found.name, found.questions) == ("RR@10", 1)
    assert compare(earlier(0.5, name="R@3"), JUDGED, now([1.0] * 20)) == []


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"questions": [{"values": 3}]}', '{"questions": 1}']
)
def test_a_file_that_holds_no_evaluation_is_refused(text: str) -> None:
    with pytest.raises(SourceError, match="evaluate --json"):
        read_values(text, "a.json")
