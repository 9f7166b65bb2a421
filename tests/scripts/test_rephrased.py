"""The benchmark of rephrased questions: the same slips on every machine, one a question."""

from __future__ import annotations

import json

from retrieval.text.words.edit_distance import edit_distance
from scripts.bench.rephrased import (
    FRAMINGS,
    QUESTIONS,
    REASONS,
    Labelled,
    answerable,
    asking_why,
    framed,
    is_right,
    rephrased,
    with_slip,
)
from tests.conftest import MakeArchive
from tests.support.toys import HARBOUR, OWLS

WORDS = ("harbour", "cables", "engineers", "buses", "ferry", "repairs", "bridge", "weeks")
LABELLED = [Labelled(f"Who spoke of the {word} in Eastwick?", ("spoke",)) for word in WORDS]


def test_questions_get_one_slip_which_is_the_same_each_time() -> None:
    asked = rephrased(LABELLED, with_slip)

    assert asked == rephrased(LABELLED, with_slip)
    assert {edit_distance(own.question, question) for own, question in asked} == {1}
    assert {own for own, _ in asked} == set(LABELLED)
    assert len(asked) == len({question for _, question in asked}) == QUESTIONS


def test_each_question_is_asked_whole_in_another_framing() -> None:
    asked = [question for _, question in rephrased(LABELLED, framed)]

    assert len(asked) == QUESTIONS
    assert all("spoke of the" in question for question in asked)
    assert len({question.split("spoke")[0] for question in asked}) > len(FRAMINGS) // 2


def test_only_questions_for_a_reason_are_asked_so_each_in_every_way() -> None:
    why, how = "Why did the ferry sink?", "How was it raised?"
    texts = (why, how, "Who sank it?", "How many drowned?")
    asked = rephrased([Labelled(text, ("",)) for text in texts], asking_why)

    assert {own.question for own, _ in asked} == {why, how}
    assert len(asked) == 2 * len(REASONS)
    assert ("Someone asked me why did the ferry sink?") in {question for _, question in asked}


def test_only_answerable_questions_are_drawn() -> None:
    rows = [{"question": "Who?", "gold": None}, {"question": "When?", "gold": ["Monday"]}]

    assert answerable("\n".join(map(json.dumps, rows))) == [Labelled("When?", ("Monday",))]


def test_a_question_is_right_if_the_marked_answer_of_the_first_passage_is(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive([HARBOUR, OWLS])
    right, wrong = (Labelled("How many chicks were counted?", (g,)) for g in ("eleven", "nested"))

    assert is_right(archive, right, right.question)
    assert not is_right(archive, wrong, wrong.question)
    assert not is_right(archive, right, "zeppelin")
