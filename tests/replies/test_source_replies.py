"""Replies about the source of what was shown: who published it and when, and who wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from retrieval.archive import Archive
from retrieval.settings import Settings
from retrieval.types import Answer, Article, Reply
from tests.support.toys import HARBOUR, OWLS, open_toy_archive

PHRASES = {
    "en": [
        "Who wrote it?",
        "Source?",
        "When was that published?",
        "where did you get this?",
        "Thanks, and who is the author?",
        "which newspaper is that from",
        "says who?",
        "Could you tell me when the article was published?",
        "show me the article",
        "Can you give me a link?",
    ],
    "de": [
        "Wer hat das geschrieben?",
        "Quelle?",
        "Wann wurde der Artikel veröffentlicht?",
        "Gib mir den Link",
    ],
    "es": ["¿Quién lo escribió?", "¿Cuál es la fuente?", "¿Cuándo se publicó?", "dame el enlace"],
    "fr": ["Qui a écrit cet article ?", "Quelle est la source ?", "D'où vient cet article ?"],
    "it": ["Chi l'ha scritto?", "Qual è la fonte?", "Quando è stato pubblicato?"],
    "pt": ["Quem escreveu este artigo?", "Qual é a fonte?", "Quando foi publicado?"],
    "nl": ["Wie heeft dit geschreven?", "Wat is de bron?", "Wanneer is dit gepubliceerd?"],
    "pl": ["Kto to napisał?", "Jakie jest źródło?", "Kiedy to opublikowano?"],
    "ro": ["Cine a scris articolul?", "Care este sursa?", "Când a fost publicat?"],
    "ru": ["Кто это написал?", "Какой источник?", "Когда это опубликовано?", "Дай ссылку"],
    "uk": ["Хто це написав?", "Яке джерело?", "Коли це опубліковано?", "Дай посилання"],
    "tr": ["Bunu kim yazdı?", "Kaynak nedir?", "Ne zaman yayımlandı?"],
    "el": ["Ποιος το έγραψε;", "Ποια είναι η πηγή;", "Πότε δημοσιεύτηκε;"],
    "ar": ["من كتب هذا؟", "ما هو المصدر؟", "متى نشر هذا المقال؟"],
    "zh": ["作者是谁？", "来源是什么？", "这篇文章是什么时候发表的？"],
}
ASKED = "When will the harbour bridge in Eastwick close?"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("sources")
    with open_toy_archive(Settings(archive=str(folder)), create=True) as filled:
        for article in (HARBOUR, OWLS):
            filled.add(article)
        yield filled


def shown(article: Article, archive: Archive, question: str = ASKED) -> Answer:
    """An answer that showed a passage of ``article``."""
    answer = archive.ask(question)
    first = replace(answer.results[0], article=article)
    return replace(answer, answered=True, results=(first,))


@pytest.mark.parametrize("language", list(PHRASES))
def test_a_question_after_an_answer_gets_its_source(archive: Archive, language: str) -> None:
    earlier = [shown(HARBOUR, archive)]

    replies = {asked: archive.ask(asked, earlier=earlier).reply for asked in PHRASES[language]}

    assert {
        asked for asked, reply in replies.items() if not reply or reply.kind != "source"
    } == set()


def test_the_source_is_title_publisher_day_authors_and_address(archive: Archive) -> None:
    article = Article(
        "1",
        "Bridge closes",
        "It closes.",
        publisher="Eastwick Post",
        authors=("Ines Holm", "Per Lund"),
        published_at="2022-03-04T10:00:00+00:00",
        url="https://post.example/bridge",
    )

    reply = archive.ask("Source?", earlier=[shown(article, archive)]).reply

    assert reply is not None
    assert reply.text == (
        "Bridge closes · Eastwick Post · 4 March 2022 · Ines Holm, Per Lund\n"
        "https://post.example/bridge"
    )


def test_what_is_not_known_of_a_source_is_said(archive: Archive) -> None:
    earlier = [shown(Article("1", None, "It closes."), archive)]

    reply = archive.ask("Who wrote it?", earlier=earlier).reply

    assert reply is not None
    assert reply.text == (
        "Untitled article · publisher unknown · without known dates · author not named"
    )


def test_after_a_question_about_a_report_its_author_is_searched_for(archive: Archive) -> None:
    earlier = [shown(HARBOUR, archive, "What does the report on the bridge say?")]

    assert archive.ask("Who wrote it?", earlier=earlier).reply is None


@pytest.mark.parametrize(
    "asked", ["Who said it?", "When was that?", "Where is it?", "Who wrote the letter?"]
)
def test_other_short_questions_are_searched_for(archive: Archive, asked: str) -> None:
    assert archive.ask(asked, earlier=[shown(HARBOUR, archive)]).reply is None


@pytest.mark.parametrize("asked", ["Show me the article", "Give me the link", "Who wrote it?"])
def test_the_source_of_the_only_article_listed_is_told_and_of_several_which_is_meant(
    archive: Archive, asked: str
) -> None:
    one = archive.ask(asked, earlier=["List the articles about Eastwick"]).reply
    several = archive.ask(asked, earlier=["What is new?"]).reply

    assert one is not None
    assert one.text.startswith(f"{HARBOUR.title} · Eastwick Post · ")
    assert several == Reply(
        "source", "Which of these articles do you mean? Say “the first one”, for example."
    )


def test_without_an_answer_before_there_is_no_source(archive: Archive) -> None:
    refused = replace(shown(HARBOUR, archive), answered=False)

    assert archive.ask("Who is the author?").reply is None
    assert archive.ask("Who is the author?", earlier=[refused]).reply is None


def test_a_question_for_the_source_changes_nothing_of_the_conversation(archive: Archive) -> None:
    follow_up = "And who said so?"

    answer = archive.ask(follow_up, earlier=[ASKED, "Who wrote it?"])

    assert answer.searched == archive.ask(follow_up, earlier=[ASKED]).searched
