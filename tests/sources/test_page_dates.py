"""The day of publication, in the ways in which programs for news sites tell it."""

from __future__ import annotations

import json

import pytest

from retrieval.sources.drafts import make_article
from retrieval.sources.files.html.document import read_html
from tests.sources.test_page_variants import TEXT, TITLE, article

DAY = "2024-03-05"
OWN = "https://ahrenfels.example/stadt/hochwasser"
CANONICAL = f'<link rel="canonical" href="{OWN}">'


def day_of(head: str = "", *, above: str = "", language: str = "en") -> str | None:
    """The day of publication of a page with such a head, or such lines below its heading."""
    made = article(TEXT, head=head, above=above, language=language)
    return made.published_at and made.published_at[:10]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bt:pubDate", "2024-03-05T08:00:00Z"),
        ("cXenseParse:publishtime", "2024-03-05T08:00:00.000Z"),
        ("OriginalPublicationDate", "2024/03/05 08:00:00"),
        ("iso-8601-publish-date", DAY),
        ("mediator_published_time", "2024-03-05T08:00:00"),
        ("publication_date", "5 March 2024"),
        ("DISPLAYDATE", "March 5, 2024"),
        ("ptime", "20240305080000"),
        ("DC.date.created", DAY),
        ("article:published_time", "1709625600"),
        ("article:published_time", "Tue Mar 05 08:00:00 CET 2024"),
    ],
)
def test_a_meta_element_is_known_by_the_words_of_its_name(name: str, value: str) -> None:
    assert day_of(f'<meta name="{name}" content="{value}">') == DAY


@pytest.mark.parametrize("name", ["last_published", "expiration_date", "event-date", "update-date"])
def test_days_of_something_else_in_meta_elements_are_none_of_publication(name: str) -> None:
    assert day_of(f'<meta name="{name}" content="{DAY}">') is None


def test_the_language_of_a_page_tells_what_the_numbers_in_a_meta_element_are() -> None:
    head = '<meta name="pubdate" content="05/03/2024 08:00">'
    assert (day_of(head, language="fr"), day_of(head)) == (DAY, None)


@pytest.mark.parametrize(
    "shown",
    [
        '<span class="ago" data-date="2024-03-05T08:00:00">a while ago</span>',
        '<span data-timestamp="1709625600000">a while ago</span>',
        '<relative-time datetime="2024-03-05T08:00:00Z">yesterday</relative-time>',
        '<time datetime="1709625600">today</time>',
        "<div>Tuesday, Mar. 5, 2024 | 8 a.m.</div>",
        "<div>05-Mar-2024</div>",
        "<div>Martes, 05 de Marzo del 2024</div>",
        "<div>05 Marzo 2024 alle 08:15 1 minuto di lettura</div>",
        "<div>5. März 2024 um 8:00 Uhr Lesezeit: 3 Min.</div>",
        "<div>Posted on March 5, 2024 by admin</div>",
        "<p>March 5th, 2024 by ines</p>",
        "<span class='submitted'>Submitted by ines on Tue, 03/05/2024 - 08:00</span>",
        "<p><em>Published on March 5, 2024, 8:00 a.m. | Last updated on March 6, 2024</em></p>",
        "<div>March 5, 2024 • <a>News</a> • 12 Comments</div>",
        "<div>eingestellt am 05.03.2024 um 12:00 Uhr</div>",
        "<div>Redacción | 05.03.2024 - 08:15h. | Actualizado: 06.03.2024</div>",
        "<div>Thứ ba, 05.03.2024, 08:15 (GMT+7)</div>",
        "<p>by ines on March 5, 2024</p>",
        "<div><abbr>March 5, 2024</abbr> in <a>News</a></div>",
        "<dl><dt>Date</dt><dd>March 5, 2024</dd></dl>",
        "<p>Last updated 6 Mar 2024, originally created 5 Mar 2024</p>",
        "<div class='entry-meta social-comments'><time datetime='2024-03-05'>today</time></div>",
    ],
)
def test_a_day_below_the_heading_is_read(shown: str) -> None:
    assert day_of(above=shown) == DAY


@pytest.mark.parametrize(
    "shown",
    [
        "<p><i>Tue Mar 5 21:06:33 BST 2024</i></p>",
        "<p>5-Mar-2024 • 4 hrs ago</p>",
        "<p>5.mar.2024 às 8h00</p>",
        "<p>Publicerat tisdag 5 mars kl 05.42 2024</p>",
        "<p>Interview · Ausgabe 04/2024 · 5. März 2024</p>",
        "<p class='firma'>Redacción Clarion | San Ahre | 5 de marzo de 2024</p>",
        "<div><span>Last Updated: </span><span>Mar 06, 2024, 08:10 AM</span> | "
        "<span>First Published: </span><span>Mar 05, 2024, 06:30 AM</span></div>",
    ],
)
def test_a_day_in_a_rarer_form_below_the_heading_is_read(shown: str) -> None:
    assert day_of(above=shown) == DAY


def test_another_day_below_the_heading_counts_before_that_of_the_head() -> None:
    head = '<meta name="date" content="2024-03-09">'
    changed = "<p>Last updated: 5 March 2024</p>"
    assert day_of(head, above="<p>5 March 2024</p>") == DAY
    assert day_of(head, above=changed) == "2024-03-09"


def test_a_year_of_two_digits_counts_where_the_language_tells_the_day() -> None:
    assert day_of(above="<div>05.03.24, 08:15</div>", language="de") == DAY


@pytest.mark.parametrize("shown", ["03.14.2024 07:00 AM", "3/14/24"])
def test_a_number_that_is_no_month_is_the_day(shown: str) -> None:
    assert day_of(above=f"<div class='date'>{shown}</div>") == "2024-03-14"


