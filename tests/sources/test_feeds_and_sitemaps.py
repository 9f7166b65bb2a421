"""Feeds and sitemaps as texts: what they list, and what hostile ones do not get."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from retrieval.sources.web.entries import Entry, newest
from retrieval.sources.web.feeds import read_feed, read_json_feed
from retrieval.sources.web.fetched import Fetched
from retrieval.sources.web.listings import kind_of_content
from retrieval.sources.web.pages import completed, own_address, read_page
from retrieval.sources.web.sitemaps import read_sitemap_page
from retrieval.sources.worker.messages import Listing
from retrieval.types import Article
from tests.support.site import article_page, rss, rss_item, sitemap, sitemap_index

FEED = "https://pier.example/news/feed"
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Pier News</title><entry>
<title type="html">Ferry &amp;amp; seal</title><link rel="alternate" href="../ferry"/>
<author><name>Ines Holm</name></author><published>2022-02-25T10:00:00+02:00</published>
<updated>2022-02-26T08:00:00Z</updated><content type="html">&lt;p&gt;All of it.&lt;/p&gt;</content>
</entry></feed>"""
DC = "http://purl.org/dc/elements/1.1/"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 20}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY i SYSTEM "{}">]>'


def feed(content: str) -> list[Entry]:
    return read_feed(content.encode(), FEED, "")


def read_sitemap(content: bytes) -> Listing:
    return read_sitemap_page(Fetched(FEED, "", "", content))


def test_an_item_of_rss_tells_address_title_day_and_publisher() -> None:
    item = rss_item(
        "/a?x=1&amp;y=2", date="Fri, 25 Feb 2022 23:30:00 -0500", title="Rain &amp; wind"
    )

    [entry] = read_feed(rss(item).content, FEED, "")

    assert replace(entry, edition="") == Entry(
        address="https://pier.example/a?x=1&y=2",
        title="Rain & wind",
        publisher="Pier News",
        published="2022-02-25T23:30:00-05:00",
        changed="2022-02-25T23:30:00-05:00",
    )


def test_an_entry_of_atom_tells_its_author_its_change_and_its_text() -> None:
    [entry] = feed(ATOM)

    assert replace(entry, edition="") == Entry(
        address="https://pier.example/ferry",
        title="Ferry & seal",
        publisher="Pier News",
        authors=("Ines Holm",),
        published="2022-02-25T10:00:00+02:00",
        changed="2022-02-26T08:00:00+00:00",
        content="<p>All of it.</p>",
    )


def test_an_item_of_rss_1_without_a_link_lies_where_it_is_about() -> None:
    content = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://pier.example/">'
        "<title>Pier &amp;amp; Bay</title></channel>"
        '<item rdf:about="https://pier.example/ferry"><title>Ferry</title></item></rdf:RDF>'
    )
    [entry] = feed(content)
    assert (entry.address, entry.publisher) == ("https://pier.example/ferry", "Pier & Bay")


def test_the_only_date_of_an_item_of_rss_is_the_day_of_publication() -> None:
    item = "<item><link>https://pier.example/a</link><dc:date>2022-02-25</dc:date></item>"
    [entry] = feed(f"<rss version='2.0' xmlns:dc='{DC}'><channel>{item}</channel></rss>")

    assert (entry.published, entry.changed) == ("2022-02-25", "2022-02-25")


def test_an_entry_of_atom_that_only_tells_its_change_has_no_day_of_publication() -> None:
    [entry] = feed(ATOM.replace("published>", "other>"))

    assert (entry.published, entry.changed) == (None, "2022-02-26T08:00:00+00:00")


def test_the_author_of_an_item_of_rss_is_named_behind_an_address() -> None:
    item = rss_item("/a", title="Rain").replace(
        "</item>", "<author>desk@pier.example (Ines Holm)</author></item>"
    )
    [entry] = read_feed(rss(item).content, FEED, "")

    assert entry.authors == ("Ines Holm",)


def test_a_title_has_no_marks() -> None:
    [entry] = feed(ATOM.replace("Ferry &amp;amp; seal", "&lt;i&gt;Ferry&lt;/i&gt; &amp;lt; seal"))

    assert entry.title == "Ferry < seal"


