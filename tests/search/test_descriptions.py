"""Questions in two steps: "How old is the coach who won the cup?" is told by another article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from retrieval.archive import Archive
from retrieval.cli.output.notes import note_sentences
from retrieval.text.questions.descriptions import descriptions
from retrieval.types import Answer, Article
from tests.conftest import MakeArchive
from tests.search.test_later_accounts import ScriptedReader

CUP = Article(
    "cup",
    "Quern Rovers win the cup",
    "Quern Rovers have won the cup of Tarn. Their coach, Vesna Radich, was carried off the pitch.",
    publisher="Tarn Wire",
    published_at="2024-05-06",
)
PORTRAIT = Article(
    "portrait",
    "A goalkeeper of few words",
    "Vesna Radich is 44 years old and grew up on a farm in Skarn.",
    published_at="2023-02-10",
)
QUESTION = "How old is the coach who won the cup of Tarn?"
FIRST, SECOND = "Which coach won the cup of Tarn?", "How old is Vesna Radich?"
FOUND = {FIRST: ("Vesna Radich",), SECOND: ("44",)}


def asked(make_archive: MakeArchive, answers: Mapping[str, Sequence[str]]) -> Answer:
    archive: Archive = make_archive([CUP, PORTRAIT], reader=ScriptedReader(answers))
    return archive.ask(QUESTION, k=1)


def test_what_is_described_is_looked_for_by_its_name(make_archive: MakeArchive) -> None:
    answer = asked(make_archive, FOUND)

    assert (answer.question, answer.searched) == (QUESTION, SECOND)
    assert answer.results[0].article.doc_id == "portrait"
    assert note_sentences(answer.notes)[:1] == [
        "For “the coach who won the cup of Tarn”, Vesna Radich was looked for: Quern Rovers win the"
        " cup (Tarn Wire, 6 May 2024)."
    ]


def test_what_the_question_itself_finds_is_kept_where_the_name_leads_to_less(
    make_archive: MakeArchive,
) -> None:
    for found in ({SECOND: ("44",)}, {FIRST: ("Vesna Radich",)}, {FIRST: ("pitch",)}):
        assert asked(make_archive, found).searched == QUESTION
    sure = {QUESTION: ("44",), FIRST: ("Vesna Radich",)}
    assert asked(make_archive, sure).searched == QUESTION


def test_a_follow_up_goes_on_from_the_name(make_archive: MakeArchive) -> None:
    lives = "Where does she live?"
    whole = "Where does Vesna Radich live?"
    reader = ScriptedReader({**FOUND, whole: ("Skarn",)})
    archive = make_archive([CUP, PORTRAIT], reader=reader)
    assert "Vesna Radich" in archive.ask(lives, earlier=[archive.ask(QUESTION)]).searched


@pytest.mark.parametrize(
    ("question", "first"),
    [
        # what would tell another cup or place apart is not left out
        ("How old is the coach who won the cup of Ulm?", ["Which coach won the cup of Ulm?"]),
        ("Where did the woman who sang in Ulm live?", ["Which woman sang in Ulm?"]),
        ("Where did the woman who sang in 2021 live?", ["Which woman sang in 2021?"]),
        # a statement describes nothing, other clauses behind "that" do
        ("When did the minister say that the fuel tax rises?", []),
        ("When did the minister say that Dana Whitlock left?", []),
        ("What did the bridge cost that was closed?", ["Which bridge was closed?"]),
        ("Who owns the mill that Redpoll closed?", ["Which mill Redpoll closed?"]),
    ],
)
def test_what_is_asked_first_keeps_what_tells_things_apart(
    question: str, first: Sequence[str]
) -> None:
    assert [own.question for own in descriptions(question)] == first


def test_a_name_is_not_told_where_it_finds_the_same(
    make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.search.answering._SURE_AS_ASKED", 1.0)
    question = "Where was the coach who won the cup of Tarn carried?"
    by_name = "Where was Vesna Radich carried?"
    script = {question: ("off the pitch",), FIRST: ("Vesna Radich",), by_name: ("off the pitch",)}
    archive = make_archive([CUP, PORTRAIT], reader=ScriptedReader(script))
    assert archive.ask(question, k=1).searched == question
