"""In languages that no model here reads: which words answer, what is asked otherwise than it is
told, and what follow-ups go on from.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from retrieval.archive import Archive
from retrieval.types import Answer, Article
from tests.support.toys import toy_archive_of

ARTICLES = (
    Article(
        "de-rathaus",
        "Neue Bürgermeisterin in Ulmenau",
        "Ulmenau hat gewählt. Die 44-jährige Tierärztin Jule Marbach wird Bürgermeisterin von "
        "Ulmenau.\n\nIm Nachbarort Kleinfelde bleibt Gerd Osthoff Bürgermeister, er ist 59 Jahre "
        "alt.\n\nDie Turnhalle wird für 2,3 Millionen Euro erneuert, weil das Dach undicht ist. Im "
        "Archiv lagern 412 Glückwunschkarten. Schulleiter Bernd Kling freut sich.",
    ),
    Article(
        "ru-meriya",
        "Новый мэр Липовска",
        "Мэром Липовска стала Анна Сорокина. Ей 47 лет. В соседнем Дубравске мэром остался "
        "Олег Ершов, ему 61 год.\n\nРемонт набережной обойдётся в 90 миллионов рублей.",
    ),
    Article(
        "es-pueblo",
        "Elecciones en Robledal",
        "La veterinaria Lucía Ferrer, de 41 años, es la nueva alcaldesa de Robledal.\n\nEn "
        "Fresneda sigue como alcalde Tomás Iriarte, de 66 años.\n\nEl polideportivo cierra hasta "
        "el 4 de mayo porque el tejado tiene goteras.",
    ),
    Article(
        "it-teatro",
        "Riapre il teatro di Vallechiara",
        "Il teatro di Vallechiara riapre venerdì. Lo hanno annunciato la direttrice Nora Bellini e "
        "il regista Ugo Santi.\n\nLa cantante Pia Lori, che ha battuto Dino Corsi al concorso, si "
        "esibirà per prima.",
    ),
    Article(
        "fr-crue",
        "La Vaire déborde, 120 habitants évacués",
        "La Vaire est sortie de son lit dans la nuit de samedi à dimanche. À Brix, 120 habitants "
        "ont dormi au gymnase.\n\nLa fonte des neiges explique la crue.",
    ),
    Article(
        "fr-mairie",
        "Montclair a un nouveau maire",
        "L'instituteur Hugo Delorme, 34 ans, est devenu maire de Montclair devant la sortante, "
        "Odile Brun.\n\nÀ Vaubourg, Denis Perrin, 67 ans, dirige la ville depuis 2008.",
    ),
    Article(
        "pl-basen",
        "Basen w Lipowie otwarty",
        "Kierowniczka spodziewa się na basenie 900 gości dziennie; w 2021 roku przychodziło ich "
        "640.\n\nBilet na lodowisko kosztuje 9 złotych, a w Jaworzu 7 złotych.",
    ),
    Article(
        "uk-mist",
        "Міст у Вербівці",
        "Автобуси їдуть в об'їзд, бо міст у Вербівці закрито. У 2019 мешканців у селищі "
        "було близько тисячі.",
    ),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with toy_archive_of(tmp_path_factory.mktemp("marks"), ARTICLES) as opened:
        yield opened


def answering(answer: Answer) -> str:
    """The words that answer."""
    first = answer.results[0]
    assert first.answer is not None
    return first.passage.text[first.answer.start : first.answer.end]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Was kostet die Erneuerung der Turnhalle?", "2,3 Millionen Euro"),
        ("Warum wird die Turnhalle erneuert?", "weil das Dach undicht ist"),
        ("Wie viele Karten lagern im Archiv?", "412 Glückwunschkarten"),
        ("Сколько стоит ремонт набережной?", "90 миллионов рублей"),
        ("Кто мэр Липовска?", "Анна Сорокина"),
        ("¿Hasta cuándo cierra el polideportivo?", "4 de mayo"),
        ("¿Por qué cierra el polideportivo?", "porque el tejado tiene goteras"),
        ("Chi è la direttrice del teatro di Vallechiara?", "Nora Bellini"),
        ("Chi ha battuto Pia Lori al concorso?", "Dino Corsi"),
        ("Чому міст у Вербівці закрито?", "Автобуси їдуть в об'їзд, бо міст у Вербівці закрито."),
        ("Скільки мешканців було у 2019 році?", "У 2019 мешканців у селищі було близько тисячі."),
    ],
)
def test_the_words_of_the_kind_asked_for_answer(
    archive: Archive, question: str, words: str
) -> None:
    assert answering(archive.ask(question)) == words


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Wer regiert Ulmenau?", "Jule Marbach"),
        ("¿Quién gobierna en Fresneda?", "Tomás Iriarte"),
        ("Кто управляет Дубравском?", "Олег Ершов"),
    ],
)
def test_what_is_told_in_other_words_than_asked_is_found(
    archive: Archive, question: str, words: str
) -> None:
    answer = archive.ask(question)

    assert answer.answered
    assert words in answering(answer)


@pytest.mark.parametrize(
    ("earlier", "question", "words"),
    [
        (["Wer ist Bürgermeisterin von Ulmenau?"], "Wie alt ist sie?", "44"),
        (
            ["Wer ist Bürgermeisterin von Ulmenau?", "Wie alt ist sie?"],
            "Und in Kleinfelde?",
            "Gerd",
        ),
        (["Кто мэр Липовска?"], "Сколько ей лет?", "47 лет"),
        (["Кто мэр Липовска?", "Сколько ей лет?"], "А в Дубравске?", "Олег Ершов"),
        (["¿Quién es la alcaldesa de Robledal?"], "¿Qué edad tiene?", "41 años"),
        (["¿Quién es la alcaldesa de Robledal?", "¿Qué edad tiene?"], "¿Y en Fresneda?", "Tomás"),
    ],
)
def test_a_follow_up_is_asked_of_the_office_and_the_person(
    archive: Archive, earlier: list[str], question: str, words: str
) -> None:
    assert words in answering(archive.ask(question, earlier=earlier))


def test_an_age_is_that_of_whom_the_question_before_was_about(archive: Archive) -> None:
    mayor = "Qui est le maire de Montclair ?"

    assert answering(archive.ask("Quel âge a-t-il ?", earlier=[mayor])) == "34 ans"


def test_an_age_that_is_not_told_is_refused(archive: Archive) -> None:
    assert not archive.ask("Wie alt ist Schulleiter Bernd Kling?").answered
