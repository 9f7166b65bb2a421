"""Filters: only what they let through is found, and what is relaxed is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from retrieval.archive import Archive
from retrieval.errors import FilterError
from retrieval.search.answering import Answerer
from retrieval.search.filtered_answering import answer_within
from retrieval.search.ranking.filtered_hits import FilteredHits
from retrieval.types import Answer, Article, Filters
from tests.conftest import MakeArchive
from tests.search.test_time_order import FIRST_TOLL, LATER_TOLL
from tests.support.toys import ToyReader

QUESTION = "How many people marched against the Orlo dam?"


def march(doc_id: str, publisher: str, day: str | None, told: str) -> Article:
    return Article(
        doc_id,
        f"March {doc_id}",
        f"People marched against the Orlo dam: {told}",
        publisher=publisher,
        published_at=day,
        fetched_at="2024-05-01T10:00:00+00:00",
        language="en",
    )


SPRING = march("spring", "The Orlo Gazette", "2024-03-10", "farmers counted 100 heads in rain.")
SUMMER = march("summer", "Valley News", "2024-06-20T23:30:00+02:00", "police saw 200 at noon.")
AUTUMN = march("autumn", "The Orlo Gazette", "2024-09-30", "organisers spoke of 300 on foot.")
UNDATED = march("undated", "Valley News", None, "a bakery sold bread to 400 guests.")
MARCHES = (SPRING, SUMMER, AUTUMN, UNDATED)


@pytest.fixture
def archive(make_archive: MakeArchive) -> Archive:
    return make_archive(MARCHES, reader=ToyReader(), answer_threshold=0.0)


def found(answer: Answer) -> set[str]:
    return {result.article.doc_id for result in answer.results}


def asked(archive: Archive, question: str = QUESTION, **filters: Any) -> Answer:
    return archive.ask(question, k=10, filters=Filters(**filters))


def relaxed(answer: Answer) -> list[tuple[str, str]]:
    notes = (note.fields for note in answer.notes if note.kind == "relaxed")
    return [(fields["filter"], fields["value"]) for fields in notes]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {"spring", "summer", "autumn", "undated"}),
        ({"since": date(2024, 3, 10)}, {"spring", "summer", "autumn"}),
        ({"since": date(2024, 3, 11)}, {"summer", "autumn"}),
        ({"until": date(2024, 6, 20)}, {"spring", "summer"}),
        ({"until": date(2024, 6, 19)}, {"spring"}),
        ({"since": date(2024, 6, 1), "until": date(2024, 6, 30)}, {"summer"}),
        ({"publisher": "The Orlo Gazette"}, {"spring", "autumn"}),
        ({"publisher": "orlo gazette"}, {"spring", "autumn"}),
        ({"publisher": "Valley"}, {"summer", "undated"}),
        ({"publisher": "Gazette", "since": date(2024, 4, 1)}, {"autumn"}),
        ({"as_of": date(2024, 6, 20)}, {"spring", "summer", "undated"}),
        ({"as_of": date(2024, 4, 30)}, {"spring"}),
        ({"language": "en", "publisher": "Valley News"}, {"summer", "undated"}),
    ],
)
def test_only_articles_that_the_filters_let_through_are_found(
    archive: Archive, filters: dict[str, Any], expected: set[str]
) -> None:
    answer = asked(archive, **filters)

    assert found(answer) == expected
    assert relaxed(answer) == []


def test_the_filters_in_force_are_told_with_the_publishers_own_name(archive: Archive) -> None:
    answer = asked(archive, publisher="gazette", since=date(2024, 4, 1))

    assert answer.filters == Filters(since=date(2024, 4, 1), publisher="The Orlo Gazette")


def test_a_rare_publisher_is_found_behind_hundreds_of_better_passages(
    make_archive: MakeArchive,
) -> None:
    common = [
        march(f"c{number}", "Common Post", "2024-03-10", f"{number}.") for number in range(110)
    ]
    rare = Article("rare", None, "A dam is planned near Orlo.", publisher="Rare Observer")
    archive = make_archive([*common, rare])

    assert found(archive.ask(QUESTION, k=1)) != {"rare"}
    assert found(archive.ask(QUESTION, k=1, filters=Filters(publisher="Rare Observer"))) == {"rare"}


def test_few_passages_and_many_are_filtered_alike(make_archive: MakeArchive) -> None:
    better = [march(f"a{number}", "One Post", "2024-03-10", f"{number}.") for number in range(20)]
    others = [
        Article(f"b{number}", None, f"A dam is near Orlo, {number}.", publisher="Two Post")
        for number in range(10)
    ]
    archive = make_archive([*better, *others])
    searcher = archive.searcher()
    few = FilteredHits.of(searcher.store, Filters(publisher="Two Post"))
    many = replace(few, few=None)
    vector = searcher.embedder.embed_question(QUESTION)
    matches = searcher.words.match(searcher.questions.understand(QUESTION).terms)

    assert few.few is not None
    assert len(few.few) == 10
    for depth in (1, 7, 50):
        assert few.matching(matches, depth) == many.matching(matches, depth)
        nearest = [
            hits.nearest(searcher.vectors, searcher.passage_vectors, vector, depth)
            for hits in (few, many)
        ]
        assert [hit.passage_id for hit in nearest[0]] == [hit.passage_id for hit in nearest[1]]
        assert len(nearest[0]) == min(depth, 10)


def test_the_newest_account_is_the_newest_of_that_day(archive: Archive) -> None:
    newest = archive.ask("How many people have marched against the Orlo dam so far?", k=1)
    then = archive.ask(
        "How many people have marched against the Orlo dam so far?",
        k=1,
        filters=Filters(as_of=date(2024, 4, 1)),
    )

    assert found(newest) == {"autumn"}
    assert found(then) == {"spring"}


def test_times_are_relative_to_the_day_as_of_which_is_asked(archive: Archive) -> None:
    asked_then = asked(archive, f"{QUESTION[:-1]} in the last month?", as_of=date(2024, 3, 20))

    assert asked_then.filters == Filters(since=date(2024, 2, 20), as_of=date(2024, 3, 20))
    assert found(asked_then) == {"spring"}


@pytest.mark.parametrize(
    ("question", "filters", "expected"),
    [
        (f"According to Valley News, {QUESTION}", {"publisher": "Valley News"}, "summer"),
        (f"{QUESTION[:-1]} since July?", {"since": date(2024, 7, 1)}, "autumn"),
        (f"{QUESTION[:-1]} before June?", {"until": date(2024, 5, 31)}, "spring"),
        (f"As of 1 April 2024, {QUESTION}", {"as_of": date(2024, 4, 1)}, "spring"),
    ],
)
def test_a_question_names_filters_itself(
    archive: Archive, question: str, filters: dict[str, Any], expected: str
) -> None:
    answer = asked(archive, question)

    assert answer.filters == Filters(**filters)
    assert expected in found(answer)
    assert answer.question == question


def test_a_follow_up_may_name_filters_only(archive: Archive) -> None:
    answer = archive.ask("And in the Gazette?", k=10, earlier=[QUESTION])

    assert found(answer) == {"spring", "autumn"}
    assert answer.searched == QUESTION


GAZETTE = Filters(publisher="The Orlo Gazette")


def test_a_second_follow_up_of_filters_only_replaces_the_first(archive: Archive) -> None:
    first = asked(archive, f"According to Valley News, {QUESTION[:-1]} since March 2024?")
    second = archive.ask("And in the Gazette?", k=10, earlier=[first])
    third = archive.ask("And in Valley News?", k=10, earlier=[first, second])
    fourth = archive.ask("And before June 2024?", k=10, earlier=[first, second])

    assert first.searched == second.searched == third.searched == fourth.searched
    since = date(2024, 3, 1)
    assert second.filters == replace(GAZETTE, since=since)
    assert third.filters == Filters(publisher="Valley News", since=since)
    assert fourth.filters == replace(GAZETTE, until=date(2024, 5, 31))
    assert found(second) == {"spring", "autumn"}
    assert found(fourth) == {"spring"}


def test_filters_alone_after_a_list_of_anything_are_asked_as_they_stand(archive: Archive) -> None:
    answer = archive.ask("And in the Gazette?", earlier=["What is new?"])

    assert answer.searched == "And in the Gazette?"


def test_what_follows_filters_only_goes_on_with_what_was_searched(archive: Archive) -> None:
    first = asked(archive)
    second = archive.ask("And in the Gazette?", k=10, earlier=[first])

    assert second.is_follow_up
    assert "dam" in archive.ask("Why?", earlier=[first, second]).searched


@pytest.mark.parametrize("as_text", [True, False])
@pytest.mark.parametrize("request_", ["Tell me more", "The second one"])
def test_more_is_shown_within_the_filters_of_what_was_shown(
    archive: Archive, request_: str, as_text: bool
) -> None:
    question = f"According to the Orlo Gazette, {QUESTION}"
    before = archive.ask(question)
    more = archive.ask(request_, k=10, earlier=[question if as_text else before])

    assert found(before) == {"spring", "autumn"}
    assert found(more) <= {"spring", "autumn"}
    assert (more.filters, relaxed(more)) == (GAZETTE, [])


def test_filters_given_hold_for_earlier_questions_asked_again(archive: Archive) -> None:
    valley = Filters(publisher="Valley News")
    archive.ask(QUESTION, filters=GAZETTE)

    second = archive.ask("The second one", earlier=[QUESTION], filters=valley)

    assert found(second) <= {"summer", "undated"}
    assert second.results[0].article == archive.ask(QUESTION, filters=valley).results[1].article


def test_an_answer_cut_short_does_not_hide_what_another_conversation_was_shown(
    archive: Archive,
) -> None:
    archive.ask(QUESTION, k=1)
    second = archive.ask(QUESTION).results[1]
    archive.ask(QUESTION, k=1)

    assert archive.ask("The second one", earlier=[QUESTION]).results[0].article == second.article


def test_filters_given_win_over_those_that_the_question_names(archive: Archive) -> None:
    answer = asked(archive, f"{QUESTION[:-1]} since July?", since=date(2024, 6, 1))

    assert answer.filters == Filters(since=date(2024, 6, 1))


def test_a_filter_that_leaves_no_article_is_relaxed_and_told(archive: Archive) -> None:
    answer = asked(archive, since=date(2030, 1, 1), publisher="Valley News")

    assert found(answer) == {"spring", "summer", "autumn", "undated"}
    assert relaxed(answer) == [("since", "2030-01-01"), ("publisher", "Valley News")]
    assert not answer.filters


def test_what_was_published_later_is_never_shown_as_of_a_day(archive: Archive) -> None:
    assert found(asked(archive, as_of=date(2020, 1, 1))) == set()
    assert found(asked(archive, as_of=date(2024, 4, 1), since=date(2024, 4, 1))) == {"spring"}
    assert found(asked(archive, f"As of 1 January 2024, {QUESTION}")) == set()
    assert found(asked(archive, f"As of 1 April 2024, {QUESTION[:-1]} since April?")) == {"spring"}


def test_a_filter_that_a_question_names_is_relaxed_if_nothing_within_it_answers(
    make_archive: MakeArchive,
) -> None:
    owls = Article("owls", "Owls", "Owls nest in the tower.", publisher="Owl Weekly")
    archive = make_archive([*MARCHES, owls], reader=ToyReader(), answer_threshold=0.02)

    named = archive.ask(f"According to Owl Weekly, {QUESTION}", k=1)
    given = archive.ask(QUESTION, k=1, filters=Filters(publisher="Owl Weekly"))

    assert named.answered
    assert relaxed(named) == [("publisher", "Owl Weekly")]
    assert not given.answered
    assert found(given) == {"owls"}


def test_no_account_outside_the_filters_in_force_is_told_of(make_archive: MakeArchive) -> None:
    told = " The Valley Observer said so."
    gazette = replace(FIRST_TOLL, text=FIRST_TOLL.text + told, published_at="2024-05-10")
    observer = replace(LATER_TOLL, text=LATER_TOLL.text + told)
    reader = ToyReader(frozenset({"three", "five"}))
    archive = make_archive([gazette, observer], reader=reader)
    question = "How many bakers and cooks died in Quern, according to the Valley Observer?"
    answerer = Answerer(archive.searcher(), archive.confidence_model(), 0.3)

    everywhere = answerer.answer(question, k=3)
    within = answer_within(answerer, question, Filters(), k=3)

    assert [note.kind for note in everywhere.notes] == ["later_account"]
    assert (within.answered, within.filters.publisher) == (True, "Valley Observer")
    assert found(within) == {observer.doc_id}
    assert within.notes == ()


def test_a_day_that_is_a_text_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match=r"since is a datetime.date or None, not '2024-01-01'"):
        Filters(since="2024-01-01")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        (
            Filters(publisher="Orlo Gazete"),
            "No publisher “Orlo Gazete”; did you mean “The Orlo Gaz",
        ),
        (
            Filters(publisher="xyz"),
            "No publisher “xyz”: 'article-bot status' lists those of the ar",
        ),
        (Filters(language="fr"), "No article in the language “fr”: it has en (English)."),
        (
            Filters(since=date(2024, 2, 1), until=date(2024, 1, 1)),
            "No day is since 2024-02-01 and until 2024-01-01: exchange the two.",
        ),
    ],
)
def test_a_filter_that_no_article_can_meet_is_refused(
    archive: Archive, filters: Filters, sentence: str
) -> None:
    with pytest.raises(FilterError) as error:
        archive.ask(QUESTION, filters=filters)

    assert str(error.value).startswith(sentence)
