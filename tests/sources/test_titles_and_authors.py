"""The title and the authors of a page are chosen among many candidates, or none is."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.sources.lines.linear_choice import LinearModel, linear_model
from retrieval.types import Article
from tests.sources.test_web_page_kinds import BODY, article_of, ld, page

TITLE = "Brackwater closes its quarry"


def described(author: object) -> str:
    """JSON-LD of the page's article with its author."""
    return ld(**{"@type": "NewsArticle", "headline": TITLE, "author": author})


def read(folder: Path, body: str, head: str = "", title: str = TITLE) -> Article:
    return article_of(folder, page(body, head, title).replace(f"<h1>{title}</h1>", "", 1))


@pytest.mark.parametrize(
    "body",
    [
        f"<h2>Most read</h2><h3>Rain stops play</h3><h1>{TITLE}</h1>{BODY}",
        f"<h1>{TITLE}</h1><h2>Four jobs in five go by autumn</h2>{BODY}",
        f"<div class='headline'>{TITLE}</div>{BODY}<h2>Rain stops play</h2>",
        f"<font size='5'>{TITLE}</font><div><font size='5'>“It fell silent.”</font></div>{BODY}",
        f"<h1>{TITLE}</h1>{BODY}<h1>More from the valley this week</h1>",
        f"<h1><span class='roof'>Work</span><span class='hidden'>: </span>{TITLE}</h1>{BODY}",
    ],
)
def test_the_title_is_the_heading_of_the_article(body: str, tmp_path: Path) -> None:
    found = read(tmp_path, body, title=f"{TITLE} | The Brackwater Clarion")
    assert found.title == TITLE


def test_a_title_in_the_head_that_is_only_of_the_site_gives_way(tmp_path: Path) -> None:
    site = "<meta property='og:site_name' content='The Brackwater Clarion'>"
    body = f"<h2 class='titulo'>{TITLE}</h2>{BODY}<p>The Brackwater Clarion © 2005-2024</p>"
    assert read(tmp_path, body, site, title="The Brackwater Clarion News").title == TITLE


def test_a_title_may_tell_of_the_sign_for_rights(tmp_path: Path) -> None:
    title = "What the © sign means for Lowholm"
    assert read(tmp_path, f"<h1>{title}</h1>{BODY}", title=title).title == title


def test_a_heading_with_the_name_of_the_paper_is_no_title(tmp_path: Path) -> None:
    title = f"{TITLE} | The Brackwater Clarion"
    content = page(f"<h2>{TITLE}</h2>{BODY}", "", title).replace(f"<h1>{title}</h1>", "")
    logo = "<header><h1>The Brackwater Clarion</h1></header>"
    assert article_of(tmp_path, content.replace("<main>", f"{logo}<main>")).title == TITLE


def test_a_title_that_only_the_address_bar_shows_is_taken_without_its_site(
    tmp_path: Path,
) -> None:
    head = "<meta property='og:site_name' content='Brackwater Clarion'>"
    found = read(tmp_path, BODY, head, title=f"{TITLE} - Brackwater Clarion")
    assert found.title == TITLE


def test_a_heading_that_names_the_site_too_is_taken_without_it(tmp_path: Path) -> None:
    head = "<meta property='og:site_name' content='Brackwater Clarion'>"
    body = f"<h1>{TITLE} – Brackwater Clarion</h1>{BODY}"
    assert read(tmp_path, body, head, title=f"{TITLE} - Brackwater Clarion").title == TITLE


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("<p>by <a href='/author/km' rel='author'>kitm</a></p>", ("kitm",)),
        ("<div class='author'>Author: <a href='/u/58'>Ko2bra</a> on 3 May 2024</div>", ("Ko2bra",)),
        ("<p class='byline'>By Hester Vane and Kit Solway</p>", ("Hester Vane", "Kit Solway")),
    ],
)
def test_names_of_accounts_are_authors_where_a_page_marks_them(
    line: str, authors: tuple[str, ...], tmp_path: Path
) -> None:
    assert read(tmp_path, f"<h1>{TITLE}</h1>{line}{BODY}").authors == authors


