"""In languages that no model here reads: questions for yes or no."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from retrieval.archive import Archive
from retrieval.text.answers.whether import asks_whether
from retrieval.types import Article
from tests.support.toys import toy_archive_of

ARTICLES = (
    Article(
        "de",
        "Brand in der Gerberei von Ulmenau",
        "In der Gerberei von Ulmenau hat es am Montag gebrannt, der Brand zerstörte das Lager. "
        "Menschen kamen nicht zu Schaden, die Zahl der Toten bleibt null. Die Chefin Jule Marbach "
        "hatte die Gerberei einem Investor gezeigt. Verkaufen wollte sie das Haus nicht.",
    ),
    Article(
        "pt",
        "Biblioteca da vila ganha livro raro",
        "A biblioteca de Vila Clara mostrou um livro raro de 1938, achado num sótão da vila. Um "
        "colecionador ofereceu dinheiro, mas os vizinhos votaram por não vender. A sala abre cedo.",
    ),
    Article(
        "ru",
        "Снегопад в Липовске",
        "Снегопад закрыл аэропорт Липовска на девять часов, отменены двадцать рейсов. Погибших "
        "нет. Школы в понедельник не работают, сообщила мэрия Липовска.",
    ),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with toy_archive_of(tmp_path_factory.mktemp("whether"), ARTICLES) as opened:
        yield opened


def marked(archive: Archive, question: str, earlier: list[str] | None = None) -> str:
    first = archive.ask(question, earlier=earlier or []).results[0]
    return "".join(first.passage.text[span.start : span.end] for span in first.highlight)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Gab es Tote beim Brand in der Gerberei von Ulmenau?", "Menschen kamen nicht"),
        ("Venderam os vizinhos o livro de 1938 em Vila Clara?", "não vender"),
        ("Есть ли погибшие после снегопада в Липовске?", "Погибших нет."),
    ],
)
def test_what_is_denied_answers_a_question_for_yes_or_no(
    archive: Archive, question: str, expected: str
) -> None:
    assert expected in marked(archive, question)


def test_a_follow_up_for_yes_or_no_is_no_question_for_a_number(archive: Archive) -> None:
    earlier = ["На сколько часов закрыли аэропорт Липовска?"]
    assert marked(archive, "Погибшие были?", earlier) == "Погибших нет."


def test_a_short_word_is_no_stop_word_that_lacks_its_first_letter(archive: Archive) -> None:
    searched = archive.searcher().questions
    query = searched.understand("Hat die Chefin Jule Marbach ihren job gekündigt?")
    assert "job" not in searched.corrections(query, ())


def test_or_in_a_question_that_asks_who_is_no_yes_or_no() -> None:
    assert not asks_whether("Kto wygrał wybory w Torfinie, Nowak czy Lis?", "pl")
    assert not asks_whether("Quand est-ce que la piscine ouvre ?", "fr")
    assert asks_whether("Est-ce que la piscine ouvre ?", "fr")