def test_the_only_day_shown_is_of_publication_unless_words_say_that_it_is_of_a_change() -> None:
    def marked(text: str) -> str | None:
        return day_of(above=f"<div class='updated-date'>{text}</div>")

    assert marked("March 5, 2024") == DAY
    assert marked("Last updated March 5, 2024") is None


def test_a_day_in_an_attribute_of_the_article_itself_is_read() -> None:
    assert _whole(f"<article data-published-at='{DAY}'><h1>{TITLE}</h1>{TEXT}</article>") == DAY


@pytest.mark.parametrize(
    ("script", "day"),
    [
        ('dataLayer = [{"pageType": "article", "publishDate": "2024-03-05T08:00:00Z"}]', DAY),
        ("dataLayer.push({'publicationDate': '2024-03-05'})", DAY),
        ('window.state = "{\\"article\\":{\\"published_at\\":\\"2024-03-05T08:00\\"}}"', DAY),
        ('x = [{"published_at": "2024-03-05"}, {"published_at": "2024-02-01"}]', None),
        ('x = {"publishDate": "01/01/2004"}', None),
    ],
)
def test_the_only_day_of_publication_in_scripts_is_read(script: str, day: str | None) -> None:
    assert day_of(f"<script>{script}</script>") == day
    shown = f"<time datetime='2024-03-09'>9 March</time><script>{script}</script>"
    assert day_of(above=shown) == "2024-03-09"


@pytest.mark.parametrize(
    "path", ["/2024/mar/05/ahre", "/2024/3/5/ahre.html", "/20240305/ahre", "/2024-03/05/ahre.htm",
             "/ahre-2024-03-05.html", "/ahre_20240305.html"],
)  # fmt: skip
def test_a_day_in_the_address_is_read(path: str) -> None:
    assert day_of(f'<link rel="canonical" href="https://ahrenfels.example{path}">') == DAY


@pytest.mark.parametrize(
    "path",
    ["/2024/03/ahre", "/20991399/ahre", "/a/12024030512/ahre", "/a-202403051", "/vote-2024-11-05"],
)
def test_numbers_in_the_address_may_be_no_day(path: str) -> None:
    assert day_of(f'<link rel="canonical" href="https://ahrenfels.example{path}">') is None


def test_json_ld_of_the_page_tells_the_day_that_its_article_lacks() -> None:
    nodes = [
        {"@type": "Article", "headline": TITLE, "mainEntityOfPage": {"@id": OWN}},
        {"@type": "WebPage", "@id": OWN, "url": OWN, "datePublished": DAY},
    ]
    script = f'<script type="application/ld+json">{json.dumps({"@graph": nodes})}</script>'
    assert day_of(CANONICAL + script) == DAY


def test_the_day_in_the_head_of_a_site_is_todays() -> None:
    site = '<header><a href="/">Ahrenfels</a> <span class="date">12 November 2024</span></header>'
    assert _whole(f"{site}<main><article><h1>{TITLE}</h1>{TEXT}</article></main>") is None


def _whole(body: str) -> str | None:
    page = f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>"
    draft = read_html(page.encode())
    made = make_article(draft, "page.html") if draft else None
    assert made is not None
    return made.published_at


def test_a_day_below_a_standfirst_counts_before_the_day_of_the_visit() -> None:
    below = "<p>For two weeks now the crossing has had a third green light, for geese alone.</p>"
    content = (
        f"<html lang='en'><title>{TITLE}</title><body><div>Tuesday, 14 January 2025</div>"
        f"<article><h1>{TITLE}</h1>{below}<div class='x'>10 January 2025, 10:22</div>"
        f"<div>{TEXT}</div></article></body></html>"
    )
    draft = read_html(content.encode())
    assert draft is not None
    assert draft.published == "2025-01-10"


def test_a_chinese_line_of_fields_needs_no_colons() -> None:
    above = "<div>2022年06月18日 星期六 07:26 来源:临河晚报 记者 周砚秋 通讯员 陆小满</div>"
    made = article(TEXT, above=above, language="zh")
    assert (made.authors, made.published_at) == (("周砚秋", "陆小满"), "2022-06-18")


@pytest.mark.parametrize(
    "above",
    [
        "<p class='lead'>For two weeks now the crossing has had a third green light, for geese.</p>"
        "<aside class='artinfo'><div>Katrin Söllner</div><div>Tuesday 5 March 2024</div></aside>",
        "<aside class='firma'><i>Katrin Söllner</i><br>Lowholm<br>5 March 2024, 07:45</aside>",
        "<font><b>By KATRIN SÖLLNER</b><br>Weekly Staff<br>Tuesday, March 5, 2024</font>",
    ],
)
def test_a_day_on_a_line_of_its_own_among_others_or_set_aside_counts(above: str) -> None:
    assert day_of(above=above) == DAY


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("9 February 2024", "2024-02-09"),
        ("Friday, 9 February 2024", "2024-02-09"),
        ("Recorded on 9 February 2024", "2024-03-05"),
        ("Born 9 February 1950", "2024-03-05"),
        ("Issue 12, 9 February 2024", "2024-03-05"),
        ("9 February 2024 to 11 February 2024", "2024-03-05"),
        ("9 March 2024", "2024-03-05"),  # that of the change, as the head states
    ],
)
def test_a_bare_day_below_the_headline_counts_before_that_of_the_head(line: str, day: str) -> None:
    head = (
        "<meta property='article:published_time' content='2024-03-05T09:00:00+01:00'>"
        "<meta property='article:modified_time' content='2024-03-09T10:00:00+01:00'>"
    )
    assert day_of(head, above=f"<p>{line}</p>") == day
