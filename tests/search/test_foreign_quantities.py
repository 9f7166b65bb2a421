"""In languages that no model here reads: numbers answer where they measure what is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.factory import open_archive
from retrieval.settings import Settings
from retrieval.text.answers.answer_type import asks_person, names_person, tells_name
from retrieval.text.answers.prices import asks_money
from retrieval.text.answers.quantities import asked_quantities, gives_quantity
from retrieval.text.languages import languages
from retrieval.types import Answer, Article
from tests.support.toys import ToyBackends, toy_archive_of

ARTICLES = (
    Article(
        "de-turm",
        "Aufzug im Turm von Ulmenau steckt fest",
        "Vier Stunden und zehn Minuten mussten die Gäste im Aufzug des Turms von Ulmenau warten. "
        "„Wir Leute vom Chor sangen, und von den 17 saß keiner am Boden“, sagte Jule "
        "Marbach, die mit im Aufzug des Turms war. Die Glocke des Turms schlägt mit 71 Dezibel. "
        "Der Betreiber wurde verwarnt.",
    ),
    Article(
        "es-planta",
        "La planta de agua de Robledal empieza a funcionar",
        "Con tres años de demora, la planta de agua de Robledal bombeó ayer el agua. Dará 8.000 "
        "metros cúbicos al día y cuesta menos de lo previsto.",
    ),
    Article(
        "el-scholeio",
        "Αρχαίο σχολείο στη Μυρτιά",
        "Το αρχαίο σχολείο βρέθηκε στη Μυρτιά τον Νοέμβριο. Οι αρχαιολόγοι το χρονολογούν στον 3ο "
        "αιώνα.",
    ),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with toy_archive_of(tmp_path_factory.mktemp("quantities"), ARTICLES) as opened:
        yield opened


def asked_of_lake(folder: Path, question: str, told: str) -> Answer:
    """The answer of an archive of one article about a lake."""
    settings = Settings(archive=str(folder))
    with open_archive(settings, create=True, backends=lambda *_: ToyBackends()) as opened:
        opened.add(Article("de-see", "Alpsee im Winter", told))
        return opened.ask(question)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Wie lange mussten die Leute im Aufzug des Turms warten?", "Vier Stunden"),
        ("Wie laut ist die Glocke des Turms?", "71 Dezibel"),
        ("¿Cuánta agua dará la planta de Robledal?", "8.000 metros cúbicos"),
        ("Από πότε είναι το αρχαίο σχολείο στη Μυρτιά;", "3ο αιώνα"),
    ],
)
def test_the_sentence_with_the_unit_asked_for_stands_out(
    archive: Archive, question: str, words: str
) -> None:
    first = archive.ask(question).results[0]
    marked = first.passage.text[first.highlight[0].start : first.highlight[0].end]

    assert words in marked


@pytest.mark.parametrize(
    "question",
    [
        "Wie schwer ist die Glocke des Turms von Ulmenau?",
        "Wie hoch ist das Bußgeld gegen den Betreiber des Aufzugs in Ulmenau?",
    ],
)
def test_a_number_of_something_else_is_no_answer(archive: Archive, question: str) -> None:
    assert not archive.ask(question).answered


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Wie tief ist der Alpsee?", "Der Alpsee ist 1200 Meter tief und im Winter gefroren."),
        ("Wie lange stand die Bahn am Alpsee?", "Die Bahn am Alpsee stand eine Stunde still."),
        (
            "Wie tief sanken die Temperaturen am Alpsee?",
            "Die Temperaturen am Alpsee sanken auf 31 Grad.",
        ),
        ("Wie schnell fuhr der Zug am Alpsee?", "Der Zug am Alpsee fuhr 140 Kilometer die Stunde."),
    ],
)
def test_a_number_in_a_unit_that_is_not_known_may_answer(
    tmp_path: Path, question: str, told: str
) -> None:
    assert asked_of_lake(tmp_path, question, told).answered


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Wie heißt die neue Chefin der Bank am Alpsee?", "Ida Holm leitet die Bank am Alpsee."),
        ("Wie heißt eigentlich der Wirt am Alpsee?", "Der Wirt am Alpsee heißt Jan Moser."),
    ],
)
def test_a_name_is_not_missed_for_an_adjective_before_what_is_named(
    tmp_path: Path, question: str, told: str
) -> None:
    assert asked_of_lake(tmp_path, question, told).confidence > 0.1


def test_every_language_knows_units_and_what_asks_for_them() -> None:
    others = [known for known in languages() if known.code != "en"]
    lacking = {
        known.code
        for known in others
        if not (known.duration_questions and known.duration_units and known.length_questions)
        or not (known.length_units and known.weight_units and known.amount_units)
        or not (known.year_questions and known.money_words and known.unknown_phrases)
    }

    assert not lacking


@pytest.mark.parametrize(
    ("language", "question", "sentence", "kind"),
    [
        ("ar", "كم تستغرق الرحلة؟", "تستغرق الرحلة ساعتين.", "duration"),
        ("he", "כמה זמן נמשך המשחק?", "המשחק נמשך שעתיים.", "duration"),
        ("hi", "यात्रा में कितना समय लगता है?", "यात्रा में तीन घंटे लगते हैं।", "duration"),
        ("zh", "那座桥有多长?", "桥长三十米。", "length"),
        ("pl", "Ile waży dzwon?", "Dzwon ma 640 kilogramów.", "weight"),
        ("fr", "À quelle vitesse roule le train ?", "Il roule à 140 km/h.", "speed"),
        ("cs", "Kolik vody zbývá?", "Zbývá osm tisíc litrů.", "amount"),
    ],
)
def test_a_unit_fits_what_is_asked_in_each_language(
    language: str, question: str, sentence: str, kind: str
) -> None:
    assert kind in asked_quantities(question, language)
    assert gives_quantity([kind], sentence, language)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("length", "Il roule à 140 km/h."),  # a speed
        ("length", "La salle fait 46 mètres carrés."),  # an area
        ("duration", "Il est né en 1964."),
    ],
)
def test_a_unit_within_another_is_not_it(kind: str, sentence: str) -> None:
    assert not gives_quantity([kind], sentence, "fr")


def test_money_is_asked_for_only_where_it_is_what_counts() -> None:
    assert asks_money("Wie hoch war die Geldstrafe?", "de")
    assert not asks_money("Wie viele Menschen fordern mehr Lohn?", "de")


def test_a_word_behind_another_question_word_asks_for_no_person() -> None:
    assert not asks_person("Miért dőlt ki a fa?", "hu")
    assert asks_person("Ki nyerte a versenyt?", "hu")


def test_a_name_of_somebody_who_is_not_told_of_is_refused(archive: Archive) -> None:
    assert not archive.ask("¿Cómo se llama el conductor de la planta de Robledal?").answered


def test_words_in_quotation_marks_with_a_comma_are_a_name_only_with_a_capital() -> None:
    assert not tells_name("Ředitel, „hodný, ale starý“, odešel.", (), "cs")
    assert tells_name("Jevu se říká „tichá voda“.", (), "cs")
    assert tells_name("Loď „Ida“ odplula.", (), "cs")


def test_a_name_that_stands_alone_in_quotation_marks_is_no_person() -> None:
    assert not names_person("Картину «Анна Белова» украли.", (), "ru")
    assert names_person("Картину украла Анна Белова.", (), "ru")
