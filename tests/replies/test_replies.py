"""Replies to small talk and to questions about the archive itself."""

from __future__ import annotations

import string
import time
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.replies.phrases import PhraseReader, Phrases, Wording
from retrieval.replies.texts import texts_of
from retrieval.settings import Settings
from retrieval.text.languages import languages
from retrieval.text.languages.replies import replies_of
from retrieval.types import NO_FILTERS, Article, Filters, ModelIdentity, Reply
from tests.conftest import MakeArchive
from tests.support.toys import HARBOUR, OWLS, ToyBackends, ToyEmbedder, open_toy_archive

PHRASES = tomllib.loads(
    (Path(__file__).parents[1] / "data/reply_phrases.toml").read_text(encoding="utf-8")
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
        authors=("Ines Calloway", "Tobias Renn"),
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


def distinct_text(number: int, text: str) -> str:
    """``text`` with as much besides as makes it no copy of that with another ``number``."""
    letter = chr(ord("a") + number)
    return f"{text} {' '.join(f'{word}{letter}' for word in string.ascii_lowercase)}"


def kind_of(archive: Archive, question: str) -> str:
    reply = archive.ask(question).reply
    return reply.kind if reply else "question"


@pytest.mark.parametrize("question", ["Tell me more", "ещё", "Why?"])
def test_what_goes_on_from_nothing_is_told_to_ask_in_full(archive: Archive, question: str) -> None:
    said = {texts_of(code)("no_subject") for code in ("en", "ru")}
    assert archive.ask(question).reply in [Reply("help", text) for text in said]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_phrase_gets_its_kind_of_reply_and_each_question_none(
    archive: Archive, language: str
) -> None:
    expected = {text: kind for kind, texts in PHRASES[language].items() for text in texts}

    wrong = {
        text: found for text, kind in expected.items() if (found := kind_of(archive, text)) != kind
    }

    assert wrong == {}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "That's wrong, thanks"),
        ("de", "Nein, das stimmt nicht"),
        ("es", "No, eso es falso"),
        ("ru", "Это неправда"),
        ("uk", "Ні, це неправда"),
        ("fr", "Non, c'est faux"),
        ("it", "No, non è vero"),
        ("pt", "Não, isso está errado"),
        ("nl", "Nee, dat klopt niet"),
        ("pl", "Nie, to nieprawda"),
        ("ro", "Nu, asta e fals"),
        ("tr", "Hayır, bu doğru değil"),
        ("el", "Όχι, αυτό είναι λάθος"),
        ("ar", "لا، هذا خطأ"),
        ("zh", "不对"),
        ("zh", "你确定吗？"),
    ],
)
def test_who_disagrees_is_told_that_articles_are_quoted(
    archive: Archive, language: str, said: str
) -> None:
    assert archive.ask(said).reply == Reply("help", texts_of(language)("disagreed"))


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


