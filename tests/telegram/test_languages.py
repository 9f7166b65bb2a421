"""The bot's languages: questions, follow-ups, refusals and dates, each on articles in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval import Article
from tests.telegram.scenario import bot_process, fill, reply_to
from tests.telegram.tgstandin import StandIn

ARTICLES = (
    Article(
        "de00000000000001",
        "Freibad Rosental bleibt geschlossen",
        "Das Freibad in Rosental bleibt bis Mai geschlossen. Die Sanierung der Becken kostet 3,8"
        " Millionen Euro.\n\nBürgermeisterin Karin Ohle versprach, dass die Preise nicht steigen.",
        publisher="Rosentaler Bote",
        published_at="2024-03-05",
    ),
    Article(
        "es00000000000001",
        "El tren a Valdemar se retrasa",
        "El tren rápido a Valdemar llegará en dos años. Un túnel inundado paró las obras.\n\n"
        "La ministra Elena Cobos dijo que los billetes no subirán de precio.",
        publisher="Diario de Valdemar",
        published_at="2024-03-05",
    ),
    Article(
        "ru00000000000001",
        "В Заречье открыли Каменный мост",
        "Каменный мост в Заречье открыли после ремонта, который стоил полтора миллиарда рублей.\n\n"
        "Первой по мосту проехала почтальон Галина Тимохина.",
        publisher="Заречный вестник",
        published_at="2024-03-05",
    ),
    Article(
        "uk00000000000001",
        "У Липовому відкрили підземну школу",
        "У Липовому відкрили підземну школу, де навчатимуться шістсот учнів у дві зміни.\n\n"
        "Директорка школи Оксана Гречко розповіла, що будівництво тривало одинадцять місяців.",
        publisher="Липовські новини",
        published_at="2024-03-05",
    ),
    Article(
        "en00000000000001",
        "Harbour bridge in Eastwick closes",
        "The harbour bridge in Eastwick will close for eleven weeks on Monday.\n\n"
        "Mayor Ines Holm said that buses would cross by ferry.",
        publisher="Eastwick Post",
        published_at="2024-03-05",
    ),
)


@pytest.fixture(scope="module")
def polyglot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """A stand-in with a bot on articles in its five languages."""
    folder: Path = tmp_path_factory.mktemp("polyglot")
    fill(folder / "archive", ARTICLES)
    with StandIn() as tg, bot_process(tg, folder):
        yield tg
        tg.assert_clean()


@pytest.mark.parametrize(
    ("language", "question", "follow_up", "quoted", "then", "day"),
    [
        (
            "de",
            "Wie viel kostet die Sanierung der Becken in Rosental?",
            "Und wer versprach, dass die Preise nicht steigen?",
            "3,8 Millionen Euro",
            "Karin Ohle",
            "5. März 2024",
        ),
        (
            "es",
            "¿Cuándo llegará el tren rápido a Valdemar?",
            "¿Y quién dijo que los billetes no subirán?",
            "llegará en dos años",
            "Elena Cobos",
            "5 de marzo de 2024",
        ),
        (
            "ru",
            "Сколько стоил ремонт Каменного моста?",
            "А кто по нему проехал?",
            "полтора миллиарда",
            "Галина Тимохина",
            "5 марта 2024",
        ),
        (
            "uk",
            "Скільки учнів навчатимуться у підземній школі?",
            "А скільки тривало її будівництво?",
            "шістсот учнів",
            "одинадцять місяців",
            "5 березня 2024",
        ),
        (
            "en",
            "How long will the harbour bridge in Eastwick close?",
            "And who said that buses would cross?",
            "eleven weeks",
            "Ines Holm",
            "5 March 2024",
        ),
    ],
)
def test_a_conversation_in_each_language(
    polyglot: StandIn,
    language: str,
    question: str,
    follow_up: str,
    quoted: str,
    then: str,
    day: str,
) -> None:
    chat = polyglot.user("Reader", language_code=language).chat

    first = reply_to(chat, question)
    second = reply_to(chat, follow_up)

    assert quoted in first.text
    assert day in first.text.replace("\xa0", " ")
    assert then in second.text


@pytest.mark.parametrize(
    ("language", "question", "refusal"),
    [
        ("de", "Welches Orchester tourt durch Patagonien?", "Das Archiv beantwortet das nicht."),
        ("es", "¿Qué orquesta toca en la Patagonia?", "El archivo no responde a eso."),
        ("ru", "Какой оркестр гастролирует в Патагонии?", "В архиве нет ответа"),
        ("uk", "Який оркестр гастролює Патагонією?", "В архіві немає відповіді"),
    ],
)
def test_a_refusal_in_each_language(
    polyglot: StandIn, language: str, question: str, refusal: str
) -> None:
    chat = polyglot.user("Reader", language_code=language).chat

    assert reply_to(chat, question).text.startswith(refusal)
