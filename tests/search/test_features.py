"""Features of results: the best sentence, and how much of the question a passage covers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from retrieval.search.evidence.features import FeatureExtractor, FeatureInputs
from retrieval.search.evidence.sentence_features import (
    SENTENCE_FEATURES,
    coverage,
    sentence_weights,
)
from retrieval.search.questions.query import understand
from retrieval.text.answers.answer_type import (
    answer_type,
    asks_reason,
    asks_time,
    gives_time,
    has_answer_type,
)
from retrieval.text.articles.passages import embedded_text, split
from retrieval.text.times.periods import Period
from retrieval.types import Article, PassageFeatures, Query, Result, Turn
from tests.support.toys import HARBOUR, OWLS, ToyEmbedder, answer_scores

EMBEDDER = ToyEmbedder()


def extract(
    question: str,
    *articles: Article,
    with_tokens: bool = True,
    period: Period | None = None,
    period_terms: frozenset[str] = frozenset(),
) -> list[PassageFeatures]:
    results = [
        Result(rank, 0.0, passage, article)
        for rank, article in enumerate(articles, start=1)
        for passage in split(article)[:1]
    ]
    texts = [embedded_text(result.article.title, result.passage.text) for result in results]
    _, vectors = EMBEDDER.embed_passage_tokens(texts)
    query = understand(question)
    inputs = FeatureInputs(
        question=EMBEDDER.embed_question_tokens(query.text)[1],
        cosines={},
        bm25={},
        tokens={
            result.passage.passage_id: own
            for result, own in zip(results, vectors, strict=True)
            if with_tokens
        },
        term_weights=dict.fromkeys(query.terms, 1.0),
        period=period,
        period_terms=period_terms,
    )
    extractor = FeatureExtractor(query, results, inputs)
    return [extractor.features(index) for index in range(len(results))]


def sentence(article: Article, found: PassageFeatures) -> str:
    text = split(article)[0].text
    return text[found.best_sentence.start : found.best_sentence.end]


def test_the_sentence_with_the_words_of_the_question_is_found() -> None:
    [found] = extract("Which mayor spoke of buses?", HARBOUR)
    assert sentence(HARBOUR, found).startswith("Mayor Ines Holm said")


def test_a_sentence_is_matched_together_with_the_title() -> None:
    article = replace(
        HARBOUR,
        title="The Kestrel Bridge",
        text="Crowds came to see the Kestrel Bridge open. It cost 11 million pounds.",
    )
    [found] = extract("What did the Kestrel Bridge cost?", article)
    assert sentence(article, found) == "It cost 11 million pounds."


def test_the_passage_on_what_is_asked_matches_better_than_another() -> None:
    harbour, owls = extract("Where did owls nest?", HARBOUR, OWLS)
    assert owls.token_match > harbour.token_match + 0.2
    assert owls.coverage == 1.0
    assert harbour.coverage == 0.0


def test_a_passage_without_token_vectors_is_scored_by_its_words() -> None:
    [found] = extract("Which mayor spoke of buses?", HARBOUR, with_tokens=False)
    assert found.token_match == 0.0
    assert sentence(HARBOUR, found).startswith("Mayor Ines Holm said")


def test_names_missing_in_the_passage_lower_the_name_coverage() -> None:
    [found] = extract("Did Ines Holm meet Putin?", HARBOUR)
    assert found.name_coverage == pytest.approx(2 / 3)
    [found] = extract("Which mayor spoke of owls?", HARBOUR)
    assert found.name_coverage == 1.0  # no name is missing where none was asked about


def test_the_title_counts_as_words_of_each_of_its_passages() -> None:
    [found] = extract("Which bridge in Eastwick closes for repairs of its dome?", HARBOUR)
    assert found.coverage == pytest.approx(4 / 5)
    untitled = replace(HARBOUR, title=None, text=HARBOUR.text.replace("repairs", "works"))
    [found] = extract("Which bridge in Eastwick closes for repairs of its dome?", untitled)
    assert found.coverage == pytest.approx(3 / 5)


def test_a_sentence_without_a_score_gets_the_mean_of_the_others() -> None:
    article = replace(HARBOUR, title=None, text="Rain fell. Snow lay. Wind blew.")
    [passage] = split(article)
    query = understand("Which ferry sank?")
    inputs = FeatureInputs(EMBEDDER.embed_question_tokens(query.text)[1], {}, {}, {}, {})
    scores = answer_scores([(0, 4), (11, 15)], [2.0, -1.0])
    extractor = FeatureExtractor(query, [Result(1, 0.0, passage, article)], inputs)
    features = extractor.sentence_features(0, scores)[1]
    assert features[:, SENTENCE_FEATURES.index("reader_score")].tolist() == [4.0, -2.0, 1.0]


def test_days_between_an_article_and_the_period_asked_about_are_counted() -> None:
    march = Period(date(2022, 3, 1), date(2022, 3, 31))
    found = extract("Which owls?", HARBOUR, OWLS, period=march)
    assert [item.days_away for item in found] == [4, None]
    assert [item.days_away for item in extract("Which owls?", HARBOUR)] == [None]


def test_a_publisher_named_in_the_question_is_recognised() -> None:
    question = "What did the Eastwick Post say about owls?"
    assert [item.is_named_publisher for item in extract(question, HARBOUR, OWLS)] == [True, False]


def test_a_publisher_is_named_without_the_rest_of_its_host() -> None:
    article = replace(HARBOUR, publisher="eastwickpost.co.uk")
    [found] = extract("What did EastwickPost say about owls?", article)
    assert found.is_named_publisher


def test_a_note_of_a_correction_is_not_the_best_sentence_unless_it_is_asked_about() -> None:
    note = "An earlier version of this article said that the bridge in Eastwick closes in May."
    article = replace(HARBOUR, title=None, text=f"It closes in June. {note}")

    [plain] = extract("When does the bridge in Eastwick close?", article)
    [about] = extract("What did the earlier version say of the bridge in Eastwick?", article)
    [alone] = extract("When does the bridge in Eastwick close?", replace(article, text=note))

    assert sentence(article, plain) == "It closes in June."
    assert sentence(article, about) == note
    assert alone.second_sentence is None


def test_the_sentence_that_names_who_a_pronoun_means_is_highlighted() -> None:
    text = "The port has ships. Vik is 47. {} replaces Petra Holm, of whom Petra Holm is proud."
    asked = "Who replaces Petra Holm?"
    he, ada = (replace(HARBOUR, title=None, text=text.format(own)) for own in ("He", "Ada"))
    [found], [other], [named] = extract(asked, he), extract("When was it?", he), extract(asked, ada)
    assert sentence(he, found).startswith("He replaces")
    assert found.second_sentence is not None
    assert he.text[found.second_sentence.start :].startswith("Vik is 47.")
    assert found.second_sentence not in (other.second_sentence, named.second_sentence)


@pytest.mark.parametrize(
    ("question", "lacks"),
    [("What is the name of the ferry?", True), ("What's the ferry's name?", True), ("Who?", False)],
)
def test_words_that_stand_out_and_are_no_name_lack_it(question: str, lacks: bool) -> None:
    article = replace(HARBOUR, title=None, text="A ferry sank in Eastwick.")
    query = understand(question)
    inputs = FeatureInputs(EMBEDDER.embed_question_tokens(query.text)[1], {}, {}, {}, {})
    scores = answer_scores([(2, 7), (16, 24)], [6.0, -6.0])
    results = [Result(1, 0.0, split(article)[0], article)]
    assert FeatureExtractor(query, results, inputs).features(0, scores).lacks_name is lacks


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("A goldsmith from Prague will mend the cup.", True),
        ("The cup will be mended by Ada Holm, a goldsmith from Prague.", False),
    ],
)
def test_a_sentence_without_a_name_lacks_it(text: str, lacks: bool) -> None:
    query = understand("What is the name of the goldsmith from Prague?")
    assert read(query, text).lacks_name is lacks


@pytest.mark.parametrize(
    ("question", "text", "is_other"),
    [
        ("How old is Renate Osk?", "A farmer aged 71 broke a leg when he drove off.", True),
        ("How old is Ada Holm's aunt?", "Ada Holm, 15, won the race.", True),
        ("How old is Ada Holm?", "Ada Holm, 15, won the race.", False),
        ("How old is Ada Holm's aunt?", "The aunt of the winner is 71.", False),
        ("How old was Renate Osk when she died?", "She was 71.", False),
        ("How old is Renate Osk?", "The 71-year-old was alone.", False),
        ("Who won the race?", "A farmer aged 71 won.", False),
    ],
)
def test_the_age_of_somebody_else_is_told_from_the_one_asked_for(
    question: str, text: str, is_other: bool
) -> None:
    assert read(understand(question), text).is_about_other is is_other


def read(query: Query, text: str) -> PassageFeatures:
    """The features of ``text``, of which no words stand out to the reader."""
    article = replace(HARBOUR, title=None, text=text)
    inputs = FeatureInputs(EMBEDDER.embed_question_tokens(query.text)[1], {}, {}, {}, {})
    results = [Result(1, 0.0, split(article)[0], article)]
    scores = answer_scores([(0, 1), (2, 3), (4, 5)], [1.0, 1.0, 1.0])
    return FeatureExtractor(query, results, inputs).features(0, scores)


def test_a_day_named_in_the_question_is_met_by_an_article_of_that_day() -> None:
    march = Period(date(2022, 3, 1), date(2022, 3, 31))
    june = Period(date(2022, 6, 1), date(2022, 6, 30))
    article = replace(HARBOUR, published_at="2022-03-05")
    question, terms = "Did the mayor Ines Holm speak here at Easter?", frozenset({"easter"})

    [within] = extract(question, article, period=march, period_terms=terms)
    [outside] = extract(question, article, period=june, period_terms=terms)

    assert within.name_coverage == 1.0
    assert outside.name_coverage == pytest.approx(2 / 3)


def test_no_results_have_no_features() -> None:
    assert extract("Who?") == []


def test_coverage_of_no_terms_is_none() -> None:
    assert coverage({"mayor"}, {}) == 0.0


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many people died?", "number"),
        ("When did Artemis I lift off?", "number"),
        ("What percentage of voters stayed away?", "number"),
        ("Who is the mayor of Kyiv?", "name"),
        ("Which country abstained?", "name"),
        ("Why did the bridge close?", "anything"),
        ("Was anyone hurt when the bridge closed?", "anything"),
        ("What did the man who fell say?", "anything"),
        ("Who is Ines Holm?", "anything"),
        ("What was the name of the ferry?", "name"),
        ("library reopens when", "number"),
        ("Wem gehört das Kraftwerk?", "anything"),
    ],
)
def test_the_expected_answer_type_is_recognised(question: str, expected: str) -> None:
    assert answer_type(question) == expected


def test_words_of_the_question_itself_are_no_answer() -> None:
    assert not has_answer_type("name", "On Friday Putin spoke.", ["friday", "putin"])
    assert has_answer_type("name", "On Friday Putin spoke to Xi.", ["friday", "putin"])
    assert not has_answer_type("number", "In 2022 it rained.", ["2022"])
    assert has_answer_type("number", "In 2022 it rained twice.", ["2022"])


def test_an_article_is_no_number_in_a_language_where_it_is_written_like_one() -> None:
    assert not has_answer_type("number", "Ein Mann fiel.", (), "de")
    assert has_answer_type("number", "Zwei Männer fielen.", (), "de")


@pytest.mark.parametrize(
    ("question", "language", "is_when", "is_why"),
    [
        ("Wann fiel die Brücke?", "de", True, False),
        ("Wie viele Menschen starben?", "de", False, False),
        ("Warum fiel die Brücke?", "de", False, True),
        ("¿Por qué cayó el puente?", "es", False, True),
        ("Quand le pont est-il tombé ?", "fr", True, False),
        ("Почему упал мост?", "ru", False, True),
        ("Чому впав міст?", "uk", False, True),
        ("Köprü neden çöktü?", "tr", False, True),
        ("桥为什么塌了？", "zh", False, True),
        ("متى سقط الجسر؟", "ar", True, False),
    ],
)
def test_when_and_why_are_told_in_each_language(
    question: str, language: str, is_when: bool, is_why: bool
) -> None:
    assert asks_time(question, language) == is_when
    assert asks_reason(question, language) == is_why


@pytest.mark.parametrize(
    ("sentence", "language", "is_time"),
    [
        ("Sie fiel im Jahr 1912.", "de", True),
        ("Sie fiel am Freitag.", "de", True),
        ("Es starben 1912 Menschen.", "de", True),  # as it is written like a year
        ("Es starben 312 Menschen.", "de", False),
        ("Он упал в пятницу.", "ru", True),
        ("Погибли 1.312 человек.", "ru", False),
        ("桥在三月塌了。", "zh", True),
        ("博物馆周一闭馆。", "zh", True),
        ("死了三百人。", "zh", False),
        ("در سال ۱۳۹۴ ثبت شد.", "fa", True),
        ("از آبان آغاز می‌شود.", "fa", True),
        ("في رمضان", "ar", True),
    ],
)
def test_a_time_is_a_year_a_clock_a_month_or_a_weekday(
    sentence: str, language: str, is_time: bool
) -> None:
    assert gives_time(sentence, language) == is_time


def read_features(gap: float) -> PassageFeatures:
    """Features of a passage with two sentences whose reader scores differ by ``gap``.

    The gap is in log-odds: 0 means equally likely.
    """
    article = replace(HARBOUR, title=None, text="Rain fell in Eastwick. Snow lay on Hollow Hill.")
    [passage] = split(article)
    query = understand("Which ferry sank?")
    inputs = FeatureInputs(EMBEDDER.embed_question_tokens(query.text)[1], {}, {}, {}, {})
    score = gap / float(sentence_weights()[SENTENCE_FEATURES.index("reader_score")])
    snow = passage.text.index("Snow")
    scores = answer_scores([(0, 4), (snow, snow + 4)], [score / 2.0, 0.0])
    return FeatureExtractor(query, [Result(1, 0.0, passage, article)], inputs).features(0, scores)


def test_a_second_sentence_is_highlighted_where_at_least_a_quarter_as_likely() -> None:
    nearly, hardly = read_features(np.log(3.7)), read_features(np.log(4.3))
    assert nearly.best_sentence == hardly.best_sentence
    assert nearly.second_sentence is not None
    assert nearly.second_sentence.start > nearly.best_sentence.start
    assert hardly.second_sentence is None


@pytest.mark.parametrize(
    ("question", "text", "is_other"),
    [
        ("How old is she?", "Tom Osk, 71, runs the mill.", True),
        ("How old is she?", "Ms Marsh, 41, runs the port.", False),
        ("How old is she?", "She is 41 and runs the port.", False),
        ("How old is she?", "Marsh follows Tom Osk, 71, who retires.", True),
        ("How old is she?", "Marsh, 41, follows Tom Osk, 71, who retires.", False),
        ("How old is she?", "The 71-year-old miller Osk left it to Marsh.", True),
        ("Where was she born?", "Tom Osk, 71, was born in Ulm.", False),
    ],
)
def test_whose_age_is_asked_for_is_known_of_a_pronoun_too(
    question: str, text: str, is_other: bool
) -> None:
    query = understand(question, turns=[Turn("Who runs the port of Orrin?", name="Ada Marsh")])
    assert read(query, text).is_about_other is is_other


@pytest.mark.parametrize("question", ["How old is Ada Marsh?", "how old is ada marsh"])
def test_the_age_of_another_person_of_the_sentence_is_not_told_of_who_is_asked_about(
    question: str,
) -> None:
    query = understand(question)
    assert read(query, "Ada Marsh follows Tom Osk, 71, who retires.").is_about_other
    assert not read(query, "Ada Marsh, 41, follows Tom Osk, who retires.").is_about_other


def test_how_old_is_she_after_who_is_she_is_of_that_person() -> None:
    query = understand("How old is she?", turns=[Turn("Who is Ada Marsh?")])
    assert read(query, "Marsh follows Tom Osk, 71, who retires.").is_about_other
