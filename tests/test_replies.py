"""Replies to small talk and to questions about the archive itself."""

from __future__ import annotations

import string
import time
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.replies.phrases import PhraseReader
from retrieval.settings import Settings
from retrieval.text.languages import languages
from retrieval.text.languages.replies import replies_of
from retrieval.types import Article, ModelIdentity
from tests.conftest import MakeArchive
from tests.toys import HARBOUR, OWLS, ToyBackends, ToyEmbedder, open_toy_archive

PHRASES = tomllib.loads(
    (Path(__file__).parent / "data/reply_phrases.toml").read_text(encoding="utf-8")
)
LANGUAGES = list(PHRASES)
ARTICLES = (
    HARBOUR,
    OWLS,
    Article(
        doc_id="0000000000000001",
        title="Dockers of Eastwick end their strike",
        text=(
            "The strike of the dockers ended on Friday after nine days, the committee said.\n\n"
            "The new contract and the tax law leave the constitution of the port as it was."
        ),
        publisher="Eastwick Post",
        published_at="2022-03-04",
        language="en",
    ),
    Article(
        doc_id="0000000000000002",
        title="Strike in Eastwick: the mayor speaks to the dockers",
        text="Mayor Ines Holm met the dockers on the third day of the strike.",
        publisher="Eastwick Post",
        published_at="2022-02-28",
        language="en",
    ),
    Article(
        doc_id="0000000000000003",
        title="Wolves seen near the Tarn valley",
        text="Two wolves were seen near sheep on Sunday, rangers said.",
        publisher="Tarn Valley Herald",
        published_at="2021-11-07",
        language="en",
    ),
    Article(
        doc_id="0000000000000004",
        title="Wölfe im Tal gesichtet",
        text="Zwei Wölfe wurden am Sonntag gesehen. Der Streik im Hafen dauert an.",
        publisher="Talbote",
        published_at="2021-11-08",
        language="de",
    ),
    Article(
        doc_id="0000000000000005",
        title="La huelga del puerto continúa",
        text="La huelga de los estibadores continúa. Se vieron dos lobos en el valle.",
        publisher="El Puerto",
        published_at="2022-03-01",
        language="es",
    ),
    Article(
        doc_id="0000000000000006",
        title="Забастовка в порту продолжается",
        text="Забастовка докеров продолжается. В долине видели двух волков.",
        publisher="Порт",
        published_at="2022-03-02",
        language="ru",
    ),
    Article(
        doc_id="0000000000000007",
        title="Страйк у порту триває",
        text="Страйк докерів триває. У долині бачили двох вовків.",
        publisher="Гавань",
        published_at="2022-03-03",
        language="uk",
    ),
)

STRIKES = {
    "fr": "La grève des dockers continue.",
    "it": "Lo sciopero dei portuali continua.",
    "pt": "A greve dos estivadores continua.",
    "nl": "De staking van de havenarbeiders duurt voort.",
    "pl": "Trwa strajk dokerów; o strajku mówi cały port.",
    "ro": "Continuă greva docherilor; despre grevă vorbește tot portul.",
    "tr": "Liman işçilerinin grevi sürüyor. Grev üç gündür devam ediyor.",
    "el": "Συνεχίζεται η απεργία των λιμενεργατών. Για την απεργία μιλά όλο το λιμάνι.",
    "ar": "يستمر الإضراب في الميناء منذ ثلاثة أيام.",
    "hi": "बंदरगाह में हड़ताल जारी है।",
    "vi": "Cuộc đình công ở cảng vẫn tiếp tục.",
    "th": "การประท้วงที่ท่าเรือยังดำเนินต่อไป",
    "zh": "港口工人的罢工仍在继续。",
}  # in every other language


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("replies")
    with open_toy_archive(Settings(archive=str(folder)), create=True) as filled:
        for article in ARTICLES:
            filled.add(article)
        for number, (language, text) in enumerate(STRIKES.items(), start=100):
            filled.add(Article(f"{number:016x}", None, text, language=language))
        yield filled


def kind_of(archive: Archive, question: str) -> str:
    reply = archive.ask(question).reply
    return reply.kind if reply else "question"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_phrase_gets_its_kind_of_reply_and_each_question_none(
    archive: Archive, language: str
) -> None:
    expected = {text: kind for kind, texts in PHRASES[language].items() for text in texts}

    wrong = {
        text: found for text, kind in expected.items() if (found := kind_of(archive, text)) != kind
    }

    assert wrong == {}


WITH_REPLIES = [own.code for own in languages() if replies_of(own.code)]


@pytest.mark.parametrize("code", WITH_REPLIES)
def test_every_language_has_every_text_with_the_same_placeholders(code: str) -> None:
    english, own = replies_of("en"), replies_of(code)
    assert english is not None
    assert own is not None

    assert {key: placeholders(text) for key, text in own.texts.items()} == {
        key: placeholders(text) for key, text in english.texts.items()
    }
    assert own.plurals.keys() == english.plurals.keys()
    assert all("other" in forms for forms in own.plurals.values())


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", WITH_REPLIES)
def test_every_phrase_of_a_language_can_be_matched(code: str) -> None:
    replies = replies_of(code)
    assert replies is not None
    reader = PhraseReader(replies.parts, ("2022",), is_spaced=True)

    for phrase in (*replies.parts.values(), *replies.size, *replies.listing, *replies.topics):
        read = reader.read(phrase)
        assert read.beginnings, phrase
        assert not read.is_optional, phrase
        reader.compile(read.expression)


