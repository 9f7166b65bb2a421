"""Follow-ups: understood with what was asked before, or alone, as the archive answers them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from retrieval.archive import Archive
from retrieval.cli.output.terminal import NOT_ANSWERED, Layout, answer_page
from retrieval.search.questions.follow_ups import with_turns
from retrieval.search.questions.query import understand
from retrieval.search.questions.remembered_answers import RememberedAnswers
from retrieval.search.questions.turns import unanswered
from retrieval.text.questions.further import FurtherRequest, further_request
from retrieval.text.words.language_detection import question_language
from retrieval.types import (
    NO_FILTERS,
    Answer,
    AnswerScores,
    Article,
    Filters,
    Query,
    Reply,
    Turn,
)
from tests.conftest import MakeArchive
from tests.support.toys import HARBOUR, OWLS, ToyReader

MARCH = Article(
    "march",
    "Thousands march against the dam",
    "Forty thousand people marched against the dam at Orrin. The police counted fewer. One man was"
    " arrested by the river.",
)
THEFT = Article(
    "theft",
    "Police on the robbery",
    "The police said that two thieves were arrested.",
)
LONG = Article(
    "long",
    "Arrests after the march at Orrin",
    "Forty thousand people marched against the dam at Orrin on Sunday, from the square to the river"
    " and back, and the police of Orrin let them.\n\n"
    + " ".join(f"Marcher number {n} at Orrin wore a hat against the rain." for n in range(20)),
)
MARCHED = "How many people marched against the dam at Orrin?"


@pytest.fixture
def archive(make_archive: MakeArchive) -> Archive:
    return make_archive([MARCH, THEFT, HARBOUR, OWLS], reader=ToyReader())


def first(archive: Archive, question: str, *earlier: str) -> str:
    return archive.ask(question, earlier=earlier).results[0].article.doc_id


def test_the_last_answers_of_a_long_talk_are_not_found_again() -> None:
    def ask_again(question: str, _: Sequence[Answer]) -> Answer:
        raise AssertionError(question)

    remembered = RememberedAnswers()
    questions = [f"Who won in year {year}?" for year in range(12)]
    for place, question in enumerate(questions):
        remembered.put(unanswered(question), questions[max(place - 8, 0) : place], NO_FILTERS, 1)
    told = remembered.earlier(questions[-8:], NO_FILTERS, 1, ask_again)
    assert [answer.question for answer in told] == questions[-8:]


def test_talks_that_end_alike_have_answers_of_their_own() -> None:
    remembered = RememberedAnswers()
    rest = ["Why?", "Since when?", "How old?", "Where?"]
    asked = ["Who is the mayor of Ulm?", *rest]
    remembered.put(unanswered(asked[-1]), asked[:-1], NO_FILTERS, 1)
    again: list[str] = []

    def ask_again(question: str, _: Sequence[Answer]) -> Answer:
        again.append(question)
        return unanswered(question)

    remembered.earlier(["Who runs Selm?", *rest], NO_FILTERS, 1, ask_again)
    assert again == rest[1:]


def test_a_question_that_names_nothing_goes_on_with_what_was_asked(archive: Archive) -> None:
    assert first(archive, "What did the police say?") == "theft"
    assert first(archive, "What did the police say?", MARCHED) == "march"


def test_the_answer_tells_what_was_searched_for(archive: Archive) -> None:
    answer = archive.ask("Was anyone arrested?", earlier=[MARCHED])
    assert answer.question == "Was anyone arrested?"
    assert "Orrin" in answer.searched


def test_a_question_that_names_its_subject_drops_what_was_asked(archive: Archive) -> None:
    answer = archive.ask("Which owls nest in the Tarn valley?", earlier=[MARCHED])
    assert answer.results[0].article.doc_id == OWLS.doc_id
    assert "Orrin" not in answer.searched


def test_a_change_of_subject_without_a_name_drops_what_was_asked(archive: Archive) -> None:
    question = "How many chicks of snowy owls did the rangers count in the valley?"
    answer = archive.ask(question, earlier=[MARCHED])
    assert answer.results[0].article.doc_id == OWLS.doc_id


def test_the_sentence_is_marked_that_holds_what_the_follow_up_asks(archive: Archive) -> None:
    [result, *_] = archive.ask("Was anyone arrested there?", earlier=[MARCHED]).results
    span = result.highlight[0]
    assert result.passage.text[span.start : span.end] == "One man was arrested by the river."


def test_words_that_answer_the_follow_up_by_itself_are_marked(make_archive: MakeArchive) -> None:
    class Reader(ToyReader):
        def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[AnswerScores]:
            sure = ToyReader(frozenset({"police" if "Orrin" in question else "river"}))
            weight = 1.0 if "Orrin" in question else 2.0
            return [
                replace(s, first_scores=weight * s.first_scores, last_scores=weight * s.last_scores)
                for s in sure.read(question, passages)
            ]

    archive = make_archive([MARCH, THEFT], reader=Reader())
    [result, *_] = archive.ask("Where was a man arrested?", earlier=[MARCHED]).results
    span = result.highlight[0]
    assert "river" in result.passage.text[span.start : span.end]


def test_a_follow_up_is_read_behind_what_was_said_before_it(make_archive: MakeArchive) -> None:
    read: list[str] = []

    class Reader(ToyReader):
        def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[AnswerScores]:
            read.append(question)
            return super().read(question, passages)

    archive = make_archive([MARCH, THEFT], reader=Reader(frozenset({"Forty"})))
    question = "Was anyone arrested there?"
    archive.ask(question, earlier=[MARCHED])
    assert question in read
    assert f"{MARCHED} Forty. {question}" in read


def test_what_leads_on_is_not_answered_by_any_text_that_names_it(make_archive: MakeArchive) -> None:
    class Reader(ToyReader):
        def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[AnswerScores]:
            return super().read("zeppelin", passages)  # which nothing answers

    archive = make_archive([MARCH, THEFT, HARBOUR, OWLS], reader=Reader())

    def sureness(question: str) -> float:
        return archive.ask(question, earlier=[MARCHED]).confidence

    assert archive.ask("What about the owls?").confidence >= 0.6
    assert sureness("What about the owls?") < 0.6
    assert sureness("Any owls?") < 0.6
    assert sureness("Owls?") >= 0.6


def test_what_refers_back_is_not_answered_by_another_story(make_archive: MakeArchive) -> None:
    class Reader(ToyReader):
        def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[AnswerScores]:
            found = super().read("arrested" if "Orrin" not in question else "zeppelin", passages)
            return [
                replace(own, relevance=sure, first_scores=own.first_scores + 2.0 * sure)
                if own.relevance > 0.0
                else own
                for own in found
            ]

    archive = make_archive([MARCH, THEFT, HARBOUR, OWLS], reader=Reader(frozenset({"thieves"})))

    def confidence(question: str, *earlier: str) -> float:
        answer = archive.ask(question, earlier=earlier)
        return answer.confidence if answer.answered else 0.0

    unsure = []
    for level in (-8.0, -7.0, -6.0, -5.0, -4.0, 8.0):
        sure = level
        alone = confidence("Were they arrested?")
        unsure += [alone] if 0.0 < alone < 0.8 else []
        assert confidence("Were they arrested?", MARCHED) == (alone if alone >= 0.8 else 0.0)
    assert unsure
    assert alone >= 0.8


@pytest.mark.parametrize(
    "opening", ["Different subject: ", "ok, another question. ", "Now something else: "]
)
def test_who_says_that_the_subject_changes_is_not_taken_to_go_on(
    archive: Archive, opening: str
) -> None:
    asked = "was anyone arrested by the police?"
    assert archive.ask(f"{opening}{asked}", earlier=[MARCHED]).searched.endswith(asked)
    assert "Orrin" in archive.ask(asked, earlier=[MARCHED]).searched
    assert "Orrin" not in archive.ask(f"{opening}{asked}", earlier=[MARCHED]).searched


@pytest.mark.parametrize(
    ("fragment", "meant"),
    [
        ("And the year before?", "What was the rent in Orrin in 2022?"),
        ("and two years later", "What was the rent in Orrin in 2025?"),
        ("And 3 years earlier in Selm?", "What was the rent in Selm in 2020?"),
        ("A year later?", "What was the rent in Orrin in 2024?"),
    ],
)
def test_a_year_is_counted_from_the_one_asked_about(fragment: str, meant: str) -> None:
    asked = understand(fragment, turns=[Turn("What was the rent in Orrin in 2023?")])
    assert asked.text == meant


@pytest.mark.parametrize(
    ("language", "fragment", "year"),
    [
        ("de", "Und im Jahr davor?", 2022),
        ("de", "Und zwei Jahre zuvor?", 2021),
        ("es", "¿Y dos años antes?", 2021),
        ("fr", "Et l’année d’après ?", 2024),
        ("fr", "Et deux ans plus tôt ?", 2021),
        ("it", "E tre anni dopo?", 2026),
        ("pt", "E dois anos antes?", 2021),
        ("nl", "En vier jaar eerder?", 2019),
        ("pl", "A pięć lat wcześniej?", 2018),
        ("ro", "Și cu doi ani înainte?", 2021),
        ("ru", "А двумя годами ранее?", 2021),
        ("ru", "А через 3 года?", 2026),
        ("uk", "А за два роки до того?", 2021),
        ("tr", "Peki ondan iki yıl önce?", 2021),
        ("el", "Και δύο χρόνια αργότερα;", 2025),
        ("ar", "وقبل ذلك بعامين؟", 2021),
        ("ar", "وبعد ثلاث سنوات؟", 2026),
        ("zh", "那再往前两年呢？", 2021),
    ],
)
def test_a_year_is_counted_in_other_languages(language: str, fragment: str, year: int) -> None:
    turns = [Turn("Halden 2023?")]
    assert understand(fragment, turns=turns, language=language).text == f"Halden {year}?"


@pytest.mark.parametrize(
    ("asked", "fragment", "year"),
    [
        ("What was the rent in Orrin in {}?", "And two years ago?", 2024),
        ("Wie hoch war die Miete in Orrin {}?", "Und vor drei Jahren?", 2023),
        ("Orrin'de {} yılında kira ne kadardı?", "Peki iki yıl önce?", 2024),
        ("{}年奥林的房租是多少？", "那两年前呢？", 2024),
        ("كم كان الإيجار في أورين عام {}؟", "وقبل عامين؟", 2024),
    ],
)
def test_years_ago_are_counted_from_the_newest_article(
    make_archive: MakeArchive, asked: str, fragment: str, year: int
) -> None:
    archive = make_archive([replace(MARCH, published_at="2026-02-01")])
    answer = archive.ask(fragment, earlier=[asked.format(2021)])
    assert answer.searched == asked.format(year)


def test_the_first_and_the_last_turns_of_a_subject_are_read_with_a_follow_up() -> None:
    turns = [Turn("Who runs the port of Orrin?", answer="Ada Marsh", name="Ada Marsh")]
    turns += [Turn(f"And number {n}?") for n in range(3)]
    text = with_turns("How old is she", turns, "en")
    assert text.startswith("Who runs the port of Orrin? Ada Marsh. ")
    assert text.endswith("And number 1? And number 2? How old is she")
    assert "number 0" not in text


def test_a_pronoun_stands_for_the_name_that_answered() -> None:
    asked = Turn("Who runs the port of Orrin?", name="Ada Marsh")
    assert "Ada Marsh" in understand("How old is she?", turns=[asked]).text
    assert {"ada", "marsh"} <= understand("How old is she?", turns=[asked]).names


def test_somebody_called_he_is_not_meant_by_she() -> None:
    turns = [Turn("Who won the race at Orrin?", name="Tom Ardley"), Turn("How old is he?")]
    assert "Ardley" in understand("Where was he born?", turns=turns).text
    assert "Ardley" not in understand("Where was she born?", turns=turns).text


def test_no_person_is_called_it() -> None:
    turns = [Turn("Is the ship of Orrin lost?"), Turn("Who found it?", name="Tom Ardley")]
    assert "Ardley" not in understand("How old is it?", turns=turns).text
    assert "Ardley" in understand("How old is he?", turns=turns).text


def test_words_that_only_begin_a_sentence_are_no_name(make_archive: MakeArchive) -> None:
    text = "A guide was killed by the flood at Orrin. Tom Ardley, 46, had gone back for a tent."
    archive = make_archive([replace(MARCH, text=text), OWLS], reader=ToyReader())
    answer = archive.ask("How old was he?", earlier=["Who was killed by the flood at Orrin?"])
    assert "guide" not in answer.searched


@pytest.mark.parametrize("asked", ["And in total?", "How many were ill in the end?"])
def test_what_it_was_in_the_end_is_asked_of_no_time_before(asked: str) -> None:
    turns = [Turn("How many were ill in Orrin in February 2024?", answer="27 people")]
    query = understand(asked, turns=turns)
    assert "Orrin" in query.text
    assert "February" not in query.text + query.conversation
    assert "27" not in query.conversation


@pytest.mark.parametrize("asked", ["Does it still run?", "Where is it now?"])
def test_what_is_asked_of_now_keeps_what_was_named_before(asked: str) -> None:
    turns = [Turn("Which train of 2019 stood at Orrin?", answer="ICE 614", name="ICE 614")]
    query = understand(asked, turns=turns)
    assert "2019" in query.conversation
    assert "614" in query.conversation


def test_the_only_person_in_the_sentence_that_answers_may_be_meant(
    make_archive: MakeArchive,
) -> None:
    text = "The port of Orrin has been run with a firm hand by Ada Marsh. She is 41 years old."
    archive = make_archive([replace(MARCH, text=text), OWLS], reader=ToyReader())
    assert "Ada Marsh" in archive.ask("How old is she?", earlier=["Who runs Orrin?"]).searched


def test_anybodys_age_answers_no_question_for_that_of_somebody_meant(
    make_archive: MakeArchive,
) -> None:
    port = Article(
        "port", None, "Bürgermeisterin Ada Marsch leitet den Hafen von Orrin.", language="de"
    )
    steamer = Article("steamer", None, "Der 51 Jahre alte Dampfer liegt in Orrin.", language="de")
    archive = make_archive([port, steamer])
    earlier = [archive.ask("Wer leitet den Hafen von Orrin?")]
    answer = archive.ask("Wie alt ist sie?", earlier=earlier)
    assert "Marsch" in answer.searched
    searcher = archive.searcher()
    turns = searcher.questions.turns(earlier)
    found = searcher.retrieve(searcher.questions.understand("Wie alt ist sie?", turns=turns))
    is_about_other = {
        own.article.doc_id: features.is_about_other
        for own, features in zip(found.results, found.features, strict=True)
    }
    assert is_about_other == {"port": False, "steamer": True}


def test_what_the_archive_does_not_have_is_not_followed_up(archive: Archive) -> None:
    marched = archive.ask(MARCHED)
    elsewhere = archive.ask("And in Zell?", earlier=[marched])
    assert "Zell" in elsewhere.searched
    for answered in (True, False):
        earlier = [marched, replace(elsewhere, answered=answered)]
        searched = archive.ask("Was anyone arrested?", earlier=earlier).searched
        assert ("Zell" in searched) is answered


def test_a_refused_question_that_names_its_subject_opens_it(archive: Archive) -> None:
    earlier = [MARCHED, "Who is the mayor of Zell?"]
    assert not archive.ask(earlier[1], earlier=earlier[:1]).answered
    searched = archive.ask("How old is he?", earlier=earlier).searched
    assert "Zell" in searched
    assert "marched" not in searched


def test_the_subject_of_a_long_talk_is_the_first_question() -> None:
    turns = [Turn("Who runs the port of Orrin?")]
    turns += [Turn("How long is it?"), Turn("How wide?"), Turn("Who built it?"), Turn("When?")] * 2
    assert {"port", "orrin"} <= set(understand("How deep is it?", turns=turns).terms)


def test_words_for_nobody_in_particular_are_not_followed_up() -> None:
    turns = [Turn("Who runs the port of Orrin?"), Turn("Was anybody hurt?")]
    query = understand("Who paid?", turns=turns, rarity=lambda terms: dict.fromkeys(terms, 1.0))
    assert "orrin" in query.terms
    assert "anybodi" not in query.terms


def test_a_thing_is_asked_of_like_the_thing_before_it_and_not_by_why() -> None:
    turns = [Turn("What will happen to the Mole Bridge?"), Turn("Why?")]
    asked = understand("And the Weir Bridge?", turns=turns)
    assert asked.text == "What will happen to the Weir Bridge?"
    assert "Why" not in asked.conversation


def test_what_was_asked_of_a_thing_is_asked_of_the_next() -> None:
    turns = [Turn("the Nimbus 4?"), Turn("price?", "the Nimbus 4? price?")]
    assert understand("And the Nimbus 5?", turns=turns).text == "the Nimbus 5? price?"


def test_a_pronoun_that_goes_on_stands_for_what_it_stood_for_first() -> None:
    turns = [
        Turn("Who ran the port of Orrin?", name="Ada Marsh"),
        Turn("Who replaced her?", name="Colm Rafferty"),
    ]
    text = understand("What did she do before?", turns=turns).text
    assert "Ada Marsh" in text
    assert "Rafferty" not in text


def test_only_the_subject_is_taken_along_and_not_all_that_was_asked_of_it() -> None:
    turns = [Turn("Who runs the port of Orrin?"), Turn("When was it opened?")]
    query = understand("How deep is it?", turns=turns)
    assert "orrin" in query.terms
    assert "open" not in query.terms


def test_a_question_that_was_answered_alone_drops_what_was_asked_before() -> None:
    turns = [Turn("Who runs the port of Orrin?"), Turn("Where do wolves live?", opens_subject=True)]
    query = understand("How many are there?", turns=turns)
    assert "wolv" in query.terms
    assert "orrin" not in query.terms


def test_a_fragment_begins_like_the_fragment_before_it() -> None:
    turns = [Turn("How many marched in Orrin?"), Turn("And according to the police?")]
    whole = "How many marched in Orrin? according to the unions?"
    assert understand("And the unions?", turns=turns).text == whole
    searched = "How many marched in Orrin? And according to the police?"
    turns = [turns[0], Turn("And according to the police?", searched)]
    assert understand("And the unions?", turns=turns).text == whole


@pytest.mark.parametrize(
    ("question", "follow_up", "whole"),
    [
        ("Who is the mayor of Kyiv?", "And of Łódź?", "Who is the mayor of Łódź?"),
        ("Who is the mayor of Łódź?", "And of Ærøskøbing?", "Who is the mayor of Ærøskøbing?"),
        ("Хто очолює раду в Києві?", "А в Ізюмі?", "Хто очолює раду в Ізюмі?"),
        ("Кто возглавляет совет в Орле?", "А в Ейске?", "Кто возглавляет совет в Ейске?"),
        ("Ποιος κυβερνά στην Αθήνα;", "Και στην Όλυμπο;", "Ποιος κυβερνά στην Όλυμπο;"),
    ],
)
def test_a_name_in_any_script_takes_the_place_of_another(
    question: str, follow_up: str, whole: str
) -> None:
    assert understand(follow_up, turns=[Turn(question)]).text == whole


def test_a_question_word_after_other_words_is_no_name() -> None:
    turns = [Turn("пожар в шахте Сколько погибло?")]
    assert "Сколько" in understand("А в Орле?", turns=turns).text


@pytest.mark.parametrize(
    ("turn", "question"),
    [
        (Turn("Who won the cup in 2023?"), "No, in 2024"),
        (Turn("Who won the cup in 2023?"), "I meant 2024"),
        (Turn("Who won the 2023 cup?"), "No, the 2024 cup"),
        (Turn("Wer gewann die Wahl 2023?"), "Und die Wahl 2024?"),
        (Turn("Wer gewann den Pokal 2023?"), "Ich meinte 2024"),
        (Turn("¿Quién ganó la copa en 2023?"), "No, quise decir en 2024"),
        (Turn("Кто выиграл кубок в 2023 году?"), "Нет, в 2024"),
        (Turn("Хто виграв кубок у 2023 році?"), "Ні, у 2024"),
    ],
)
def test_a_question_is_mended_by_what_was_meant(turn: Turn, question: str) -> None:
    language = question_language(turn.question, {})
    searched = understand(question, turns=[turn], language=language).text
    assert "2024" in searched
    assert "2023" not in searched


def test_a_question_in_the_negative_mends_nothing() -> None:
    turns = [Turn("¿Quién ganó la carrera de Orrin en 2023?")]
    assert "carrera de Pérez" not in understand("¿No ganó Pérez?", turns=turns, language="es").text


@pytest.mark.parametrize("question", ["thanks", "ok, thank you!", "are you sure?"])
def test_what_asks_nothing_changes_nothing(archive: Archive, question: str) -> None:
    assert not archive.ask(question, earlier=[MARCHED]).answered
    answer = archive.ask("Was anyone arrested?", earlier=[MARCHED, question])
    assert answer.searched == archive.ask("Was anyone arrested?", earlier=[MARCHED]).searched


@pytest.mark.parametrize("question", ["more", "Can you tell me more about that?", "What else?"])
def test_more_is_what_was_not_quoted_yet(make_archive: MakeArchive, question: str) -> None:
    archive = make_archive([LONG, OWLS], reader=ToyReader())
    before = archive.ask(MARCHED, k=3)
    answer = archive.ask(question, earlier=[before])
    assert [own.article.doc_id for own in before.results[:2]] == ["long", "long"]
    assert answer.searched == MARCHED
    assert {own.article.doc_id for own in answer.results} == {"long"}
    assert before.results[0].passage not in [own.passage for own in answer.results]
    assert "likely to be" not in answer_page(answer, Layout()).plain
    assert not replace(answer, confidence=0.6).is_tentative


def test_one_of_the_results_is_meant_by_its_place(archive: Archive) -> None:
    before = archive.ask(MARCHED)
    answer = archive.ask("And the second one?", earlier=[before])
    assert answer.results[0].passage == before.results[1].passage
    assert {r.article.doc_id for r in answer.results} == {before.results[1].article.doc_id}


@pytest.mark.parametrize(
    ("request_", "language", "rank"),
    [
        ("Zeig mir den zweiten Artikel", "de", 2),
        ("abre la tercera", "es", 3),
        ("покажи вторую статью", "ru", 2),
        ("ещё что-нибудь?", "ru", 0),
        ("другу статтю", "uk", 2),
        ("ще щось?", "uk", 0),
    ],
)
def test_a_place_is_named_in_any_form_of_its_word(request_: str, language: str, rank: int) -> None:
    assert further_request(request_, language) == FurtherRequest(rank)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Про друга", "uk"),
        ("Розкажи про друга", "uk"),
        ("а друг?", "uk"),
        ("Just a second, please", "en"),
        ("треть?", "ru"),
    ],
)
def test_a_noun_like_a_place_names_none(question: str, language: str) -> None:
    assert further_request(question, language) is None
    assert further_request("друга?", "uk") == FurtherRequest(2)
    assert further_request("Open a second article", "en") == FurtherRequest(2)


def test_an_article_that_says_no_more_is_followed_by_others_about_the_same(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive([MARCH, LONG, HARBOUR, OWLS], reader=ToyReader())
    before = archive.ask(MARCHED, k=3)
    before = replace(
        before, results=tuple(r for r in before.results if r.article.doc_id == "march")
    )
    more = archive.ask("Tell me more", k=10, earlier=[before])
    assert more.answered
    assert {own.article.doc_id for own in more.results} == {"long"}
    assert [(note.kind, note.fields["doc_id"]) for note in more.notes] == [("no_more", "march")]
    assert f"No more on this in: {MARCH.title}." in answer_page(more, Layout()).plain


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Tell me more", "That article says no more about this."),
        ("What else?", "That article says no more about this."),
        ("The fifth one", "I have not shown that many results."),
        ("Erzähl mir mehr", "Mehr steht dazu nicht in diesem Artikel."),
    ],
)
def test_where_there_is_no_more_a_reply_says_so(
    make_archive: MakeArchive, question: str, said: str
) -> None:
    german = replace(OWLS, doc_id="german", language="de")
    archive = make_archive([MARCH, HARBOUR, german], reader=ToyReader())
    answer = archive.ask(question, earlier=[MARCHED])
    assert answer.reply == Reply("no_more", said)
    again = archive.ask("The first one", earlier=[MARCHED, question])
    assert again.results[0].article.doc_id == "march"


@pytest.mark.parametrize("is_answer", [True, False])
def test_articles_that_were_listed_are_followed_up(archive: Archive, is_answer: bool) -> None:
    asked = "List the articles about the dam"
    listed = archive.ask(asked)
    assert listed.has_subject
    earlier: list[str | Answer] = [listed if is_answer else asked]

    assert "dam" in archive.ask("Was anyone arrested?", earlier=earlier).searched
    first = archive.ask("The first one", earlier=earlier)
    assert (first.answered, first.results[0].article.doc_id) == (True, "march")
    assert first.results[0].passage.start == 0
    counted = archive.ask("How many articles about the dam?")
    assert archive.ask("Tell me more", earlier=[counted]).searched == "the dam"
    assert not archive.ask("thanks").has_subject


def test_a_listed_article_that_is_asked_for_is_followed_up(archive: Archive) -> None:
    newest = archive.ask("What is new?")
    assert newest.reply is not None
    place = newest.reply.listed.index("march")
    asked = ("The first one", "The second one", "The third one", "The fourth one")[place]
    searched = archive.ask("Was anyone arrested?", earlier=[newest, asked]).searched
    assert "dam" in searched


def test_a_place_is_one_of_the_own_list_whatever_others_asked(archive: Archive) -> None:
    others, own = "Articles from the Tarn Valley Herald", "What is new?"
    archive.ask("The first one", earlier=[others])

    source = archive.ask("Who wrote it?", earlier=[own, "The first one"]).reply

    assert source is not None
    assert source.text.startswith(HARBOUR.title or "")


@pytest.mark.parametrize("publisher", ["Eastwick Post", "Tarn Valley Herald"])
def test_a_list_is_of_the_filters_given(archive: Archive, publisher: str) -> None:
    earlier, filters = ["What is new?"], Filters(publisher=publisher)

    shown = archive.ask("The first one", earlier=earlier, filters=filters)
    compared = archive.compare("And who said so?", earlier=earlier, filters=filters)

    assert shown.results[0].article.publisher == publisher
    assert {own.source for own in compared.accounts} <= {publisher}


def test_more_of_a_list_whose_articles_are_gone_is_a_reply(archive: Archive) -> None:
    listed = archive.ask("Articles from the Tarn Valley Herald")
    archive.remove(OWLS.doc_id)

    answer = archive.ask("Tell me more", earlier=[listed])

    assert answer.reply == Reply("no_more", "That article says no more about this.")


def test_where_there_is_no_more_after_a_refusal_a_reply_says_so(make_archive: MakeArchive) -> None:
    archive = make_archive([MARCH], reader=ToyReader())
    refused = replace(archive.ask(MARCHED), answered=False)

    answer = archive.ask("Tell me more", earlier=[refused])

    assert answer.reply == Reply("no_more", "That article says no more about this.")


def test_a_result_of_a_refusal_is_shown_by_its_place_but_does_not_answer(archive: Archive) -> None:
    refused = replace(archive.ask(MARCHED), answered=False, confidence=0.01)
    second = archive.ask("The second one", earlier=[refused])
    page = answer_page(second, Layout()).plain

    assert (second.answered, second.confidence) == (False, refused.confidence)
    assert second.results[0].passage == refused.results[1].passage
    assert second.results[0].passage.text.split("\n")[0] in page
    assert NOT_ANSWERED not in page
    source = archive.ask("Source?", earlier=[refused, second]).reply
    assert source is not None
    assert source.text.startswith(second.results[0].article.title or "")


def test_earlier_answers_say_as_much_as_earlier_questions(archive: Archive) -> None:
    by_question = archive.ask("Was anyone arrested?", earlier=[MARCHED])
    by_answer = archive.ask("Was anyone arrested?", earlier=[archive.ask(MARCHED)])
    assert by_answer.searched == by_question.searched
    assert by_answer.results == by_question.results


@pytest.mark.parametrize("asked", ["¿Cuántos años tiene?", "¿Cuántos años tiene ella?"])
def test_a_spanish_question_for_an_age_is_of_who_was_named(asked: str) -> None:
    turns = [
        Turn("¿Quién es la alcaldesa de Valdemar?", name="Lucía Ferrer"),
        Turn("¿Qué prometió?"),
    ]
    assert "Lucía Ferrer" in understand(asked, turns=turns, language="es").text


@pytest.mark.parametrize(
    ("asked", "time"), [("Who owns it now?", "newest"), ("Who bought it?", "period")]
)
def test_a_follow_up_for_now_leaves_the_time_asked_about_before(
    archive: Archive, asked: str, time: str
) -> None:
    before = "mill Ulm May 1998 "
    query = Query(before + asked, ("mill", "ulm"), is_in_context=True, context_chars=len(before))
    questions = archive.searcher().questions
    assert questions.time_of(query) == time
    assert (questions.period(query) is None) == (time == "newest")
