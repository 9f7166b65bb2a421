"""Prices and ages in languages that no model here reads: what asks for one, and what tells one."""

from __future__ import annotations

import pytest

from retrieval.text.answers.ages import ages_in, gives_age
from retrieval.text.answers.prices import asks_price, gives_price


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "Wer gewann den Preis?"),
        ("de", "Wer weiß, was die Brücke kostet?"),
        ("de", "Wo kostet das Brot am meisten?"),
        ("fr", "Qui vend la maison ?"),
        ("fr", "Quel prix a remporté Marie Roux ?"),
        ("nl", "Wat is de duur van de reis?"),
        ("it", "Quale città sulla costa è stata colpita?"),
        ("es", "¿Quién es la cara del partido?"),
        ("pt", "Que vila na costa foi evacuada?"),
        ("pl", "Która droga jest zamknięta?"),
        ("ro", "Cine plătește podul?"),
        ("ru", "Где стоит памятник?"),
        ("uk", "Хто заплатив за міст?"),
        ("tr", "Mal sahibi kim?"),
        ("el", "Τι κάνει ο δήμαρχος;"),
        ("ar", "من كلف الوزير؟"),
        ("zh", "谁承担费用?"),
        ("zh", "修桥要花几年?"),
    ],
)
def test_a_question_for_something_else_asks_for_no_price(language: str, question: str) -> None:
    assert not asks_price(question, language)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "Was wird die Brücke kosten?"),
        ("fr", "Combien coûte le pont qui mène à Lannoy ?"),
        ("nl", "Hoe duur is een kaartje?"),
        ("it", "Quanto costa il biglietto?"),
        ("es", "¿Cuánto cuesta la entrada?"),
        ("pt", "Quanto custa o bilhete?"),
        ("pl", "Ile kosztuje bilet?"),
        ("ro", "Cât costă biletul?"),
        ("ru", "Сколько стоит билет?"),
        ("uk", "Скільки коштує квиток?"),
        ("tr", "Biletin fiyatı ne kadar?"),
        ("el", "Πόσο κάνει το εισιτήριο;"),
        ("ar", "كم سعر التذكرة؟"),
        ("zh", "门票多少钱?"),
    ],
)
def test_a_question_for_a_price_asks_for_one(language: str, question: str) -> None:
    assert asks_price(question, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Im Jahre 2023 trat Holm an."),
        ("es", "En el año 2023 ganó."),
        ("ru", "В 2023 году Иванов стал мэром."),
        ("uk", "У 2023 році він став мером."),
        ("it", "Nell'anno 2023 vinse."),
        ("ro", "În anul 2023 a câștigat."),
        ("pt", "No ano 2023 venceu."),
        ("fr", "En l'an 2023 il gagna."),
        ("pl", "W 2023 roku wygrał."),
        ("ar", "في عام 2023 فاز."),
        ("de", "Er fand 312 alte Münzen."),
        ("de", "Es waren 12 im Jahr davor."),
        ("es", "Hubo 39 en el año."),
        ("pt", "Foram 300 no ano."),
        ("it", "Erano 300 in un anno."),
        ("fr", "Il en vend 300 par an."),
        ("de", "Das Moor ist 4.200 Jahre alt."),
    ],
)
def test_a_year_of_the_calendar_is_no_age(language: str, sentence: str) -> None:
    assert not gives_age(sentence, language)
    assert not list(ages_in(sentence, language))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ro", "Costă 31 de milioane de lei."),
        ("es", "Cuesta 3 millones de euros."),
        ("it", "Costa 3 milioni di euro."),
        ("fr", "Il coûte 3 millions d'euros."),
        ("pt", "Custa 3 milhões de euros."),
    ],
)
def test_small_words_stand_between_a_number_and_its_unit(language: str, sentence: str) -> None:
    assert gives_price(sentence, language)


def test_a_currency_may_stand_before_its_number() -> None:
    assert gives_price("Sie kostet EUR 18.", "de")
