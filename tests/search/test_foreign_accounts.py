"""In languages that no model here reads: the newest of several accounts, and what others say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from retrieval.archive import Archive
from retrieval.factory import open_archive
from retrieval.settings import Settings
from retrieval.types import Answer, Article
from tests.conftest import MakeArchive
from tests.support.toys import ToyBackends

BEFORE, SINCE = "2021-03-09", "2024-09-17"
TEXTS = (
    (
        "de-amt",
        ("Rosa Menzel zieht ins Rathaus ein", "Machtwechsel: Tobias Krahl folgt auf Menzel"),
        "Lindholz hat gewählt: Rosa Menzel ist neue Bürgermeisterin von Lindholz. Die Lehrerin "
        "bekam 58 Prozent. Sie will zuerst die Schule sanieren.",
        "Tobias Krahl hat die Wahl in Lindholz gewonnen und ist seit Montag Bürgermeister. Er "
        "setzte sich gegen Rosa Menzel durch. Die Schule ist noch nicht saniert.",
    ),
    (
        "de-bus",
        ("Busunglück bei Torfau: drei Tote", "Torfau trauert um die Opfer des Busunglücks"),
        "Bei einem Busunglück nahe Torfau sind am Donnerstag drei Menschen gestorben. Der Bus "
        "stürzte in einen Graben. Zwölf Fahrgäste wurden verletzt.",
        "Vier Tage nach dem Busunglück von Torfau ist die Zahl der Toten auf fünf gestiegen. Zwei "
        "Schwerverletzte starben in der Klinik. Der Fahrer wird befragt.",
    ),
    (
        "es-mina",
        ("La mina de Hoyuelos abre al público", "Sube el precio de la mina de Hoyuelos"),
        "La mina de Hoyuelos abre el sábado. La entrada cuesta ocho euros para adultos. Hay "
        "visitas cada hora.",
        "La mina de Hoyuelos sube los precios. La entrada de adulto cuesta once euros. El motivo "
        "es la factura de la luz.",
    ),
    (
        "ru-mer",
        ("Роза Мельник избрана мэром Липовска", "Тимофей Краль сменил Мельник"),
        "Роза Мельник стала новым мэром Липовска. Учительница получила 58 процентов голосов. Она "
        "хочет отремонтировать школу.",
        "Тимофей Краль выиграл выборы в Липовске и с понедельника занимает пост мэра. Он обошёл "
        "мэра Розу Мельник. Школа не отремонтирована.",
    ),
    (
        "tr-baskan",
        ("Ihlamurlu'nun yeni başkanı Gül Değirmen", "Ihlamurlu'da değişim: Tarık Kral geldi"),
        "Gül Değirmen, Ihlamurlu'nun yeni belediye başkanı oldu. Öğretmen okulu onarmak istiyor.",
        "Tarık Kral, Ihlamurlu'da seçimi kazandı ve yeni belediye başkanı oldu. Marangoz, Gül "
        "Değirmen'i geçti. Okul hâlâ onarılmadı.",
    ),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    settings = Settings(archive=str(tmp_path_factory.mktemp("accounts")))
    with open_archive(settings, create=True, backends=lambda *_: ToyBackends()) as opened:
        for name, titles, *texts in TEXTS:
            days = ((BEFORE, "old"), (SINCE, "new"))
            for title, text, (day, key) in zip(titles, texts, days, strict=True):
                opened.add(Article(f"{name}-{key}", title, text, published_at=day))
        yield opened


def words(answer: Answer) -> str:
    """The words that answer."""
    return answer.results[0].answer_words


def others(answer: Answer) -> list[str]:
    """The articles that say otherwise, by the notes."""
    notes = (note for note in answer.notes if note.kind == "other_accounts")
    return [article["doc_id"] for note in notes for article in note.fields["articles"]]


@pytest.mark.parametrize(
    ("question", "expected", "old"),
    [
        ("Wer ist Bürgermeister von Lindholz?", "Tobias Krahl", "de-amt-old"),
        ("Wer regiert in Lindholz?", "Tobias Krahl", "de-amt-old"),
        ("Wie viele Menschen starben beim Busunglück von Torfau?", "fünf", "de-bus-old"),
        ("¿Cuánto cuesta la entrada a la mina de Hoyuelos?", "once euros", "es-mina-old"),
        ("Кто мэр Липовска?", "Тимофей Краль", "ru-mer-old"),
        ("Ihlamurlu belediye başkanı kim?", "Tarık Kral", "tr-baskan-old"),
    ],
)
def test_the_newest_account_answers_and_a_note_tells_of_the_old_one(
    archive: Archive, question: str, expected: str, old: str
) -> None:
    found = archive.ask(question)
    assert found.answered
    assert words(found) == expected
    assert others(found) == [old]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("entrada mina Hoyuelos", "es-mina-new"),
        ("entrada mina Hoyuelos antes", "es-mina-old"),
        ("¿Cuesta once euros la entrada a la mina de Hoyuelos?", "es-mina-new"),
    ],
)
def test_keywords_and_yes_or_no_are_asked_of_the_newest_account(
    archive: Archive, question: str, first: str
) -> None:
    assert archive.ask(question).results[0].article.doc_id == first


@pytest.mark.parametrize(
    "question",
    [
        "Wer war die erste Bürgermeisterin von Lindholz?",
        "Wer war 2021 Bürgermeisterin von Lindholz?",
    ],
)
def test_what_has_passed_is_asked_of_the_old_account(archive: Archive, question: str) -> None:
    assert archive.ask(question).results[0].article.doc_id == "de-amt-old"


def test_a_later_account_is_named_beside_the_first(archive: Archive) -> None:
    found = archive.ask("Wie viele Menschen starben zuerst beim Busunglück von Torfau?")
    later = [note.fields["doc_id"] for note in found.notes if note.kind == "later_account"]
    assert found.results[0].article.doc_id == "de-bus-old"
    assert later == ["de-bus-new"]


@pytest.mark.parametrize(
    "text",
    [
        "Otto Brand war bis 2004 Bürgermeister von Lindholz. Er starb am Sonntag.",
        "Ada Marx, Bürgermeisterin von Selm, hat den Markt von Lindholz gelobt.",
    ],
)
def test_a_later_account_of_somebody_else_does_not_answer(
    make_archive: MakeArchive, text: str
) -> None:
    now = "Rosa Menzel ist Bürgermeisterin von Lindholz. Die Lehrerin bekam 58 Prozent."
    archive = make_archive(
        [
            Article("now", "Wahl in Lindholz", now, published_at=BEFORE),
            Article("other", "Besuch in Lindholz", text, published_at=SINCE),
        ]
    )
    assert words(archive.ask("Wer ist Bürgermeister von Lindholz?")) == "Rosa Menzel"
