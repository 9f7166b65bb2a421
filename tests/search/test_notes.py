"""What is added to an answer: later accounts, other accounts, the days that an archive covers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.rendering.notes import note_lines
from bot.rendering.translations import LANGUAGES, texts_of
from retrieval.archive import Archive
from retrieval.cli.output.json_output import answer_json
from retrieval.cli.output.terminal import NOT_ANSWERED, Layout, answer_page
from retrieval.search.notes import says_otherwise
from retrieval.types import Answer, JsonObject, Note, Passage, Result
from tests.conftest import MakeArchive
from tests.search.test_time_order import ELSEWHERE, FIRST_TOLL, LATER_TOLL
from tests.support.toys import HARBOUR, ToyReader

TOLL_NOW = "How many people died in the landslide at Upper Quern?"
TOLL_FIRST = "How many people died at first in the landslide at Upper Quern?"
LATER_SOURCE = {
    "doc_id": "landslide-2",
    "title": "Upper Quern mourns after landslide",
    "publisher": "Valley Observer",
    "published_at": "2024-05-09",
}
FIRST_SOURCE = {
    "doc_id": "landslide-1",
    "title": "Landslide buries farm in Upper Quern",
    "publisher": "Quern Gazette",
    "published_at": "2024-05-06",
}
ANY = 0.0  # threshold, for what is tested here is not whether an answer is sure
READER = ToyReader(frozenset({"three", "five", "four"}))


@pytest.fixture
def archive(make_archive: MakeArchive) -> Archive:
    return make_archive([FIRST_TOLL, LATER_TOLL, ELSEWHERE], reader=READER, answer_threshold=ANY)


def notes(archive: Archive, question: str) -> list[JsonObject]:
    found: list[JsonObject] = answer_json(archive.ask(question, k=1))["notes"]
    return found


def test_a_later_account_is_told_where_the_question_keeps_to_a_time(archive: Archive) -> None:
    assert notes(archive, TOLL_FIRST) == [{"kind": "later_account", **LATER_SOURCE}]


def test_a_first_account_that_the_newest_contradicts_is_told(archive: Archive) -> None:
    assert notes(archive, TOLL_NOW) == [{"kind": "other_accounts", "articles": [FIRST_SOURCE]}]


def test_accounts_that_agree_and_those_of_other_events_are_not_told(
    make_archive: MakeArchive,
) -> None:
    agreeing = replace(LATER_TOLL, text=LATER_TOLL.text.replace("five", "three"))
    archive = make_archive([FIRST_TOLL, agreeing, ELSEWHERE], reader=READER, answer_threshold=ANY)
    assert notes(archive, TOLL_NOW) == []


def test_a_later_copy_of_the_same_text_is_no_later_account(make_archive: MakeArchive) -> None:
    copy = replace(FIRST_TOLL, doc_id="copy", publisher="Daily Copy", published_at="2024-05-07")
    archive = make_archive([FIRST_TOLL, copy], reader=READER, answer_threshold=ANY)
    assert notes(archive, TOLL_FIRST) == [{"kind": "also_in", "doc_ids": ["copy"]}]


@pytest.mark.parametrize("question", ["Who died at Quern in 2019?", "Who won in 2031?"])
def test_a_time_outside_the_archive_is_told_with_what_it_covers(
    archive: Archive, question: str
) -> None:
    covered = {"kind": "outside_dates", "first": "2024-05-06", "last": "2025-02-11"}
    assert covered in notes(archive, question)


def test_a_time_within_the_archive_and_an_archive_without_dates_say_nothing_of_it(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive(
        [replace(FIRST_TOLL, published_at=None)], reader=READER, answer_threshold=ANY
    )
    for question in ("2019", "2024"):
        found = notes(archive, f"How many people died in Upper Quern in {question}?")
        assert "outside_dates" not in [note["kind"] for note in found]
        archive.add(FIRST_TOLL)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("four people", "seven people", True),
        ("four", "4", False),
        ("1,370", "1370 homes", False),
        ("Greta Voss", "Samir Haddad", True),
        ("Greta Voss", "Mayor Voss", False),
        ("seven", "Samir Haddad", False),
        ("a frozen valve", "the rain", False),
    ],
)
def test_other_numbers_and_other_names_contradict(one: str, other: str, *, expected: bool) -> None:
    assert says_otherwise(one, other) is expected
    assert says_otherwise(other, one) is expected


def test_a_present_age_is_told_with_its_day(make_archive: MakeArchive) -> None:
    text = "Mayor Greta Voss, 38, a former pilot, opened the bridge of Upper Quern on Monday."
    told = replace(FIRST_TOLL, doc_id="mayor", text=text, published_at="2021-05-04")
    archive = make_archive([told], answer_threshold=ANY)

    assert notes(archive, "How old is Greta Voss?") == [
        {"kind": "age_on", "published_at": "2021-05-04"}
    ]
    assert notes(archive, "How old was Greta Voss in 2021?") == []


def test_what_follows_a_question_for_an_age_may_be_no_age(make_archive: MakeArchive) -> None:
    text = "Mayor Greta Voss, 38, opened the bridge. The new school of Quern cost four million."
    told = replace(FIRST_TOLL, doc_id="mayor", text=text, published_at="2021-05-04")
    archive = make_archive([told], answer_threshold=ANY)

    answer = archive.ask("And the new school?", earlier=["How old is Greta Voss?"])

    assert "school" in answer.results[0].passage.text[answer.results[0].highlight[0].start :]
    assert not answer.notes


# How they are said ------------------------------------------------------------------------------

NOTED = Answer(
    "Who is the mayor?",
    False,
    0.2,
    (),
    notes=(
        Note("later_account", {**LATER_SOURCE, "title": "Upper \x1b[31mQuern\nmourns"}),
        Note("of_a_later_version", {"anything": 1}),
        Note("other_accounts", {"articles": [FIRST_SOURCE, dict.fromkeys(FIRST_SOURCE)]}),
        Note("age_on", {"published_at": "2021-05-04"}),
        Note("outside_dates", {"first": "2021-03-03", "last": "2025-05-05"}),
        Note("words_only", {}),
        Note("described", {"asked": "the mayor", "searched": "Greta Voss", **FIRST_SOURCE}),
        Note("no_more", FIRST_SOURCE),
    ),
)
SENTENCES = (
    "A later article says more: Upper [31mQuern mourns (Valley Observer, 9 May 2024).",
    "Others say otherwise: Landslide buries farm in Upper Quern (Quern Gazette, 6 May 2024); "
    "Untitled article.",
    "The age is that on 4 May 2021.",
    "This archive covers 3 March 2021 to 5 May 2025.",
    "The search index was not ready, so articles were found by words alone: ask again in a moment.",
    "For “the mayor”, Greta Voss was looked for: Landslide buries farm in Upper Quern "
    "(Quern Gazette, 6 May 2024).",
    "No more on this in: Landslide buries farm in Upper Quern (Quern Gazette, 6 May 2024).",
)


def test_notes_are_lines_under_the_source_of_an_answer() -> None:
    passage = Passage(1, HARBOUR.doc_id, 1, 0, len(HARBOUR.text), HARBOUR.text)
    answered = replace(NOTED, answered=True, results=(Result(1, 1.0, passage, HARBOUR),))
    page = answer_page(answered, Layout()).plain
    assert f"\n    Article {HARBOUR.doc_id}\n    " + "\n    ".join(SENTENCES) + "\n\n" in page


def test_notes_are_lines_under_a_refusal() -> None:
    page = answer_page(NOTED, Layout()).plain
    assert f"\n\n{NOT_ANSWERED}\n" + "\n".join(SENTENCES) + "\n\n" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chat_says_them_in_its_language(language: str) -> None:
    texts = texts_of(language)
    said = [line.text for line in note_lines(NOTED.notes, texts)]
    later, others, aged, covered, by_words, described, no_more = said
    assert "mourns (Valley Observer, " in later
    assert "Quern Gazette" in others
    assert texts("untitled") in others
    assert texts.date("2021-05-04") in aged
    for day in ("2021-03-03", "2025-05-05"):
        assert texts.date(day) in covered
    assert by_words == texts("note_words_only")
    source = f"Landslide buries farm in Upper Quern (Quern Gazette, {texts.date('2024-05-06')})"
    assert all(part in described for part in ("the mayor", "Greta Voss", source))
    assert source in no_more
    assert note_lines([], texts) == []


# Names that are nowhere -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("How many people died in the landslide at Lower Tarn?", ["Lower Tarn"]),
        ("How many died at Upper Quern, wrote the Valley Observer in May 2024?", []),
        ("What did Dana Whitlock say of the 415 homes at Upper Quern?", ["Dana Whitlock", "415"]),
        ("Who owns the 1,415 homes at Upper Quern?", ["1,415"]),
    ],
)
def test_names_and_numbers_that_no_result_holds_are_told(
    archive: Archive, question: str, missing: list[str]
) -> None:
    found = [note["term"] for note in notes(archive, question) if note["kind"] == "missing_term"]
    assert found == missing
