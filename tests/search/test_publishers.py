"""Comparing publishers: who says what on a question, and what a user is told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from retrieval.archive import Archive
from retrieval.cli.output.comparison import comparison_json, comparison_page
from retrieval.cli.output.terminal import Layout
from retrieval.text.articles.overlap import is_near_duplicate
from retrieval.text.articles.sentences import sentence_spans
from retrieval.types import Article, Filters, PublisherComparison, Span
from tests.conftest import MakeArchive
from tests.ingest.test_stories import ORIGINAL
from tests.search.test_time_order import FIRST_TOLL, LATER_TOLL
from tests.support.toys import OWLS, ToyReader

TOLL = "How many people died in the landslide at Upper Quern?"
UNDATED = replace(
    FIRST_TOLL,
    doc_id="landslide-4",
    title="Landslide at Upper Quern",
    text="Three people died in the landslide at Upper Quern. Captain Ada Brill said so on Monday.",
    publisher=None,
    url="https://www.quern-radio.example/landslide",
    published_at=None,
)
COPY = replace(FIRST_TOLL, doc_id="copy", publisher="Daily Copy", published_at="2024-05-07")
READER = ToyReader(frozenset({"three", "Three", "five"}))


def compared(
    make_archive: MakeArchive, *articles: Article, question: str = TOLL, k: int = 10
) -> PublisherComparison:
    archive: Archive = make_archive([*articles, OWLS], reader=READER)
    return archive.compare(question, k=k)


def plain(comparison: PublisherComparison) -> str:
    return comparison_page(comparison, Layout(width=88)).plain


def test_each_publisher_has_one_account_the_newest_first(make_archive: MakeArchive) -> None:
    found = compared(make_archive, FIRST_TOLL, LATER_TOLL, UNDATED)

    assert [own.source for own in found.accounts] == [
        "Valley Observer",
        "Quern Gazette",
        "quern-radio.example",
    ]
    assert [own.result.rank for own in found.accounts] == [1, 2, 3]
    for own in found.accounts:
        passage, answer = own.result.passage, own.result.answer
        assert passage.text == own.result.article.text[passage.start : passage.end]
        assert answer
        assert passage.text[answer.start : answer.end].lower() in ("three", "five")


def test_a_whole_question_is_compared_as_it_stands_whatever_was_asked_before(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive([FIRST_TOLL, LATER_TOLL, OWLS], reader=READER)
    before = archive.ask("Where do barn owls nest in Skarn?")

    question = "How many people died in the landslide?"
    assert archive.compare(question, earlier=[before]).searched == question
    assert archive.compare("And how many died?", earlier=[archive.ask(TOLL)]).searched != TOLL


def test_accounts_that_differ_name_each_other(make_archive: MakeArchive) -> None:
    found = compared(make_archive, FIRST_TOLL, LATER_TOLL, UNDATED)

    assert [own.contradicts for own in found.accounts] == [
        ("landslide-1", "landslide-4"),
        ("landslide-2",),
        ("landslide-2",),
    ]
    page = plain(found)
    assert "3 publishers report on this. Newest first. Accounts differ." in page
    assert "Differs from Quern Gazette, quern-radio.example." in page


@pytest.mark.parametrize("confidence", [0.79, 0.8])
def test_an_account_that_is_not_likely_is_introduced_with_perhaps(
    make_archive: MakeArchive, confidence: float
) -> None:
    found = compared(make_archive, FIRST_TOLL)
    [own] = found.accounts

    page = plain(replace(found, accounts=(replace(own, confidence=confidence),)))

    assert ("\n    Perhaps:\n    " in page) == (confidence < 0.8)


def test_of_one_publisher_the_account_that_is_asked_for_counts(make_archive: MakeArchive) -> None:
    later = replace(LATER_TOLL, publisher=FIRST_TOLL.publisher)

    found = compared(make_archive, FIRST_TOLL, later, UNDATED)

    assert [own.result.article.doc_id for own in found.accounts] == ["landslide-2", "landslide-4"]


def test_what_a_publisher_said_otherwise_before_is_told_with_its_day(
    make_archive: MakeArchive,
) -> None:
    later = replace(LATER_TOLL, publisher=FIRST_TOLL.publisher)

    found = compared(make_archive, FIRST_TOLL, later, UNDATED)

    assert [own.earlier and own.earlier.article.doc_id for own in found.accounts] == [
        "landslide-1",
        None,
    ]
    assert "\n    On 6 May 2024 it said “three”.\n" in plain(found)
    first, second = comparison_json(found)["accounts"]
    assert (first["earlier"]["article"]["doc_id"], second["earlier"]) == ("landslide-1", None)

    earlier = found.accounts[0].earlier
    assert earlier is not None
    whole = sentence_spans(earlier.passage.text)[0]
    sentence = replace(earlier, answer=whole, highlight=(whole,))
    said = replace(found.accounts[0], earlier=sentence).said_before
    assert said is not None
    assert not said[0].endswith(".")
    initials = replace(earlier.passage, text="He lives in the U.S. now.")
    words = replace(earlier, passage=initials, answer=Span(16, 20), highlight=(Span(0, 25),))
    assert (replace(found.accounts[0], earlier=words).said_before or "")[0] == "U.S."


def test_a_publisher_is_heard_however_much_another_wrote(make_archive: MakeArchive) -> None:
    many = [
        replace(
            FIRST_TOLL,
            doc_id=f"many-{number}",
            title=f"How many people died in the landslide at Upper Quern, part {number}",
            text=f"Report {number}: {FIRST_TOLL.text}",
        )
        for number in range(10)
    ]

    found = compared(make_archive, *many, LATER_TOLL)

    assert [own.source for own in found.accounts] == ["Valley Observer", "Quern Gazette"]


def test_a_copy_counts_as_the_account_of_who_had_it_first(make_archive: MakeArchive) -> None:
    found = compared(make_archive, COPY, FIRST_TOLL, LATER_TOLL)

    assert [own.source for own in found.accounts] == ["Valley Observer", "Quern Gazette"]
    assert [article.publisher for article in found.accounts[1].result.also_in] == ["Daily Copy"]
    assert "Also in: Daily Copy (7 May 2024)" in plain(found)
    assert "3 publishers report on this. Newest first." in plain(found)


def test_a_text_that_all_printed_is_told_to_be_one(make_archive: MakeArchive) -> None:
    found = compared(make_archive, COPY, FIRST_TOLL)

    assert len(found.accounts) == 1
    assert "2 publishers report on this. All printed the same text." in plain(found)


def test_a_copy_with_another_number_is_an_account_of_its_own(make_archive: MakeArchive) -> None:
    rest = " The rescuers dug all night with dogs, lamps and two excavators from the quarry nearby."
    first = replace(FIRST_TOLL, text=FIRST_TOLL.text + rest)
    corrected = replace(COPY, text=first.text.replace("three", "five"))
    assert is_near_duplicate(first.text, corrected.text)

    found = compared(make_archive, corrected, first)

    assert [own.contradicts for own in found.accounts] == [("landslide-1",), ("copy",)]


def test_a_single_publisher_is_told_to_be_the_only_one(make_archive: MakeArchive) -> None:
    found = compared(make_archive, FIRST_TOLL)

    assert len(found.accounts) == 1
    assert "Only Quern Gazette reports on this." in plain(found)


def test_the_likeliest_are_shown_and_the_others_counted(make_archive: MakeArchive) -> None:
    everyone = compared(make_archive, FIRST_TOLL, LATER_TOLL, UNDATED)
    likeliest = max(everyone.accounts, key=lambda own: own.confidence)

    found = compared(make_archive, k=1)

    assert [own.source for own in found.accounts] == [likeliest.source]
    assert found.more == 2
    assert "3 publishers report on this. Only the likeliest answers are shown." in plain(found)


@pytest.mark.parametrize("question", ["What is the capital of Peru?", "Who won the zeppelin race?"])
def test_where_no_publisher_answers_it_is_refused_as_by_ask(
    make_archive: MakeArchive, question: str
) -> None:
    found = compared(make_archive, FIRST_TOLL, question=question)

    assert found.accounts == ()
    assert found.refusal is not None
    assert "This archive does not answer that." in plain(found)


def test_a_misspelt_question_is_compared_as_it_was_meant(make_archive: MakeArchive) -> None:
    found = compared(
        make_archive, FIRST_TOLL, LATER_TOLL, question="How many died in the lanslide at Uper Quern"
    )

    assert [own.source for own in found.accounts] == ["Valley Observer", "Quern Gazette"]


@pytest.mark.parametrize("asked_since", [True, False])
def test_only_what_filters_let_through_is_compared(
    make_archive: MakeArchive, asked_since: bool
) -> None:
    archive = make_archive([FIRST_TOLL, LATER_TOLL, UNDATED], reader=READER)
    day = date(2024, 5, 8)

    if asked_since:
        found = archive.compare(f"{TOLL[:-1]} since 8 May 2024?")
    else:
        found = archive.compare(TOLL, filters=Filters(since=day))

    assert [own.source for own in found.accounts] == ["Valley Observer"]
    assert found.filters == Filters(since=day)
    assert plain(found).endswith("s · only since 8 May 2024")  # of milliseconds or seconds


FIRE = "How many firefighters fought the blaze at the mill?"
FIRE_COPY = replace(
    ORIGINAL, doc_id="b1", publisher="Daily Copy", published_at="2024-03-08", fetched_at=None
)


def copies_named(comparison: PublisherComparison) -> list[str | None]:
    return [own.publisher for account in comparison.accounts for own in account.result.also_in]


@pytest.mark.parametrize(("published", "fetched"), [("2024-03-08", None), (None, "2024-03-08")])
def test_a_copy_that_came_after_the_day_asked_about_is_not_named(
    make_archive: MakeArchive, published: str | None, fetched: str | None
) -> None:
    copy = replace(FIRE_COPY, published_at=published, fetched_at=fetched)
    archive = make_archive([ORIGINAL, copy], reader=READER, answer_threshold=0.0)

    then = Filters(as_of=date(2024, 3, 7))

    assert copies_named(archive.compare(FIRE)) == ["Daily Copy"]
    found = archive.compare(FIRE, filters=then)
    assert (found.publishers, copies_named(found)) == (1, [])
    assert archive.ask(FIRE, filters=then).results[0].also_in == ()


def test_a_copy_outside_the_filters_is_named_and_not_counted(make_archive: MakeArchive) -> None:
    archive = make_archive([ORIGINAL, FIRE_COPY], reader=READER, answer_threshold=0.0)

    found = archive.compare(FIRE, filters=Filters(publisher="Daily Copy"))

    assert [own.source for own in found.accounts] == ["Daily Copy"]
    assert copies_named(found) == ["Coast Press Agency"]
    assert found.publishers == 1


def test_the_copy_is_quoted_that_an_answer_would_quote(make_archive: MakeArchive) -> None:
    archive = make_archive([ORIGINAL, FIRE_COPY], reader=READER, answer_threshold=0.0)

    [account] = archive.compare(f"{FIRE[:-1]} on 8 March 2024?").accounts

    assert account.source == "Daily Copy"
    assert copies_named(archive.compare(f"{FIRE[:-1]} on 8 March 2024?")) == ["Coast Press Agency"]


def test_a_publisher_and_its_host_are_one(make_archive: MakeArchive) -> None:
    host = replace(LATER_TOLL, publisher=None, url="https://www.quern-gazette.example/toll")
    found = compared(make_archive, replace(FIRST_TOLL, publisher="The Quern Gazette"), host)

    assert found.publishers == 1
    assert len(found.accounts) == 1


def test_filters_that_leave_nothing_are_relaxed_and_told(make_archive: MakeArchive) -> None:
    question = f"According to the Tarn Valley Herald, {TOLL}"

    found = compared(make_archive, FIRST_TOLL, LATER_TOLL, question=question)

    assert [own.source for own in found.accounts][:2] == ["Valley Observer", "Quern Gazette"]
    assert [note.kind for note in found.notes] == ["relaxed"]


def test_the_json_has_every_field(make_archive: MakeArchive) -> None:
    value = comparison_json(compared(make_archive, COPY, FIRST_TOLL, LATER_TOLL))

    assert list(value) == [
        "question",
        "answered",
        "accounts",
        "more",
        "publishers",
        "results",
        "notes",
        "searched",
        "filters",
        "took_ms",
    ]
    first, second = value["accounts"]
    assert (first["publisher"], first["rank"]) == ("Valley Observer", 1)
    assert first["contradicts"] == ["landslide-1"]
    text, article = second["text"], second["article"]
    assert [copy["publisher"] for copy in article["also_in"]] == ["Daily Copy"]
    assert FIRST_TOLL.text[second["start"] : second["end"]] == text
    assert article["doc_id"] == "landslide-1"


def test_the_json_of_a_refusal_has_the_nearest_passages(make_archive: MakeArchive) -> None:
    question = "What is the capital of Peru?"

    value = comparison_json(compared(make_archive, FIRST_TOLL, question=question))

    assert (value["answered"], value["accounts"]) == (False, [])
    assert [result["rank"] for result in value["results"]] == list(
        range(1, len(value["results"]) + 1)
    )
