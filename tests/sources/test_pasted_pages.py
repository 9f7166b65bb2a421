"""What people copy out of a browser window becomes the article that was in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.sources import read_articles
from retrieval.sources.boilerplate.comments import without_comments
from retrieval.sources.boilerplate.labels import is_boilerplate_line
from retrieval.sources.boilerplate.pipeline import drop_boilerplate
from retrieval.sources.files.plain_text import paragraphs_of_text
from retrieval.types import Article, IngestFailure
from tests.sources.test_text_articles import read as article_of
from tests.sources.test_web_page_kinds import LEAD, MORE

PROSE = "\n\n".join((LEAD, *MORE))


def test_above_a_row_of_navigation_stands_the_name_of_the_site(tmp_path: Path) -> None:
    pasted = (
        "The Crooked Slate\nstones, walls, and the occasional goat\n\n"
        "Home   About   Walls (free)   Shop   Contact\nSearch this site...\n\n"
        "← The goat wars, continued          A wall for a very long dog →\n\n"
        f"What the quarrymen don't say\nPosted on August 3, 2017 by Hester Vane\n\n{PROSE}\n"
    )
    found = article_of(tmp_path, "a.txt", pasted)
    assert (found.title, found.publisher) == ("What the quarrymen don't say", "The Crooked Slate")
    assert (found.authors, found.published_at) == (("Hester Vane",), "2017-08-03")
    assert found.text == PROSE


def test_a_day_below_the_head_of_a_blog_and_a_byline_below_the_text(tmp_path: Path) -> None:
    pasted = (
        "Cuaderno de Piedra\nVivir al lado, mirar abajo\n\nInicio · Sobre mí · Archivo\n\n"
        f"miércoles, 14 de octubre de 2015\nLa cantera que se calló\n\n{PROSE}\n\n"
        "Publicado por Hester Vane en 23:18\nEnviar por correo electrónico Escribe un blog\n"
        "Etiquetas: mi calle, oficios\n\n2 comentarios:\n\nLola dijo...\nYa era hora, digo yo.\n"
        "15 de octubre de 2015, 8:44\n\nPublicar un comentario\n"
    )
    found = article_of(tmp_path, "a.txt", pasted)
    assert (found.title, found.publisher) == ("La cantera que se calló", "Cuaderno de Piedra")
    assert (found.authors, found.published_at) == (("Hester Vane",), "2015-10-14")
    assert found.text == PROSE


QUOTED = "Hester Vane : « Une pierre n'est jamais perdue, elle attend qu'on la pose »"


@pytest.mark.parametrize(
    ("pasted", "title", "publisher"),
    [
        pytest.param(
            "Slate Notes\nThe blog of a quarryman\n\nBrackwater closes its quarry at last\n"
            f"3 March 2024 · Hester Vane · 5 minute read\n\n{PROSE}\n\n© 2024 Slate Notes\n",
            "Brackwater closes its quarry at last",
            "Slate Notes",
            id="a first line that claims the copyright below is the site",
        ),
        pytest.param(
            "Open in app\nSign up\nSign in\nWrite\nBrackwater closes its quarry at last\n" + PROSE,
            "Brackwater closes its quarry at last",
            None,
            id="buttons above a headline name no site",
        ),
        pytest.param(
            f"Skip to content\nThe Slate\nSubscribe\nSign in\n\nBrackwater closes it\n\n{PROSE}",
            "Brackwater closes it",
            "The Slate",
            id="a name between a link to the text and the buttons of an account is the site",
        ),
        pytest.param(
            "Jump to content   A–Z   Staff   Students\n\n[Crest of the college]\n"
            "Study at Lowholm | Research | What is on | Giving\n\n"
            f"Ferry sinks off the pier at dawn\nBy Hester Vane\n3 August 2017\n\n{PROSE}\n\n"
            "Lowholm College trains pilots and cooks.\n(c) Lowholm College\n",
            "Ferry sinks off the pier at dawn",
            "Lowholm College",
            id="rows of entries and texts in brackets are no headlines",
        ),
        pytest.param(
            "Skip to main content\nOpen Navigation Menu\nThe Wick\nNewsletter\nSign In\nLatest\n"
            "Letter from Lowholm Bay\nThe harp at the bottom of the lock\n"
            "A lock was drained for repairs by the town. Then the tuner of harps came.\n\n"
            f"By Hester Vane\nAugust 3, 2017\n\n{PROSE}\n\nHester Vane writes for The Wick.\n",
            "The harp at the bottom of the lock",
            "The Wick",
            id="a kicker above a headline with a standfirst is none",
        ),
        pytest.param(
            "Aller au contenu principal\nREVUE DES MURS\nS'abonner   Se connecter   Boutique\n"
            f"Accueil  |  Dossiers  |  Archives\n\n{QUOTED}\n\n{LEAD}\n\nPublié le 4 août 2017\n\n"
            + "\n\n".join(MORE),
            QUOTED,
            "REVUE DES MURS",
            id="a long headline with a quotation below navigation is no text",
        ),
    ],
)
def test_headline_and_site_are_found_among_what_is_around_them(
    pasted: str, title: str, publisher: str | None, tmp_path: Path
) -> None:
    found = article_of(tmp_path, "a.txt", pasted)
    assert (found.title, found.publisher) == (title, publisher)


@pytest.mark.parametrize(
    "head",
    [
        "Crooked Slate\nsmall stories of stones\nHome About me Archive Contact",
        "The Brackwater Clarion\nNews\nSport\nHome / News\n3 March 2024, 10:03\nViews: 1874",
        "Перейти к содержимому\nКривой сланец\nО камнях\n\nГлавная    О нас    Архив",
    ],
)
def test_a_headline_below_the_head_of_a_site_is_the_title(head: str, tmp_path: Path) -> None:
    pasted = f"{head}\nBrackwater closes its quarry at last\n{PROSE}\n"
    assert article_of(tmp_path, "a.txt", pasted).title == "Brackwater closes its quarry at last"


RECORD = """SlateBank Archive - Document View
Print | Email | Save to folder