def test_a_phrase_is_compiled_once_a_text_holds_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = PhraseReader({"articles": "articles|news articles"}, (), is_spaced=True)
    phrases = Phrases(["what <articles> [on {topic}] do you (have|hold)"], reader)

    assert phrases.match(Wording("What news articles on owls do you have?")) == {"topic": "owls"}
    assert phrases.match(Wording("What articles do you hold?")) == {}
    monkeypatch.setattr(reader, "compile", None)
    assert phrases.match(Wording("What articles did the dockers read?")) is None


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
            "How many articles in German are there?",
            "How many articles by Calloway?",
            "How many from the Eastwick Post in March?",
            "What is the oldest article in German?",
            "Сколько статей на немецком языке?",
        )
        if (reply := archive.ask(question).reply)
    }

    assert list(replies.values()) == [
        "19 articles from 6 publishers, from 7 November 2021 to 4 March 2022.",
        "2 articles mentioning “strike”.",
        "1 article from Eastwick Post, from 1 March 2022 to 4 March 2022.",
        "1 article mentioning “wolves”:\n"
        "• Wolves seen near the Tarn valley · Tarn Valley Herald · 7 November 2021",
        "The newest article from Tarn Valley Herald:\n"
        "• Wolves seen near the Tarn valley · Tarn Valley Herald · 7 November 2021",
        "1 Artikel mit „Wölfe“.",
        "1 статья с упоминанием «забастовке».",
        "1 article in German.",
        "1 article by Ines Calloway.",
        "1 article from Eastwick Post, from 1 March 2022 to 31 March 2022.",
        "The oldest article in German:\n• Wölfe im Tal gesichtet · Talbote · 8 November 2021",
        "1 статья (язык: немецкий).",
    ]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("How many articles about Tobias Renn are there?", "0 articles mentioning “Tobias Renn”."),
        ("List the articles about Tobias Renn", "0 articles mentioning “Tobias Renn”."),
        ("Wie viele Artikel gibt es über Tobias Renn?", "0 Artikel mit „Tobias Renn“."),
        ("Wie viele Artikel handeln von Tobias Renn?", "0 Artikel mit „Tobias Renn“."),
        (
            "¿Cuántos artículos hay sobre Tobias Renn?",
            "0 artículos que mencionan «Tobias Renn».",
        ),
        ("¿Cuántos artículos de Tobias Renn hay?", "1 artículo de Tobias Renn."),
        ("Combien d'articles de Tobias Renn ?", "1 article de Tobias Renn."),
        (
            "Combien d'articles mentionnent Tobias Renn ?",
            "0 article mentionnant « Tobias Renn ».",
        ),
    ],
)
def test_articles_about_somebody_are_those_by_them_only_in_words_that_mean_both(
    archive: Archive, asked: str, text: str | None
) -> None:
    reply = archive.ask(asked).reply

    assert (reply.text if reply else None) == text


def test_a_list_has_at_most_ten_lines_and_counts_the_rest(make_archive: MakeArchive) -> None:
    fairs = [
        Article(
            doc_id=f"{number:016x}",
            title=f"Fair number {number}",
            text=distinct_text(number, "A fair was held on the green."),
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
                f"{number:016x}",
                title,
                distinct_text(number, "The ferry to Alder-Bay."),
                language="en",
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
                text=distinct_text(number, f"A meteorite fell near the {place}."),
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
    start = time.process_time()

    archive.ask("how many articles from " + "of 2022 " * 20)

    assert time.process_time() - start < 5.0


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


VALLEY, EVENING = "Valley News", "Evening Post"
DAM = (
    "The dam above Holm was closed on Monday after a crack was found in its northern wall. Mayor"
    " Ines Holm said that nobody had to leave home. Engineers of the valley will test the wall"
    " for two weeks, and the road along the lake stays shut until they are done."
)
FLOODS = {
    "2019-06-01": "Floods in the lower valley carried off three bridges of wood.",
    "2020-11-30": "After the floods the council bought boats for its fire brigade.",
    "2021-04-05": "A school teaches swimming since the floods; forty children came.",
    "2022-11-02": "Floods again: the cellar of the town hall stood under water.",
    "2022-11-14": "Insurers will pay for the floods, their federation announced.",
}


@pytest.fixture(scope="module")
def flooded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """A story that three papers printed, and five articles about floods."""
    copies = [
        Article(
            doc_id=f"{number:016x}",
            title=f"Holm dam closed {number}",
            text=DAM,
            publisher=publisher,
            published_at=day,
            language="en",
        )
        for number, (publisher, day) in enumerate(
            ((VALLEY, "2022-03-02"), (EVENING, "2022-03-03"), ("The Guardian", "2022-03-03"))
        )
    ]
    floods = [
        Article(
            doc_id=f"{number:016x}",
            title=f"Water {chr(ord('a') + number)}",
            text=text,
            publisher="New York Times" if number % 2 else "Alder Bay Examiner",
            published_at=day,
            language="en",
        )
        for number, (day, text) in enumerate(FLOODS.items(), start=10)
    ]
    folder = tmp_path_factory.mktemp("flooded")
    with open_toy_archive(Settings(archive=str(folder)), create=True) as filled:
        for article in (*copies, *floods):
            filled.add(article)
        yield filled


def said(archive: Archive, question: str, filters: Filters = NO_FILTERS) -> str:
    reply = archive.ask(question, filters=filters).reply
    return reply.text if reply else ""


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("before 2021", "2 articles mentioning “floods”, from 1 June 2019 to 31 December 2020."),
        ("after 2019", "4 articles mentioning “floods”, from 1 January 2020 to 14 November 2022."),
        ("since April 2021", "3 articles mentioning “floods”, from 1 April 2021 to 14 November"),
        ("until 2020", "2 articles mentioning “floods”, from 1 June 2019 to 31 December 2020."),
        ("in the last two weeks", "2 articles mentioning “floods”, from 31 October 2022 to 14"),
        ("from last week", "0 articles mentioning “floods”, from 7 November 2022 to 13 November"),
        ("from 12 days ago", "1 article mentioning “floods”, of 2 November 2022."),
        ("from 2020", "1 article mentioning “floods”, from 1 January 2020 to 31 December 2020."),
        ("between May 2019 and December 2020", "2 articles mentioning “floods”, from 1 May 2019"),
        (
            "from May to December 2020",
            "1 article mentioning “floods”, from 1 May 2020 to 31 December",
        ),
        ("after 2019 and before 2021", "1 article mentioning “floods”, from 1 January 2020 to 31"),
        ("from early November 2022", "1 article mentioning “floods”, from 1 November 2022 to 10"),
    ],
)
def test_a_time_means_in_a_question_about_the_archive_what_it_means_as_a_filter(
    flooded: Archive, asked: str, expected: str
) -> None:
    assert said(flooded, f"How many articles about floods {asked}?").startswith(expected)


