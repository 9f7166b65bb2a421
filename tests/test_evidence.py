"""Evidence: the sentence that answers, and how much of the question a passage meets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from retrieval.search.features import (
    SENTENCE_FEATURES,
    Signals,
    Weighing,
    coverage,
    sentence_weights,
)
from retrieval.search.query import understand
from retrieval.text.dates_asked import Period
from retrieval.text.passages import embedded_text, split
from retrieval.text.question_type import asked_kind, offers
from retrieval.types import Article, Evidence, Reading, Result
from tests.toys import HARBOUR, OWLS, ToyEmbedder

EMBEDDER = ToyEmbedder()


def evidence(
    question: str, *articles: Article, with_tokens: bool = True, period: Period | None = None
) -> list[Evidence]:
    results = [
        Result(rank, 0.0, passage, article)
        for rank, article in enumerate(articles, start=1)
        for passage in split(article)[:1]
    ]
    texts = [embedded_text(result.article.title, result.passage.text) for result in results]
    _, signs = EMBEDDER.embed_passage_tokens(texts)
    query = understand(question)
    signals = Signals(
        question=EMBEDDER.embed_question_tokens(query.text)[1],
        cosines={},
        lexical={},
        tokens={
            result.passage.passage_id: own
            for result, own in zip(results, signs, strict=True)
            if with_tokens
        },
        term_weights=dict.fromkeys(query.terms, 1.0),
        period=period,
    )
    weighing = Weighing(query, results, signals)
    return [weighing.evidence(place) for place in range(len(results))]


def sentence(article: Article, found: Evidence) -> str:
    text = split(article)[0].text
    return text[found.sentence.start : found.sentence.end]


def test_the_sentence_with_the_words_of_the_question_is_found() -> None:
    [found] = evidence("Which mayor spoke of buses?", HARBOUR)
    assert sentence(HARBOUR, found).startswith("Mayor Ines Holm said")


def test_a_sentence_may_leave_to_the_title_what_it_is_about() -> None:
    article = replace(
        HARBOUR,
        title="The Kestrel Bridge",
        text="Crowds came to see the Kestrel Bridge open. It cost 11 million pounds.",
    )
    [found] = evidence("What did the Kestrel Bridge cost?", article)
    assert sentence(article, found) == "It cost 11 million pounds."


def test_the_passage_on_what_is_asked_matches_better_than_another() -> None:
    harbour, owls = evidence("Where did owls nest?", HARBOUR, OWLS)
    assert owls.token_match > harbour.token_match + 0.2
    assert owls.coverage == 1.0
    assert harbour.coverage == 0.0


def test_a_passage_without_token_vectors_is_weighed_by_its_words() -> None:
    [found] = evidence("Which mayor spoke of buses?", HARBOUR, with_tokens=False)
    assert found.token_match == 0.0
    assert sentence(HARBOUR, found).startswith("Mayor Ines Holm said")


def test_names_that_the_passage_lacks_are_told() -> None:
    [found] = evidence("Did Ines Holm meet Putin?", HARBOUR)
    assert found.names_covered == pytest.approx(2 / 3)
    [found] = evidence("Which mayor spoke of owls?", HARBOUR)
    assert found.names_covered == 1.0  # no name is missing where none was asked about


def test_the_title_counts_as_words_of_each_of_its_passages() -> None:
    [found] = evidence("Which bridge in Eastwick closes for repairs of its dome?", HARBOUR)
    assert found.coverage == pytest.approx(4 / 5)
    untitled = replace(HARBOUR, title=None, text=HARBOUR.text.replace("repairs", "works"))
    [found] = evidence("Which bridge in Eastwick closes for repairs of its dome?", untitled)
    assert found.coverage == pytest.approx(3 / 5)


def test_a_sentence_that_was_not_read_is_as_likely_as_the_mean_of_the_others() -> None:
    article = replace(HARBOUR, title=None, text="Rain fell. Snow lay. Wind blew.")
    [passage] = split(article)
    query = understand("Which ferry sank?")
    signals = Signals(EMBEDDER.embed_question_tokens(query.text)[1], {}, {}, {}, {})
    reading = Reading(np.array([0, 11], np.int32), np.array([4.0, -2.0], np.float32))
    weighing = Weighing(query, [Result(1, 0.0, passage, article)], signals)
    features = weighing.sentences(0, reading)[1]
    assert features[:, SENTENCE_FEATURES.index("reading")].tolist() == [4.0, -2.0, 1.0]


def test_how_far_an_article_is_from_the_time_asked_about_is_told() -> None:
    march = Period(date(2022, 3, 1), date(2022, 3, 31))
    found = evidence("Which owls?", HARBOUR, OWLS, period=march)
    assert [item.days_away for item in found] == [4, None]
    assert [item.days_away for item in evidence("Which owls?", HARBOUR)] == [None]


def test_the_publisher_that_a_question_names_is_told() -> None:
    question = "What did the Eastwick Post say about owls?"
    assert [item.is_named_publisher for item in evidence(question, HARBOUR, OWLS)] == [True, False]


def test_a_publisher_is_named_without_the_rest_of_its_host() -> None:
    article = replace(HARBOUR, publisher="eastwickpost.co.uk")
    [found] = evidence("What did EastwickPost say about owls?", article)
    assert found.is_named_publisher


def test_no_results_have_no_evidence() -> None:
    assert evidence("Who?") == []


def test_coverage_of_no_terms_is_none() -> None:
    assert coverage({"mayor"}, {}) == 0.0


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many people died?", "number"),
        ("When did Artemis I lift off?", "number"),
        ("What percentage of voters stayed away?", "number"),
        ("Who is the mayor of Kyiv?", "name"),
        ("Which country abstained?", "name"),
        ("Why did the bridge close?", "anything"),
        ("Wem gehört das Kraftwerk?", "anything"),
    ],
)
def test_a_question_tells_what_kind_of_thing_it_asks_for(question: str, kind: str) -> None:
    assert asked_kind(question) == kind


def test_what_the_question_says_itself_is_no_answer() -> None:
    assert not offers("name", "On Friday Putin spoke.", ["friday", "putin"])
    assert offers("name", "On Friday Putin spoke to Xi.", ["friday", "putin"])
    assert not offers("number", "In 2022 it rained.", ["2022"])
    assert offers("number", "In 2022 it rained twice.", ["2022"])


def read_evidence(gap: float) -> Evidence:
    """Evidence of a passage of two sentences that differ only by a ``gap`` in how they were read.

    The gap is in odds of the sentences: 0 is as likely.
    """
    article = replace(HARBOUR, title=None, text="Rain fell in Eastwick. Snow lay on Hollow Hill.")
    [passage] = split(article)
    query = understand("Which ferry sank?")
    signals = Signals(EMBEDDER.embed_question_tokens(query.text)[1], {}, {}, {}, {})
    strength = gap / float(sentence_weights()[SENTENCE_FEATURES.index("reading")])
    starts = np.array([0, passage.text.index("Snow")], dtype=np.int32)
    reading = Reading(starts, np.array([strength, 0.0], dtype=np.float32))
    return Weighing(query, [Result(1, 0.0, passage, article)], signals).evidence(0, reading)


def test_a_second_sentence_is_told_where_it_is_at_least_a_quarter_as_likely() -> None:
    nearly, hardly = read_evidence(np.log(3.7)), read_evidence(np.log(4.3))
    assert nearly.sentence == hardly.sentence
    assert nearly.rival is not None
    assert nearly.rival.start > nearly.sentence.start
    assert hardly.rival is None
