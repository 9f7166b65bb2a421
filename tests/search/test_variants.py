"""Codes, spellings, acronyms, transliterations: a thing is found however it is written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.search.questions.query import understand
from retrieval.search.questions.variants import asked_of
from retrieval.types import Article
from tests.conftest import MakeArchive
from tests.support.toys import HARBOUR, OWLS

ARTICLES = (
    Article("drill", "Drill recalled", "The cordless drill TX-4410 is recalled; TX-4420 is safe."),
    Article("ferry", "Ferry late", "Flight QR 518 and the ferry to Sund were late by four hours."),
    Article("helpline", "New line", "Callers reach the helpline of the council on 0123 456 7890."),
    Article("ruling", "Ruling", "In case C-41/19 the judges annulled the fine of the dairy."),
    Article("mine", "Mine", "The defence ministry will organise a labour programme there."),
    Article(
        "lake",
        "Lake",
        "Rowers of the Lake Conservation Trust (LCT) cleaned the shore. The Trust was founded by"
        " farmers.",
    ),
    Article("otters", "Otters", "The LCT counted ninety otters at the weir in spring."),
    Article("bank", "Loan", "The International Monetary Fund lends the island two billion."),
    Article("opera", "Opera", "President Zelensky opened the opera house of Kharkiv on Sunday."),
    Article("metro", "Metro", "The metro of Kyiv gets nine new trains, said Oleksandr Hnatiuk."),
    Article("buses", "Buses", "The buses of Sund get nine new engines, said Fin Iversen."),
    Article("trams", "Trams", "The trams of Lund get nine new doors, said Georgios Alti."),
    Article("kiev", "Cutlets", "A cook in Lund calls his dish Kiev cutlets, after an old book."),
    Article(
        "vote",
        "Vote",
        "The Organization for Security and Co-operation in Europe sent ninety watchers to Lund.",
    ),
    Article("grain", "Grain", "The OSCE had a free vote."),
    Article("union", "Union", "The E.U. gave the fishermen of Sund a grant for nets."),
)


@pytest.fixture
def archive(make_archive: MakeArchive) -> Archive:
    return make_archive([*ARTICLES, HARBOUR, OWLS])


@pytest.mark.parametrize(
    ("asked", "searched"),
    [
        ("What did Phin Yversen say?", "What did Fin Iversen say?"),
        ("What did Yorgos Alti say?", "What did Georgios Alti say?"),
    ],
)
def test_a_name_is_searched_for_as_the_archive_spells_it(
    archive: Archive, asked: str, searched: str
) -> None:
    assert archive.ask(asked).searched == searched


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What about the TX4410?", "drill"),
        ("tx-4410", "drill"),
        ("Was QR518 late?", "ferry"),
        ("Who answers 0123-456-7890?", "helpline"),
        ("What was decided in C-41/19?", "ruling"),
        ("Which defense ministry will organize a labor program?", "mine"),
        ("How many animals did the Lake Conservation Trust count at the weir?", "otters"),
        ("Who founded the LCT?", "lake"),
        ("What does the IMF lend?", "bank"),
        ("How many watchers had the OSCE?", "vote"),
        ("What did Zelenskyy open in Kharkov?", "opera"),
        ("zelenskiy's opera", "opera"),
        ("Which trains does the Kiev metro get?", "metro"),
        ("What did Alexander Gnatiuk say?", "metro"),
        ("What did the EU give?", "union"),
        ("What did the European Union give?", "union"),
    ],
)
def test_a_passage_is_found_however_the_question_writes_it(
    archive: Archive, question: str, first: str
) -> None:
    searcher = archive.searcher()
    query = searcher.questions.understand(question)

    [hit] = searcher.words.match(query.terms, query.variants).best(1)

    assert hit.passage_id in archive.passage_ids(first)


@pytest.mark.parametrize(
    ("question", "text", "read"),
    [
        (
            "How many animals did the Lake Conservation Trust count?",
            "The LCT counted ninety otters.",
            "How many animals did the LCT count?",
        ),
        (
            "Who founded the LCT?",
            "The Lake Conservation Trust was founded by farmers.",
            "Who founded the Lake Conservation Trust?",
        ),
        ("Who founded the LCT?", "The LCT was founded by farmers.", "Who founded the LCT?"),
        (
            "Who founded the LCT?",
            "The Lake Conservation Trust was founded to mulct no farmer.",
            "Who founded the Lake Conservation Trust?",
        ),
        (
            "Which trains does the Kiev metro get?",
            "In Kyiv",
            "Which trains does the kyiv metro get?",
        ),
        (
            "How many trains broke down in total?",
            "In all 14 broke down.",
            "How many trains broke down in all?",
        ),
        (
            "How many trains broke down in all?",
            "In all 14 did; in total 9 burned.",
            "How many trains broke down in all?",
        ),
    ],
)
def test_a_passage_is_read_for_the_question_in_its_own_words(
    archive: Archive, question: str, text: str, read: str
) -> None:
    assert asked_of(archive.searcher().questions.understand(question), text) == [read]


def test_a_word_that_only_the_question_writes_so_is_replaced(archive: Archive) -> None:
    answer = archive.ask("What did Zelenskyy open in Kharkov?")

    assert answer.question == "What did Zelenskyy open in Kharkov?"
    assert answer.searched == "What did Zelensky open in Kharkiv?"
    assert answer.notes == ()


def test_a_variant_weighs_what_the_word_weighs(archive: Archive) -> None:
    searcher = archive.searcher()
    asked, other = (searcher.questions.understand(f"{name} metro") for name in ("Kiev", "Kyiv"))

    hits = [searcher.words.match(query.terms, query.variants).best(5) for query in (asked, other)]

    assert hits[0] == hits[1]
    assert len(hits[0]) == 2


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("Was the TX-4430 recalled?", {"tx4430"}),
        ("tx-4430 price", {"tx4430"}),
        ("Where did flight QR 581 and QR517 go?", {"qr581", "qr517"}),
        ("What of case C-41/20 and 0123 456 7891?", {"c41/20", "01234567891"}),
        ("What did NATO say in mid-2022 and the EU 2024 budget?", set()),
        ("WHO WON IN 2023 OR MAY 12?", set()),
        ("Is the shop open 24/7?", set()),
        ("Did Covid-19 reach Heron-3?", set()),
        ("Was it rs500, EUR20 or USD 40 for km20?", set()),
        ("Where did flight KM 612 go?", {"km612"}),
    ],
)
def test_codes_of_a_question_are_known_whole(question: str, codes: set[str]) -> None:
    query = understand(question)

    assert query.codes == codes
    assert codes <= set(query.terms)
    assert codes <= query.names


def test_a_code_that_no_passage_holds_lowers_the_confidence(archive: Archive) -> None:
    held, other = archive.ask("Is TX-4410 recalled?"), archive.ask("Is TX-4411 recalled?")

    assert other.confidence < held.confidence


def test_an_archive_of_an_earlier_version_finds_codes_once_it_is_asked(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    make_archive(ARTICLES).close()
    with closing(sqlite3.connect(tmp_path / "archive" / "store.sqlite")) as store:
        store.execute("UPDATE meta SET value = 0 WHERE key = 'term_rules'")
        store.execute("UPDATE passage_terms SET terms = replace(terms, 'tx4410', '')")
        store.commit()
    for cache in (tmp_path / "archive").glob("words-*"):
        cache.unlink()

    archive = make_archive()

    [hit] = archive.searcher().words.match(["tx4410"]).best(5)
    assert hit.passage_id in archive.passage_ids("drill")
    assert archive.doctor() == []


def test_an_article_can_be_added_to_an_archive_of_an_earlier_version(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    make_archive([HARBOUR]).close()
    with closing(sqlite3.connect(tmp_path / "archive" / "store.sqlite")) as store:
        store.execute("UPDATE meta SET value = 0 WHERE key = 'term_rules'")
        store.commit()

    archive = make_archive([replace(OWLS, text="The owl TX-7 was ringed.")])

    assert {r.article.doc_id for r in archive.ask("TX7 bridge").results} == {
        HARBOUR.doc_id,
        OWLS.doc_id,
    }
