"""Who publishes a page that does not state it of its article."""

from __future__ import annotations

import pytest

from retrieval.sources.files.html.document import parse_page
from retrieval.sources.files.page.metadata import read_metadata

TITLE = "Ferry sinks off the pier"
AT = '<link rel="canonical" href="https://www.piergazette.example/news/ferry-sinks-off-pier">'
SITE = '{"@type": "WebSite", "name": "Pier Gazette", "url": "https://www.piergazette.example/"}'


def publisher(head: str, body: str = "", *, title: str = TITLE) -> str | None:
    page = parse_page(f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>")
    assert page is not None
    return read_metadata(page).publisher


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