def test_a_json_feed_tells_the_same() -> None:
    item = {
        "url": "/ferry",
        "title": "Ferry",
        "authors": [{"name": "Ines Holm"}],
        "date_published": "2022-02-25T10:00:00+02:00",
        "content_text": "One <line>\nAnother",
    }

    listed = [item, {"title": "No link"}, 7]

    entry, without = read_json_feed({"title": "Pier News", "items": listed}, FEED)

    assert replace(entry, edition="") == Entry(
        address="https://pier.example/ferry",
        title="Ferry",
        publisher="Pier News",
        authors=("Ines Holm",),
        published="2022-02-25T10:00:00+02:00",
        changed="2022-02-25T10:00:00+02:00",
        content="<p>One &lt;line&gt;</p><p>Another</p>",
    )
    assert (without.address, without.guid) == ("", "No link")


@pytest.mark.parametrize(
    "shape", [{}, {"items": 3}, {"items": [{"url": 5, "authors": "x", "date_published": []}]}]
)
def test_a_json_feed_of_another_shape_lists_nothing(shape: dict[str, object]) -> None:
    assert read_json_feed(shape, FEED) == []


def test_a_feed_keeps_what_is_sound_of_it() -> None:
    broken = rss(
        rss_item("https://pier.example/a"), rss_item("javascript:alert(1)"), "<item><link>"
    )

    assert [entry.address for entry in read_feed(broken.content, FEED, "")] == [
        "https://pier.example/a"
    ]


def test_a_feed_is_read_in_the_encoding_that_its_host_states() -> None:
    content = rss(rss_item("https://pier.example/a", title="Шторм")).content
    content = content.decode().encode("cp1251")

    assert read_feed(content, FEED, "windows-1251")[0].title == "Шторм"


def test_a_sitemap_tells_addresses_and_the_days_of_change() -> None:
    found = read_sitemap(sitemap(("https://pier.example/a", "2022-02-25"), ("ftp://x/", "")))

    assert found.entries == (Entry("https://pier.example/a", changed="2022-02-25"),)
    assert found.lists == ()


def test_a_list_of_sitemaps_tells_its_sitemaps() -> None:
    found = read_sitemap(sitemap_index(("https://pier.example/1.xml", "2022-02-25")))

    assert found.lists == (Entry("https://pier.example/1.xml", changed="2022-02-25"),)


