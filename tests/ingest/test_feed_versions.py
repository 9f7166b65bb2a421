"""Texts of feeds, other versions of pages and other kinds of them, into an archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.archive import Archive
from tests.support.pdfs import Placed, column, pdf
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
from tests.support.web_sites import DAY, archive, counts, only, site, urls

__all__ = ["archive", "site"]  # the fixtures

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
