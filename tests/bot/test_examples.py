"""Example questions made of articles, and asked before they are shown."""

from __future__ import annotations

import asyncio

import pytest

from bot.async_archive import AsyncArchive
from bot.examples import Examples
from bot.rendering.translations import LANGUAGES, texts_of
from retrieval.replies.examples import ExampleCandidate, example_candidates
from retrieval.types import Answer, Article, Passage, Result, Span
from tests.conftest import MakeArchive
from tests.support.toys import HARBOUR, OWLS, ToyReader

CUP = "Rovers won the island cup on Saturday, beating Athletic three goals to one."


def questions(text: str, language: str = "en") -> list[str]:
    article = Article("1", None, text, language=language)
    return [candidate.question for candidate in example_candidates([article])]


@pytest.mark.parametrize(
    ("text", "language", "question"),
    [
        (CUP, "en", "Who won the island cup on Saturday?"),
        ("Mayor Ines Holm has opened the harbour bridge.", "en", "Who opened the harbour bridge?"),
        (
            "The Bank of Eastwick fined 3.5 firms in May; none paid.",
            "en",
            "Who fined 3.5 firms in May?",
        ),
        ("It rained. Lena Brandt thanked us. " + CUP, "en", "Who won the island cup on Saturday?"),
        ("Greta Sand gewann am Sonntag das Rennen.", "de", "Wer gewann am Sonntag das Rennen?"),
        ("Ana Ruiz inauguró el puente del puerto.", "es", "¿Quién inauguró el puente del puerto?"),
    ],
)
def test_a_sentence_that_tells_who_did_what_gives_a_question(
    text: str, language: str, question: str
) -> None:
    assert questions(text, language) == [question]


@pytest.mark.parametrize(
    "text",
    [
        "She won the island cup on Saturday.",
        "The team that won the island cup on Saturday was late.",
        "Lena Brandt won it on Saturday evening.",
        "Divers led by Lena Brandt found the old bell.",
        "Lena Brandt won.",
        "“Rovers won the island cup”, said the captain.",
        "Rovers won " + "the long and famous island cup of the northern isles " * 3 + ".",
        "",
    ],
)
def test_a_sentence_that_does_not_stand_alone_gives_none(text: str) -> None:
    assert questions(text) == []


def answer(confidence: float, answered_words: str, doc_id: str = "1") -> Answer:
    start = CUP.index(answered_words)
    span = Span(start, start + len(answered_words))
    passage = Passage(1, doc_id, 1, 0, len(CUP), CUP)
    result = Result(1, 1.0, passage, Article(doc_id, None, CUP), answer=span)
    return Answer("Who won?", confidence >= 0.5, confidence, (result,))


def test_an_example_is_one_that_is_surely_answered_by_its_sentence() -> None:
    candidate = ExampleCandidate("Who won the cup?", "Rovers", "1", "en")

    assert candidate.is_answered_by(answer(0.9, "Rovers"))
    assert not candidate.is_answered_by(answer(0.7, "Rovers"))
    assert not candidate.is_answered_by(answer(0.9, "Athletic"))
    assert not candidate.is_answered_by(answer(0.9, "Rovers", doc_id="2"))


def test_a_word_that_only_begins_a_sentence_is_no_name() -> None:
    text = "Measurements found no poison in the harbour. " + CUP
    article = Article("1", None, text, language="en")

    found = example_candidates([article], is_name=lambda word, _: word == "Rovers")

    assert [own.question for own in found] == ["Who won the island cup on Saturday?"]


def test_examples_are_given_while_their_articles_are_there(make_archive: MakeArchive) -> None:
    archive = make_archive([HARBOUR, OWLS], reader=ToyReader(frozenset({"Rovers"})))

    async def found() -> list[list[str]]:
        asynchronous = AsyncArchive(archive, search_threads=1)
        examples = Examples(asynchronous)
        before = await examples.current()
        archive.add(Article("3" * 16, "Rovers win", CUP, language="en"))
        await examples.refresh()
        ready = await examples.current()
        archive.add(Article("4" * 16, "Rovers at home", "It rained on them.", language="en"))
        while_more_comes = await examples.current()
        await examples.refresh()
        topics = examples.topics
        archive.remove("3" * 16)
        removed = await examples.current()
        asynchronous.close()
        return [before, ready, while_more_comes, topics, removed]

    before, ready, while_more_comes, topics, removed = asyncio.run(found())

    assert (before, removed) == ([], [])
    assert ready == while_more_comes == ["Who won the island cup on Saturday?"]
    assert topics == ["Rovers"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_made_of_a_topic_lists_articles(
    make_archive: MakeArchive, language: str
) -> None:
    archive = make_archive([HARBOUR, Article("3" * 16, "Rovers win", CUP, language="en")])

    reply = archive.ask(texts_of(language)("example_topic", topic="Rovers")).reply

    assert reply is not None
    assert reply.kind == "list"
    assert "Rovers win" in reply.text
