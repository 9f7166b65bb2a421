"""The benchmark of rephrased questions: the same slips on every machine, one a question."""

from __future__ import annotations

import json

from retrieval.text.edit_distance import edit_distance
from scripts.bench.rephrased import (
    FRAMINGS,
    Labelled,
    answerable,
    framed,
    is_right,
    rephrased,
    with_slip,
)
from tests.conftest import MakeArchive
from tests.toys import HARBOUR, OWLS

WORDS = ("harbour", "cables", "engineers", "buses", "ferry", "repairs", "bridge", "weeks")
LABELLED = [Labelled(f"Who spoke of the {word} in Eastwick?", ("spoke",)) for word in WORDS]


def test_each_question_gets_one_slip_which_is_the_same_each_time() -> None:
    asked = rephrased(LABELLED, with_slip)

    assert asked == rephrased(LABELLED, with_slip)
    assert {edit_distance(own.question, question) for own, question in asked} == {1}
    assert len({question for _, question in asked}) == len(LABELLED)


def test_each_question_is_asked_whole_in_another_framing() -> None:
    asked = [question for _, question in rephrased(LABELLED * 5, framed)]

    assert len(asked) == 3 * len(FRAMINGS)
    assert all("spoke of the" in question for question in asked)
    assert len({question.split("spoke")[0] for question in asked}) > len(FRAMINGS) // 2


def test_only_answerable_questions_are_drawn() -> None:
    rows = [{"question": "Who?", "gold": None}, {"question": "When?", "gold": ["Monday"]}]

    assert answerable("\n".join(map(json.dumps, rows))) == [Labelled("When?", ("Monday",))]


def test_a_question_is_right_if_answered_by_an_answering_passage_first(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive([HARBOUR, OWLS])
    right, wrong = (Labelled("How many chicks were counted?", (g,)) for g in ("eleven", "ferry"))

    assert is_right(archive, right, right.question)
    assert not is_right(archive, wrong, wrong.question)
    assert not is_right(archive, right, "zeppelin")
