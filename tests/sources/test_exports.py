"""Exports of other programs: the articles with what the programs say of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from retrieval.sources import read_articles
from retrieval.sources.files.find import find_files
from retrieval.types import Article, IngestFailure, IngestNote

FIRST = "The night ferry to Lowholm sank off the pier on Tuesday; all forty passengers swam ashore."
SECOND = (
    "Harbour master Jon Petrel said that a seal had bitten through the mooring, and that the ferry "
    "company would pay for every wet coat."
)
TEXT = f"{FIRST}\n\n{SECOND}"
PICTURE = "<figure><img src='a.jpg'><figcaption>Pier</figcaption></figure>"
HTML = f"<p>{FIRST}</p>\n<p>{SECOND}</p>{PICTURE}"
URL = "https://pier.example/ferry"
DAY = "2024-05-14"

WALLABAG: dict[str, Any] = {
    "is_archived": 0, "is_starred": 0, "tags": ["pier"], "id": 12, "title": "Ferry sinks",
    "url": URL, "content": HTML, "created_at": "2024-05-20T09:00:00+02:00",
    "updated_at": "2024-05-21T09:00:00+02:00", "published_at": "2024-05-14T08:15:00+02:00",
    "published_by": ["Ines Holm"], "mimetype": "text/html", "reading_time": 2,
    "domain_name": "pier.example",
}  # fmt: skip
MINIFLUX: dict[str, Any] = {
    "total": 1,
    "entries": [{
        "id": 8, "feed_id": 4, "title": "Ferry sinks", "url": URL, "author": "Ines Holm",
        "content": HTML, "hash": "x", "published_at": "2024-05-14T10:00:00Z",
        "created_at": "2024-05-16T10:00:00Z", "changed_at": "2024-05-16T10:00:00Z",
        "status": "read", "feed": {"id": 4, "title": "Pier Gazette"},
    }],
}  # fmt: skip
FRESHRSS = {
    "id": "user/-/state/org.freshrss/starred", "title": "Starred", "author": "me",
    "items": [{
        "id": "tag:1", "timestampUsec": "1715667300000000", "title": "Ferry sinks",
        "published": 1715667300, "updated": 1715667300, "author": "Ines Holm",
        "alternate": [{"href": URL, "type": "text/html"}], "content": {"content": HTML},
        "origin": {"streamId": "feed/1", "title": "Pier Gazette"}, "categories": [],
    }],
}  # fmt: skip
KARAKEEP = {
    "bookmarks": [
        {"createdAt": 1715667300, "title": "Ferry sinks", "tags": [], "note": None,
         "content": {"type": "text", "text": TEXT}, "archived": False},
        {"createdAt": 1715667301, "title": "Seal", "tags": [], "note": None,
         "content": {"type": "link", "url": "https://pier.example/seal"}, "archived": False},
    ]
}  # fmt: skip
READWISE: dict[str, Any] = {
    "count": 1, "nextPageCursor": None,
    "results": [{
        "id": "01", "url": "https://read.example/read/01", "source_url": URL,
        "title": "Ferry sinks", "author": "Ines Holm", "site_name": "Pier Gazette",
        "category": "article", "reading_progress": 0.1, "published_date": 1715667300000,
        "created_at": "2024-06-01T00:00:00Z", "updated_at": "2024-06-02T00:00:00Z",
        "html_content": HTML, "summary": "A ferry sinks.",
    }],
}  # fmt: skip
TRAFILATURA = {
    "title": "Ferry sinks", "author": "Ines Holm; Jon Petrel", "hostname": "pier.example",
    "date": DAY, "fingerprint": "x", "id": None, "license": None, "comments": "", "text": TEXT,
    "language": None, "image": "a.jpg", "pagetype": "article", "source": URL,
    "source-hostname": "Pier Gazette", "excerpt": "A ferry.", "categories": "", "tags": "",
}  # fmt: skip
NEWS_PLEASE = {
    "authors": ["Ines Holm"], "date_download": "2024-06-01 10:00:00", "date_modify": "None",
    "date_publish": "2024-05-14 08:15:00", "description": "A ferry.", "filename": "a.html",
    "language": "en", "maintext": TEXT, "source_domain": "pier.example", "text": None,
    "title": "Ferry sinks", "title_page": None, "title_rss": None, "url": URL,
}  # fmt: skip
NEWSPAPER = {
    "url": URL, "title": "Ferry sinks", "text": TEXT, "authors": ["Ines Holm"],
    "publish_date": "2024-05-14 08:15:00+02:00", "top_image": "a.jpg",
    "meta_site_name": "Pier Gazette", "canonical_link": URL, "keywords": [],
}  # fmt: skip
FUNDUS = {
    "title": "Ferry sinks", "authors": ["Ines Holm"], "publishing_date": "2024-05-14 08:15:00",
    "topics": ["Ships"], "free_access": True,
    "body": {"summary": [], "sections": [{"headline": [], "paragraphs": [FIRST, SECOND]}]},
}  # fmt: skip
SCHEMA_ORG = {
    "@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry sinks",
    "articleBody": TEXT, "author": [{"@type": "Person", "name": "Ines Holm"}],
    "publisher": {"@type": "Organization", "name": "Pier Gazette"}, "datePublished": DAY,
    "mainEntityOfPage": {"@type": "WebPage", "@id": URL},
}  # fmt: skip
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1", "title": "Pier Gazette",
    "items": [{"id": "1", "url": URL, "title": "Ferry sinks", "content_html": HTML,
               "date_published": "2024-05-14T10:00:00Z", "authors": [{"name": "Ines Holm"}]}],
}  # fmt: skip
TELEGRAM = {
    "name": "Pier Gazette", "type": "public_channel", "id": 1,
    "messages": [
        {"id": 1, "type": "service", "date": "2024-05-01T10:00:00", "action": "create_channel"},
        {"id": 2, "type": "message", "date": "2024-05-14T00:15:00", "date_unixtime": "1715638500",
         "from": "Pier Gazette", "text_entities": [],
         "text": [{"type": "bold", "text": "Ferry sinks"}, f"\n\n{TEXT}\n",
                  {"type": "link", "text": URL}]},
        {"id": 3, "type": "message", "date": "2024-05-15T08:15:00", "text": "Good morning!"},
    ],
}  # fmt: skip


def read(tmp_path: Path, value: Any, name: str = "a.json") -> tuple[list[Article], list[str]]:
    """The articles of a file, and what is told of the rest of it."""
    (tmp_path / name).write_text(json.dumps(value), encoding="utf-8")
    found = list(read_articles(tmp_path / name, name=name))
    told = [one.note for one in found if isinstance(one, IngestNote)]
    told += [one.problem for one in found if isinstance(one, IngestFailure)]
    return [one for one in found if isinstance(one, Article)], told


@pytest.mark.parametrize(
    ("value", "publisher", "url"),
    [
        ([WALLABAG], "pier.example", URL),
        ({"_embedded": {"items": [WALLABAG]}, "page": 1}, "pier.example", URL),
        (MINIFLUX, "Pier Gazette", URL),
        (FRESHRSS, "Pier Gazette", URL),
        (READWISE, "Pier Gazette", URL),
        (TRAFILATURA, "Pier Gazette", URL),
        (NEWS_PLEASE, "pier.example", URL),
        (NEWSPAPER, "Pier Gazette", URL),
        (FUNDUS, None, None),
        (SCHEMA_ORG, "Pier Gazette", URL),
        ({"@context": "https://schema.org", "@graph": [SCHEMA_ORG]}, "Pier Gazette", URL),
        (JSON_FEED, "Pier Gazette", URL),
    ],
)
def test_an_export_gives_text_title_names_and_day(
    tmp_path: Path, value: Any, publisher: str | None, url: str | None
) -> None:
    [article], told = read(tmp_path, value)

    assert (article.title, article.text) == ("Ferry sinks", TEXT)
    assert article.authors[0] == "Ines Holm"
    assert (article.published_at or "")[:10] == DAY
    assert article.updated_at is None
    assert (article.publisher, article.url) == (publisher, url)
    assert told == []


def test_messages_of_a_channel_become_articles_and_the_others_are_counted(tmp_path: Path) -> None:
    for value in (TELEGRAM, {"about": "…", "chats": {"about": "…", "list": [TELEGRAM]}}):
        [article], told = read(tmp_path, value)

        assert (article.title, article.text) == ("Ferry sinks", TEXT)
        assert (article.publisher, article.url) == ("Pier Gazette", None)
        assert article.published_at == "2024-05-14T00:15:00+02:00"
        assert told == ["holds 2 messages without an article."]


def test_bookmarks_without_text_are_counted(tmp_path: Path) -> None:
    [article], told = read(tmp_path, KARAKEEP)

    assert (article.title, article.text, article.published_at) == ("Ferry sinks", TEXT, None)
    assert told == ["holds 1 link without text: ingest the addresses themselves."]


def test_the_texts_of_an_export_of_omnivore_lie_beside_its_list(tmp_path: Path) -> None:
    record = {"id": "1", "slug": "ferry-1", "title": "Ferry sinks", "author": "Ines Holm",
              "url": URL, "state": "Active", "readingProgress": 0, "labels": [],
              "savedAt": "2024-06-01T00:00:00Z", "updatedAt": "2024-06-01T00:00:00Z",
              "publishedAt": "2024-05-14T10:00:00Z"}  # fmt: skip
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "ferry-1.html").write_text(f"<div>{HTML}</div>", encoding="utf-8")
    (tmp_path / "secret.html").write_text(HTML, encoding="utf-8")
    records = [record, {**record, "slug": "gone"}, {**record, "slug": "../secret"}]

    [article], told = read(tmp_path, records, "metadata_0_to_20.json")

    assert (article.title, article.text, article.url) == ("Ferry sinks", TEXT, URL)
    assert article.published_at == "2024-05-14T10:00:00+00:00"
    assert told == ["holds 2 links without text: ingest the addresses themselves."]
    names = [path.name for path in find_files(tmp_path) if isinstance(path, Path)]
    assert names == ["metadata_0_to_20.json", "secret.html"]


def test_a_field_that_is_not_used_is_told_once(tmp_path: Path) -> None:
    lines = [{"text": TEXT, "\ud800score": n, "authors": [5], "tags": ["x"]} for n in (1, 2)]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    found = list(read_articles(tmp_path / "a.jsonl", name="a.jsonl"))

    notes = [one for one in found if isinstance(one, IngestNote)]
    told = 'has fields that are not used: "score", "authors".'
    assert notes == [IngestNote("a.jsonl", told, ("score", "authors"))]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"&lt;p&gt;{FIRST}&lt;/p&gt;", [FIRST]),
        (f"<p>{FIRST} &amp; more</p>", [f"{FIRST} & more"]),
        ("Holm &amp; Sons paid the fine.", ["Holm & Sons paid the fine."]),
        ("The ferry <b>sank</b>.", ["The ferry sank."]),
        ("If a < b and c > d, it floats.", ["If a < b and c > d, it floats."]),
    ],
)
def test_a_text_may_be_html(tmp_path: Path, text: str, lines: list[str]) -> None:
    [article], _ = read(tmp_path, {"content": text})

    assert article.text.split("\n\n") == lines


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"date": 1715667300}, "2024-05-14T06:15:00+00:00"),
        ({"date": "1715667300000"}, "2024-05-14T06:15:00+00:00"),
        ({"published": {"$date": "2024-05-14T06:15:00Z"}}, "2024-05-14T06:15:00+00:00"),
        ({"date": 20240514}, "2024-05-14"),
        ({"date": 2024}, None),
        ({"date": True}, None),
        ({"date": -5}, None),
        ({"date": 1e30}, None),
    ],
)
def test_a_day_may_be_seconds_or_milliseconds(
    tmp_path: Path, fields: dict[str, Any], day: str | None
) -> None:
    [article], _ = read(tmp_path, {"text": TEXT, **fields})

    assert article.published_at == day


def test_a_list_of_bookmarks_says_how_many_pages_it_names(tmp_path: Path) -> None:
    links = "".join(f'<DT><A HREF="https://pier.example/{n}">Ferry {n}</A>' for n in range(3))
    (tmp_path / "a.html").write_text(f"<!DOCTYPE NETSCAPE-Bookmark-file-1><DL>{links}</DL>")

    assert list(read_articles(tmp_path / "a.html", name="a.html")) == [
        IngestFailure(
            "a.html", "is a list of 3 links without text: ingest the addresses themselves."
        )
    ]


@pytest.mark.parametrize(
    "wrap", [{"data": [NEWSPAPER]}, {"article": NEWSPAPER}, {"data": NEWSPAPER}]
)
def test_articles_may_be_wrapped(tmp_path: Path, wrap: dict[str, Any]) -> None:
    [article], told = read(tmp_path, wrap)

    assert (article.title, told) == ("Ferry sinks", [])


def test_what_a_reading_list_did_not_fetch_or_only_marked_is_no_article(tmp_path: Path) -> None:
    blocked = {
        **WALLABAG, "url": "https://pier.example/seal", "title": "Seal",
        "content": "wallabag can't retrieve contents for this article. Please troubleshoot this.",
    }  # fmt: skip
    marked = {
        "id": "2", "url": "https://read.readwise.io/read/2", "source_url": None, "title": None,
        "category": "highlight", "parent_id": "1", "content": FIRST, "reading_progress": 0,
    }  # fmt: skip
    for records in ([WALLABAG, blocked], {"results": [*READWISE["results"], marked]}):
        (tmp_path / "a.json").write_text(json.dumps(records))
        found = list(read_articles(tmp_path / "a.json", name="a.json"))
        assert [one.text for one in found if isinstance(one, Article)] == [TEXT]
        assert next(one.note for one in found if isinstance(one, IngestNote)) == (
            "holds 1 link without text: ingest the addresses themselves."
        )


def test_a_link_to_the_whole_article_below_that_of_a_feed_is_no_paragraph(tmp_path: Path) -> None:
    link = f"<p><a href='{URL}'>Continue reading on Pier Gazette</a></p>"
    entry = {**MINIFLUX["entries"][0], "content": HTML + link}
    (tmp_path / "a.json").write_text(json.dumps({"total": 1, "entries": [entry]}))
    [found] = read_articles(tmp_path / "a.json", name="a.json")
    assert isinstance(found, Article)
    assert found.text == TEXT


MESSAGE = (
    '<div class="message default clearfix" id="message{id}"><div class="body">'
    '<div class="pull_right date details" title="{moment}">19:12</div>'
    '<div class="from_name">{sender} </div>{inner}</div></div>'
)


def chat(*messages: str) -> str:
    return (
        "<!DOCTYPE html><html><head><title>Exported Data</title></head><body>"
        '<div class="page_wrap"><div class="page_header"><div class="content">'
        '<div class="text bold"> Pier Gazette </div></div></div><div class="page_body chat_page">'
        '<div class="history"><div class="message service" id="message-1">'
        f'<div class="body details">14 May 2024</div></div>{"".join(messages)}</div></div></div>'
    )


def test_each_message_of_a_chat_that_telegram_exported_as_a_page_is_an_article(
    tmp_path: Path,
) -> None:
    text = f'<div class="text"><strong>Ferry sinks</strong><br><br>{FIRST}<br><br>{SECOND}</div>'
    forwarded = (
        '<div class="forwarded body"><div class="from_name">Lowholm Post <span class="date details"'
        ' title="13.05.2024 10:00:00">13.05.2024</span></div>'
        f'<div class="text">{SECOND}</div></div>'
    )
    (tmp_path / "messages.html").write_text(
        chat(
            MESSAGE.format(
                id=7, moment="14.05.2024 19:12:00 UTC+02:00", sender="Pier Gazette", inner=text
            ),
            MESSAGE.format(
                id=8, moment="15.05.2024 08:00:00", sender="Pier Gazette", inner=forwarded
            ),
        )
    )
    found = list(read_articles(tmp_path / "messages.html", name="messages.html"))
    articles = [one for one in found if isinstance(one, Article)]
    assert [(one.title, one.text, one.publisher, one.published_at) for one in articles] == [
        ("Ferry sinks", TEXT, "Pier Gazette", "2024-05-14T19:12:00+02:00"),
        (None, SECOND, "Lowholm Post", "2024-05-15"),
    ]


def test_a_feed_saved_as_a_file_gives_each_article_its_own_title(tmp_path: Path) -> None:
    text = "".join(f"<p>{'It rained in the valley for the whole of that Sunday. ' * 3}</p>" * 3)
    path = tmp_path / "export.xml"
    path.write_text(
        '<?xml version="1.0"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        "<title>Pier Notes</title><item><title>The desk with two drawers</title><guid>p1</guid>"
        f"<content:encoded><![CDATA[<h2>What lay between them</h2>{text}]]></content:encoded>"
        "</item></channel></rss>",
        "utf-8",
    )

    (found,) = read_articles(path)

    assert isinstance(found, Article)
    assert found.title == "The desk with two drawers"
    assert found.text.startswith("What lay between them")


def test_an_export_of_wordpress_names_authors_and_has_no_blocks_in_brackets(tmp_path: Path) -> None:
    form = '[contact-form-7 id="88" title="Write to us"]'
    picture = '[caption id="a7"]<img src="a.jpg"> A ferry[/caption]'
    path = tmp_path / "export.xml"
    path.write_text(
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'"
        " xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:wp='http://wordpress.org/export/1.2/'>"
        "<channel><title>The Pier</title><wp:wxr_version>1.2</wp:wxr_version><wp:author>"
        "<wp:author_login><![CDATA[hv77]]></wp:author_login>"
        "<wp:author_display_name><![CDATA[Hester Vane]]></wp:author_display_name></wp:author>"
        "<item><title>Ferry sinks</title><link>https://pier.example/ferry</link>"
        "<dc:creator>hv77</dc:creator><content:encoded><![CDATA["
        f"<p>{FIRST}</p>{form}{picture}<p>{SECOND}</p>]]></content:encoded></item></channel></rss>",
        encoding="utf-8",
    )
    (found,) = read_articles(path)
    assert isinstance(found, Article)
    assert (found.authors, found.text) == (("Hester Vane",), TEXT)
