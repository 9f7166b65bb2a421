"""Several questions in one text."""

from __future__ import annotations

import pytest

from retrieval.text.questions.several_questions import questions_in


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("Who is the mayor? And how many died?", ["Who is the mayor?", "And how many died?"]),
        ("Who won the vote?\nWhen was it?", ["Who won the vote?", "When was it?"]),
        ("who won the vote\nwhen was it", ["who won the vote", "when was it"]),
        ("Who won?? When?! Where?", ["Who won??", "When?!", "Where?"]),
        ("Who is the mayor? why?", ["Who is the mayor?", "why?"]),
        (
            "Did Smith resign? Was the bridge closed?",
            ["Did Smith resign?", "Was the bridge closed?"],
        ),
        (
            "I read of the strike. Who led it? How long was it? Thanks!",
            ["I read of the strike. Who led it?", "How long was it? Thanks!"],
        ),
        ("1. Who won?\n2. When was it?", ["Who won?", "When was it?"]),
        ("¿Quién ganó? ¿Y cuándo?", ["¿Quién ganó?", "¿Y cuándo?"]),
        ("Wer hat gewonnen? Und wann?", ["Wer hat gewonnen?", "Und wann?"]),
        ("Кто победил? А когда?", ["Кто победил?", "А когда?"]),
        ("Хто переміг? Коли це було?", ["Хто переміг?", "Коли це було?"]),
        ("谁赢了？什么时候？", ["谁赢了？", "什么时候？"]),
        ("من فاز؟ ومتى كان ذلك؟", ["من فاز؟", "ومتى كان ذلك؟"]),
    ],
)
def test_each_question_is_one_of_its_own(text: str, questions: list[str]) -> None:
    assert questions_in(text) == questions


@pytest.mark.parametrize(
    "text",
    [
        "Who is the mayor?",
        "who is the mayor",
        "Really? Who won the vote?",
        "Guess what? Who won?",
        "Can you help me? Who won the vote?",
        "Who said “Who cares? I do not” at the rally?",
        "Who said „Was nun? Ich gehe“ at the rally?",
        "Did he ask (why? When?) again?",
        "What does the slogan Who cares? mean for voters?",
        "Which film won, Who Is Harry Kellerman? or another?",
        "What is at https://news.example/?q=Who about?",
        "Who won the vote, right?",
        "Who won the vote? Thanks!",
        "The harbour bridge\ncloses on Monday.\nWhy?",
        "Two lines\nwithout a question",
        "",
        "???",
    ],
)
def test_a_mark_that_ends_no_question_splits_nothing(text: str) -> None:
    assert questions_in(text) == [text]
