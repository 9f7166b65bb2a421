"""In languages that no model here reads: questions for what somebody or something is called."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from retrieval.archive import Archive
from retrieval.types import Article
from tests.support.toys import toy_archive_of

ARTICLES = (
    Article(
        "de",
        "Unfall in Ulmenau",
        "In Ulmenau ist ein Bus in einen Graben gerutscht. Der Fahrer des Busses blieb unverletzt. "
        "Die Feuerwehrfrau Jule Marbach half den Gästen. Im Bus saß ein Hund, er heißt Rex.\n\n"
        "Das kleine Schiff Seerose bringt die Gäste im Sommer über die Ulme.",
    ),
    Article(
        "es",
        "Accidente en Robledal",
        "Un autobús volcó en Robledal. El conductor de la línea salió ileso, según la Guardia "
        "Vecinal. La bombera Lucía Ferrer ayudó a los pasajeros. Rosa Lledó es la nueva alcaldesa.",
    ),
    Article(
        "ru",
        "Авария в Липовске",
        "В Липовске автобус съехал в кювет. Водитель автобуса не пострадал. Врач Анна Сорокина "
        "помогла пассажирам.",
    ),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with toy_archive_of(tmp_path_factory.mktemp("names"), ARTICLES) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Wie heißt die Feuerwehrfrau in Ulmenau?", "Jule Marbach"),
        ("Wie heißt der Hund im Bus?", "Rex"),
        ("Wie heißt das kleine Schiff auf der Ulme?", "Seerose"),
        ("¿Cómo se llama la bombera de Robledal?", "Lucía Ferrer"),
        ("¿Cómo se llama la alcaldesa de Robledal?", "Rosa Lledó"),
        ("Как зовут врача из Липовска?", "Анна Сорокина"),
    ],
)
def test_a_name_beside_whom_or_what_it_is_asked_of_answers(
    archive: Archive, question: str, expected: str
) -> None:
    found = archive.ask(question)
    assert found.answered
    assert expected in found.results[0].answer_words


@pytest.mark.parametrize(
    "question",
    [
        "Wie heißt der Fahrer des Busses in Ulmenau?",
        "¿Cómo se llama el conductor del autobús de Robledal?",
        "Как зовут водителя автобуса в Липовске?",
    ],
)
def test_a_name_of_somebody_else_in_the_same_article_does_not_answer(
    archive: Archive, question: str
) -> None:
    assert not archive.ask(question).answered
