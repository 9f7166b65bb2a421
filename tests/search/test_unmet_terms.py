"""What of a question an article does not hold, by which it may be about something else."""

from __future__ import annotations

import pytest

from retrieval.search.evidence.unmet_terms import UnmetTermFinder, capital_terms
from retrieval.search.evidence.word_features import WordFeatureExtractor
from retrieval.search.evidence.word_match import WordMatcher
from retrieval.search.questions.query import understand
from retrieval.text.words.terms import index_terms
from retrieval.types import Article, Passage, Result, UnmetTerms

ARTICLE = "2019 zogen Karin Ohle und drei Wölfe in den Naturpark Hoher Kamm."


def unmet(
    question: str, article: str = ARTICLE, language: str = "de", *, apart: str = ""
) -> UnmetTerms:
    """What the article, of one sentence, lacks of the question; all terms are equally rare.

    What stands ``apart`` is in the article as well, but not beside that sentence.
    """
    query = understand(question, language=language)
    near, whole = (frozenset(index_terms(text, language)) for text in (article, article + apart))
    weights = dict.fromkeys(query.terms, 1.0)
    matcher = WordMatcher(query, weights, whole)
    capitals = capital_terms(article + apart, language)
    return UnmetTermFinder(query, weights, matcher).unmet(whole, capitals, near, near)


def test_nothing_is_missing_where_all_words_are_there() -> None:
    found = unmet("Wie viele Wölfe zogen 2019 in den Naturpark?")

    assert found == UnmetTerms(*(0.0,) * 9)


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("Wie viele Störche zogen 2019 in den Naturpark?", "counted"),
        ("Wie viele Wölfe zogen 2021 in den Naturpark?", "number"),
        ("Wie viele Wölfe zogen 2021 in den Naturpark?", "sentence_number"),
        ("Wie viele Wölfe verschwanden im Naturpark?", "letters"),
    ],
)
def test_a_word_that_is_missing_is_told_by_its_kind(question: str, field: str) -> None:
    assert getattr(unmet(question), field) > 0.3


def test_a_noun_counts_less_as_a_name_behind_an_article_or_adjective() -> None:
    german = unmet("Wann zog endlich die Verwalterin in den Naturpark?")
    spanish = unmet("¿Cuándo llegó Birgit Ohle al parque?", "Karin Ohle llegó al parque.", "es")

    assert 0.0 < german.name < unmet("Wann zog Birgit in den Naturpark?").name
    assert german.name == unmet("Wann zogen drei blaue Störche in den Naturpark?").name
    assert spanish.name == 1.0


@pytest.mark.parametrize(
    "question",
    [
        "Was sagte Direktor Vollmer über die drei Wölfe im Naturpark?",
        "Wann zogen drei Wölfe nach Cottbus?",
        "Wann zogen drei von Vollmers Wölfe in den Naturpark?",
        "Wann zogen drei Wölfe in den Naturpark „Kiebitz“?",
    ],
)
def test_a_name_is_told_by_its_form_where_every_noun_has_a_capital(question: str) -> None:
    assert unmet(question).name == 1.0


def test_a_name_is_not_met_by_a_similar_word_without_a_capital() -> None:
    asked = "Combien de bouteilles sont dans le lac d'Annecy ?"

    assert unmet(asked, "Cette année, 40 bouteilles sont dans le lac.", "fr").name == 1.0
    assert unmet(asked, "Cette année, 40 bouteilles sont dans le lac d’Annecy.", "fr").name == 0.0


def test_where_no_capital_tells_names_any_rare_word_may_be_one() -> None:
    article = "انهار جزء من سد وادي الرمان صباح السبت."

    assert unmet("لماذا انهار سد عين الغزال؟", article, "ar").without_case == 1.0
    assert unmet("لماذا انهار سد وادي الرمان؟", article, "ar").without_case == 0.0

    article = "札幌の地下鉄が止まった。"

    assert unmet("仙台の地下鉄はいつ止まった?", article, "ja").without_case == 1.0
    assert unmet("札幌の地下鉄はいつ止まった?", article, "ja").without_case == 0.0
    assert unmet("札幌の地下鉄の値段?", article, "ja").without_case == 0.0  # a general word


def test_what_is_asked_for_need_not_be_met() -> None:
    assert unmet("Welche Raubtiere zogen in den Naturpark?").letters == 0.0


@pytest.mark.parametrize(
    ("question", "article", "apart", "language"),
    [
        ("Wie viele Wölfe zogen nach Leisach?", ARTICLE, " In Leisach schneit es.", "de"),
        ("Сколько жителей Заречья вывезли?", "Вывезли 520 жителей.", " Заречье ждёт.", "ru"),
        ("Combien de loups vivent à Brix ?", "Trois loups vivent ici.", " Brix dort.", "fr"),
        ("“Yunus” kaç yolcu taşır?", "Martı 320 yolcu taşır.", " “Yunus” eski.", "tr"),
        ("Dereli'de kaç kişi var?", "Burada 90 kişi var.", " Dereli'de yağmur var.", "tr"),
    ],
)
def test_a_name_that_stands_apart_is_told(
    question: str, article: str, apart: str, language: str
) -> None:
    assert unmet(question, article, language, apart=apart).name_apart == 1.0
    assert unmet(question, article + apart, language).name_apart == 0.0
    assert unmet(question, article, language).name_apart == 0.0  # missing, and so told elsewhere


def test_one_word_of_a_name_stands_for_it() -> None:
    asked = "Wann sah Karin Ohle die Wölfe?"
    assert unmet(asked, "Ohle sah die Wölfe.", apart=" Karin Ohle lebt dort.").name_apart == 0.0


def test_a_word_that_stands_apart_is_told_also_where_no_capital_tells_names() -> None:
    asked, article = "매곡리에서 주민 몇 명이 대피했나요?", "주민 250명이 대피했다."

    assert unmet(asked, article, "ko", apart=" 매곡리는 조용했다.").name_apart == 1.0
    assert unmet(asked, article, "ko").name_apart == 0.0


def test_in_a_language_of_tones_a_name_is_told_from_a_word_with_other_marks() -> None:
    asked, article = "Ai sơ tán ở Tân Mỹ?", "Dân làng phải sơ tán."
    assert unmet(asked, article, "vi", apart=" Tân Mỹ yên tĩnh.").name_apart == 1.0


@pytest.mark.parametrize(("lead", "apart"), [("Grimmdorf", 0.0), ("Leisach", 1.0)])
def test_a_name_in_an_earlier_paragraph_does_not_stand_apart(lead: str, apart: float) -> None:
    text = f"{lead} steht unter Wasser.\n\nEs wurden 340 Menschen evakuiert.\n\nGrimmdorf hilft."
    start, end = text.index("Es"), text.index("\n\nGrimmdorf")
    passage = Passage(1, "flood", 2, start, end, text[start:end])
    result = Result(1, 1.0, passage, Article("flood", "Die Flut", text, language="de"))
    query = understand("Wie viele Menschen wurden in Grimmdorf evakuiert?", language="de")
    weights = dict.fromkeys(query.terms, 1.0)
    extractor = WordFeatureExtractor(
        query, [result], bm25={1: 1.0}, term_weights=weights, period=None, period_terms=frozenset()
    )
    words = extractor.features(0).words
    assert words is not None
    assert words.unmet.name_apart == apart
