"""Feeds and sitemaps into an archive, of a site on this machine."""

from __future__ import annotations

import gzip

import pytest

from retrieval.archive import Archive
from retrieval.types import Progress
from tests.conftest import MakeArchive
from tests.support.site import (
    PARAGRAPHS,
    Reply,
    Site,
    article_page,
    rss,
    rss_item,
    sitemap,
    sitemap_index,
)
from tests.support.web_sites import DAY, LATER, NAMED, archive, counts, only, site, urls

__all__ = ["archive", "site"]  # the fixtures

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

    assert failure.problem == "is larger than 10 MB: give the address of the article alone."


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
