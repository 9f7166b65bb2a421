"""Misspelt questions: a second try with the archive's own words, where the first is not sure."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.archive import Archive
from retrieval.cli.output.terminal import Layout, answer_page
from retrieval.search.questions.query import understand
from retrieval.text.words.edit_distance import edit_distance, one_edit_away
from retrieval.types import Article, Note
from tests.conftest import MakeArchive
from tests.support.toys import HARBOUR, OWLS

BAKERY = Article(
    "bakery",
    "Bakery fire in Grenholt",
    "The bakery in Grenholt burnt down on Tuesday. Investigators blamed a faulty thermostat, and"
    " the insurance paid nothing.",
)

THAT = Article("that", "A pier that fell", "The council said that the pier that fell was old.")


@pytest.fixture
def archive(make_archive: MakeArchive) -> Archive:
    return make_archive([BAKERY, HARBOUR, OWLS])


@pytest.mark.parametrize(
    ("asked", "searched"),
    [
        ("bakrey", "bakery"),
        ("termostat", "thermostat"),
        ("thermsotat", "thermostat"),
        ("thermosttat", "thermostat"),
        ("Investigaters", "Investigators"),
        ("grenhlot", "Grenholt"),
        ("thrmostatt", "thermostat"),  # two slips
    ],
)
def test_a_misspelt_word_is_searched_for_as_the_archive_spells_it(
    archive: Archive, asked: str, searched: str
) -> None:
    answer = archive.ask(asked)

    assert answer.answered
    assert answer.results[0].article.doc_id == "bakery"
    assert answer.notes == (Note("spelling", {"asked": asked, "searched": searched}),)
    assert (answer.question, answer.searched) == (asked, searched)


def test_a_misspelt_word_that_tells_nothing_is_not_noted(make_archive: MakeArchive) -> None:
    archive = make_archive([BAKERY, THAT, OWLS])
    answer = archive.ask("what burnt thet bakrey down?")
    assert answer.searched == "what burnt that bakery down?"
    assert [note.fields["asked"] for note in answer.notes] == ["bakrey"]


def test_a_name_written_as_two_is_searched_for_as_the_archive_writes_it(
    make_archive: MakeArchive,
) -> None:
    prize = Article("prize", "Prize", "The prize for the best film goes to Yusra Benali.")
    moor = Article("moor", "Moor", "Ali the shepherd lost a ram on the moor, and Ben found it.")
    answer = make_archive([prize, moor, OWLS]).ask("Which prize did Yusra Ben Ali win?")
    assert answer.results[0].article.doc_id == "prize"
    assert answer.searched == "Which prize did Yusra Benali win?"


def test_a_word_of_a_language_is_not_taken_for_a_common_english_one(
    make_archive: MakeArchive,
) -> None:
    searcher = make_archive([BAKERY, THAT]).searcher()

    for question, language, meant in (
        ("Warum trat Dieter Voss zurück?", "de", {}),
        ("Did a pier thet stood there fall?", "en", {"thet": "that"}),
    ):
        query = understand(question, language=language)
        found = searcher.search(query, 3)
        assert searcher.questions.corrections(query, found.results) == meant


FERRY = Article(
    "ferry",
    "Ferry is towed",
    "Firefighters flooded the hold of the Isle of Bray, a ship scaled down. None died, but the tax"
    " office was shut.",
)
CALLED = Article("called", "A name", "It was called a bus but its owner called for help.")


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Where was the Isle of Bary?", {"Bary": "Bray"}),  # a short name with exchanged letters
        ("Where was the Isle of Bran?", {}),  # another name
        ("Where was the flod?", {"flod": "flood"}),  # which results have in another form
        ("What was it caled?", {"caled": "called"}),  # the first letter is seldom wrong
        ("Who dyed on the tax?", {"dyed": "died"}),  # which results hold
        ("Did the hold bust?", {}),  # an English word, no "but" or "bus"
        ("Did fire fighters come?", {"fire fighters": "Firefighters"}),
    ],
)
def test_a_word_is_only_taken_for_one_that_it_may_mean(
    make_archive: MakeArchive, question: str, meant: dict[str, str]
) -> None:
    searcher = make_archive([FERRY, CALLED]).searcher()
    query = understand(question)
    results = [own for own in searcher.search(query, 3).results if own.article.doc_id == "ferry"]

    assert searcher.questions.corrections(query, results) == meant


def test_the_terminal_tells_what_was_searched_for(archive: Archive) -> None:
    page = answer_page(archive.ask("thermsotat"), Layout()).plain

    assert "Searched for “thermostat” instead of “thermsotat”." in map(str.strip, page.splitlines())


@pytest.mark.parametrize(
    "question",
    [
        "zeppelin",  # nothing is near
        "Holt",  # a short name is another name
        "THERMSOTAT",  # may be an acronym
        "QX-4411",
        "3801",
        "How many zeppelins in May or next June?",  # words of the language, though not here
    ],
)
def test_what_is_no_slip_stays_refused_as_it_was_asked(archive: Archive, question: str) -> None:
    answer = archive.ask(question)

    assert not answer.answered
    assert "spelling" not in [note.kind for note in answer.notes]
    assert answer.searched == question


def test_a_question_that_is_surely_answered_is_not_repaired(make_archive: MakeArchive) -> None:
    archive = make_archive([BAKERY, HARBOUR, OWLS], answer_threshold=0.1)
    answer = archive.ask("Did the insurance of the bakery in Grenholt pay anythng?")

    assert answer.answered
    assert "spelling" not in [note.kind for note in answer.notes]
    assert answer.searched.endswith("anythng?")


def test_a_tentative_answer_gives_way_to_a_surer_one_to_the_repaired_question(
    make_archive: MakeArchive,
) -> None:
    owls = replace(OWLS, text="Investigators said that owls nest in the tower.")
    archive = make_archive([BAKERY, owls], answer_threshold=0.01)

    answer = archive.ask("What did investigators say of the termostat?", k=1)

    assert answer.results[0].article.doc_id == "bakery"
    assert [note.fields["searched"] for note in answer.notes] == ["thermostat"]


def test_words_of_articles_that_were_removed_repair_nothing(archive: Archive) -> None:
    archive.remove("bakery")

    assert archive.ask("thermsotat").notes == ()


@given(st.text("ab", min_size=1, max_size=5), st.text("ab", max_size=5))
def test_the_words_one_edit_away_are_those_at_distance_one(word: str, other: str) -> None:
    assert (other in one_edit_away(word)) == (edit_distance(word, other) == 1)
