"""Who publishes a page that does not state it of its article."""

from __future__ import annotations

import json

import pytest

from retrieval.sources.files.html.document import parse_page
from retrieval.sources.files.page.choices import find_publisher
from retrieval.sources.files.page.metadata import read_metadata

TITLE = "Ferry sinks off the pier"
AT = '<link rel="canonical" href="https://www.piergazette.example/news/ferry-sinks-off-pier">'
SITE = '{"@type": "WebSite", "name": "Pier Gazette", "url": "https://www.piergazette.example/"}'


def publisher(head: str, body: str = "", *, title: str = TITLE) -> str | None:
    page = parse_page(f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>")
    assert page is not None
    return find_publisher(page, read_metadata(page))


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (AT, "", f"{TITLE} | The Pier Gazette"),
        (AT, "<p>Copyright © 2026 The Pier Gazette. All rights reserved.</p>", TITLE),
        (AT + "<meta property='og:site_name' content='piergazette.example'>", "",
         f"{TITLE} – The Pier Gazette"),
        ("", "<a href='/' rel='home'>The Pier Gazette</a>", f"{TITLE} – The Pier Gazette"),
        ("", "<a href='/'><img alt='The Pier Gazette'></a>", f"The Pier Gazette: {TITLE}"),
        ("<meta name='author' content='The Pier Gazette'>", "", f"{TITLE} | The Pier Gazette"),
        ("<meta name='application-name' content='The Pier Gazette'>", "", TITLE),
        ("<link rel='canonical' href='https://pier.wordpress.com/2024/ferry-sinks'>"
         "<meta property='og:site_name' content='WordPress.com'>",
         "<a rel='home' href='https://pier.wordpress.com'>The Pier Gazette</a>",
         f"{TITLE} | The Pier Gazette"),
        ("", f"<div>The Pier Gazette</div><ul><li>News</li></ul><h1>{TITLE}</h1>",
         f"{TITLE} | The Pier Gazette"),
        ("", f"<table><tr><td><img alt='The Pier Gazette'></td></tr></table><h1>{TITLE}</h1>",
         f"The Pier Gazette: {TITLE}"),
        ("", "<div id='header-wrapper'><h1><a href='http://pier.example/'>The Pier Gazette</a></h1>"
         f"</div><h3>{TITLE}</h3>", f"The Pier Gazette: {TITLE}"),
    ],
)  # fmt: skip
def test_what_several_places_or_the_host_call_the_site_is_its_publisher(
    head: str, body: str, title: str
) -> None:
    assert publisher(head, body, title=title) == "The Pier Gazette"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<link rel='canonical' href='https://web.archive.org/web/2006/https://pgazette.example/a'>",
         "<a href='/web/20060411083000/http://www.pgazette.example/'>The Pier Gazette</a>", TITLE),
        ("<script>var site = {siteName: 'The Pier Gazette', ads: 1}</script>",
         "<div class='logo'>The Pier Gazette</div>", TITLE),
        ("", "<p>Published in <a href='/about'>The Pier Gazette</a></p>", TITLE),
        ("", "<p><span>3 May 2024 | Publisher: The Pier Gazette</span></p>", TITLE),
        ("", "<img alt='Logo The Pier Gazette'>", f"The Pier Gazette – your coast: {TITLE}"),
        ("", "<p>Log in</p><b>The Pier Gazette</b><p>© The Pier Gazette. All rights reserved</p>",
         TITLE),
        ("", f"<h1>{TITLE}</h1><p>© 2026 The Pier Gazette <a href='#'>Top</a></p>",
         f"{TITLE} ｜ The Pier Gazette"),
    ],
)  # fmt: skip
def test_scripts_labels_and_footers_name_the_publisher_as_well(
    head: str, body: str, title: str
) -> None:
    assert publisher(head, body, title=title) == "The Pier Gazette"


def test_the_paper_is_told_from_what_a_longer_name_says_of_it() -> None:
    logo = "<table><tr><td><img alt='Степной маяк'></td></tr></table>"
    assert publisher("", logo, title='Газета "Степной маяк" - Печник без печи') == "Степной маяк"


def test_what_stands_in_brackets_before_a_title_is_no_publisher() -> None:
    assert publisher("", "", title=f"[Exclusive] {TITLE}") is None


def test_a_publisher_that_nothing_else_on_the_page_agrees_with_gives_way_to_the_site() -> None:
    article = {"@type": "NewsArticle", "headline": TITLE, "publisher": {"name": "Client Company"}}
    script = f"<script type='application/ld+json'>{json.dumps(article)}</script>"
    site = "<meta property='og:site_name' content='The Pier Gazette'>"
    assert publisher(AT + site + script, "", title=f"{TITLE} | The Pier Gazette") == (
        "The Pier Gazette"
    )
    assert publisher(AT + script) == "Client Company"


def test_a_headline_that_is_a_name_is_told_from_that_of_the_site() -> None:
    head = "<meta property='og:title' content='Harriet Munce'>"
    top = "<div>Harriet Munce</div>"
    foot = "<p>© 2026 The Pier Gazette</p>"
    found = publisher(head, top + foot, title="Harriet Munce | The Pier Gazette")
    assert found == "The Pier Gazette"


def test_a_headline_that_is_all_of_the_title_is_no_publisher() -> None:
    for top in (f"<div>{TITLE}</div>", f"<a href='/'>{TITLE}</a>"):
        assert publisher("", top, title=TITLE) is None
        head = "<meta property='og:site_name' content='The Pier Gazette'>"
        assert publisher(head, top, title=TITLE) == "The Pier Gazette"


def test_a_byline_and_a_day_beside_the_title_are_no_publishers() -> None:
    top = "<div>by Jane Roe</div><div>3 May 2024</div>"
    assert publisher("", top, title=f"{TITLE} | by Jane Roe") is None
    assert publisher("", top, title=f"{TITLE} | 3 May 2024") is None


def test_a_name_in_other_letters_than_latin_ones_is_told_from_the_headline() -> None:
    body = "<a href='/'>Журнал «Опыт»</a><h2>Почему скрипит снег</h2>"
    assert publisher("", body, title="Журнал «Опыт» / Почему скрипит снег") == "Журнал «Опыт»"


def test_json_ld_names_the_site() -> None:
    script = f"<script type='application/ld+json'>{SITE}</script>"
    assert publisher(AT + script) == "Pier Gazette"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("", "", f"{TITLE} | Business"),
        ("", "<a href='/'>News</a>", f"{TITLE} | News"),
        ("", f"<ul><li>Lowholm</li></ul><h1>{TITLE}</h1>", f"{TITLE} | Lowholm"),
        ("", f"<h1>{TITLE}</h1><p>Lowholm</p>", f"{TITLE} | Lowholm"),
        ("", "<p>© 2026 Holm Pictures</p>", f"{TITLE} | The Pier Gazette"),
        ("<meta property='og:site_name' content='Medium'>", "", f"{TITLE} | Medium"),
    ],
)
def test_a_section_a_platform_and_what_nothing_agrees_with_are_no_publishers(
    head: str, body: str, title: str
) -> None:
    assert publisher(head, body, title=title) is None


def test_a_headline_is_no_publisher_and_a_wide_colon_divides_a_title() -> None:
    heading = f"<h1>{TITLE}</h1><a href='/'>{TITLE}</a>"
    assert publisher("", heading, title=f"Agency: {TITLE}") is None
    logo = "<a href='/'><img alt='潮見日報'></a>"
    assert publisher("", logo, title="潮見日報：渡し舟が復活") == "潮見日報"