def test_a_news_sitemap_tells_title_publisher_and_day() -> None:
    content = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
      xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
      xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
      <url><loc>https://pier.example/ferry</loc>
      <image:image><image:loc>https://pier.example/seal.png</image:loc>
      <image:title>A seal</image:title></image:image>
      <news:news><news:publication><news:name>Pier News</news:name></news:publication>
      <news:publication_date>2022-02-25</news:publication_date>
      <news:title>Ferry sinks</news:title></news:news></url></urlset>"""

    assert read_sitemap(content.encode()).entries == (
        Entry(
            "https://pier.example/ferry",
            title="Ferry sinks",
            publisher="Pier News",
            published="2022-02-25",
            changed="2022-02-25",
        ),
    )


@pytest.mark.parametrize("name", ["a", "i"])
def test_entities_that_grow_without_bound_do_not_grow(name: str) -> None:
    title = f"<title>&{name};</title>"
    item = rss_item("https://pier.example/a")
    hostile = f"{LAUGHS}<rss version='2.0'><channel>{title}{item}</channel></rss>"
    listed = f"{LAUGHS}<urlset><url><loc>https://pier.example/&{name};</loc></url></urlset>"

    assert all(len(entry.publisher or "") < 1000 for entry in feed(hostile))
    assert all(len(entry.address) < 1000 for entry in read_sitemap(listed.encode()).entries)


def test_no_file_of_this_machine_is_read_into_an_entry(tmp_path: object) -> None:
    secret = f"{tmp_path}/secret"
    with open(secret, "w", encoding="utf-8") as file:
        file.write("the secret")
    doctype = OUTSIDE.format(f"file://{secret}")
    item = "<item><link>https://pier.example/a</link><title>&i;</title></item>"

    entries = feed(f"{doctype}<rss version='2.0'><channel>{item}</channel></rss>")
    entries += read_sitemap(
        f"{doctype}<urlset><url><loc>https://pier.example/a?&i;</loc></url></urlset>".encode()
    ).entries
    entries += feed(secret)

    assert entries
    assert "the secret" not in repr(entries)


@pytest.mark.parametrize(
    "content", [b"", b"<", b"\0\1\2", b"<urlset>", "<urlset/>".encode("utf-16")]
)
def test_a_sitemap_that_is_none_lists_nothing(content: bytes) -> None:
    assert read_sitemap(content).entries == ()
    assert read_feed(content, FEED, "") == []


def test_the_newest_come_first_each_once_and_undated_ones_last() -> None:
    days = ("2022-02-25", None, "2022-02-25T23:00:00-05:00", "2022-02-26", None)
    listed = [Entry(f"https://pier.example/{n}", changed=day) for n, day in enumerate(days)]

    found = newest([*listed, Entry("https://pier.example/1?utm_source=feed")], 9)

    assert [entry.address[-1] for entry in found] == ["2", "3", "0", "1", "4"]
    assert newest(listed, 2) == found[:2]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (rss().content, "feed"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- <rss> --><feed/>", "feed"),
        (b"<rdf:RDF xmlns:rdf='x'></rdf:RDF>", "feed"),
        (sitemap(), "sitemap"),
        (sitemap_index(), "sitemap"),
        ("<s:urlset xmlns:s='x'/>".encode("utf-16"), "sitemap"),
        (json.dumps({"version": "https://jsonfeed.org/version/1.1"}).encode(), "json feed"),
        (article_page(), "page"),
        (b"<?xml version='1.0'?><html xmlns='x'><rss/></html>", "page"),
        (b"<!-- a --> <?x ?>\n<!-- b --><rss/>", "feed"),
        (b"<!-- <rss/>", "page"),
        (b"About <rss> and other feeds", "page"),
        (b"\x89PNG\r\n\x1a\n\0\0", "page"),
        (b"", "page"),
    ],
)
def test_what_an_address_holds_is_told_by_its_content(content: bytes, kind: str) -> None:
    assert kind_of_content(Fetched(FEED, "application/xml", "", content)) == kind


# Pages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "own"),
    [
        ("https://pier.example/news/ferry", "https://pier.example/news/ferry"),
        ("/news/ferry", "https://www.pier.example/news/ferry"),
        (None, "https://www.pier.example/amp/ferry"),
        ("https://other.example/news/ferry", "https://www.pier.example/amp/ferry"),
        ("https://pier.example.evil.example/x", "https://www.pier.example/amp/ferry"),
        ("https://www.pier.example/", "https://www.pier.example/amp/ferry"),
        ("javascript:alert(1)", "https://www.pier.example/amp/ferry"),
        ("https://[", "https://www.pier.example/amp/ferry"),
    ],
)
def test_a_page_may_name_another_address_of_its_own_site_only(stated: str | None, own: str) -> None:
    assert own_address("https://www.pier.example/amp/ferry", stated) == own


def test_a_page_is_read_in_the_encoding_that_its_host_states() -> None:
    paragraphs = ("Нічний паром до острова Лоугольм затонув біля причалу у вівторок. " * 3,)
    content = article_page("Паром затонув", paragraphs=paragraphs).decode().encode("cp1251")

    article = read_page(Fetched(FEED, "text/html", "windows-1251", content), FEED)

    assert isinstance(article, Article)
    assert article.title == "Паром затонув"
    assert (article.url, article.path) == (FEED, None)


@pytest.mark.parametrize(
    ("address", "text"), [("/a", "Ferry sinks\n\n{}"), ("/a.md", "# Ferry sinks\n\n{}")]
)
def test_plain_text_is_read_as_such(address: str, text: str) -> None:
    content = text.format("All *forty* passengers swam ashore.").encode()
    url = f"https://pier.example{address}"

    article = read_page(Fetched(url, "text/plain", "", content), url)

    assert isinstance(article, Article)
    assert article.title == "Ferry sinks"
    assert "passengers swam ashore." in article.text


def test_a_list_completes_what_the_page_does_not_tell_and_changes_nothing_else() -> None:
    page = Article("1", None, "Text.", publisher="Pier News", updated_at="2022-02-25")
    entry = Entry("https://x.example", "Title", "Feed", ("Ines Holm",), "2022-02-26", "2022-02-27")

    made = completed(page, entry)

    assert made == Article(
        "1",
        "Title",
        "Text.",
        publisher="Pier News",
        authors=("Ines Holm",),
        published_at="2022-02-26",
    )