@pytest.mark.parametrize(
    "line",
    [
        "<p class='byline'>By Our Staff</p>",
        "<p class='byline'>Posted by admin</p>",
        "<aside><p class='author'>Other Person</p></aside>",
        "<p>Hester Vane</p>",
        "<div class='author-date'>Posted on 3 May 2024</div>",
    ],
)
def test_what_names_no_author_for_certain_is_none(line: str, tmp_path: Path) -> None:
    assert read(tmp_path, f"<h1>{TITLE}</h1>{line}{BODY}").authors == ()


def test_a_person_who_is_the_publisher_is_shown_once(tmp_path: Path) -> None:
    head = (
        "<meta name='author' content='Hester Vane'>"
        "<meta property='og:site_name' content='Hester Vane'>"
    )
    found = read(tmp_path, f"<h1>{TITLE}</h1>{BODY}", head)
    assert (found.authors, found.publisher) == (("Hester Vane",), "Hester Vane")
    assert found.authors_beside_publisher == ()


def test_a_model_chooses_the_highest_score_unless_it_is_unsure() -> None:
    model = LinearModel({"good": 2.0}, -1.0, 0.6)
    assert model.choose_one([{}, {"good": 1.0}]) == 1
    assert model.choose_one([{"good": 1.0}, {"good": 1.0}]) is None
    assert model.choose_any([{"good": 1.0}, {}]) == 0
    assert model.choose_any([{}, {"bad": 1.0}]) is None
    assert model.choose_one([]) is None
    assert model.choose_any([]) is None


@pytest.mark.parametrize(
    ("kind", "name"),
    [("page", "titles.json"), ("page", "authors.json"), ("page", "publishers.json")],
)
def test_fitted_models_have_a_threshold_between_none_and_certain(kind: str, name: str) -> None:
    model = linear_model(f"retrieval.sources.files.{kind}", name)
    assert 0 < model.threshold < 1
    assert any(model.weights.values())


@pytest.mark.parametrize(
    ("stated", "line"),
    [
        ("Hester Vane", "By Hester Vane and Kit Solway"),
        ("Hester Vane, Kit Solway", "By Hester Vane"),
    ],
)
def test_all_authors_count_where_one_place_names_only_some(
    stated: str, line: str, tmp_path: Path
) -> None:
    head = f"<meta name='author' content='{stated}'>"
    body = f"<h1>{TITLE}</h1><p class='byline'>{line}</p>{BODY}"
    assert read(tmp_path, body, head).authors == ("Hester Vane", "Kit Solway")


def test_all_persons_of_a_meta_element_are_authors(tmp_path: Path) -> None:
    head = (
        "<meta name='author' content='By Abby Thornby, Colin Rigby Jr., and Ruth-Ann de la Cour, "
        "Valley Correspondent'>"
    )
    found = read(tmp_path, f"<h1>{TITLE}</h1>{BODY}", head)
    assert found.authors == ("Abby Thornby", "Colin Rigby Jr.", "Ruth-Ann de la Cour")


@pytest.mark.parametrize(
    "head",
    [
        "<meta name='bt:author' content='Hester Vane'>",
        "<meta name='byline' content='Hester Vane'>",
        "<meta name='shareaholic:article_author_name' content='Hester Vane'>",
        "<meta name='author' content='Vane, Hester'>",
        "<meta name='author' content='Hester Vane, Brackwater Gazette'>",
        "<meta name='author' content='Brackwater Gazette'><meta name='byl' content='Hester Vane'>",
        "<meta name='author' content='Brackwater Gazette'>"
        "<meta name='twitter:label1' content='Written by'>"
        "<meta name='twitter:data1' content='Hester Vane'>",
        described({"@type": "Person", "givenName": "Hester", "familyName": "Vane"}),
    ],
)
def test_the_author_in_the_head_of_a_page_is_read(head: str, tmp_path: Path) -> None:
    assert read(tmp_path, f"<h1>{TITLE}</h1>{BODY}", head).authors == ("Hester Vane",)


