"""What pages hold beside plain paragraphs, and pages that hold no article at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.sources import read_articles
from retrieval.types import Article, IngestFailure

LEAD = (
    "The council of Brackwater voted on Tuesday to close the slate quarry above the town by the "
    "end of next year, after a night of argument that filled the hall to its doors."
)
MORE = (
    "Mayor Odile Farrant said the quarry had cracked the walls of forty-one houses since spring "
    "and that no rent from its owners could pay for them.",
    "The owners, Tamsin Slate Works, employ 212 people. Their manager, Ruben Okoro, called the "
    "vote hasty and said lawyers would look at it on Wednesday.",
)
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in (LEAD, *MORE))


def page(body: str = BODY, head: str = "", title: str = "Brackwater closes its quarry") -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        "<body><nav><a href='/'>Home</a></nav>"
        f"<main><article><h1>{title}</h1>{body}</article></main></body></html>"
    )


def ld(**values: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps(values)}</script>"


def read(folder: Path, content: str) -> Article | IngestFailure:
    path = folder / "page.html"
    path.write_text(content, "utf-8")
    (found,) = read_articles(path)
    assert isinstance(found, Article | IngestFailure), found
    return found


def article_of(folder: Path, content: str) -> Article:
    found = read(folder, content)
    assert isinstance(found, Article), found
    return found


def lines(folder: Path, content: str) -> list[str]:
    return article_of(folder, content).text.split("\n\n")


def problem(folder: Path, content: str) -> str:
    found = read(folder, content)
    assert isinstance(found, IngestFailure), found
    return found.problem


# Tables -----------------------------------------------------------------------------------------

ROWS = [
    "Party: Harbour List; Votes: 4,812; Seats: 9",
    "Party: Green Valley; Votes: 3,977; Seats: 7",
]
CELLS = (
    "<tr><td>Harbour List<td>4,812<td>9</tr><tr><td>Green Valley</td><td>3,977</td><td>7</td></tr>"
)


@pytest.mark.parametrize(
    "table",
    [
        f"<table><thead><tr><th>Party<th>Votes<th>Seats</thead><tbody>{CELLS}</tbody></table>",
        f"<table><tr><th>Party<th>Votes<th>Seats</tr>{CELLS}</table>",
        f"<table><tr><td><b>Party</b><td><b>Votes</b><td><b>Seats</b></tr>{CELLS}</table>",
        "<figure class='wp-block-table'><table><tr><th>Party<th>Votes<th>Seats</tr>"
        f"{CELLS}</table></figure>",
    ],
)
def test_each_row_of_a_table_is_a_line_with_the_names_of_its_columns(
    table: str, tmp_path: Path
) -> None:
    found = lines(tmp_path, page(f"<p>{LEAD}</p>{table}<p>{MORE[0]}</p>"))
    assert found == [LEAD, *ROWS, MORE[0]]


def test_cells_over_several_rows_and_columns_belong_to_all_of_them(tmp_path: Path) -> None:
    table = (
        "<table><tr><th rowspan=2>Ward</th><th colspan=2>Votes</th></tr><tr><th>Ayes<th>Noes</tr>"
        "<tr><td rowspan=2>Quarry</td><td>12<td>7</tr><tr><td>14<td>5</tr></table>"
    )
    found = lines(tmp_path, page(f"<p>{LEAD}</p>{table}<p>{MORE[0]}</p>"))
    assert found[1:3] == [
        "Ward: Quarry; Votes Ayes: 12; Votes Noes: 7",
        "Ward: Quarry; Votes Ayes: 14; Votes Noes: 5",
    ]


def test_a_table_that_lays_out_the_page_is_read_as_text(tmp_path: Path) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in (LEAD, *MORE))
    found = lines(tmp_path, page(f"<table><tr><td>{text}</td></tr></table>"))
    assert found == [LEAD, *MORE]


# Live blogs -------------------------------------------------------------------------------------

POSTS = [
    ("18:42", "Gate four shut", "Water stood forty centimetres deep at gate four of the barrier."),
    ("17:55", "School hall opens", "The school hall in Ferrow opened as a shelter for ninety."),
    ("16:10", "Trains stop", "Trains between Ferrow and Castlegate stopped after mud slid down."),
]
TOLD = [line for time, heading, text in POSTS for line in (f"{time} {heading}", text)]


@pytest.mark.parametrize(
    "post",
    [
        "<article class='live-entry'><header><time>{0}</time><h2>{1}</h2></header><p>{2}</p>"
        "</article>",
        "<div class='post'><h3>{1}</h3><span class='time'>{0}</span><div><p>{2}</p></div></div>",
        "<section class='update'><p class='timestamp'>{0}</p><h4>{1}</h4><p>{2}</p></section>",
        "<li><time datetime='2024-11-03T{0}:00Z'>3 hours ago</time><h3>{1}</h3><p>{2}</p></li>",
    ],
)
def test_the_posts_of_a_live_blog_stay_in_order_with_times_and_headings(
    post: str, tmp_path: Path
) -> None:
    posts = "".join(post.format(*written) for written in POSTS)
    body = f"<p>{LEAD}</p></article><div class='live'>{posts}</div><article>"
    assert lines(tmp_path, page(body, title="Live: storm over the valley")) == [LEAD, *TOLD]


def test_a_time_of_day_may_name_its_zone(tmp_path: Path) -> None:
    post = "<div class='post'><b>{0} GMT</b><h3>{1}</h3><div><p>{2}</p></div></div>"
    posts = "".join(post.format(*written) for written in POSTS)
    told = [line.replace(":42", ":42 GMT", 1) for line in TOLD[:2]]
    body = f"<p>{LEAD}</p></article><div class='live'>{posts}</div><article>"
    assert lines(tmp_path, page(body, title="Live: storm"))[:3] == [LEAD, *told]


def test_the_posts_that_only_json_ld_holds_are_read(tmp_path: Path) -> None:
    updates = [
        {
            "@type": "BlogPosting",
            "headline": heading,
            "datePublished": f"2024-11-03T{time}:00+00:00",
            "articleBody": text,
        }
        for time, heading, text in POSTS
    ]
    head = ld(**{"@type": "LiveBlogPosting", "headline": "Storm", "liveBlogUpdate": updates})
    assert lines(tmp_path, page(f"<p>{LEAD}</p>", head, "Storm")) == [LEAD, *TOLD]


# Whole articles ---------------------------------------------------------------------------------


def test_lists_quotations_and_definitions_stay_where_they_stand(tmp_path: Path) -> None:
    body = (
        f"<p>{LEAD}</p><ul><li><span>Blasting ends on 31 March, and the store is emptied.</span>"
        "<li>Cutting goes on until 15 July with half of the crew.</ul>"
        "<blockquote><p>We lay awake and listened to the walls, said Agnes Toll.</p></blockquote>"
        "<dl><dt>Would you stay in the valley?<dd>Never without the quarry, he answered.</dl>"
        f"<p>{MORE[0]}</p>"
    )
    assert lines(tmp_path, page(body)) == [
        LEAD,
        "Blasting ends on 31 March, and the store is emptied.",
        "Cutting goes on until 15 July with half of the crew.",
        "We lay awake and listened to the walls, said Agnes Toll.",
        "Would you stay in the valley?",
        "Never without the quarry, he answered.",
        MORE[0],
    ]


@pytest.mark.parametrize(
    "part",
    [
        "<blockquote class='twitter-tweet'><p>The vote is a disgrace.</p>&mdash; Slate Crew "
        "(@crew) <a href='https://s.example/1'>May 14, 2024</a></blockquote>",
        "<blockquote class='instagram-media'><p>View this post on Instagram</p></blockquote>",
        "<p><a href='/x4'><em>Also in the Clarion: the island that ran out of sugar</em></a></p>",
        "<div class='wp-caption'><img src=b.jpg><p class='wp-caption-text'>Ruben Okoro leaves the "
        "hall by the side door.</p></div>",
        "<div class='image'><img src=b.jpg><p class='legend'>Okoro leaves.</p></div>",
        "<div class='gallery'><p>1 of 4: The slate before it is cut</p></div>",
        "<div class='pagination'>Page 1 of 2 <a href='?page=2'>Next page</a></div>",
        "<div class='read-more'><a href='/x'>Ten years ago the quarry flooded</a></div>",
    ],
)
def test_embeds_captions_and_links_are_not_of_the_text(part: str, tmp_path: Path) -> None:
    found = article_of(tmp_path, page(f"<p>{LEAD}</p>{part}<p>{MORE[0]}</p><p>{MORE[1]}</p>"))
    assert found.text.split("\n\n") == [LEAD, *MORE]
    assert found.published_at is None


def test_the_whole_text_in_json_ld_is_taken_where_the_page_shows_less(tmp_path: Path) -> None:
    body = "\n\n".join((LEAD, *MORE))
    head = ld(**{"@type": "NewsArticle", "headline": "Brackwater closes its quarry"})
    told = head.replace("}", f', "articleBody": {json.dumps(body)}}}')
    assert lines(tmp_path, page(f"<p>{LEAD}</p><div>Loading…</div>", told)) == [LEAD, *MORE]
    assert lines(tmp_path, page("<div id=app></div>", told)) == [LEAD, *MORE]


def test_an_article_that_the_page_holds_for_two_screens_stands_once(tmp_path: Path) -> None:
    body = f"<h2>What next</h2><p>{LEAD}</p><p>{MORE[0]}</p><p>{MORE[1]}</p>"
    twice = f"<div class=phone>{body}</div><div class=desk>{body}</div>"
    assert lines(tmp_path, page(twice)) == ["What next", LEAD, *MORE]


def test_an_article_laid_out_by_a_table_with_line_breaks_is_without_its_navigation(
    tmp_path: Path,
) -> None:
    text = "<br><br>".join((LEAD, *MORE))
    body = f"<table><tr><td><a>News</a><br><a>Letters</a></td><td>{text}</td></tr></table>"
    found = article_of(tmp_path, page(body))
    assert found.text.split("\n\n") == [LEAD, *MORE]


def test_words_stay_apart_that_a_zero_width_joiner_divides(tmp_path: Path) -> None:
    told = "پل چوبی روستای دره\u200cسبز پس از چهار سال تعمیر روز شنبه به روی مردم باز شد."
    assert lines(tmp_path, page(f"<p>{told}</p><p>{LEAD}</p>")) == [told, LEAD]


def test_the_headline_without_a_heading_is_the_part_of_the_title_on_the_page(
    tmp_path: Path,
) -> None:
    title = "Brackwater closes its quarry"
    paragraphs = "".join(f"<div>{paragraph}</div>" for paragraph in (LEAD, *MORE))
    body = f"<div>Clarion</div><div>{title}</div>{paragraphs}"
    html = f"<html><head><title>Clarion | {title}</title></head><body>{body}</body></html>"
    assert article_of(tmp_path, html).title == title


def test_a_short_article_keeps_its_paragraphs(tmp_path: Path) -> None:
    short = ("The roof of the hall held through the storm.", "Its beams were doubled last year.")
    body = "<p class='date'><time>12 Mart 2024</time></p>" + "".join(f"<p>{p}</p>" for p in short)
    found = article_of(tmp_path, page(body))
    assert found.text.split("\n\n") == list(short)
    assert found.published_at == "2024-03-12"


# Pages in the place of an article ---------------------------------------------------------------

LOCKED = ld(
    **{
        "@type": "NewsArticle",
        "headline": "Brackwater closes its quarry",
        "isAccessibleForFree": False,
        "hasPart": {"isAccessibleForFree": False, "cssSelector": ".paywall"},
    }
)
WALL = (
    "<div class='paywall'><h3>Continue reading with a Clarion pass</h3><p>From 2.95 crowns a week, "
    "cancel any time. Already a subscriber? Sign in.</p></div>"
)


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (f"<p>{LEAD}</p>{WALL}", LOCKED),
        (f"<p>{LEAD}</p>{WALL}", ""),
        (f"<p>{LEAD}</p><p>{MORE[0][:-10]}…</p>", LOCKED),
        (f"<p>{LEAD}</p>", "<meta property='article:content_tier' content='locked'>"),
        (f"<p>{LEAD}</p><p>Jetzt weiterlesen mit dem Abo</p>", LOCKED),
    ],
)
def test_the_beginning_of_an_article_for_subscribers_is_told(
    body: str, head: str, tmp_path: Path
) -> None:
    assert problem(tmp_path, page(body, head)).startswith("holds only the beginning")


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (BODY, ""),
        (f"<p>{LEAD}</p><div class='paywall'>{BODY}{BODY}</div>", LOCKED),
        (f"{BODY}{''.join(BODY.replace('The', f'On {n} May the') for n in '345')}{WALL}", LOCKED),
        (f"{BODY}<p>She asked the readers to subscribe to the plan of the council.</p>", ""),
    ],
)
def test_a_whole_article_is_no_teaser(body: str, head: str, tmp_path: Path) -> None:
    assert LEAD in lines(tmp_path, page(body, head))


CONSENT = (
    "<h2>We value your privacy</h2><p>Clarion Media and its 214 partners store and read "
    "information on your device, such as cookies and unique identifiers, and process personal data "
    "to show you personal advertisements.</p><p>By pressing Agree you consent to this. You can "
    "withdraw or change your choice at any time under Settings.</p><button>Agree</button>"
)


@pytest.mark.parametrize(
    ("body", "title", "told"),
    [
        (CONSENT, "Clarion Media: your privacy", "consent to cookies"),
        (
            "<p>Wir und unsere 180 Partner speichern Informationen auf Ihrem Gerät, etwa Cookies, "
            "und verarbeiten personenbezogene Daten für personalisierte Werbung.</p><p>Mit Ihrer "
            "Einwilligung dürfen wir das. Sie können Ihre Einwilligung jederzeit widerrufen.</p>",
            "Datenschutz",
            "consent to cookies",
        ),
        ("<p>The page you requested could not be found.</p>", "Page not found", "no such page"),
        (
            "<p>This page has moved to a new address. You will be redirected in five seconds.</p>",
            "Moved",
            "has moved",
        ),
        (
            "<p>Checking your browser before you go on. Please verify you are human.</p>",
            "Just a moment",
            "check for robots",
        ),
    ],
)
def test_a_page_in_the_place_of_an_article_is_named(
    body: str, title: str, told: str, tmp_path: Path
) -> None:
    assert told in problem(tmp_path, page(body, title=title))


def test_an_article_about_cookies_is_one(tmp_path: Path) -> None:
    about = (
        "<p>A court in Ferrow ruled on Friday that newspapers may no longer store cookies on the "
        "devices of readers who have not given consent, the first such judgement here.</p>"
    )
    assert len(lines(tmp_path, page(about + BODY))) == 4


TEASERS = "".join(
    f"<article class='teaser'><h2><a href='/news/{n}-closes'>Story {n} of the valley</a></h2>"
    f"<p>{text}</p></article>"
    for n, text in enumerate((LEAD, *MORE))
)


def test_a_home_page_is_told_with_its_feed(tmp_path: Path) -> None:
    head = (
        "<link rel=canonical href='https://clarion.example/'>"
        "<link rel=alternate type='application/rss+xml' href='https://clarion.example/feed.xml'>"
    )
    content = page("", head, "Brackwater Clarion").replace("<article>", TEASERS, 1)
    assert problem(tmp_path, content) == (
        "lists articles but is none itself: ingest its feed https://clarion.example/feed.xml."
    )


FEED = "<link rel=alternate type='application/rss+xml' href='https://clarion.example/feed.xml'>"
LINKS = "".join(f"<li><a href='/news/{n}'>Story number {n} of the valley</a>" for n in range(20))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (f"<ul>{LINKS}</ul><p>The Clarion is the paper of the valley since 1888, with a staff of "
         "twelve, and is printed in Ferrow twice a week.</p>", "lists articles but is none itself"),
        (f"<div>{LINKS}</div>", "lists articles but is none itself"),
        ("<p>Welcome.</p>", "holds no article text: check the address, or"),
    ],
)  # fmt: skip
def test_a_home_page_of_links_or_without_text_is_told_with_its_feed(
    body: str, told: str, tmp_path: Path
) -> None:
    content = f"<html><head><title>Clarion</title>{FEED}</head><body>{body}</body></html>"
    found = problem(tmp_path, content)
    assert found.startswith(told)
    assert found.endswith("ingest its feed https://clarion.example/feed.xml.")


def test_an_article_with_links_to_others_is_one(tmp_path: Path) -> None:
    body = page(f"{BODY}<div><ul>{LINKS}</ul></div>", FEED)
    assert len(lines(tmp_path, body)) == 3


def test_an_article_above_teasers_is_one(tmp_path: Path) -> None:
    text = "".join(f"<p>{n}. {paragraph}</p>" for n in range(3) for paragraph in (LEAD, *MORE))
    assert len(lines(tmp_path, page(text + TEASERS))) >= 9
