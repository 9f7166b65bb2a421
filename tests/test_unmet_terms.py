"""What of a question an article does not hold, by which it may be about something else."""

from __future__ import annotations

import pytest

from retrieval.search.query import understand
from retrieval.search.unmet_terms import UnmetTermFinder, capital_terms
from retrieval.search.word_match import WordMatcher
from retrieval.text.terms import index_terms
from retrieval.types import UnmetTerms

ARTICLE = "2019 zogen Karin Ohle und drei Wölfe in den Naturpark Hoher Kamm."


def unmet(question: str, article: str = ARTICLE, language: str = "de") -> UnmetTerms:
    """What the article, of one sentence, lacks of the question; all terms are equally rare."""
    query = understand(question, language=language)
    terms, weights = frozenset(index_terms(article, language)), dict.fromkeys(query.terms, 1.0)
    matcher = WordMatcher(query, weights, terms)
    capitals = capital_terms(article, language)
    return UnmetTermFinder(query, weights, matcher).unmet(terms, capitals, terms)


def test_nothing_is_missing_where_all_words_are_there() -> None:
    found = unmet("Wie viele Wölfe zogen 2019 in den Naturpark?")

    assert found == UnmetTerms(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


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
