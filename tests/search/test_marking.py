"""Which sentence is marked, by the form of the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from retrieval.archive import Archive
from retrieval.text.answers.ages import gives_age, gives_age_of
from retrieval.text.questions.topics import is_topic
from retrieval.text.words.codes import asked_codes, code_terms
from retrieval.types import AnswerScores, Article
from tests.conftest import MakeArchive
from tests.support.toys import ToyReader

WOLVES = Article(
    "wolves",
    "Shepherds of the Ambel valley ask for help",
    "Shepherds of the Ambel valley want to be paid for sheep that wolves have taken. "
    "There are thought to be five. The valley has had none for a century. "
    "“A wolf does not read the signs at the border,” said the warden, Petra Lund. "
    "Wolves are protected in all four counties.",
    publisher="Ambel Courier",
    published_at="2025-02-03",
)
PHONE = Article(
    "phone",
    "The Talvo Hinge 3 in our test",
    "The Talvo Hinge 3 costs 899 crowns. The Hinge 2 is still sold for 640 crowns. Its battery "
    "lasted eleven hours.",
    publisher="Ambel Courier",
    published_at="2025-03-04",
)


@pytest.fixture
def archive(make_archive: MakeArchive) -> Archive:
    return make_archive((WOLVES, PHONE))


def marked(archive: Archive, question: str) -> str:
    first = archive.ask(question).results[0]
    return first.passage.text[first.highlight[0].start : first.highlight[0].end]


@pytest.mark.parametrize("question", ["wolves", "Tell me about the wolves"])
def test_a_topic_is_told_by_the_first_sentence_that_names_it(
    archive: Archive, question: str
) -> None:
    assert marked(archive, question).startswith("Shepherds of the Ambel valley want")


def test_a_sentence_about_a_thing_with_a_like_name_does_not_answer(
    make_archive: MakeArchive,
) -> None:
    text = (
        "The Talvo Hinge 3 costs 899 crowns. It weighs 181 grams. The Hinge 3 Max follows in May; "
        "with 240 grams it is no light phone, but it lasts eleven hours."
    )
    archive = make_archive((replace(PHONE, text=text), WOLVES))
    assert "181 grams" in marked(archive, "How many grams does the Hinge 3 weigh?")
    assert "240 grams" in marked(archive, "How many grams does the Hinge 3 Max weigh?")
    archive = make_archive((PHONE,), reader=ToyReader(frozenset(("eleven",))))
    assert archive.ask("How many hours did the Hinge 3 last?").confidence <= 0.1
    assert archive.ask("How many hours did the Hinge 2 last?").confidence > 0.1


TRIAL = Article(
    "trial",
    "Report on the fire at the port of Orrin",
    "The fire at the port of Orrin spread because a valve stood open, a report says. The director, "
    "Ada Marsh, resigned hours after its release. Her deputy, Colm Holt, runs the port until 21 "
    "February.",
    publisher="Ambel Courier",
    published_at="2025-03-04",
)


_SIXTH = np.float32(1 / 6)


class Unsure(ToyReader):
    """A reader whose words are only a little likelier than others."""

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[AnswerScores]:
        return [
            replace(
                own, first_scores=own.first_scores * _SIXTH, last_scores=own.last_scores * _SIXTH
            )
            for own in super().read(question, passages)
        ]


@pytest.mark.parametrize(
    "text",
    [
        "The base version of the Hinge 3 costs 499 crowns.",
        "The new model of the Hinge 3 will cost 499 crowns.",
        "Development of the Hinge 3 cost 499 crowns.",
    ],
)
def test_a_price_of_a_version_is_a_price(make_archive: MakeArchive, text: str) -> None:
    phone = replace(PHONE, title="Talvo shows Hinge 3", text=text)
    archive = make_archive((phone,), reader=ToyReader(frozenset(("499", "crowns"))))
    assert archive.ask("What does the Hinge 3 cost?").confidence > 0.1


@pytest.mark.parametrize(
    "asking", ["What’s the latest on", "Any news about", "Do you have anything on"]
)
def test_what_there_is_on_a_topic_is_told(make_archive: MakeArchive, asking: str) -> None:
    class Unsure(ToyReader):
        def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[AnswerScores]:
            return super().read("zeppelin", passages)

    archive = make_archive((WOLVES, PHONE), reader=Unsure())
    assert archive.ask(f"{asking} the Talvo Hinge 3?").confidence >= 0.6
    assert archive.ask(f"{asking} the Talvo owls?").confidence < 0.6


def test_of_which_kind_it_was_does_not_tell_which(make_archive: MakeArchive) -> None:
    text = "Petra Lund, the warden, was watching a film in her hut when the wolves came."
    archive = make_archive((replace(WOLVES, text=text),), reader=ToyReader())
    assert archive.ask("What film was Petra Lund watching?").confidence <= 0.1
    assert archive.ask("What was Petra Lund watching?").confidence > 0.1


def test_a_fee_is_no_salary(make_archive: MakeArchive) -> None:
    text = "Ambel Rovers pay 850,000 crowns for the striker Petra Lund, who signed for two years."
    transfer = replace(WOLVES, title="Lund moves", text=text)
    archive = make_archive((transfer,), reader=ToyReader(frozenset(("850,000", "crowns"))))
    assert archive.ask("How much will Petra Lund earn at Ambel Rovers?").confidence <= 0.1
    assert archive.ask("How much do Ambel Rovers pay for Petra Lund?").confidence > 0.1


def test_a_case_number_is_one_code_however_it_is_spaced() -> None:
    assert asked_codes("What is HC2291/24 about?") <= set(code_terms("The case HC 2291/24"))
    assert asked_codes("What is 2291/24 about?") <= set(code_terms("The case HC 2291/24"))
    assert not asked_codes("Who led the NATO 2024/25?")


@pytest.mark.parametrize("question", ["Who won?", "Is it safe?", "wolf attack sheep Ambel valley"])
def test_questions_that_are_no_topics(question: str) -> None:
    assert not is_topic(question)


def test_a_row_may_begin_with_a_year_and_a_name(make_archive: MakeArchive) -> None:
    rows = "Winner | Score\n\n2022 Halden | 2-1\n\n2023 Selm Town | 3-0\n\n2024 Orrin | 1-0"
    cup = Article("cup", "The cup and its winners", rows, published_at="2025-01-08")
    assert marked(make_archive((cup, WOLVES)), "Who won the cup in 2023?").startswith("2023 Selm")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many rode the tram in 2023?", "2023: 4.7"),
        ("How many people ride the tram now?", "2024: 5.0"),
    ],
)
def test_of_rows_by_year_that_of_the_time_answers(
    make_archive: MakeArchive, question: str, expected: str
) -> None:
    rows = "Riders of the tram, in millions of people:\n\n2022: 4.1\n\n2023: 4.7\n\n2024: 5.0"
    tram = Article("tram", "Riders of the tram by year", rows, published_at="2025-01-08")
    assert marked(make_archive((tram, WOLVES)), question).startswith(expected)


def test_a_sentence_about_another_code_is_not_marked(make_archive: MakeArchive) -> None:
    text = (
        "The doors of the bus RV-340 may open on the way, its maker said. The longer RV-430 is not "
        "concerned. All RV-340 buses go back to the works."
    )
    bus = Article("bus", "Bus maker calls back RV-340", text, published_at="2025-01-08")
    archive = make_archive((bus, WOLVES))
    assert "RV-430" not in marked(archive, "What is the problem with the RV-340 bus?")
    assert "RV-430" in marked(archive, "Is the RV-430 concerned?")


def test_an_unknown_acronym_is_read_as_a_name_that_was_found(make_archive: MakeArchive) -> None:
    text = "The Northern Herring Board set the catch of herring at 368 tonnes for the year 2026."
    herring = Article("herring", "Herring catch is cut", text, published_at="2025-12-16")
    searched = (
        make_archive((herring, WOLVES)).ask("What catch of herring did the NHB set?").searched
    )
    assert searched == "What catch of herring did the Northern Herring Board set?"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ilse Brandvold, 39, runs the port.", True),
        ("A man aged 61 was held.", True),
        ("The tower, 39 metres high, is old.", False),
        ("It costs 1,240 crowns.", False),
    ],
)
def test_which_sentences_tell_an_age(sentence: str, expected: bool) -> None:
    assert gives_age(sentence) is expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ines Holm, 39, won.", True),
        ("Ms Holm, 39, won.", True),
        ("The 39-year-old Ines Holm won.", True),
        ("Ines Vik, 39, won.", False),
        ("Lars Holm, 41, came last.", False),
        ("Holm came last, 39 seconds behind.", False),
    ],
)
def test_whose_age_a_sentence_tells(sentence: str, expected: bool) -> None:
    assert gives_age_of(sentence, ["Ines", "Holm"]) is expected


def test_a_value_that_no_longer_holds_is_not_marked_alone(make_archive: MakeArchive) -> None:
    debts = replace(WOLVES, text="The Ambel valley has more sheep: 238 head, not 160 as thought.")
    question = "How many sheep were in the Ambel valley in 2025?"
    marks = []
    for number in ("238", "160"):
        archive = make_archive((debts,), reader=ToyReader(frozenset((number,))))
        result = archive.ask(question).results[0]
        assert result.answer
        marks.append(result.passage.text[result.answer.start : result.answer.end])
    assert marks == ["238", debts.text]


def test_who_comes_after_somebody_is_marked_where_the_present_holder_is_asked_for(
    make_archive: MakeArchive,
) -> None:
    text = (
        "The director of the Ambel hospital, Colin Ross, is to leave at the end of the month. "
        "The board named the nurse, Petra Lund, as his successor."
    )
    archive = make_archive((replace(WOLVES, title="Change at the top", text=text),))
    assert marked(archive, "Who is director of the Ambel hospital?").endswith("his successor.")