def test_all_names_of_an_object_in_json_ld_are_authors(tmp_path: Path) -> None:
    head = described({"@type": "Person", "name": ["Hester Vane", "Kit Solway"]})
    found = read(tmp_path, f"<h1>{TITLE}</h1>{BODY}", head)
    assert found.authors == ("Hester Vane", "Kit Solway")


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("<meta name='author' content='Reuters'>", ""),
        (described({"@type": "Organization", "name": "Reuters"}), ""),
        ("", "<p class='byline'>By Reuters</p>"),
    ],
)
def test_an_agency_is_the_author_where_no_person_is_named(
    head: str, line: str, tmp_path: Path
) -> None:
    assert read(tmp_path, f"<h1>{TITLE}</h1>{line}{BODY}", head).authors == ("Reuters",)
    person = f"<h1>{TITLE}</h1><p class='byline'>By Hester Vane</p>{BODY}"
    assert read(tmp_path, person, head).authors == ("Hester Vane",)


@pytest.mark.parametrize(
    "line",
    [
        "<p><a rel='author' href='/x'>Hester Vane</a></p>",
        "<div itemprop='author' itemscope><meta itemprop='name' content='Hester Vane'></div>",
        "<p>Hester Vane</p><p>3 May 2024</p>",
        "<p class='byline'>Hester Vane, Special to the Gazette</p>",
        "<p>By Hester Vane, guest potter</p>",
        "<p>Posted on 9 June 2022 by Hester Vane, guest potter</p>",
        "<p>by Hester Vane '74</p>",
        "<p>By Hester Vane — Brackwater</p>",
        "<p>Words: Hester Vane. Pictures: Kit Solway</p>",
        "<div class='byline'>Reviewed by <a href='/people/kit'>Kit Solway</a> — Written by"
        " <a href='/people/hester'>Hester Vane</a> on 3 May 2024</div>",
    ],
)
def test_the_author_below_the_heading_is_read(line: str, tmp_path: Path) -> None:
    assert read(tmp_path, f"<h1>{TITLE}</h1>{line}{BODY}").authors == ("Hester Vane",)


def test_places_between_several_authors_are_none(tmp_path: Path) -> None:
    line = "<p>By Hester Vane in Brackwater and Kit Solway in Merrin</p>"
    found = read(tmp_path, f"<h1>{TITLE}</h1>{line}{BODY}")
    assert found.authors == ("Hester Vane", "Kit Solway")


@pytest.mark.parametrize(
    "box",
    [
        "<div class='author-bio'><p><a href='/author/h'>Hester Vane</a> writes on towns.</p></div>",
        "<section><h3>About the author</h3><p><b>Hester Vane</b> writes on towns.</p></section>",
    ],
)
def test_a_box_on_the_author_below_the_text_names_her(box: str, tmp_path: Path) -> None:
    assert read(tmp_path, f"<h1>{TITLE}</h1>{BODY}{box}").authors == ("Hester Vane",)


@pytest.mark.parametrize(
    "heading",
    [
        "<h1>Brackwater<br>closes its quarry</h1>",
        f"<h1><span>LIVE</span> {TITLE}</h1>",
        f"<h1>{TITLE}<small>Council votes 9 to 4</small></h1>",
        f"<h1>{TITLE} <span class='count'>12 comments</span></h1>",
        "",
    ],
)
@pytest.mark.parametrize("rest", [" | Clarion", "|Clarion", " < Clarion", " :: News :: Clarion"])
def test_a_title_is_without_what_only_stands_beside_it(
    heading: str, rest: str, tmp_path: Path
) -> None:
    head = "<meta property='og:site_name' content='Clarion'>"
    assert read(tmp_path, f"{heading}{BODY}", head, title=f"{TITLE}{rest}").title == TITLE