def test_a_time_without_topic_is_understood(flooded: Archive) -> None:
    asked = "How many articles were published in the last two weeks?"

    assert said(flooded, asked) == "2 articles from 31 October 2022 to 14 November 2022."


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Wie viele Artikel von letzter Woche?", "0 Artikel vom 7. November 2022 bis"),
        ("Wie viele Artikel gibt es vor 2021?", "2 Artikel vom 1. Juni 2019 bis zum 31. Dezember"),
        ("¿Cuántos artículos de 2021 hay?", "1 artículo del 1 de enero de 2021 al 31 de"),
        ("Сколько статей за последние две недели?", "2 статьи с 31 октября 2022"),
        ("Скільки статей після 2021?", "3 статті і 2 копії з 1 січня 2022"),
    ],
)
def test_other_languages_tell_times_in_the_same_way(
    flooded: Archive, asked: str, expected: str
) -> None:
    reply = said(flooded, asked)

    assert reply.startswith(expected)
    assert reply.endswith(".")
    assert not reply.endswith("..")


def test_replies_tell_only_of_articles_within_the_filters(flooded: Archive) -> None:
    as_of = Filters(as_of=date(2021, 1, 1))
    answer = flooded.ask("What is new?", filters=as_of)

    assert answer.filters == as_of
    assert answer.reply is not None
    assert "2020" in answer.reply.text
    assert "2022" not in answer.reply.text
    assert said(flooded, "How many articles do you have?", as_of) == (
        "2 articles from 2 publishers, from 1 June 2019 to 30 November 2020."
    )
    assert "2022" not in said(flooded, "hello", as_of)
    assert said(flooded, "How many articles about the dam?", Filters(publisher=VALLEY)) == (
        "1 article mentioning “dam”, from Valley News."
    )
    assert VALLEY not in said(flooded, "Which publishers do you have?", Filters(publisher=EVENING))
    assert "dam" not in said(flooded, "What are the topics?", as_of)


