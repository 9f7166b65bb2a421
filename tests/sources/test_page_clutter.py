"""Comments, captions, offers and other parts of a page are not read as its article."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from tests.sources.test_web_page_kinds import BODY, LEAD, MORE, article_of, lines, page, problem

TEXT = [LEAD, *MORE]


def unmarked(article: str, below: str = "") -> str:
    """A page of which no element is called after articles."""
    return (
        "<html><head><title>Brackwater closes its quarry</title></head><body><div class='zq'>"
        f"<h1>Brackwater closes its quarry</h1><div class='zr'>{article}</div></div>{below}</body>"
    )


@pytest.mark.parametrize("name", ["comments", "komentarze", "comentarii", "comment-list"])
def test_comments_in_an_element_of_their_own_go(name: str, tmp_path: Path) -> None:
    comments = (
        f"<div class='{name}'><h3>2</h3><p><b>mouse</b>: And who will pay for the washed stairs, "
        "if not all of us who live there?</p></div>"
    )
    assert lines(tmp_path, unmarked(BODY, comments)) == TEXT


@pytest.mark.parametrize(
    "box",
    [
        "<div class='plate'><img src='a.jpg'><span class='pc'>Plate 4. The dresser</span></div>",
        "<img src='a.jpg'><p class='cap'>Plate 4. The dresser</p>",
        "<div class='Gallery_box__p'><div>1 / 8</div><p>The dresser waits for its turn.</p></div>",
        "<div class='promo'><h3>Support our town hall</h3><p>From 3 guilders a month.</p></div>",
        "<div class='absatzbild'><img src='a.jpg'><div><p>The mayor counts every evening by "
        "herself, though all of the stones have numbers.</p></div></div>",
    ],
)
def test_captions_and_boxes_of_offers_go(box: str, tmp_path: Path) -> None:
    first, *rest = (f"<p>{line}</p>" for line in TEXT)
    assert lines(tmp_path, page(f"{first}{box}{''.join(rest)}")) == TEXT


@pytest.mark.parametrize(
    "box",
    [
        "<div class='zk'><h3>The Pier in the Morning</h3><p>Each day at 6.</p><input type='email'>"
        "</div>",
        "<div class='zl'><h4>One more</h4><a href='/r'>The chapel that lost its roof</a></div>",
        "<div class='zm'><b>The best of the pier</b><p>Our letter comes each morning at six, "
        "and is free.</p><a href='/l'>Sign up</a></div>",
        "<table><tr><td><img src='b.gif'><br><font size=1>The bell in 1921, with the class in it"
        "</font></td></tr></table>",
    ],
)
def test_boxes_between_paragraphs_to_fill_in_or_of_links_go(box: str, tmp_path: Path) -> None:
    first, *rest = (f"<p>{line}</p>" for line in TEXT)
    assert lines(tmp_path, page(f"{first}{box}{''.join(rest)}")) == TEXT


@pytest.mark.parametrize(
    ("part", "kept"),
    [
        ("<h3>For the bread</h3><ul><li>200 g of rye flour</li><li>3 eggs</li></ul>"
         "<button>Print</button>", "200 g of rye flour"),
        ("<table><tr><td>Lowholm</td><td>61 votes</td></tr></table><button>Show all</button>",
         "61 votes"),
        ("<table><tr><th><button>Town</button></th></tr><tr><td>61 votes</td></tr></table>",
         "61 votes"),
        ("<pre>make quarry</pre><button>Copy</button>", "make quarry"),
        ("<blockquote>We had no choice at all, said Mayor Holm.</blockquote>"
         "<button>Tweet this</button>", "We had no choice"),
        ("<b>The quarry</b><ul><li>Opened: 1877</li><li>Depth: 41 metres</li></ul>"
         "<button>Expand</button>", "41 metres"),
        ("The quarry has a <button>sump</button>, a pit which fills with water after each rain.",
         "fills with water"),
        ("<p>“We had no choice, and nobody asked us before it was decided.”</p>"
         "<a href='/m'>The mayor, on Tuesday</a>", "no choice"),
        ("<p>The decision can be challenged in court until the end of the year, the clerk of the "
         "council told the Clarion.</p><a href='/d'>The decision (PDF)</a>", "challenged in court"),
        ("<p>The meeting is on 3 May at 7 in the town hall.</p><a href='/m'>Map</a>", "3 May"),
        ("<p>The owner told the Clarion that the closing would cost the town four million crowns "
         "in taxes each year.</p><input type='text' value='/x' readonly>", "four million"),
        ("<h3>Read more</h3><p>The plan of the council has forty pages and was published on "
         "Monday by the clerk of the town.</p>", "forty pages"),
    ],
)  # fmt: skip
def test_text_of_the_article_beside_a_button_a_link_or_a_field_stays(
    part: str, kept: str, tmp_path: Path
) -> None:
    first, *rest = (f"<p>{line}</p>" for line in TEXT)
    assert kept in article_of(tmp_path, page(f"{first}<div>{part}</div>{''.join(rest)}")).text


@pytest.mark.parametrize(
    "parts",
    [
        "<div>12 March 2024</div><a>Jane Roe</a>" * 3000,
        "<aside class='meta'>x y</aside>" * 5000,
        "<div>" * 200 + "<div>x</div>" * 5000 + "</div>" * 200,
    ],
)
def test_a_page_of_thousands_of_parts_is_read_in_seconds(parts: str, tmp_path: Path) -> None:
    first, *rest = (f"<p>{line}</p>" for line in TEXT)
    content = page(f"{first}{parts}{''.join(rest)}")
    start = process_time()
    article_of(tmp_path, content)
    assert process_time() - start < 6


def test_writers_of_other_articles_below_a_heading_for_links_are_not_the_authors(
    tmp_path: Path,
) -> None:
    below = (
        "<section><h3>You may also like</h3><a href='/g'>The gym is closed</a><span>By Ulf Maier"
        "</span><a href='/k'>The ball</a><span>By Hester Vane and Ulf Maier</span></section>"
    )
    found = article_of(tmp_path, page(f"<p class='author'>Hester Vane</p>{BODY}{below}"))
    assert found.authors == ("Hester Vane",)


def test_a_box_to_subscribe_below_the_text_goes(tmp_path: Path) -> None:
    below = (
        "<div><h4>Letters</h4><p>Our email, never more than a page.</p><button>Sign up</button>"
        "</div>"
    )
    assert lines(tmp_path, unmarked(f"{BODY}{below}")) == TEXT


def test_a_box_of_facts_without_a_call_between_paragraphs_stays(tmp_path: Path) -> None:
    first, *rest = (f"<p>{line}</p>" for line in TEXT)
    box = "<div class='zf'><h3>The quarry</h3><p>It was opened in 1877 and has 41 steps.</p></div>"
    found = lines(tmp_path, page(f"{first}{box}{''.join(rest)}"))
    assert "It was opened in 1877 and has 41 steps." in found


def test_a_link_to_the_author_between_paragraphs_is_kept_for_the_byline(tmp_path: Path) -> None:
    first, *rest = (f"<p>{line}</p>" for line in TEXT)
    found = article_of(
        tmp_path, page(f"{first}<div>By <a href='/h'>Hester Vane</a></div>{''.join(rest)}")
    )
    assert found.authors == ("Hester Vane",)


def test_the_writer_beside_her_picture_is_found(tmp_path: Path) -> None:
    box = "<div class='zz'><img src='a.jpg'><span>By Hester Vane</span></div>"
    found = article_of(tmp_path, page(f"{box}{BODY}"))
    assert found.authors == ("Hester Vane",)


def test_short_lines_of_another_part_below_the_article_go(tmp_path: Path) -> None:
    below = (
        "<div class='zs'><h4>Jobs</h4><p>Operator call-center, Tel Plus</p></div>"
        "<div class='zt'><p>The trick with vinegar that plumbers hide</p></div>"
    )
    assert lines(tmp_path, unmarked(BODY, below)) == TEXT


def test_what_follows_the_offer_of_a_subscription_goes(tmp_path: Path) -> None:
    long = "".join(f"<p>{line} {line}</p>" for line in TEXT * 3)
    offer = (
        "<h2>This story is for subscribers</h2><ul><li>Unlimited stories on every device</li>"
        "<li>The crossword, ad-free</li></ul>"
    )
    text = article_of(tmp_path, page(f"{long}{offer}")).text
    assert "crossword" not in text
    assert text.startswith(LEAD)


def test_a_page_of_offers_is_no_article(tmp_path: Path) -> None:
    body = (
        "<p>Choose your plan and read on at once.</p><h2>One month</h2><p>Free, then €9.90 a month."
        " Cancel anytime.</p><h2>One year</h2><p>€79 a year. Unlimited access to all of our stories"
        ".</p><p>You save a third against the monthly plan and its price.</p>"
    )
    assert "offers of subscriptions" in problem(tmp_path, page(body, title="Read on with Plus"))


def test_a_check_for_robots_that_explains_itself_is_no_article(tmp_path: Path) -> None:
    body = (
        "<h2>Checking if the site connection is secure</h2><label>Verify you are human</label>"
        "<div>pier.example needs to review the security of your connection before proceeding. This "
        "may take a few seconds.</div><div>Why am I seeing this page?</div><div>Requests from "
        "malicious bots can pose as legitimate traffic. Occasionally, you may see this page while "
        "the site ensures that the connection is secure.</div><p>Performance & security by Wall</p>"
    )
    assert "check for robots" in problem(tmp_path, page(body, title="Just a moment..."))


def test_a_heading_that_leads_home_is_the_name_of_the_site(tmp_path: Path) -> None:
    content = (
        "<html><head><title>Clarion</title></head><body><h1><a href='/'>The Brackwater Clarion</a>"
        f"</h1><h2>Brackwater closes its quarry at last</h2>{BODY}</body></html>"
    )
    assert article_of(tmp_path, content).title == "Brackwater closes its quarry at last"


def test_the_title_with_a_few_words_before_it_is_no_line_of_the_text(tmp_path: Path) -> None:
    title = "Brackwater closes its quarry at last"
    content = (
        f"<html><head><title>{title}</title><meta property='og:title' content='{title}'></head>"
        f"<body><article><h1><span>Local</span> {title}</h1>{BODY}</article></body></html>"
    )
    found = article_of(tmp_path, content)
    assert (found.title, found.text) == (title, "\n\n".join(TEXT))


def test_a_missing_page_with_teasers_says_so_in_its_title_or_class(tmp_path: Path) -> None:
    teasers = "".join(f"<article><h3><a href='/{n}'>{line}</a></h3><p>{line}</p></article>"
                      for n, line in enumerate(TEXT))  # fmt: skip
    titled = f"<html><head><title>Page not found | The Pier</title></head><body>{teasers}</body>"
    classed = f"<html><head><title>Oops</title></head><body class='error404'>{teasers}</body>"
    for content in (titled, classed):
        assert "no such page" in problem(tmp_path, content)


def test_a_page_whose_title_asks_to_subscribe_is_an_offer(tmp_path: Path) -> None:
    content = (
        "<html><head><title>Subscribe to continue reading | The Pier</title></head><body><main>"
        f"<h1>You have read your last free article</h1>{BODY}</main></body>"
    )
    assert "offers of subscriptions" in problem(tmp_path, content)


@pytest.mark.parametrize(
    ("heading", "box"),
    [
        ("Media contact", "Jon Petrel, Lowholm College, petrel@lowholm.example"),
        ("Ansprechpartner", "Dr. Jon Petrel, Telefon 0000 123456"),
        ("The Pier newsletter", "All of the harbour, every Saturday at six."),
        ("Comentarii (4)", "La noi în port nici un cal nu mai vine de la Paști încoace."),
        ("Diskuse (2)", "Holič výborný, jen nesmí jet rychlík, to se mu třesou ruce."),
    ],
)
def test_a_box_under_a_heading_that_says_what_it_is_goes(
    heading: str, box: str, tmp_path: Path
) -> None:
    below = f"<div class='zx'><h3>{heading}</h3><p>{box}</p></div>"
    assert lines(tmp_path, unmarked(BODY + below)) == TEXT


def test_a_section_under_a_heading_that_is_also_said_of_boxes_stays(tmp_path: Path) -> None:
    told = [f"The {town} council answered on Friday that its own quarry would stay open, too."
            for town in ("Lowholm", "Harrow Bridge")]  # fmt: skip
    section = f"<section><h2>Responses</h2>{''.join(f'<p>{line}</p>' for line in told)}</section>"
    found = lines(tmp_path, unmarked(BODY + section + f"<p>{MORE[0]} And so on.</p>"))
    assert set(told) <= set(found)


def test_a_short_box_under_the_name_of_the_author_goes(tmp_path: Path) -> None:
    head = "<meta name='author' content='Hester Vane'>"
    box = (
        "<div class='zx'><h4>Hester Vane</h4><p>Hester Vane is a reporter in Lowholm. She has been "
        "with the Clarion since 2011.</p></div>"
    )
    content = unmarked(BODY + box).replace("</head>", f"{head}</head>")
    found = article_of(tmp_path, content)
    assert (found.authors, found.text) == (("Hester Vane",), "\n\n".join(TEXT))