def test_a_reply_is_made_of_what_the_archive_holds(archive: Archive) -> None:
    replies = {
        question: reply.text
        for question in (
            "How many articles do you have?",
            "How many articles about the strike are there?",
            "How many articles from the Eastwick Post since March 2022?",
            "What do you have on wolves?",
            "What is the latest article from the Tarn Valley Herald?",
            "Wie viele Artikel gibt es über Wölfe?",
            "Сколько у вас статей о забастовке?",
        )
        if (reply := archive.ask(question).reply)
    }

    assert list(replies.values()) == [
        "22 articles from 6 publishers, from 7 November 2021 to 4 March 2022.",
        "2 articles mentioning “strike”.",
        "1 article from Eastwick Post, from 1 March 2022 to 31 March 2022.",
        "1 article mentioning “wolves”:\n"
        "• Wolves seen near the Tarn valley · Tarn Valley Herald · 7 November 2021",
        "The newest article from Tarn Valley Herald:\n"
        "• Wolves seen near the Tarn valley · Tarn Valley Herald · 7 November 2021",
        "1 Artikel mit „Wölfe“.",
        "1 статья с упоминанием «забастовке».",
    ]


def test_a_list_has_at_most_ten_lines_and_counts_the_rest(make_archive: MakeArchive) -> None:
    fairs = [
        Article(
            doc_id=f"{number:016x}",
            title=f"Fair number {number}",
            text="A fair was held on the green.",
            published_at=f"2022-01-{number:02}",
        )
        for number in range(1, 14)
    ]

    reply = make_archive(fairs).ask("List the articles about the fair").reply

    assert reply is not None
    heading, *lines = reply.text.splitlines()
    assert heading == "13 articles mentioning “fair”:"
    assert lines[0] == "• Fair number 13 · 13 January 2022"
    assert lines[9:] == ["• Fair number 4 · 4 January 2022", "and 3 more"]


def test_a_list_begins_with_the_articles_that_have_the_topic_in_the_title(
    make_archive: MakeArchive,
) -> None:
    titled = Article("01", "Ferries stop", "No boat left.", published_at="2021-05-01")
    newer = Article("02", "Storm over the bay", "Two ferries stayed.", published_at="2022-05-01")

    reply = make_archive([titled, newer]).ask("List the articles about ferries").reply

    assert reply is not None
    assert reply.text.splitlines()[1:] == [
        "• Ferries stop · 1 May 2021",
        "• Storm over the bay · 1 May 2022",
    ]


def test_topics_are_the_names_and_words_that_titles_share(make_archive: MakeArchive) -> None:
    titles = ["Alder-Bay votes", "Storm over Alder-Bay", "Ferry to Alder-Bay late", "A ferry sinks"]
    archive = make_archive(
        [
            Article(
                f"{number:016x}", title, f"The ferry to Alder-Bay, day {number}.", language="en"
            )
            for number, title in enumerate(titles)
        ]
    )

    reply = archive.ask("What are the topics?").reply

    assert reply is not None
    assert reply.text == "Frequent in the titles: Alder-Bay (3), ferry (2)."


def test_topics_follow_the_archive(make_archive: MakeArchive) -> None:
    archive = make_archive([OWLS])
    before = archive.ask("What are the topics?").reply
    for number, place in enumerate(("park", "school")):
        archive.add(
            Article(
                doc_id=f"{number:016x}",
                title=f"Meteorite falls near the {place}",
                text=f"A meteorite fell near the {place}.",
                language="en",
            )
        )

    after = archive.ask("What are the topics?").reply

    assert before is not None
    assert "owls" in before.text
    assert after is not None
    assert "Meteorite (2)" in after.text


def test_small_talk_between_a_question_and_its_follow_up_changes_nothing(archive: Archive) -> None:
    asked = "When will the harbour bridge in Eastwick close?"
    follow_up = "And who said so?"

    answer = archive.ask(follow_up, earlier=[asked, "thanks!", "ok"])

    assert answer.searched == archive.ask(follow_up, earlier=[asked]).searched


def test_a_question_that_points_back_goes_on_with_the_conversation(archive: Archive) -> None:
    asked = "What is this about?"

    assert archive.ask(asked, earlier=["hello"]).reply is not None
    assert archive.ask(asked, earlier=["When did the strike end?"]).reply is None


@pytest.mark.parametrize(
    "asked",
    [
        "What topics are covered in this archive?",
        "How many articles are there about the strike?",
        "What is new?",
        "Who are you?",
    ],
)
def test_a_question_that_names_the_archive_gets_a_reply_at_any_time(
    archive: Archive, asked: str
) -> None:
    assert archive.ask(asked, earlier=["When did the strike end?"]).reply is not None


def test_a_topic_may_have_a_place(archive: Archive) -> None:
    reply = archive.ask("How many articles about the strike in Eastwick are there?").reply

    assert reply is not None
    assert reply.text == "2 articles mentioning “strike in Eastwick”."


def test_a_question_of_many_such_words_is_recognised_or_not_in_no_time(archive: Archive) -> None:
    start = time.perf_counter()

    archive.ask("how many articles from " + "of 2022 " * 20)

    assert time.perf_counter() - start < 5.0


def test_a_reply_needs_no_model(tmp_path: Path, archive: Archive) -> None:
    class NoModel(ToyBackends):
        def load_embedder(
            self, name: str | None, expected: ModelIdentity | None, sample: Sequence[str]
        ) -> ToyEmbedder:
            raise AssertionError("a reply needs no vectors")

    settings = Settings(archive=str(archive.folder))
    with open_toy_archive(settings, backends=NoModel()) as other:
        assert other.ask("hello").reply is not None
        assert other.ask("How many articles about owls do you have?").reply is not None
