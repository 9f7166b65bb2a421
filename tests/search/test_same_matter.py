"""What a later article tells in passing, such as a toll or who holds an office."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval.search.ranking.same_matter import Read, tells_same
from retrieval.text.words.terms import index_terms, question_terms
from retrieval.types import Article, Passage, PassageFeatures, Query, Result, Span

RESCUE = Article(
    "crash-1",
    "Four more bodies found at Dorle",
    "Rescue workers found four more bodies under the train at Dorle. Eleven people died, said the "
    "coroner, Lidia Sorel.",
    published_at="2023-02-10",
)
TRIAL = Article(
    "crash-2",
    "Judge sends railwayman to prison",
    "A court in Ulm sent a railwayman to prison for the train crash at Dorle, in which 12 people "
    "lost their lives. His lawyer praised the coroner, Lidia Sorel.",
    published_at="2025-06-17",
)
PLANS = Article(
    "mayor-1",
    "Kelmar plans tram",
    "The mayor of Kelmar, Olen Drake, presented plans for a tram from the harbour.",
    published_at="2018-02-01",
)
LOAF = Article(
    "mayor-2",
    "Bakers of Kelmar bake longest loaf",
    "A loaf of 41 metres was eaten within an hour. The mayor, Sia Brandt, cut the first slice.",
    published_at="2022-06-11",
)


def read(article: Article, answer: str, *, relevance: float = 2.0) -> Read:
    """The article as a result, of which a reader takes the sentence with ``answer`` to answer."""
    start = article.text.index(answer)
    begin = article.text.rfind(". ", 0, start) + 1
    features = PassageFeatures(
        Span(begin, article.text.index(".", start) + 1),
        *(0.5, 9.0, 0.5, 0.5, 0.5, 0.5, 1.0),
        has_answer_type=True,
        relevance=relevance,
        answer=Span(start, start + len(answer)),
    )
    passage = Passage(1, article.doc_id, 1, 0, len(article.text), article.text)
    return Result(1, 1.0, passage, article), features


def is_same(question: str, name: str, best: Read, other: Read) -> bool:
    query = Query(question, question_terms(question), names=frozenset(index_terms(name)))
    return tells_same(query, best, other, lambda terms: {})


@pytest.mark.parametrize(
    "question",
    [
        "How many people died in the train at Dorle?",
        "How many passengers were killed in total in the train at Dorle?",
        "What is the number of people killed at Dorle?",
    ],
)
def test_the_report_of_a_trial_tells_a_higher_toll(question: str) -> None:
    assert is_same(question, "Dorle", read(RESCUE, "Eleven"), read(TRIAL, "12 people"))


@pytest.mark.parametrize(
    ("before", "after", "answer"),
    [
        ("12 people", "nine people", "nine people"),
        ("lost their lives", "had tickets", "12 people"),
        ("at Dorle", "at Fennick", "12 people"),
        ("train", "coach", "12 people"),
    ],
    ids=["lower", "no toll", "elsewhere", "another vehicle"],
)
def test_another_number_tells_no_higher_toll(before: str, after: str, answer: str) -> None:
    other = replace(TRIAL, text=TRIAL.text.replace(before, after))
    question = "How many people died in the train at Dorle?"
    assert not is_same(question, "Dorle", read(RESCUE, "Eleven"), read(other, answer))


def test_a_toll_of_another_event_in_the_same_place_is_another() -> None:
    other = Article(
        "crash-3",
        "Twelve years without a barrier",
        "Near Dorle a bakery's van met a train on a foggy morning; 12 people died. Farmers had "
        "asked the county of Ollen for a barrier, and Greta Marek wrote a song about it.",
        published_at="2025-06-17",
    )
    question = "How many people died in the train at Dorle?"
    assert not is_same(question, "Dorle", read(RESCUE, "Eleven"), read(other, "12 people"))


@pytest.mark.parametrize(
    ("best", "other"),
    [
        (read(TRIAL, "12 people"), read(RESCUE, "Eleven")),
        (read(RESCUE, "Eleven"), read(replace(TRIAL, published_at=None), "12 people")),
        (read(RESCUE, "Eleven"), read(TRIAL, "12 people", relevance=-0.5)),
    ],
    ids=["earlier", "undated", "does not answer"],
)
def test_only_what_is_later_and_answers_tells_the_same(best: Read, other: Read) -> None:
    assert not is_same("How many people died in the train at Dorle?", "Dorle", best, other)


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        (LOAF.title, LOAF.text, True),
        (LOAF.title, LOAF.text.replace("The mayor", "The former mayor"), False),
        (LOAF.title, LOAF.text.replace("The mayor", "The deputy mayor"), False),
        ("Bakers bake longest loaf", f"{LOAF.text} Tarn lies north of Kelmar.", False),
        (LOAF.title, LOAF.text.replace("The mayor", "The bishop"), False),
    ],
    ids=["holder", "former", "deputy", "elsewhere", "another office"],
)
def test_who_holds_an_office_is_told_in_passing(title: str, text: str, expected: bool) -> None:
    other = replace(LOAF, title=title, text=text)
    question = "Who is the mayor of Kelmar now?"
    best = read(PLANS, "Olen Drake")
    assert is_same(question, "Kelmar", best, read(other, "Sia Brandt")) == expected


def test_who_did_something_else_holds_no_office() -> None:
    best, other = read(PLANS, "Olen Drake"), read(LOAF, "Sia Brandt")
    assert not is_same("Who was the mayor of Kelmar then?", "Kelmar", best, other)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Is the coroner of Dorle still Lidia Sorel?", True),
        ("What does the coroner of Dorle say at the moment?", True),
        ("What does the coroner of Dorle say?", False),
    ],
)
def test_what_is_asked_of_now_is_told_by_any_later_account_that_answers(
    question: str, expected: bool
) -> None:
    later = replace(RESCUE, doc_id="crash-4", published_at="2023-02-12")
    best, other = read(RESCUE, "Lidia Sorel"), read(later, "Lidia Sorel")
    assert is_same(question, "Dorle", best, other) == expected