Paper:      The Brackwater Clarion
Title:      Brackwater closes its quarry
Date:       November 12, 1996
Author:     Hester Vane
Section:    Local
Page:       B1
Record no.: BRC9611120417

By a show of hands so close that it had to be counted three
times, Brackwater voted on Sunday night to close the quarry
above the town, 211 to 204.

Mayor Odile Farrant said the quarry had cracked the walls of
forty-one houses since spring and that no rent from its owners
could pay for them.

CAPTION: The quarry as it is seen from the landing of the town.
"""


def test_the_fields_of_an_archive_tell_title_writer_day_and_paper(tmp_path: Path) -> None:
    found = article_of(tmp_path, "a.txt", RECORD)
    assert (found.title, found.authors) == ("Brackwater closes its quarry", ("Hester Vane",))
    assert (found.publisher, found.published_at) == ("The Brackwater Clarion", "1996-11-12")
    assert [line[:13] for line in found.text.split("\n\n")] == ["By a show of ", "Mayor Odile F"]


def test_days_and_papers_above_labelled_lines_count(tmp_path: Path) -> None:
    pasted = (
        "The Brackwater Clarion\nNovember 12, 1996 Tuesday\nSECTION: LOCAL; Pg. B1\n\n"
        f"HEADLINE: Brackwater closes its quarry\n\nBYLINE: Hester Vane, Staff Writer\n\n{PROSE}\n"
    )
    found = article_of(tmp_path, "a.txt", pasted)
    assert (found.title, found.authors) == ("Brackwater closes its quarry", ("Hester Vane",))
    assert (found.publisher, found.published_at) == ("The Brackwater Clarion", "1996-11-12")


def test_a_short_wrapped_line_with_room_for_the_next_word_ends_a_paragraph() -> None:
    wrapped = (
        "The council of Brackwater voted on Tuesday to close the quarry\n"
        "above the town by the end of next year.\n"
        "Nobody was hurt, and all of the town came to the vote of the\ncouncil, the mayor said.\n\n"
        "The owners employ 212 people, and their manager called the\nvote hasty.\n"
    )
    assert [line[:8] for line in paragraphs_of_text(wrapped)] == [
        "The coun",
        "Nobody w",
        "The owne",
    ]


@pytest.mark.parametrize(
    ("heading", "sign"),
    [
        ("Comments (12)", "2 days ago"),
        ('3 thoughts on "What the quarrymen don\'t say"', "August 4, 2017 at 7:10 am"),
        ("2 Kommentare", "Antworten"),
        ("4 comentarios:", "Lola dijo..."),
        ("Commentaires (3)", "il y a 2 jours"),
        ("Комментариев: 2", "28.11.2021 в 06:40"),
        ("Коментарі (2)", "Відповісти"),
        ("댓글 3", "2시간 전"),
    ],
)
def test_comments_below_an_article_go(heading: str, sign: str) -> None:
    comments = [heading, "TeaspoonTruther", sign, "My gran would have liked that.", "Reply"]
    assert list(without_comments([LEAD, *MORE, *comments])) == [LEAD, *MORE]


def test_a_number_of_comments_above_the_text_hides_none_of_it() -> None:
    lines = [
        LEAD,
        MORE[0],
        "Comments (12)",
        "Share",
        *MORE[1:],
        "It ended on 3 March 2024 at noon.",
    ]
    assert list(without_comments(lines)) == lines
    above = ["Comments (12)", LEAD, *MORE, "Comments", "2 days ago", "It did."]
    assert list(without_comments(above)) == above[:-3]


@pytest.mark.parametrize(
    "line",
    [
        "← Forecast for yesterday",
        "The dog that feared the barograph →",
        "« The rain | Main | A very long dog »",
        "Share Copy link Save",
        "Impressum Datenschutz AGB",
        "Rubrik: Steine. Lesezeit: 4 Minuten",
        "Owen Tate outside the court on Friday. Photo: Declan Moss",
        "Haltestelle Friedhof: Hier steht der Bus am längsten. (Foto: Arne Walz)",
        "O carteiro a meio da travessia, com o saco do correio à proa NUNO ROLA",
        '[contact-form-7 id="90" title="Demande de devis"]',
        "ADVERTENTIE Kozijnen nodig? Bel ons, ook voor deuren.",
        "Подписывайтесь и присылайте новости: @pier_bot",
    ],
)
def test_lines_around_a_pasted_article_go(line: str) -> None:
    assert is_boilerplate_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "From Kyiv → Lviv in a day, the train now takes all who wait at the station.",
        "Advertisement pays for most of what the town reads.",
        "He said that the photo: a grainy one, had been taken by a neighbour.",
        "The committee, he said, had never once met in the years since it was founded by UNESCO.",
        "[sic]",
    ],
)
def test_lines_of_an_article_that_resemble_them_stay(line: str) -> None:
    assert not is_boilerplate_line(line)


def test_a_picture_between_the_name_of_its_origin_goes_with_its_caption() -> None:
    lines = [
        "Channel Six Three pupils in front of a tall ivy screenChannel Six",
        "Year 6 pupils measured the air every morning at 08:45",
        LEAD,
        *MORE,
    ]
    assert drop_boilerplate(lines) == [LEAD, *MORE]


@pytest.mark.parametrize(
    "byline",
    ["Hester Vane (texto) e Nuno Sala (fotografia)", "Hester Vane (text) and Nuno Sala (photos)"],
)
def test_of_several_makers_those_of_the_text_are_the_authors(byline: str, tmp_path: Path) -> None:
    pasted = f"Brackwater closes its quarry at last\n{byline}\n2 May 2019\n{PROSE}\n"
    assert article_of(tmp_path, "a.txt", pasted).authors == ("Hester Vane",)


def test_a_pasted_page_that_was_not_found_is_no_article(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "Skip to content\nMenu\nPrairie Wire\nNews\nMusic\nSearch\n\n404\n\nThe page you asked for "
        "isn't here. It may have moved, or the link may be out of date.\n\nCheck the address for "
        "typing mistakes\nSearch for the headline\n\nLatest stories\n\nBrackwater closes its quarry"
        "\nBy Hester Vane\n14 minutes ago\n",
        "utf-8",
    )
    (found,) = read_articles(path)
    assert isinstance(found, IngestFailure)
    assert "no such page" in found.problem


@pytest.mark.parametrize(
    "around",
    [
        "Read also\nThe opera that has no doors at all\nBy Hester Vane",
        "Subscribe to our newsletter\nThe lake in one mail: each Saturday our stories",
        "The ringer with his trumpet of 1911 (photo Vane)",
        "The ringer with his trumpet of 1911. (Photo: courtesy)",
        "Amos and Bosun on the gallery. Photo by Hester Vane.",
    ],
)
def test_links_with_bylines_offers_and_captions_within_a_text_go(around: str) -> None:
    lines = [LEAD, *around.split("\n"), *MORE]
    assert drop_boilerplate(lines) == [LEAD, *MORE]


def test_numbered_comments_that_begin_with_their_speakers_go() -> None:
    comments = ["Comments (3)", "Runner: A scandal, and beauty.", "Ann of Osiek: Whose buns?"]
    assert list(without_comments([LEAD, *MORE, *comments])) == [LEAD, *MORE]


def test_a_byline_on_a_short_line_of_a_wrapped_text_is_not_joined_to_the_day() -> None:
    wrapped = (
        "par Hester Vane\nmercredi 15 février 2023\n\n"
        "The council closed the quarry above Brackwater, because it\nshook the walls of the houses "
        "below.\n\nNobody was hurt, and all of the town came to the vote of the\ncouncil.\n"
    )
    assert paragraphs_of_text(wrapped)[:2] == ["par Hester Vane", "mercredi 15 février 2023"]


def test_a_pasted_list_of_headlines_with_days_is_no_article(tmp_path: Path) -> None:
    path = tmp_path / "found.txt"
    titles = ("The miller grinds on request", "Sails rest for a kestrel", "A mill is half sold",
              "Thatcher allergic to reed", "Mill Road gets a bump")  # fmt: skip
    items = "\n\n".join(
        f"{title}\n{n} November 2024, 16:05 - By Hester Vane\nWho wants flour rings...\nRead more"
        for n, title in enumerate(titles, start=3)
    )
    path.write_text(f"You searched for: mill\n\n{items}\n", "utf-8")
    [found] = read_articles(path)
    assert isinstance(found, IngestFailure)
    assert "lists articles" in found.problem


def test_each_document_of_a_download_from_a_press_archive_is_an_article(tmp_path: Path) -> None:
    document = (
        "          {0} of 2 DOCUMENTS\n\n\n          The Lowholm Argus\n\n"
        "     August {0}, 2017 Thursday\n         First Edition\n\n"
        "Ferry number {0} sinks at dawn\n\n"
        f"BYLINE: Hester Vane\n\nSECTION: NEWS; Pg. 3\n\n{PROSE}\n\nLOAD-DATE: August 9, 2017\n\n"
    )
    head = "   Search Terms: (ferry OR pier)\n   Number of Documents: 2\n\n"
    path = tmp_path / "a.txt"
    path.write_text(head + document.format(1) + document.format(2), encoding="utf-8")
    found = [one for one in read_articles(path) if isinstance(one, Article)]
    assert [(one.title, one.published_at) for one in found] == [
        ("Ferry number 1 sinks at dawn", "2017-08-01"),
        ("Ferry number 2 sinks at dawn", "2017-08-02"),
    ]
    assert {one.publisher for one in found} == {"The Lowholm Argus"}
    assert {one.authors for one in found} == {("Hester Vane",)}
