"""What a later account tells, asked in the words of an earlier one that answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest

from retrieval.search.ranking.later_accounts import later_question, outcome_question
from retrieval.text.words.terms import WORD
from retrieval.types import AnswerScores, Article, Span
from tests.conftest import MakeArchive

PORT = Article(
    "port-1",
    "Port of Skarn is growing",
    "Ines Holm is director of the port of Skarn. It handled 140 ships in its first year. The new "
    "pier of the port of Skarn opens in May 2026.",
    published_at="2024-05-06",
)
LATER = Article(
    "port-2",
    "Storm over the port of Skarn",
    "Visitors asked for Mrs Holm in Skarn; she was dismissed, and her place has been taken by "
    "Lars Vik. Ships came 160 times to the port of Skarn, not 140 times. The company has given up "
    "its plan of a pier.",
    published_at="2025-06-10",
)
ELSEWHERE = Article(
    "mill",
    "Mill in Tarn burns",
    "A mill burned in Tarn. Its owner, Ada Brill, said that 90 ships had brought grain.",
    published_at="2025-08-01",
)


@dataclass(frozen=True)
class ScriptedReader:
    """See :class:`retrieval.protocols.AnswerReader`: finds the words of ``answers`` by question.

    What it is not told about is far from an answer.
    """

    answers: Mapping[str, Sequence[str]]
    max_passages: int = 6

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[AnswerScores]:
        return [self._scores(self.answers.get(question, ()), text) for _, text in passages]

    def _scores(self, answers: Sequence[str], text: str) -> AnswerScores:
        words = list(WORD.finditer(text))
        starts = [text.find(answer) for answer in answers if answer in text]
        ends = [text.find(answer) + len(answer) for answer in answers if answer in text]
        return AnswerScores(
            relevance=6.0 if starts else -6.0,
            starts=np.array([word.start() for word in words], dtype=np.int32),
            ends=np.array([word.end() for word in words], dtype=np.int32),
            first_scores=_scores([word.start() in starts for word in words]),
            last_scores=_scores([word.end() in ends for word in words]),
        )


def _scores(is_edge: list[bool]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.where(is_edge, 9.0, -9.0).astype(np.float32)


HOLDER = "Who is director of the port of Skarn?"
SHIPS = "How many ships are handled by the port of Skarn in a year?"
PIER = "When does the new pier of the port of Skarn open?"
SCRIPT = {
    HOLDER: ("Ines Holm",),
    "who replaced Ines Holm?": ("Lars Vik",),
    SHIPS: ("140",),
    "It handled how many ships in its first year?": ("160",),
    PIER: ("in May 2026",),
    "what happened to the new pier of the port of Skarn open?": ("given up its plan of a pier",),
}


@pytest.mark.parametrize(
    ("question", "expected"),
    [(HOLDER, "Lars Vik"), (SHIPS, "160"), (PIER, "has given up its plan")],
)
def test_what_has_changed_since_is_the_answer(
    make_archive: MakeArchive, question: str, expected: str
) -> None:
    archive = make_archive((PORT, LATER, ELSEWHERE), reader=ScriptedReader(SCRIPT))
    result = archive.ask(question).results[0]
    assert result.article.doc_id == "port-2"
    assert result.answer is not None
    assert expected in result.passage.text[result.answer.start : result.answer.end]


def test_a_question_for_the_past_is_not_asked_of_later_accounts(make_archive: MakeArchive) -> None:
    script = {**SCRIPT, "Who was director of the port of Skarn?": ("Ines Holm",)}
    archive = make_archive((PORT, LATER), reader=ScriptedReader(script))
    first = archive.ask("Who was director of the port of Skarn?").results[0]
    assert first.article.doc_id == "port-1"


def test_a_cause_is_looked_for_in_later_accounts_that_share_few_words(
    make_archive: MakeArchive,
) -> None:
    why = "Why did the crane of the port of Skarn fall over?"
    fall = Article(
        "crane-1",
        "Crane falls over",
        "The crane of the port of Skarn fell over on Monday. Ada Brill had heard a bang in Skarn.",
        published_at="2024-03-04",
    )
    report = Article(
        "crane-2",
        "Report on the accident at the port of Skarn",
        "A bolt was rusty, says Ada Brill of the crane in her report on Skarn.",
        published_at="2024-11-20",
    )
    reader = ScriptedReader({why: ("heard a bang", "A bolt was rusty")}, max_passages=1)
    archive = make_archive((fall, report, ELSEWHERE), reader=reader)
    assert archive.ask(why).results[0].article.doc_id == "crane-2"


def test_whoever_a_later_account_names_beside_the_former_holder_is_the_holder(
    make_archive: MakeArchive,
) -> None:
    owner = "Who owns the ferry of Skarn now?"
    bought = Article(
        "ferry-1",
        "Ferry of Skarn is painted",
        "Theo Brandt owns the ferry of Skarn and had it painted blue in Skarn in May.",
        published_at="2024-05-06",
    )
    sold = replace(
        bought,
        doc_id="ferry-2",
        title="Ferry of Skarn sold",
        text="Theo Brandt sold the ferry of Skarn, painted blue, in May. Ada Brill got it.",
        published_at="2025-06-10",
    )
    script = {"Who owns the ferry of Skarn?": ("Theo Brandt", "Ada Brill")}
    reader = ScriptedReader({**script, owner: script["Who owns the ferry of Skarn?"]})
    archive = make_archive((bought, sold, ELSEWHERE), reader=reader)
    assert archive.ask(owner).results[0].article.doc_id == "ferry-2"


def test_whether_somebody_still_is_something_is_told_by_what_became_of_them(
    make_archive: MakeArchive,
) -> None:
    still = "Is Ines Holm still director of the port of Skarn?"
    reader = ScriptedReader(
        {still: ("Ines Holm is director",), "what happened to Ines Holm?": ("she was dismissed",)}
    )
    archive = make_archive((PORT, LATER, ELSEWHERE), reader=reader)
    assert archive.ask(still).results[0].article.doc_id == "port-2"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Holm has resigned. A bank has taken over the pier.", "what happened to Ines Holm?"),
        ("Vik has resigned. Holm spoke.", ""),
        ("Holm opened the pier.", ""),
    ],
)
def test_only_who_leaves_is_asked_about(text: str, expected: str) -> None:
    assert outcome_question("Is Ines Holm still director?", text) == expected


@pytest.mark.parametrize(
    ("question", "text", "answer", "expected"),
    [
        ("How much did it cost?", "It cost 3 million.", "3 million", "It cost how many?"),
        ("How many came?", "Of 12 guests 5 came.", "12 guests 5", ""),
        ("When does it open?", "It opens in May 2026.", "in May 2026", "It opens when?"),
        ("When does it open?", "It opens in May 2026.", "It opens in May 2026.", ""),
        ("Who is mayor?", "The mayor is a Green.", "a Green", ""),
        ("Why did it fall?", "It fell in the storm.", "in the storm", ""),
    ],
)
def test_what_later_accounts_are_asked(
    question: str, text: str, answer: str, expected: str
) -> None:
    start = text.index(answer)
    sentence, span = Span(0, len(text)), Span(start, start + len(answer))
    assert later_question(question, text, sentence, span) == expected


def test_the_successor_of_a_namesake_is_none(make_archive: MakeArchive) -> None:
    club = Article(
        "club",
        "Rowing club has a new captain",
        "The rowing club of Brenn has a new captain. Holm stepped down, and Lars Vik replaced her.",
        published_at="2025-07-01",
    )
    archive = make_archive((PORT, club), reader=ScriptedReader(SCRIPT))
    assert archive.ask(HOLDER).results[0].article.doc_id == "port-1"
