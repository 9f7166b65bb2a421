"""Web addresses into an archive: pages, feeds and sitemaps of a site on this machine."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.types import Article, IngestFailure, IngestReport, Progress
from tests.conftest import MakeArchive
from tests.pdfs import Placed, column, pdf
from tests.site import (
    PARAGRAPHS,
    Reply,
    Site,
    article_page,
    rss,
    rss_item,
    sitemap,
    sitemap_index,
)

DAY = "Fri, 25 Feb 2022 10:00:00 +0200"
LATER = "Sat, 26 Feb 2022 10:00:00 +0200"
NAMED = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry sinks", '
    '"datePublished": "2022-02-24", "author": {"name": "Ines Holm"}, '
    '"publisher": {"name": "Pier News"}}</script>'
)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/ferry": Reply(article_page()), "/seal": Reply(article_page("Seal"))}) as site:
        yield site


@pytest.fixture
def archive(make_archive: MakeArchive) -> Archive:
    return make_archive(allow_private_addresses=True, fetch_delay_s=0.0)


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    return report.added, report.replaced, report.unchanged, len(report.failed)


def only(archive: Archive) -> Article:
    [article] = archive.articles()
    return article


def urls(archive: Archive) -> set[str]:
    return {article.url or "" for article in archive.articles()}


# Pages ------------------------------------------------------------------------------------------


def test_a_page_becomes_an_article_that_can_be_asked(site: Site, archive: Archive) -> None:
    assert counts(archive.ingest([site.url("/ferry")])) == (1, 0, 0, 0)

    article = only(archive)
    assert article.title == "Ferry to Lowholm sinks"
    assert article.text == "\n\n".join(PARAGRAPHS)
    assert (article.url, article.path) == (site.url("/ferry"), None)
    assert article.fetched_at is not None
    answer = archive.ask("How many passengers of the ferry to Lowholm swam ashore?")
    assert answer.results[0].article.doc_id == article.doc_id


def test_the_same_page_again_changes_nothing_and_a_changed_one_is_replaced(
    site: Site, archive: Archive
) -> None:
    site.replies["/ferry?utm_source=x"] = Reply(article_page())
    archive.ingest([site.url("/ferry")])
    assert counts(archive.ingest([site.url("/ferry?utm_source=x#top")])) == (0, 0, 1, 0)

    site.replies["/ferry"] = Reply(article_page("Ferry to Lowholm is raised"))

    assert counts(archive.ingest([site.url("/ferry")])) == (0, 1, 0, 0)
    assert only(archive).title == "Ferry to Lowholm is raised"


@pytest.mark.parametrize("head", ["", NAMED])
def test_an_article_at_several_addresses_of_a_site_is_one(
    head: str, site: Site, archive: Archive
) -> None:
    paths = ("/ferry", "/ferry?view=1", "/print/ferry", "/ferry/amp", "/ferry?source=rss&CMP=x")
    for path in paths:
        site.replies[path] = Reply(article_page(head=head))
    report = archive.ingest([site.url(path) for path in paths])

    assert counts(report) == (1, 0, 4, 0)
    assert urls(archive) == {site.url("/ferry")}


def test_articles_of_the_same_title_with_other_figures_stay_apart(
    site: Site, archive: Archive
) -> None:
    for path, price in (("/a", "38 crowns"), ("/b", "39 crowns")):
        text = (*PARAGRAPHS, f"A return ticket costs {price}, and islanders pay half of that.")
        site.replies[path] = Reply(article_page("Ferry sinks", head=NAMED, paragraphs=text))

    assert counts(archive.ingest([site.url("/a"), site.url("/b")])) == (2, 0, 0, 0)


def test_the_print_view_of_an_article_takes_nothing_away(site: Site, archive: Archive) -> None:
    head = NAMED.replace("Ferry sinks", "Ferry to Lowholm sinks")
    more = tuple(f"{day} people of Lowholm came to look at the wreck that day." for day in "123")
    whole = article_page(head=head, paragraphs=(*PARAGRAPHS, *more))
    site.replies["/ferry"] = Reply(whole)
    site.replies["/p/9"] = Reply(article_page(head=head, paragraphs=PARAGRAPHS))

    assert counts(archive.ingest([site.url("/ferry"), site.url("/p/9")])) == (1, 0, 1, 0)
    assert only(archive).text.count("\n\n") == 4


LONG = ("The first page tells of the harbour.", "The second of the boats.", "The last of the sea.")


def long_page(number: int, links: str) -> bytes:
    paragraphs = (f"{LONG[number - 1]} It is long enough for an article of its own, and goes on.",)
    pager = f"<div class=pagination>Page {number} of 3 {links}</div>"
    page = article_page("The long way", head=NAMED, paragraphs=paragraphs).decode()
    return page.replace("</article>", f"{pager}</article>").encode()


@pytest.fixture
def pages(site: Site) -> None:
    site.replies |= {
        "/long": Reply(long_page(1, "<a rel=next href='/long?page=2'>Next page</a>")),
        "/long?page=2": Reply(long_page(2, "<a href='/long'>1</a> <a href='/long?page=3'>3</a>")),
        "/long?page=3": Reply(long_page(3, "<a rel=prev href='/long?page=2'>Previous</a>")),
    }


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("named", ["/long", "/long?page=2", "/long?page=3"])
def test_the_pages_of_an_article_are_joined_whichever_is_named(
    named: str, site: Site, archive: Archive
) -> None:
    assert counts(archive.ingest([site.url(named)])) == (1, 0, 0, 0)

    article = only(archive)
    assert [line.split(".")[0] + "." for line in article.text.split("\n\n")] == list(LONG)
    assert article.url == site.url("/long")
    assert counts(archive.ingest([site.url("/long"), site.url("/long?page=2")])) == (0, 0, 2, 0)


@pytest.mark.usefixtures("pages")
def test_a_page_that_cannot_be_fetched_is_told_and_the_others_stored(
    site: Site, archive: Archive
) -> None:
    site.replies["/long?page=3"] = Reply(b"", status=500)

    report = archive.ingest([site.url("/long")])

    assert counts(report) == (1, 0, 0, 1)
    assert report.failed[0].source == site.url("/long?page=3")
    assert only(archive).text.count("\n\n") == 1


@pytest.mark.usefixtures("pages")
def test_a_page_that_was_lacking_in_a_feed_is_added_once_it_answers(
    site: Site, archive: Archive
) -> None:
    site.replies["/feed"] = rss(rss_item(site.url("/long"), date=DAY))
    last = site.replies["/long?page=3"]
    site.replies["/long?page=3"] = Reply(b"", status=500)
    assert counts(archive.ingest([site.url("/feed")])) == (1, 0, 0, 1)

    site.replies["/long?page=3"] = last
    assert counts(archive.ingest([site.url("/feed")])) == (0, 1, 0, 0)
    assert only(archive).text.count("\n\n") == 2
    assert counts(archive.ingest([site.url("/feed")])) == (0, 0, 1, 0)


@pytest.mark.usefixtures("pages")
def test_a_later_page_may_have_changed_though_the_first_has_not(
    site: Site, archive: Archive
) -> None:
    links = "<a rel=next href='/long?page=2'>Next page</a>"
    site.replies["/long"] = Reply(long_page(1, links), headers={"ETag": '"7"'})
    archive.ingest([site.url("/long")])

    archive.ingest([site.url("/long")])

    assert not any("If-None-Match" in sent for sent in site.headers)


def test_a_link_to_the_next_article_joins_nothing(site: Site, archive: Archive) -> None:
    site.replies["/ferry"] = Reply(article_page(head="<link rel=next href='/seal'>"))

    archive.ingest([site.url("/ferry")])

    assert site.pages_asked() == ["/ferry"]


WALL = "<p class=wall>Continue reading with a Pier News pass. From 2.95 crowns a week.</p>"


def test_the_text_in_a_feed_is_taken_where_the_page_shows_less(
    site: Site, archive: Archive
) -> None:
    text = "".join(f"<p>{line}</p>" for line in PARAGRAPHS)
    more = f"<content:encoded><![CDATA[{text}]]></content:encoded>"
    lead = f"<p>{PARAGRAPHS[0]}</p>{WALL}"
    site.replies["/ferry"] = Reply(
        f"<html><title>Ferry</title><article><h1>Ferry</h1>{lead}".encode()
    )
    site.replies["/seal"] = Reply(f"<html><title>Seal</title><article><h1>Seal</h1>{lead}".encode())
    feed = rss(rss_item(site.url("/ferry"), title="Ferry", more=more), rss_item(site.url("/seal")))
    content = feed.content.replace(
        b"<rss ", b"<rss xmlns:content='http://purl.org/rss/1.0/modules/content/' "
    )
    site.replies["/feed"] = Reply(content, "application/rss+xml")

    report = archive.ingest([site.url("/feed")])

    assert counts(report) == (1, 0, 0, 1)
    assert only(archive).text == "\n\n".join(PARAGRAPHS)
    assert "for subscribers" in report.failed[0].problem


def test_a_page_has_the_address_to_which_it_was_moved(site: Site, archive: Archive) -> None:
    site.replies["/old"] = Reply(status=301, headers={"Location": "/ferry"})

    archive.ingest([site.url("/old")])

    assert only(archive).url == site.url("/ferry")


def test_what_lay_at_an_address_before_stays(site: Site, archive: Archive) -> None:
    for path in ("/ferry", "/seal"):
        site.replies["/latest"] = Reply(status=302, headers={"Location": path})
        archive.ingest([site.url("/latest")])

    assert urls(archive) == {site.url("/ferry"), site.url("/seal")}


def test_a_page_cannot_replace_an_article_of_another_site(site: Site, archive: Archive) -> None:
    real = Article("a1", "Real", "The real text.", url="https://pier.example/real")
    archive.add(real)
    head = '<link rel="canonical" href="https://pier.example/real">'
    site.replies["/ferry"] = Reply(article_page(head=head))

    archive.ingest([site.url("/ferry")])

    assert urls(archive) == {"https://pier.example/real", site.url("/ferry")}
    assert archive.article("a1").text == "The real text."


def test_private_addresses_are_refused_unless_allowed(
    site: Site, make_archive: MakeArchive
) -> None:
    archive = make_archive()

    [failure] = archive.ingest([site.url("/ferry")]).failed

    assert failure.is_private
    assert failure.source == site.url("/ferry")
    assert "ARTICLE_BOT_ALLOW_PRIVATE_ADDRESSES" in failure.problem
    assert site.asked == []


def test_a_bad_address_never_stops_the_rest(site: Site, archive: Archive) -> None:
    site.replies["/empty"] = Reply(b"<html><body></body></html>")

    report = archive.ingest([site.url("/gone"), site.url("/empty"), site.url("/ferry")])

    assert counts(report) == (1, 0, 0, 2)
    assert report.failed == (
        IngestFailure(site.url("/gone"), "does not exist: check the address."),
        IngestFailure(
            site.url("/empty"),
            "holds no article text: check that it is the article's page or file.",
        ),
    )
    assert report.failed_sources == (site.url("/gone"), site.url("/empty"))


def test_a_page_that_is_asked_for_by_hand_does_not_mind_robots(
    site: Site, archive: Archive
) -> None:
    site.replies["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /", "text/plain")

    assert counts(archive.ingest([site.url("/ferry")])) == (1, 0, 0, 0)
    assert site.asked == ["/ferry"]


# Feeds ------------------------------------------------------------------------------------------


def test_the_pages_of_a_feed_become_articles_which_it_completes(
    site: Site, archive: Archive
) -> None:
    items = [rss_item(site.url(path), date=DAY, title="In short") for path in ("/ferry", "/seal")]
    site.replies |= {"/feed": rss(*items), "/ferry": Reply(article_page(head=NAMED))}
    seen: list[Progress] = []

    report = archive.ingest([site.url("/feed"), site.url("/gone")], on_progress=seen.append)

    assert counts(report) == (2, 0, 0, 1)
    found = {article.url: article for article in archive.articles()}
    ferry, seal = found[site.url("/ferry")], found[site.url("/seal")]
    assert (ferry.publisher, ferry.published_at) == ("Pier News", "2022-02-24")
    assert ferry.authors == ("Ines Holm",)
    assert (seal.title, seal.published_at) == ("Seal", "2022-02-25T10:00:00+02:00")
    fetching = [(p.done, p.total) for p in seen if p.step == "fetching"]
    assert fetching == [(0, None), (1, 3), (2, 3), (3, 3)]


def test_what_a_feed_told_stays_when_its_page_is_fetched_by_hand(
    site: Site, archive: Archive
) -> None:
    site.replies["/feed"] = rss(rss_item(site.url("/ferry"), date=DAY))
    archive.ingest([site.url("/feed")])

    assert counts(archive.ingest([site.url("/ferry")])) == (0, 0, 1, 0)
    assert only(archive).publisher == "Pier News"


def test_what_a_feed_dates_is_fetched_again_only_if_the_date_changes(
    site: Site, archive: Archive
) -> None:
    def listed(day: str) -> Reply:
        return rss(
            rss_item(site.url("/ferry"), date=day), rss_item(site.url("/seal"), date="1 Feb 2022")
        )

    site.replies["/feed"] = listed(DAY)
    archive.ingest([site.url("/feed")])
    site.asked.clear()

    assert counts(archive.ingest([site.url("/feed")])) == (0, 0, 2, 0)
    assert site.asked == ["/feed"]

    site.replies |= {"/feed": listed(LATER), "/ferry": Reply(article_page("Ferry is raised"))}
    site.asked.clear()

    assert counts(archive.ingest([site.url("/feed")])) == (0, 1, 1, 0)
    assert site.pages_asked() == ["/feed", "/ferry"]


def test_what_was_removed_stays_away_until_it_changes(site: Site, archive: Archive) -> None:
    site.replies["/feed"] = rss(rss_item(site.url("/ferry"), date=DAY))
    archive.ingest([site.url("/feed")])
    archive.remove(only(archive).doc_id)

    assert counts(archive.ingest([site.url("/feed")])) == (0, 0, 0, 0)
    assert urls(archive) == set()

    site.replies["/feed"] = rss(rss_item(site.url("/ferry"), date=LATER))

    assert counts(archive.ingest([site.url("/feed")])) == (1, 0, 0, 0)


def test_what_failed_is_fetched_again(site: Site, archive: Archive) -> None:
    site.replies["/feed"] = rss(rss_item(site.url("/late"), date=DAY))
    assert counts(archive.ingest([site.url("/feed")])) == (0, 0, 0, 1)

    site.replies["/late"] = Reply(article_page())

    assert counts(archive.ingest([site.url("/feed")])) == (1, 0, 0, 0)


def test_the_text_that_a_feed_carries_stands_in_for_a_page_that_cannot_be_read(
    site: Site, archive: Archive
) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    content = (
        '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<![CDATA[{text}]]></content:encoded>"
    )
    item = rss_item(site.url("/members"), date=DAY, title="Ferry sinks", more=content)
    site.replies |= {"/feed": rss(item), "/members": Reply(status=403)}

    assert counts(archive.ingest([site.url("/feed")])) == (1, 0, 0, 0)

    article = only(archive)
    assert article.text == "\n\n".join(PARAGRAPHS)
    assert (article.title, article.url) == ("Ferry sinks", site.url("/members"))
    assert (article.publisher, article.published_at) == ("Pier News", "2022-02-25T10:00:00+02:00")


def test_the_newest_articles_of_a_feed_are_read_up_to_the_number_that_is_set(
    site: Site, make_archive: MakeArchive
) -> None:
    archive = make_archive(allow_private_addresses=True, fetch_delay_s=0.0, feed_articles=1)
    older, newer = rss_item(site.url("/ferry"), date=DAY), rss_item(site.url("/seal"), date=LATER)
    site.replies["/feed"] = rss(older, newer)

    assert counts(archive.ingest([site.url("/feed")])) == (1, 0, 0, 0)
    assert urls(archive) == {site.url("/seal")}


def test_a_feed_without_articles_says_so(site: Site, archive: Archive) -> None:
    site.replies["/feed"] = rss()

    [failure] = archive.ingest([site.url("/feed")]).failed

    assert failure.problem == "lists no article: check that it is the right feed or sitemap."


# Robots and hosts -------------------------------------------------------------------------------


def test_robots_are_obeyed_for_what_nobody_asked_for_by_hand(site: Site, archive: Archive) -> None:
    robots = b"User-agent: other\nDisallow: /ferry\n\nUser-agent: article-bot\nDisallow: /seal"
    site.replies["/robots.txt"] = Reply(robots, "text/plain")
    site.replies["/feed"] = rss(rss_item(site.url("/seal")), rss_item(site.url("/ferry")))

    report = archive.ingest([site.url("/feed")])

    assert counts(report) == (1, 0, 0, 1)
    assert "robots.txt" in report.failed[0].problem
    assert report.failed_sources == ()
    assert site.asked == ["/feed", "/robots.txt", "/ferry"]


def test_a_robots_txt_that_fails_forbids_all_for_now(site: Site, archive: Archive) -> None:
    site.replies |= {"/robots.txt": Reply(status=500), "/feed": rss(rss_item(site.url("/ferry")))}

    [failure] = archive.ingest([site.url("/feed")]).failed

    assert "robots.txt cannot be read" in failure.problem


def test_a_host_that_fails_time_and_again_is_left_alone(site: Site, archive: Archive) -> None:
    items = [rss_item(site.url(f"/{number}")) for number in range(5)]
    site.replies |= {f"/{number}": Reply(status=500) for number in range(5)}
    site.replies["/feed"] = rss(*items)

    report = archive.ingest([site.url("/feed")])

    assert counts(report) == (0, 0, 0, 5)
    assert site.pages_asked() == ["/feed", "/0", "/1", "/2"]
    assert "did not answer 3 times in a row" in report.failed[-1].problem


# Sitemaps ---------------------------------------------------------------------------------------


def test_the_pages_of_a_sitemap_become_articles(site: Site, archive: Archive) -> None:
    listed = ((site.url("/ferry"), "2022-02-25"), (site.url("/seal"), ""), (site.url("/gone"), ""))
    site.replies["/map"] = Reply(gzip.compress(sitemap(*listed)), "application/octet-stream")

    report = archive.ingest([site.url("/map")])

    assert counts(report) == (2, 0, 0, 1)
    assert {article.published_at for article in archive.articles()} == {None}
    site.asked.clear()
    assert counts(archive.ingest([site.url("/map")])) == (0, 0, 2, 1)
    assert site.pages_asked() == ["/map", "/gone"]


def test_the_sitemaps_of_a_list_are_read_newest_first_until_there_is_enough(
    site: Site, make_archive: MakeArchive
) -> None:
    archive = make_archive(allow_private_addresses=True, fetch_delay_s=0.0, feed_articles=1)
    days = ("2022-02-20", "2022-02-25", "2022-02-26")
    listed = [(site.url(f"/map{number}"), day) for number, day in enumerate(days)]
    site.replies |= {
        "/maps": Reply(sitemap_index(*listed), "application/xml"),
        "/map0": Reply(sitemap((site.url("/seal"), "2022-02-20")), "application/xml"),
        "/map1": Reply(sitemap((site.url("/ferry"), "2022-02-25")), "application/xml"),
        "/map2": Reply(b"", status=404),
    }

    report = archive.ingest([site.url("/maps")])

    assert counts(report) == (1, 0, 0, 1)
    assert report.failed[0].source == site.url("/map2")
    assert site.pages_asked() == ["/maps", "/map2", "/map1", "/ferry"]


def test_a_packed_sitemap_that_unpacks_to_too_much_is_left(site: Site, archive: Archive) -> None:
    site.replies["/map"] = Reply(gzip.compress(b" " * 12_000_000), "application/gzip")

    [failure] = archive.ingest([site.url("/map")]).failed

    assert failure.problem == "is larger than 10 MB once decompressed: give a smaller part."


def test_json_that_is_no_feed_says_so(site: Site, archive: Archive) -> None:
    for content in (b'{"articles": []}', b"{"):
        site.replies["/data"] = Reply(content, "application/json")
        [failure] = archive.ingest([site.url("/data")]).failed
        assert "JSON" in failure.problem


@pytest.mark.parametrize(
    ("content", "media_type", "problem"),
    [
        (b"<rss>" + b" " * 5_500_000, "application/xml", "is a feed of more than 5 MB"),
        (b"word " * 250_000, "text/plain", "is longer than 1 MB"),
    ],
)
def test_what_would_take_minutes_to_read_is_left(
    site: Site, archive: Archive, content: bytes, media_type: str, problem: str
) -> None:
    site.replies["/large"] = Reply(content, media_type)

    [failure] = archive.ingest([site.url("/large")]).failed

    assert problem in failure.problem


# Texts of feeds, other versions, other kinds -----------------------------------------------------

WHOLE = "".join(f"<p>{paragraph}</p>" for paragraph in (*PARAGRAPHS, *PARAGRAPHS))


def test_an_item_without_an_address_is_read_from_the_feed_and_replaced_when_edited(
    site: Site, archive: Archive
) -> None:
    def listed(text: str) -> Reply:
        guid = '<guid isPermaLink="false">ferry-1</guid>'
        item = (
            f"<item><title>Ferry</title>{guid}<description><![CDATA[{text}]]></description></item>"
        )
        return rss(item, rss_item(site.url("/seal"), date=DAY))

    site.replies["/feed"] = listed(WHOLE)
    assert counts(archive.ingest([site.url("/feed")])) == (2, 0, 0, 0)
    assert counts(archive.ingest([site.url("/feed")])) == (0, 0, 2, 0)

    site.replies["/feed"] = listed(WHOLE.replace("Tuesday", "Monday"))

    assert counts(archive.ingest([site.url("/feed")])) == (0, 1, 1, 0)
    [ferry] = [article for article in archive.articles() if article.url is None]
    assert (ferry.title, ferry.publisher) == ("Ferry", "Pier News")
    assert "on Monday" in archive.article(ferry.doc_id).text


def atom(address: str, *, updated: str, text: str, title: str = "Ferry to Lowholm sinks") -> Reply:
    """A feed with one entry, published on 24 February 2022."""
    entry = (
        f"<entry><title>{title}</title><link href='{address}'/><id>{address}</id>"
        f"<published>2022-02-24T08:00:00Z</published><updated>{updated}</updated>{text}</entry>"
    )
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Pier News</title>{entry}</feed>"
    return Reply(feed.encode(), "application/atom+xml")


def whole_in_feed(text: str) -> str:
    return f'<content type="html"><![CDATA[{text}]]></content>'


@pytest.mark.parametrize("updated", ["2022-02-25T08:00:00Z", "2022-02-26T08:00:00Z"])
@pytest.mark.parametrize("path", ["/gone", "/ferry"])
def test_an_entry_that_was_edited_replaces_its_article(
    site: Site, archive: Archive, updated: str, path: str
) -> None:
    first, address = "2022-02-25T08:00:00Z", site.url(path)
    edited = WHOLE.replace("forty", "fifty")
    site.replies["/feed"] = atom(address, updated=first, text=whole_in_feed(WHOLE))
    archive.ingest([site.url("/feed")])
    site.asked.clear()

    assert counts(archive.ingest([site.url("/feed")])) == (0, 0, 1, 0)
    assert site.asked == ["/feed"]

    site.replies["/feed"] = atom(address, updated=updated, text=whole_in_feed(edited))
    corrected = tuple(line.replace("forty", "fifty") for line in PARAGRAPHS)
    if path in site.replies:
        site.replies[path] = Reply(article_page(paragraphs=corrected))

    assert counts(archive.ingest([site.url("/feed")])) == (0, 1, 0, 0)
    assert "fifty passengers" in archive.article(only(archive).doc_id).text
    assert counts(archive.ingest([site.url("/feed")])) == (0, 0, 1, 0)


def test_an_edited_teaser_asks_the_page_once_whether_it_has_changed(
    site: Site, archive: Archive
) -> None:
    def listed(teaser: str) -> Reply:
        summary = f"<summary>{teaser}</summary>"
        return atom(site.url("/ferry"), updated="2022-02-25T08:00:00Z", text=summary)

    site.replies["/ferry"] = Reply(article_page(), headers={"ETag": '"7"'})
    site.replies["/feed"] = listed("A ferry sank.")
    archive.ingest([site.url("/feed")])
    site.replies |= {"/feed": listed("A ferry has sunk."), "/ferry": Reply(status=304)}

    assert counts(archive.ingest([site.url("/feed")])) == (0, 0, 1, 0)
    assert site.headers[-1]["If-None-Match"] == '"7"'
    site.asked.clear()

    assert counts(archive.ingest([site.url("/feed")])) == (0, 0, 1, 0)
    assert site.asked == ["/feed"]


def test_other_markup_in_a_feed_is_no_edit(site: Site, archive: Archive) -> None:
    day, address = "2022-02-25T08:00:00Z", site.url("/ferry")
    site.replies["/feed"] = atom(address, updated=day, text=whole_in_feed(WHOLE))
    archive.ingest([site.url("/feed")])
    other = WHOLE.replace("<p>", '<p class="x">') + "<p>12 comments</p><img src='/count?1'>"
    site.replies["/feed"] = atom(address, updated=day, text=whole_in_feed(other))
    site.asked.clear()

    assert counts(archive.ingest([site.url("/feed")])) == (0, 0, 1, 0)
    assert site.asked == ["/feed"]


def test_an_item_without_address_and_text_is_told(site: Site, archive: Archive) -> None:
    teaser = "<item><title>Ferry</title><description>It sank.</description></item>"
    site.replies["/feed"] = rss(teaser, rss_item(site.url("/seal"), date=DAY))

    report = archive.ingest([site.url("/feed")])

    assert (report.added, [failure.source for failure in report.failed]) == (1, ["Ferry"])


def test_items_that_all_state_the_home_page_are_read_from_the_feed(
    site: Site, archive: Archive
) -> None:
    items = (
        rss_item(site.url("/"), title=title, more=f"<guid>{title}</guid><description>"
                 f"<![CDATA[<p>{title}.</p>{WHOLE}]]></description>")
        for title in ("Ferry", "Seal")
    )  # fmt: skip
    site.replies["/feed"] = rss(*items)

    assert counts(archive.ingest([site.url("/feed")])) == (2, 0, 0, 0)
    assert {article.title for article in archive.articles()} == {"Ferry", "Seal"}


@pytest.mark.parametrize(
    ("description", "is_read"),
    [
        (WHOLE, True),
        (WHOLE.replace("<", "&lt;").replace(">", "&gt;"), True),
        (f"<p>{PARAGRAPHS[0]}</p>", False),
        (WHOLE.replace("wet coat.", "…"), False),
    ],
)
def test_of_a_page_that_is_gone_a_whole_description_is_read_and_a_teaser_is_not(
    site: Site, archive: Archive, description: str, is_read: bool
) -> None:
    more = f"<description><![CDATA[{description}]]></description>"
    site.replies["/feed"] = rss(rss_item(site.url("/gone"), title="Ferry", more=more))

    report = archive.ingest([site.url("/feed")])

    assert (report.added, len(report.failed)) == ((1, 0) if is_read else (0, 1))


def test_an_undated_item_is_requested_again_and_its_correction_stored(
    site: Site, archive: Archive
) -> None:
    site.replies["/feed"] = rss(rss_item(site.url("/ferry")))
    archive.ingest([site.url("/feed")])
    assert counts(archive.ingest([site.url("/feed")])) == (0, 0, 1, 0)

    site.replies["/ferry"] = Reply(article_page("Ferry is raised"))

    assert counts(archive.ingest([site.url("/feed")])) == (0, 1, 0, 0)
    assert only(archive).title == "Ferry is raised"


def test_a_page_is_requested_only_in_another_version(site: Site, archive: Archive) -> None:
    validators = {"ETag": '"7"', "Last-Modified": "Fri, 25 Feb 2022 10:00:00 GMT"}
    site.replies["/ferry"] = Reply(article_page(), headers=validators)
    archive.ingest([site.url("/ferry")])
    site.replies["/ferry"] = Reply(status=304, headers=validators)

    assert counts(archive.ingest([site.url("/ferry")])) == (0, 0, 1, 0)
    sent = site.headers[-1]
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == tuple(validators.values())

    archive.remove(only(archive).doc_id)
    site.replies["/ferry"] = Reply(article_page(), headers=validators)

    assert counts(archive.ingest([site.url("/ferry")])) == (1, 0, 0, 0)
    assert "If-None-Match" not in site.headers[-1]


def test_an_undated_page_of_a_sitemap_is_requested_again_only_in_another_version(
    site: Site, archive: Archive
) -> None:
    site.replies["/ferry"] = Reply(article_page(), headers={"ETag": '"7"'})
    site.replies["/map"] = Reply(sitemap((site.url("/ferry"), ""), (site.url("/seal"), "")))
    archive.ingest([site.url("/map")])
    site.asked.clear()

    site.replies["/ferry"] = Reply(article_page("Ferry is raised"), headers={"ETag": '"8"'})

    assert counts(archive.ingest([site.url("/map")])) == (0, 1, 1, 0)
    assert site.pages_asked() == ["/map", "/ferry"]


def test_a_sitemap_index_may_list_further_ones(site: Site, archive: Archive) -> None:
    site.replies["/top"] = Reply(sitemap_index((site.url("/years"), ""), (site.url("/top"), "")))
    site.replies["/years"] = Reply(sitemap_index((site.url("/2022"), ""), (site.url("/top"), "")))
    site.replies["/2022"] = Reply(sitemap((site.url("/ferry"), ""), (site.url("/seal"), "")))

    assert counts(archive.ingest([site.url("/top")])) == (2, 0, 0, 0)


@pytest.mark.parametrize(
    "page",
    [
        '<meta http-equiv="refresh" content="0; url=/ferry">',
        "<META CONTENT='2;URL=\"/ferry\"' HTTP-EQUIV=Refresh>",
        '<script>window.location.replace("{}")</script>',
    ],
)
def test_a_redirect_in_the_page_is_followed(site: Site, archive: Archive, page: str) -> None:
    content = f"<html><head>{page}</head><body>This page has moved.</body></html>"
    site.replies["/old"] = Reply(content.replace("{}", site.url("/ferry")).encode())

    assert counts(archive.ingest([site.url("/old")])) == (1, 0, 0, 0)
    assert only(archive).url == site.url("/ferry")


def test_a_page_that_only_reloads_itself_or_waits_is_an_article(
    site: Site, archive: Archive
) -> None:
    for refresh in ("0; url=/ferry", "300; url=/seal", "600"):
        head = f'<meta http-equiv="refresh" content="{refresh}">'
        site.replies["/ferry"] = Reply(article_page(head=head))
        archive.ingest([site.url("/ferry")])

        assert only(archive).url == site.url("/ferry")


def test_pages_that_redirect_to_each_other_end_in_one_sentence(
    site: Site, archive: Archive
) -> None:
    for path, other in (("/a1", "/b1"), ("/b1", "/a1")):
        site.replies[path] = Reply(f'<meta http-equiv=refresh content="0;url={other}">'.encode())

    [failure] = archive.ingest([site.url("/a1")]).failed

    assert failure.problem.endswith(".")


def test_a_pdf_is_read_from_the_web_and_from_a_feed(site: Site, archive: Archive) -> None:
    title = Placed("Ferry sinks off the pier", bottom=790, size=22)
    content = pdf([title, *column(["The night ferry to Lowholm sank off the pier on Tuesday."])])
    site.replies["/ferry.pdf"] = Reply(content, "application/pdf")
    site.replies["/feed"] = rss(rss_item(site.url("/ferry.pdf"), date=DAY))

    assert counts(archive.ingest([site.url("/feed")])) == (1, 0, 0, 0)
    assert (only(archive).title, only(archive).publisher) == (title.text, "Pier News")


def test_the_feeds_of_a_named_list_are_read_and_those_of_a_list_in_a_folder_are_told(
    site: Site, archive: Archive, tmp_path: Path
) -> None:
    site.replies["/feed"] = rss(rss_item(site.url("/ferry"), date=DAY))
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "feeds.xml"
    path.write_text(
        f"<opml version='2.0'><body><outline text='News'><outline type='rss' xmlUrl='"
        f"{site.url('/feed')}'/></outline><outline xmlUrl='javascript:x'/></body></opml>"
    )

    report = archive.ingest([tmp_path / "in"])
    assert (counts(report), site.asked) == ((0, 0, 0, 0), [])
    assert [note.source for note in report.notes] == [str(path)]

    assert counts(archive.ingest([path])) == (1, 0, 0, 0)
    assert counts(archive.ingest([path])) == (0, 0, 1, 0)


def test_the_feeds_of_a_list_on_the_web_are_read(site: Site, archive: Archive) -> None:
    feeds = "".join(f"<outline xmlUrl='{site.url(path)}'/>" for path in ("/feed", "/ferry"))
    site.replies["/feeds.opml"] = Reply(f"<opml version='2.0'><body>{feeds}</body></opml>".encode())
    site.replies["/feed"] = rss(rss_item(site.url("/seal"), date=DAY))

    report = archive.ingest([site.url("/feeds.opml")])

    assert (report.added, urls(archive)) == (1, {site.url("/seal")})
    [failure] = report.failed
    assert failure.source == site.url("/ferry")
