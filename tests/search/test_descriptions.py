"""Questions in two steps: "How old is the coach who won the cup?" is told by another article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from retrieval.archive import Archive
from retrieval.cli.output.notes import note_sentences
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