def test_parts_of_a_heading_without_a_space_between_them_are_apart(tmp_path: Path) -> None:
    heading = f"<h1><span>Town planning</span><span>{TITLE}</span></h1>"
    title = f"Town planning {TITLE}"
    assert read(tmp_path, f"{heading}{BODY}", title=title).title == title


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("<form id='aspnetForm'>", "</form>"),
        ("<div class='content-sidebar-wrap'>", "</div>"),
        ("<section class='commentary has-related'>", "</section>"),
    ],
)
@pytest.mark.parametrize("shown", ["<p>By {} <time>{}</time></p>", "<div>{} · {}</div>"])
def test_what_is_around_the_heading_is_of_the_article_whatever_it_is_called(
    start: str, end: str, shown: str, tmp_path: Path
) -> None:
    body = f"{start}<h1>{TITLE}</h1>{shown.format('Hester Vane', '3 May 2024')}{BODY}{end}"
    found = read(tmp_path, body)
    assert (found.authors, found.published_at) == (("Hester Vane",), "2024-05-03")


@pytest.mark.parametrize("start", ["<aside class='meta'>", "<div class='post-info-widget'>"])
def test_what_is_called_after_the_byline_holds_it(start: str, tmp_path: Path) -> None:
    body = f"<h1>{TITLE}</h1>{start}<p>By Hester Vane</p><p>3 May 2024</p></div></aside>{BODY}"
    found = read(tmp_path, body)
    assert (found.authors, found.published_at) == (("Hester Vane",), "2024-05-03")


@pytest.mark.parametrize(
    "line",
    [
        "<ul><li><p>By Hester Vane</p></li></ul>",
        "<div><span>Hester Vane</span> <span>3 May 2024</span></div>",
        f"<div>{'<button><i></i><span>Tool</span></button>' * 12}</div><p>By Hester Vane</p>",
    ],
)
def test_a_plain_byline_need_not_be_next_to_the_heading(line: str, tmp_path: Path) -> None:
    assert read(tmp_path, f"<h1>{TITLE}</h1>{line}{BODY}").authors == ("Hester Vane",)


def test_a_text_is_without_the_section_and_the_title_above_it(tmp_path: Path) -> None:
    body = f"<div><div>Town</div><h1>{TITLE}</h1><div><p>By Hester Vane</p></div>{BODY}</div>"
    assert read(tmp_path, body).text == read(tmp_path, f"<h1>{TITLE}</h1>{BODY}").text


def test_an_article_in_a_container_called_pages_is_no_row_of_page_numbers(tmp_path: Path) -> None:
    body = f"<h1>{TITLE}</h1><div class='pages'>{BODY}</div>"
    assert read(tmp_path, body).text == read(tmp_path, f"<h1>{TITLE}</h1>{BODY}").text


def test_a_day_below_the_writer_ends_a_text(tmp_path: Path) -> None:
    foot = "<div><p>By Hester Vane</p><p>May 3, 2024</p></div>"
    found = read(tmp_path, f"<h1>{TITLE}</h1>{BODY}{foot}")
    assert (found.published_at, "2024" in found.text) == ("2024-05-03", False)


def test_a_part_of_a_heading_that_is_marked_as_the_title_is_it(tmp_path: Path) -> None:
    heading = (
        "<h1 class='heading'><span class='heading-kicker'>Stone</span><span>:</span> "
        f"<span class='heading-title'>{TITLE}</span></h1>"
    )
    head = f"<meta property='og:title' content='{TITLE}'>"
    assert read(tmp_path, heading + BODY, head, f"Stone: {TITLE} | The Clarion").title == TITLE


def test_the_section_and_the_name_in_the_head_of_a_page_are_no_titles(tmp_path: Path) -> None:
    head = (
        "<meta property='og:title' content='Press Room'>"
        "<meta property='og:site_name' content='Lowholm Museum'>"
    )
    body = f"<p>Press Room</p><h2 class='release-title'>{TITLE}</h2>{BODY}"
    assert read(tmp_path, body, head, "Press | Lowholm Museum").title == TITLE
