"""Plain text and Markdown, as people paste and write them, give articles."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.sources import read_articles
from retrieval.sources.drafts import make_article
from retrieval.sources.files.markdown import read_markdown
from retrieval.sources.files.plain_text import read_text
from retrieval.types import Article, IngestFailure

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"


def read(tmp_path: Path, name: str, content: str) -> Article:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    (found,) = read_articles(path)
    assert isinstance(found, Article), found
    return found


PASTED = """River rises by two metres
Residents of the old town leave their homes
By Jane Roe
Published 3 March 2024
Your support helps us to report
Sign up here for our newsletter.
Thank you for supporting our journalism.The river rose by two metres on Sunday.
Nobody was hurt, the mayor said.
Comments
"""


def test_pasted_text_gives_title_and_article_without_boilerplate(tmp_path: Path) -> None:
    article = read(tmp_path, "a.txt", PASTED)
    assert article.title == "River rises by two metres"
    assert article.text.split("\n\n") == [
        "Residents of the old town leave their homes",
        "The river rose by two metres on Sunday.",
        "Nobody was hurt, the mayor said.",
    ]
    assert article.authors == ("Jane Roe",)
    assert article.published_at == "2024-03-03"
    assert article.publisher is None


def test_a_title_that_is_repeated_stands_once(tmp_path: Path) -> None:
    assert read(tmp_path, "a.txt", "River rises\n\nRiver rises\n\nIt rose.").text == "It rose."


def test_lines_that_were_broken_to_a_width_are_made_whole() -> None:
    text = (
        "River rises\n\n"
        "The river that runs through the old town rose by two metres on\n"
        "Sunday night, and those who live along its banks left their\n"
        "homes.\n\n"
        "The mayor said that nobody was hurt, and that the bridges would\n"
        "be closed until the water has fallen by at least a metre.\n"
    )
    assert [len(part.split()) for part in read_text(text).paragraphs] == [25, 24]


@pytest.mark.parametrize(
    "line", ["By the river, people waited.", "By 2024 it was gone", "Updated 3 March 2024"]
)
def test_what_is_no_byline_names_nobody_and_no_day(line: str) -> None:
    draft = read_text(f"Title\n{line}\nText.")
    assert (draft.authors, draft.published) == ((), None)


FRONT_MATTER = """---
title: "River: it rises"
date: 2024-03-03
authors:
  - Jane Roe
  - John Doe
source: Example Post
url: https://example.org/river
---
# River: it rises

