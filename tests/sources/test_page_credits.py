"""Who, when and where of a page are told only where they are plainly those of its article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.sources.metadata.url_identity import url_key
from retrieval.types import Article
from tests.sources.test_web_page_kinds import BODY, article_of, ld, page

TITLE = "Brackwater closes its quarry"
OWN = "https://clarion.example/news/quarry-closes"


def described(**values: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2024-05-14", **values}


OTHER = described(
    headline="Sugar and salt run out on the island of Merrin",
    url="https://clarion.example/news/sugar",
    datePublished="2020-01-01",
    author={"@type": "Person", "name": "Wrong Person"},
    publisher={"name": "Wrong Post"},
)


def read(folder: Path, head: str = "", body: str = BODY) -> Article:
    return article_of(folder, page(body, head, TITLE))


def test_references_within_json_ld_are_followed(tmp_path: Path) -> None:
    graph = [
        {"@type": "WebPage", "@id": f"{OWN}#page", "name": TITLE, "datePublished": "2019-01-01"},
        {"@type": "Organization", "@id": "#org", "name": "Brackwater Clarion"},
        {"@type": "Person", "@id": "#p7", "name": "Hester Vane"},
        described(author={"@id": "#p7"}, publisher={"@id": "#org"}),
    ]
    found = read(tmp_path, ld(**{"@graph": graph}))
    assert found.authors == ("Hester Vane",)
    assert (found.publisher, found.published_at) == ("Brackwater Clarion", "2024-05-14")


@pytest.mark.parametrize("own", [{"url": OWN}, {"mainEntityOfPage": {"@id": OWN}}, {}])
def test_json_ld_of_other_articles_counts_for_nothing(own: dict[str, str], tmp_path: Path) -> None:
    mine = described(author=[{"@type": "Person", "name": "Hester Vane"}], **own)
    script = json.dumps([OTHER, mine])
    head = f"<link rel=canonical href='{OWN}'>{ld()}".replace("{}", script)
    found = read(tmp_path, head)
    assert (found.authors, found.published_at) == (("Hester Vane",), "2024-05-14")


def test_json_ld_of_another_article_alone_counts_for_nothing(tmp_path: Path) -> None:
    found = read(tmp_path, ld(**OTHER))
    assert (found.authors, found.publisher, found.published_at) == ((), None, None)


def test_a_person_after_whom_the_site_is_named_stays_the_author(tmp_path: Path) -> None:
    person = {"@type": "Person", "name": "Hester Vane"}
    found = read(tmp_path, ld(**described(author=person, publisher=person)))
    assert (found.authors, found.publisher) == (("Hester Vane",), "Hester Vane")


def test_an_organization_that_is_stated_as_author_gives_way_to_the_byline(tmp_path: Path) -> None:
    head = ld(**described(author={"@type": "Organization", "name": "Brackwater Clarion"}))
    body = f"<p class='byline'>By <a>Hester Vane</a><span>Valley reporter</span></p>{BODY}"
    assert read(tmp_path, head, body).authors == ("Hester Vane",)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("<div class='byline'><span>By <a rel=author>Abby Thornby</a></span></div>", ["Thornby"]),
        ("<address>By <a href='/a'>Abby Thornby</a></address>", ["Thornby"]),
        ("<p>By Abby Thornby and Kit Solway</p>", ["Thornby", "Solway"]),
        ("<p class=author>Por <a href='/a'>María Peña</a> | 3 de mayo de 2024</p>", ["Peña"]),
        ("<span itemprop=author><span itemprop=name>Abby Thornby</span></span>", ["Thornby"]),
        ("<p>Door Abby Thornby</p>", ["Thornby"]),
        ("<p>Di Abby Thornby e Kit Solway</p>", ["Thornby", "Solway"]),
        ("<p>بقلم: رانيا الحسن</p>", ["الحسن"]),
        ("<p>记者：陈思远</p>", ["陈思远"]),
        ("<p>Av: Abby Thornby</p>", ["Thornby"]),
        ("<p>By Abby Thornby, Kyiv</p>", ["Thornby"]),
        ("<p>Ein Bericht von <b>Abby Thornby</b></p>", ["Thornby"]),
        ("<div class='byline'>BY ABBY THORNBY<br>STAFF WRITER</div>", ["Thornby"]),
        ("<p>Autor: Abby Thornby</p><p>Fot. Kit Solway</p>", ["Thornby"]),
        ("<p class='author'>de Abby Thornby și Kit Solway<br>foto de Ada Brill</p>",
         ["Thornby", "Solway"]),
        ("<div class='info'>Por: Abby Thornby <br>Sexta-feira, 3 de Maio de 2024</div>",
         ["Thornby"]),
        ("<p class='author'>Aus der Stadt berichten <b>Abby Thornby</b> und <b>Kit Solway</b></p>",
         ["Thornby", "Solway"]),
        ("<p>Text och bild: Abby Thornby</p>", ["Thornby"]),
        ("<p>Article by<br><span class='author-line'>Abby Thornby</span></p>", ["Thornby"]),
        ("<p class='author'>Ing. Abby Thornby, Ph.D.</p>", ["Thornby"]),
        ("<p class='author'>Abby Thornby - Quarry Radio</p>", ["Thornby"]),
        ("<p class='author'>Redacción Clarion | San Brack | 3 de mayo de 2024</p>", []),
        ("<p class='author'>书いた人：</p><p class='author'>早瀬みのり</p>", ["早瀬みのり"]),
        ("<p><span class='credit'>早瀬芽衣</span> <span>2024年5月3日</span></p>", ["早瀬芽衣"]),
        ("<p>Abby Thornby</p><p>abby.thornby@clarion.example</p>", ["Thornby"]),
        ("<p>Anders Holt</p>", []),
        ("<h5>Authors</h5><p>Abby Thornby and Kit Solway</p>", ["Thornby", "Solway"]),
        ("<p><span>by</span> <a>Abby Thornby, Brackwater and Kit Solway</a></p>",
         ["Thornby", "Solway"]),
        ("<div class='author'><i>Abby Thornby</i> <i>Stabsstelle Presse</i><br>"
         "<span>Hochschule Brackwasser</span></div>", ["Thornby"]),
        ("<div>रिपोर्ट: <span>सुधा बरनवाल</span></div>", ["बरनवाल"]),
        ("<p>Author: Mayor <span>Abby Thornby</span> | 3 May 2024</p>", ["Thornby"]),
        ("<div>First published <span>3 May 2024</span> in <a>Your Say</a></div>", []),
        ("<div class='firma'><span>Redacción</span><span>Brackwater</span></div>", []),
    ],
)  # fmt: skip
def test_the_byline_below_the_heading_is_read(
    line: str, authors: list[str], tmp_path: Path
) -> None:
    found = read(tmp_path, body=f"{line}{BODY}")
    assert [name.split()[-1] for name in found.authors] == authors


@pytest.mark.parametrize(
    "name", ["Press Division", "Valley Fire Service", "Clarion: Press", "Haber Merkezi"]
)
def test_an_office_that_the_head_states_is_no_author(name: str, tmp_path: Path) -> None:
    assert read(tmp_path, f"<meta name='author' content='{name}'>").authors == ()


def test_a_name_between_the_title_and_the_site_is_the_columnist_beside(tmp_path: Path) -> None:
    column = "<div class='columnist'><img alt='Abby Thornby'><a>Abby Thornby</a></div>"
    shown = f"<main>{column}<h1>{TITLE}</h1>{BODY}</main>"
    titled = f"<title>{TITLE} | by Abby Thornby | The Clarion</title>"
    html = f"<html><head>{titled}</head><body>{shown}</body></html>"
    assert article_of(tmp_path, html).authors == ("Abby Thornby",)


def test_a_byline_amid_the_text_is_of_a_part_of_it(tmp_path: Path) -> None:
    body = f"{BODY}<h2>A town upended</h2><p><b>By Abby Thornby, Clarion News</b></p>{BODY}"
    assert read(tmp_path, body=body).authors == ()


def test_a_standfirst_may_end_in_the_byline(tmp_path: Path) -> None:
    lead = (
        "<p>Under the square a well was found, and in it lay a shoe and a flute of 1611. "
        "Die Fragen stellte Abby Thornby.</p>"
    )
    assert read(tmp_path, body=f"<div>{lead}</div><div>{BODY}</div>").authors == ("Abby Thornby",)


def test_a_day_in_the_head_of_a_page_of_pictures_is_read(tmp_path: Path) -> None:
    line = "<div class='gallery--meta'><div class='gallery--meta--date'>3 May 2024</div></div>"
    assert read(tmp_path, body=f"{line}{BODY}").published_at == "2024-05-03"


def test_an_abbreviated_name_keeps_its_dot(tmp_path: Path) -> None:
    assert read(tmp_path, body=f"<p>By: Abby T.</p>{BODY}").authors == ("Abby T.",)


def test_bylines_and_dates_of_other_parts_are_not_the_article_s(tmp_path: Path) -> None:
    body = (
        f"{BODY}<div class='related'><p class='byline'>By Other Person</p>"
        "<time datetime='2020-01-01'>1 January 2020</time></div>"
        "<div class='comments'><span class='author'>Angry Reader</span></div>"
    )
    found = read(tmp_path, body=body)
    assert (found.authors, found.published_at) == ((), None)


@pytest.mark.parametrize(
    "written",
    [
        "May 3rd, 2024", "Freitag, 3. Mai 2024, 10:12 Uhr", "3 de mayo de 2024",
        "Publié le 3 mai 2024",
        "Venerdì 3 maggio 2024", "3 de maio de 2024 às 10h12", "vrijdag 3 mei 2024", "3 maja 2024",
        "3 mai 2024", "3 мая 2024, 10:12", "3 травня 2024", "3 Mayıs 2024 Cuma", "3 Μαΐου 2024",
        "٣ مايو ٢٠٢٤", "发布时间：2024年5月3日 10:12",
    ],
)  # fmt: skip
def test_the_date_below_the_heading_is_read_in_fifteen_languages(
    written: str, tmp_path: Path
) -> None:
    found = read(tmp_path, body=f"<div class='pub-date'>{written}</div>{BODY}")
    assert (found.published_at, found.updated_at) == ("2024-05-03", None)


def test_the_day_of_a_change_is_no_day_of_publication(tmp_path: Path) -> None:
    line = "<p class='byline'>Last updated: <time datetime='2024-05-16'>16 May 2024</time></p>"
    found = read(tmp_path, body=f"{line}{BODY}")
    assert (found.published_at, found.updated_at) == (None, "2024-05-16")


def test_a_moment_in_utc_is_of_the_day_that_the_page_shows(tmp_path: Path) -> None:
    head = "<meta property='article:published_time' content='2024-05-15T02:25:54Z'>"
    found = read(tmp_path, head, f"<div class='date'>May 14, 2024</div>{BODY}")
    assert found.published_at == "2024-05-14"


def test_the_name_of_a_site_is_doubted_on_a_page_of_another(tmp_path: Path) -> None:
    head = (
        "<meta property='og:site_name' content='Clarion'>"
        "<meta property='og:url' content='https://copies.example/a-quarry'>"
        f"<link rel=canonical href='{OWN}'>"
    )
    assert read(tmp_path, head).publisher is None
    assert read(tmp_path, head.replace("copies", "www.clarion")).publisher == "Clarion"


@pytest.mark.parametrize(
    ("before", "head"),
    [
        (
            f"<!--\n Page saved with SingleFile \n url: {OWN}?utm_source=x \n saved date: Thu -->",
            "",
        ),
        (f"<!-- saved from url=(0042){OWN} -->\n", ""),
        (f"<!-- Saved from {OWN} at 2024-09-05T09:30:54Z using monolith v2.8.1 -->", ""),
        ("", f"<meta name='savepage-url' content='{OWN}'>"),
        ("", f"<link rel=canonical href='https://web.archive.org/web/20240905093054/{OWN}'>"),
    ],
)
def test_the_address_that_a_saving_program_noted_is_known(
    before: str, head: str, tmp_path: Path
) -> None:
    assert article_of(tmp_path, before + page(BODY, head)).url == OWN


@pytest.mark.parametrize(
    "title",
    [
        f"{TITLE} | Brackwater Clarion",
        f"Brackwater Clarion – {TITLE}",
        f"{TITLE} - clarion.example",
    ],
)
def test_the_name_of_the_site_is_not_of_the_title(title: str, tmp_path: Path) -> None:
    site = "<meta property='og:site_name' content='Brackwater Clarion'>"
    head = f"{site}<link rel=canonical href='{OWN}'>"
    content = page(BODY, head, title).replace(f"<h1>{title}</h1>", "")
    assert article_of(tmp_path, content).title == TITLE


def test_bytes_that_are_utf_8_are_read_as_that_whatever_is_declared(tmp_path: Path) -> None:
    content = page(BODY.replace("council", "Bürgermeister")).replace("utf-8", "iso-8859-1")
    assert "Bürgermeister" in article_of(tmp_path, content).text


@pytest.mark.parametrize(
    "query",
    [
        "utm_source=a&utm_medium=rss", "source=rss", "CMP=rss_b&ref=home", "fbclid=x&igsh=1",
        "traffic_source=rss&mkt_tok=abc", "wt_mc=nl.red&hsa_acc=1&_hsenc=p2", "at_medium=custom7",
        "mc_cid=1&mc_eid=2", "gad_source=1&gbraid=x", "smid=tw-share", "amp=1", "outputType=amp",
        "print=true", "ICID=ref_fark", "__twitter_impression=true", "srsltid=x",
        "partner=rss&emc=rss",
    ],
)  # fmt: skip
def test_what_only_tells_who_follows_a_link_tells_no_articles_apart(query: str) -> None:
    assert url_key(f"{OWN}?{query}") == OWN


@pytest.mark.parametrize("query", ["id=7", "p=1234", "ref=20240514", "source=17", "article=a-b-c"])
def test_what_may_be_the_number_of_an_article_stays(query: str) -> None:
    assert url_key(f"{OWN}?{query}") == f"{OWN}?{query}"


@pytest.mark.parametrize("view", ["/amp", "/amp/", "/print", ".amp"])
def test_a_view_for_print_or_phones_has_the_address_of_the_article(view: str) -> None:
    assert url_key(OWN + view) == OWN
