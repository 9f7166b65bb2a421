"""Web pages into an archive, of a site on this machine."""

from __future__ import annotations

import pytest

from retrieval.archive import Archive
from retrieval.types import Article, IngestFailure
from tests.conftest import MakeArchive
from tests.support.site import (
    PARAGRAPHS,
    Reply,
    Site,
    article_page,
    rss,
    rss_item,
)
from tests.support.web_sites import DAY, NAMED, archive, counts, only, site, urls

__all__ = ["archive", "site"]  # the fixtures

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