The **river** rose by [two metres](https://example.org/m)
on Sunday.

## What next

- Close the _bridges_
- Wait

![map](map.png)
"""


def test_front_matter_and_marks_of_markdown_are_read(tmp_path: Path) -> None:
    article = read(tmp_path, "a.md", FRONT_MATTER)
    assert article.title == "River: it rises"
    assert article.text.split("\n\n") == [
        "The river rose by two metres on Sunday.",
        "What next",
        "Close the bridges",
        "Wait",
    ]
    assert article.authors == ("Jane Roe", "John Doe")
    assert article.publisher == "Example Post"
    assert article.published_at == "2024-03-03"
    assert article.url == "https://example.org/river"


def test_front_matter_in_toml_is_read() -> None:
    draft = read_markdown('+++\ntitle = "A"\nauthor = "Jane Roe"\n+++\nText one.\n\nText two.')
    assert (draft.title, draft.authors) == ("A", ("Jane Roe",))
    assert draft.paragraphs == ("Text one.", "Text two.")


@given(st.text(max_size=400))
def test_no_text_makes_a_reader_fail(text: str) -> None:
    assert all(read_text(text).paragraphs)
    assert all(read_markdown(text).paragraphs)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n ", "holds no article text"),
        ("a.txt", b"Comments\nShare\n", "holds no article text"),
        ("a.txt", b"ab", "is too short for an article"),
        ("a.txt", b"\x00\x01\x02" * 50, "is not text"),
        ("a.md", b"a" * 1_000_001, "is larger than 1 MB"),
        ("a.png", b"x", "is of a kind that cannot be read"),
        ("missing.txt", None, "does not exist"),
    ],
)
def test_a_file_without_an_article_is_one_plain_sentence(
    tmp_path: Path, name: str, content: bytes | None, problem: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    (failure,) = read_articles(tmp_path / name)
    assert isinstance(failure, IngestFailure)
    assert failure.source == str(tmp_path / name)
    assert failure.problem.startswith(problem)
    assert failure.problem.endswith(".")


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared folder is absent")
def test_the_pasted_seed_gives_its_article_and_none_of_its_boilerplate() -> None:
    (article,) = read_articles(next(SEEDS.glob("000_*.txt")))
    assert isinstance(article, Article)
    paragraphs = article.text.split("\n\n")
    assert len(paragraphs) == 18
    assert paragraphs[0].startswith("Russian president claims")
    assert paragraphs[1].startswith("Vladimir")
    assert paragraphs[-1].endswith("“remains intact”.")
    assert not any(word in article.text for word in ("Your ", "donation", "forum", "Independent"))


# Headlines of pasted pages ----------------------------------------------------------------------

STORY = """The river rose by two metres on Sunday, and the mayor had the bridges closed.

Nobody was hurt, but forty families left their homes for the night, the fire brigade said.
"""


@pytest.mark.parametrize(
    "above",
    [
        "Home",
        "Home\nNews\nLocal news",
        "Home > News > Valley",
        "News | Sport | Weather",
        "Subscribe for 1 € a month",
        "Get unlimited access for $1 a week\nSign in",
        "You have 2 free articles left this month.",
        "The Pier Gazette",
        "The Brackwater Clarion\nLIVE",
        "BRACKWATER CLARION\nPolitics\nSport\nLog in",
        "Skip to content\nMenu\nSearch\n@pier\nhttps://pier.example/river",
        "Startseite\nPolitik\nNur 1 € im Monat: Jetzt testen",
        "Accueil › Société\nSe connecter",
        "River rises by two metres - The Pier Gazette\nMenu",
        "Home News River rises by two metres\nNews",
        "Lokales\nValley",
    ],
)
def test_what_a_site_puts_above_a_headline_is_not_the_headline(tmp_path: Path, above: str) -> None:
    text = f"{above}\nRiver rises by two metres\nJane Roe\n3 March 2024\n\n{STORY}"
    article = read(tmp_path, "a.txt", text)

    assert article.title == "River rises by two metres"
    assert article.text == STORY.strip()
    assert (article.authors, article.published_at) == (("Jane Roe",), "2024-03-03")


def test_the_name_of_the_paper_above_a_headline_is_the_publisher(tmp_path: Path) -> None:
    text = f"The Pier Gazette\nMonday, 4 March 2024\nRiver rises by two metres\n\n{STORY}"
    article = read(tmp_path, "a.txt", text)

    assert (article.title, article.publisher) == ("River rises by two metres", "The Pier Gazette")
    assert article.published_at is None  # the day of the paper


PAYS = f"The company said that it would pay for {'every wet coat and ' * 5}every shoe."
QUIET = (
    "Der Gemeinderat beschloss am Dienstag, dass es in den Gärten leise bleibt.\n"
    "Wer dennoch bläst, zahlt vom Frühjahr an eine Strafe von vierzig Euro je Stunde.\n"
)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Quarry closes\n\n{STORY}", "Quarry closes"),
        (f"Blackout\n\n{STORY}", "Blackout"),
        (
            f"Sport pays for itself, club says\nTown council is not so sure\n\n{STORY}",
            "Sport pays for itself, club says",
        ),
        (f"Subscribe: why readers pay again\n\n{STORY}", "Subscribe: why readers pay again"),
        ("Watch: the river rises\nIt rose.", "Watch: the river rises"),
        ("Titel: Bayern feiert\nVon Jonas Feld\nSo.", "Titel: Bayern feiert"),
        ("Zeitung: Minister geht\nSo war es.", "Zeitung: Minister geht"),
        ("Share\nAdvertisement\nRiver rises\nIt rose.", "River rises"),
        (
            f"Startseite\nMühlbach\nMühlbach verbietet Laubbläser\nTeilen\n{QUIET}",
            "Mühlbach verbietet Laubbläser",
        ),
    ],
)
def test_the_title_of_what_was_pasted_is_its_first_line_that_is_no_label(
    text: str, title: str
) -> None:
    assert read_text(text).title == title


@pytest.mark.parametrize(
    "text", ["The river rose.", "word " * 60 + "\nsecond", f"{PAYS}\n\n{STORY}"]
)
def test_a_text_that_begins_with_its_first_paragraph_has_no_title(text: str) -> None:
    draft = read_text(text)

    assert draft.title is None
    assert draft.paragraphs[0] == text.partition("\n")[0].strip()


def test_boxes_and_labels_within_a_pasted_page_are_not_quoted(tmp_path: Path) -> None:
    first, second = STORY.strip().split("\n\n")
    text = (
        "River rises by two metres\nBy Our Staff\n[Image: The bridge on Sunday night]\n"
        f"Home > News > Valley\n{first}\nQuick Guide\nWhat is a flood?\nShow\n"
        "A flood is water where there should be none, says the dictionary.\nWas this helpful?\n"
        f"Thank you for your feedback.\n{second}\nPurchase Licensing Rights\nSuggested Topics:\n"
        "Valley\nRivers\nUnsubscribe\nSubscribe for 1 € a month\nNews | Sport\nView in browser\n"
    )
    article = read(tmp_path, "a.txt", text)

    assert article.text == STORY.strip()
    assert article.authors == ()


def test_the_reader_view_of_a_browser_gives_title_and_author(tmp_path: Path) -> None:
    head = "pier.example\nRiver rises by two metres\nJane Roe\n3–4 minutes"
    article = read(tmp_path, "a.txt", f"{head}\n\n{STORY}")

    assert (article.title, article.authors) == ("River rises by two metres", ("Jane Roe",))
    assert article.text == STORY.strip()


def test_what_chats_mark_as_bold_is_read_without_the_marks(tmp_path: Path) -> None:
    head = "*River rises by two metres*\n_The Pier Gazette, 3 March 2024_"
    article = read(tmp_path, "a.txt", f"{head}\n\n{STORY}\nForwarded many times")

    assert (article.title, article.text) == ("River rises by two metres", STORY.strip())
    assert (article.publisher, article.published_at) == ("The Pier Gazette", "2024-03-03")


@pytest.mark.parametrize(
    "line",
    ["Compartir en WhatsApp", "Auf X teilen", "Partager sur Facebook", "Condividi via e-mail",
     "Deel op Facebook", "Udostępnij na Facebooku", "SKIP ADVERTISEMENT", "Réutiliser ce contenu",
     "Tu suscripción se está usando en otro dispositivo", "Article réservé aux abonnés"],
)  # fmt: skip
def test_buttons_and_notes_of_papers_in_other_languages_are_not_quoted(
    tmp_path: Path, line: str
) -> None:
    first, second = STORY.strip().split("\n\n")
    article = read(tmp_path, "a.txt", f"River rises by two metres\n\n{first}\n{line}\n{second}")

    assert article.text == STORY.strip()


@pytest.mark.parametrize(
    ("head", "authors", "day"),
    [
        ("Publié le 05/03/2024 à 08h15", (), "2024-03-05"),
        ("05/03/2024 08h15 Atualizado há 2 horas", (), "2024-03-05"),
        ("ÚLTIMA HORA\nPía Lozano · 9 de enero de 2024", ("Pía Lozano",), "2024-01-09"),
        ("Door onze redactie binnenland\n9 januari 2024", (), "2024-01-09"),
    ],
)
def test_the_head_of_a_paste_is_read_in_its_language(
    tmp_path: Path, head: str, authors: tuple[str, ...], day: str
) -> None:
    text = "Le pont suspendu est fermé aux camions, a décidé le conseil de la ville lundi soir."
    article = read(tmp_path, "a.txt", f"Le pont suspendu fermé aux camions\n{head}\n\n{text}\n")

    assert (article.authors, article.published_at, article.text) == (authors, day, text)


def test_the_headline_of_a_japanese_paste_is_not_the_name_of_the_paper(tmp_path: Path) -> None:
    prose = "青葉町の町議会は月曜日、老朽化した木造の駅舎を図書館として保存する案を可決した。"
    headline = "木造駅舎、図書館として保存へ"
    above = "青葉新聞\nトップ\n速報\nログイン"
    article = read(tmp_path, "a.txt", f"{above}\n\n{headline}\nツイート\n\n{prose}\n{prose}")

    assert (article.title, article.publisher) == (headline, "青葉新聞")
    assert "ツイート" not in article.text


def test_a_day_may_have_that_of_a_change_in_brackets(tmp_path: Path) -> None:
    day = "9 ottobre 2024 (modifica il 10 ottobre 2024 | 12:40)"
    article = read(tmp_path, "a.txt", f"River rises by two metres\ndi Jane Roe\n{day}\n\n{STORY}")

    assert (article.authors, article.text) == (("Jane Roe",), STORY.strip())
    assert (article.published_at, article.updated_at) == ("2024-10-09", "2024-10-10")


def test_what_a_database_of_articles_puts_around_one_is_not_quoted(tmp_path: Path) -> None:
    head = "BYLINE: Jane Roe\n\nSECTION: NEWS; Pg. 3\n\nLENGTH: 1,412 words"
    foot = "LOAD-DATE: March 4, 2024\n\nLANGUAGE: ENGLISH\n\nEnd of Document"
    text = f"River rises by two metres\n\n{head}\n\n{STORY}\n{foot}"
    article = read(tmp_path, "a.txt", text)

    assert (article.authors, article.text) == (("Jane Roe",), STORY.strip())


def test_words_broken_at_the_ends_of_lines_are_whole_again(tmp_path: Path) -> None:
    text = (
        "THE PIER GAZETTE                                   Page 3\n\n"
        "River rises by two metres\n\n"
        "The river that runs through the old town rose by two me-\n"
        "tres on Sunday night, and those who live along its banks\n"
        "left their homes.\n\n"
        "The mayor said that nobody was hurt, and that the brid-\n"
        "ges would be closed until the water has fallen.\n"
    )
    article = read(tmp_path, "a.txt", text)

    assert article.title == "River rises by two metres"
    assert "by two metres on Sunday" in article.text
    assert "that the bridges would" in article.text


@pytest.mark.parametrize(
    ("head", "day", "author"),
    [
        (
            "World\nFlooding\nThis article is more than 2 months old\n{title}\n"
            "This article is more than 2 months old\n\nOwners return, and ask why all is "
            "late\n\nFollow our valley news live blog for latest updates\nMoira Kettering Valley "
            "reporter\nTue 8 Oct 2024 06.00 BST\nShare\n",
            "2024-10-08",
            "Moira Kettering",
        ),
        (
            "SKIP ADVERTISEMENT\nU.S.\n{title}\nThe town has been dry since June. Help is to come "
            "in spring.\n\nListen to this article · 7:12 min Learn more\nShare full article\n131\n"
            "A woman fills plastic jugs from a truck in the lot.\nOwners line up for water on "
            "Saturdays. Credit...Nell Okafor for The Clarion\nTeodoro Wynn\nBy Teodoro Wynn\n"
            "Aug. 11, 2024\n",
            "2024-08-11",
            "Teodoro Wynn",
        ),
        (
            "Iniciar sesión\nEspaña\nIncendios forestales\n{title}\nEl viento de poniente impide "
            "el trabajo desde la madrugada\nUn hidroavión descarga agua sobre el incendio, este "
            "martes.\nLucía Barranco\nValdehierro - 23 JUL 2024 - 21:48 CEST\nCompartir en "
            "Facebook\n36\n",
            "2024-07-23",
            "Lucía Barranco",
        ),
        (
            "World\n{title}\nBy Deniz Olcay and Rafael Quinto\n\nMarch 14, 2025 9:41 AM GMT+2 "
            "Updated 3 hours ago\n\nAa\n",
            "2025-03-14",
            "Deniz Olcay",
        ),
    ],
)
def test_the_headline_stands_above_standfirst_captions_and_byline(
    head: str, day: str, author: str, tmp_path: Path
) -> None:
    title = "River towns count the cost as waters recede"
    body = (
        "The water stood at the height of a table when Alan Frith came back on Monday morning.\n\n"
        "Some 640 homes were flooded at the weekend, the council said, more than since 1968.\n"
    )
    path = tmp_path / "paste.txt"
    path.write_text(f"{head.format(title=title)}\n{body}", "utf-8")
    (found,) = read_articles(path)
    assert isinstance(found, Article)
    assert (found.title, found.published_at, found.authors[0]) == (title, day, author)
    paragraphs = found.text.split("\n\n")
    assert not {"131", "36", "Aa", author} & set(paragraphs)
    assert paragraphs[-2:] == body.strip().split("\n\n")


LAKE = "Parliament rejects ban on fishing in Lake Myrr"
VOTES = (
    "Parliament on Wednesday rejected a ban on fishing in Lake Myrr by 98 votes to 87.\n\n"
    "Fishermen protested outside the building with empty nets, as they had done in spring."
)


@pytest.mark.parametrize(
    ("head", "publisher", "authors"),
    [
        ("The Harbour Post\n11 March 2024\nBy Amy Tran", "The Harbour Post", ("Amy Tran",)),
        ("The Harbour Post\nBy Amy Tran\n11 March 2024", "The Harbour Post", ("Amy Tran",)),
        ("Northline Wire\n11 March 2024\nAmy Tran", "Northline Wire", ("Amy Tran",)),
        ("Rostauer Zeitung\n11. März 2024\nVon Jonas Feld", "Rostauer Zeitung", ("Jonas Feld",)),
        ("Reuters\n11 March 2024\nAmy Tran", "Reuters", ("Amy Tran",)),
        ("dpa\n11 March 2024\nBy Amy Tran", "dpa", ("Amy Tran",)),
        ("The Harbour Post\nReuters\n11 March 2024", "The Harbour Post", ()),
        ("Northline Wire, 11 March 2024, Amy Tran", "Northline Wire", ("Amy Tran",)),
        ("Reuters, March 11, 2024, Amy Tran and Bo Li", "Reuters", ("Amy Tran", "Bo Li")),
        ("The Harbour Post, 11 March 2024, by Amy Tran", "The Harbour Post", ("Amy Tran",)),
        ("Publisher: Politico\nDate: 11 March 2024\nAuthor: Amy Tran", "Politico", ("Amy Tran",)),
        ("Source: Reuters\n11 March 2024", "Reuters", ()),
        ("By Amy Tran, Reuters\n11 March 2024", "Reuters", ("Amy Tran",)),
        ("Von Jonas Feld (dpa)\n11. März 2024", "dpa", ("Jonas Feld",)),
        ("Jonas Feld | dpa\n11.03.2024", "dpa", ("Jonas Feld",)),
        ("Lucía Paredes, Europa Press\n11 de marzo de 2024", "Europa Press", ("Lucía Paredes",)),
        ("11. März 2024 | dpa\nVon Jonas Feld", "dpa", ("Jonas Feld",)),
        ("ТАСС\n11 марта 2024 г.\nМария Ветрова", "ТАСС", ("Мария Ветрова",)),
        ("Anadolu Agency\n11 March 2024\nAmy Tran", "Anadolu Agency", ("Amy Tran",)),
        ("Kestrelwire\n11 March 2024\nAmy Tran", None, ("Amy Tran",)),
        ("Gregor McGwire\n11 March 2024", None, ("Gregor McGwire",)),
    ],
)
def test_a_publisher_between_title_and_text_is_that_and_nothing_else(
    head: str, publisher: str | None, authors: tuple[str, ...], tmp_path: Path
) -> None:
    article = read(tmp_path, "a.txt", f"{LAKE}\n{head}\n\n{VOTES}\n")

    assert (article.publisher, article.authors) == (publisher, authors)
    assert (article.title, article.published_at, article.text) == (LAKE, "2024-03-11", VOTES)


def test_an_agency_above_the_title_is_the_publisher(tmp_path: Path) -> None:
    article = read(tmp_path, "a.txt", f"Reuters\n{LAKE}\n11 March 2024\nAmy Tran\n\n{VOTES}\n")

    assert (article.title, article.publisher, article.authors) == (LAKE, "Reuters", ("Amy Tran",))


def test_who_took_the_picture_for_an_agency_is_no_author(tmp_path: Path) -> None:
    caption = "Nets dry in the sun at the shore of the lake on Wednesday.\nBo Li, Reuters"
    article = read(tmp_path, "a.txt", f"{LAKE}\n{caption}\n11 March 2024\n\n{VOTES}\n")

    assert (article.title, article.publisher, article.authors) == (LAKE, None, ())


@pytest.mark.parametrize(
    "line",
    ["A quiet lake", "The cost of it all", "Fish and chips", "The Lake", "World News",
     "The lake at dusk.\nReuters", "Aa", "Zeitung: Minister tritt zurück", "Source: World Bank"],
)  # fmt: skip
def test_what_is_not_plainly_a_publisher_is_none(line: str, tmp_path: Path) -> None:
    article = read(tmp_path, "a.txt", f"{LAKE}\n{line}\n11 March 2024\nBy Amy Tran\n\n{VOTES}\n")

    assert (article.publisher, article.authors) == (None, ("Amy Tran",))


@pytest.mark.parametrize(
    "head",
    [
        "Title: {}\nPublisher: Lake Herald\nDate: 11 March 2024\nAuthor: Amy Tran",
        "Date: 11 March 2024\nTitle: {}\nAuthor: Amy Tran\nPublisher: Lake Herald",
        "Titel: {}\nZeitung: Lake Herald\nDatum: 11. März 2024\nAutorin: Amy Tran",
        "# {}\nLake Herald\n11 March 2024\nAmy Tran",
    ],
)
def test_labels_and_marks_before_a_title_are_not_of_it(head: str, tmp_path: Path) -> None:
    article = read(tmp_path, "a.txt", f"{head.format(LAKE)}\n\n{VOTES}\n")

    assert (article.title, article.publisher, article.text) == (LAKE, "Lake Herald", VOTES)
    assert (article.authors, article.published_at) == (("Amy Tran",), "2024-03-11")


@pytest.mark.parametrize("name", ["heise online", "Комсомольская правда", "Gazeta wyborcza"])
def test_a_publisher_among_labelled_lines_may_have_small_letters(name: str, tmp_path: Path) -> None:
    head = f"Title: {LAKE}\nPublisher: {name}\nDate: 11 March 2024"
    article = read(tmp_path, "a.txt", f"{head}\n\n{VOTES}\n")

    assert (article.title, article.publisher, article.text) == (LAKE, name, VOTES)


def test_a_label_before_a_title_alone_is_not_of_it(tmp_path: Path) -> None:
    article = read(tmp_path, "a.txt", f"Title: {LAKE}\0\n\n{VOTES}\n")

    assert (article.title, article.text) == (LAKE, VOTES)


PROSE = (
    "The council voted on Tuesday night to reopen the old tannery as a market.",
    "Mayor Dolores Finch said that the works would be finished by next autumn.",
)


@pytest.mark.parametrize(
    "above",
    [
        "Home | News | Sport\nBREAKING: Bridge closed until May\nThe Harrow Weekly\nNews\n"
        "Tannery to reopen as a market\n",
        "Town and river\nTannery to reopen as a market\n"
        "Forty stalls are to open beside the river.\n",
    ],
)
def test_the_headline_is_below_what_the_paper_puts_above_it(tmp_path: Path, above: str) -> None:
    article = read(tmp_path, "a.txt", f"{above}By Percy Lund\n\n" + "\n\n".join(PROSE))
    assert (article.title, article.authors) == ("Tannery to reopen as a market", ("Percy Lund",))


@pytest.mark.parametrize(
    "end",
    [
        "About the author\nPercy Lund\nHe wrote on mills and rivers for ten years before that.",
        "PERCY LUND\nLund covers towns and rivers for the weekly.",
        "What to read next\nFlood wall to cost twice as much",
        "Popular this week\n1\nFlood wall to cost twice as much",
        "Next: Swans return to the weir »",
        "Follow us on Google News and never miss a story.",
        "Have a news tip? E-mail tips@weekly.example or call 555-0199.",
        "First published on 12 March 2024",
        "The tannery in 2013.\nThe tannery in 2013. Ed Moss/Harrow Weekly/File",
    ],
)
def test_what_a_page_puts_below_an_article_is_not_quoted(tmp_path: Path, end: str) -> None:
    head = "Tannery to reopen as a market\nBy Percy Lund\n\n"
    article = read(tmp_path, "a.txt", head + "\n\n".join((*PROSE, *end.split("\n"))))
    assert article.text == "\n\n".join(PROSE)


def test_a_role_below_a_name_is_no_name(tmp_path: Path) -> None:
    head = "Tannery to reopen as a market\n12 March 2024\n\nKay Moll\nWeir Valley reporter\n\n"
    article = read(tmp_path, "a.txt", head + "\n\n".join(PROSE))
    assert article.authors == ("Kay Moll",)


def test_of_a_writer_and_the_place_only_the_writer_is_an_author(tmp_path: Path) -> None:
    content = (
        "Abonnieren\nNordkai elf Wochen gesperrt\nDie Fähre legt am Fischmarkt ab.\n"
        "Rune Aske, Tamsel\n16.05.2024, 19.12 Uhr\n2 Leseminuten\n\nHören\nMerken\n\n"
        "Der Hafenrat von Tamsel hat am Donnerstag beschlossen, den Kai zu sperren.\n\n"
        "Die Fähre nach Klein Orrin legt so lange am Fischmarkt ab, sagte der Kapitän.\n"
    )
    article = read(tmp_path, "a.txt", content)
    assert article.authors == ("Rune Aske",)
    assert "Leseminuten" not in article.text
    assert "Hören" not in article.text


@pytest.mark.parametrize(
    ("head", "author", "publisher", "text"),
    [
        ("Old tannery to become a market\nInes Calloway\nHarrow Post", "Ines Calloway",
         "Harrow Post", "The council of Harrow voted to reopen the tannery on Tuesday night."),
        ("Старая дубильня станет рынком\nИнна Калугина\nОзёрный вестник", "Инна Калугина",
         "Озёрный вестник", "Совет города проголосовал во вторник за то, чтобы открыть дубильню."),
    ],
)  # fmt: skip
def test_a_writer_with_the_paper_in_the_next_line_needs_no_day(
    head: str, author: str, publisher: str, text: str
) -> None:
    article = make_article(read_text(f"{head}\n{text}\n{text.replace('.', '!')}"), "a.txt")
    assert article is not None
    assert (article.authors, article.publisher) == ((author,), publisher)
    assert article.text.startswith(text)