def test_filters_that_a_question_about_the_archive_names_are_told(flooded: Archive) -> None:
    named = flooded.ask("How many articles from the Examiner before 2021?")
    given = flooded.ask("How many articles from NYT?", filters=Filters(publisher=VALLEY))

    assert named.filters == Filters(publisher="Alder Bay Examiner", until=date(2020, 12, 31))
    assert given.filters == Filters(publisher=VALLEY)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("NYT", "New York Times"),
        ("the Examiner", "Alder Bay Examiner"),
        ("the Times", "New York Times"),
        ("guardian", "The Guardian"),
    ],
)
def test_publishers_have_short_names_in_questions_about_the_archive(
    flooded: Archive, asked: str, name: str
) -> None:
    assert f"from {name}" in said(flooded, f"How many articles from {asked} do you have?")


def test_a_story_is_listed_and_counted_once(flooded: Archive) -> None:
    counted = said(flooded, "How many articles about the dam?")
    listed = said(flooded, "What is new?", Filters(until=date(2022, 10, 1)))
    topics = said(flooded, "What are the topics?")

    assert counted == "1 article and 2 copies mentioning “dam”."
    assert listed.count("Holm dam closed") == 1
    assert "Holm dam closed 0 · Valley News · 2 March 2022" in listed
    assert "Holm" not in topics


def test_articles_that_were_counted_are_followed_up_only_where_nothing_was_asked_before(
    flooded: Archive,
) -> None:
    asked, follow_up = "When was the dam above Holm closed?", "And who said so?"
    counted = "How many articles about floods?"

    answer = flooded.ask(follow_up, earlier=[asked, counted])

    assert answer.searched == flooded.ask(follow_up, earlier=[asked]).searched
    assert "floods" in flooded.ask(follow_up, earlier=[counted]).searched


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("How many articles since 2027?", "0 articles since 1 January 2027."),
        ("How many articles in 2027?", "0 articles from 1 January 2027 to 31 December 2027."),
        ("Wie viele Artikel seit 2027?", "0 Artikel seit dem 1. Januar 2027."),
        ("How many articles since 31 February 2022?", None),
        ("What is new since 31 February?", None),
        ("What is the oldest article since 30 February 2022?", None),
        ("Wie viele Artikel seit dem 31. Februar 2022?", None),
    ],
)
def test_a_time_to_come_and_a_day_that_cannot_be_are_not_taken_for_another_time(
    archive: Archive, asked: str, text: str | None
) -> None:
    reply = archive.ask(asked).reply

    assert (reply.text if reply else None) == text


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (
            "What has Ines Calloway written?",
            "1 article by Ines Calloway:\n"
            "• Dockers of Eastwick end their strike · Eastwick Post · 4 March 2022",
        ),
        (
            "Which articles did Ines Calloway write?",
            "1 article by Ines Calloway:\n"
            "• Dockers of Eastwick end their strike · Eastwick Post · 4 March 2022",
        ),
        (
            "Welche Artikel hat Ines Calloway geschrieben?",
            "1 Artikel von Ines Calloway:\n"
            "• Dockers of Eastwick end their strike · Eastwick Post · 4. März 2022",
        ),
        (
            "Was hat Ines Calloway geschrieben?",
            "1 Artikel von Ines Calloway:\n"
            "• Dockers of Eastwick end their strike · Eastwick Post · 4. März 2022",
        ),
        ("How many articles about elephants do you have?", "0 articles mentioning “elephants”."),
        ("Was gibt es über Elefanten?", "0 Artikel mit „Elefanten“."),
        ("How many articles about dokcers?", None),
        ("How many articles by Nobody Known?", "0 articles by Nobody Known."),
        ("Oldest article by Nobody Known", "0 articles by Nobody Known."),
        ("Articles by Nobody Known", "0 articles by Nobody Known."),
        ("How many articles by Ines Calloway and Nobody Known?", None),
        (
            "How many articles by Ines Calloway and Tobias Renn?",
            "1 article by Ines Calloway and Tobias Renn.",
        ),
        ("How many articles are in Klingon?", "0 articles in Klingon."),
        ("What has Nobody Known written?", None),
    ],
)
def test_authors_are_told_of_where_the_news_have_no_answer(
    archive: Archive, asked: str, text: str | None
) -> None:
    reply = archive.ask(asked).reply

    assert (reply.text if reply else None) == text
