"""Subscriptions: sources that are read again by themselves, on a clock that tests set."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.errors import (
    SourceError,
    SubscriptionNotFoundError,
)
from retrieval.factory import restore_archive
from retrieval.settings import Settings
from retrieval.subscriptions.updater import Updater
from tests.subscriptions.conftest import (
    DAY,
    Clock,
    asked,
    delay_s,
    open_store_of,
    update_all,
    versioned,
)
from tests.support.site import Reply, Site, article_page, rss, rss_item
from tests.support.toys import HARBOUR, open_toy_archive


def test_a_subscribed_feed_brings_its_articles(site: Site, archive: Archive) -> None:
    archive.subscribe(site.url("/feed"))
    report = archive.update()

    [found] = report.sources
    assert (found.added, found.problem, found.subscription.kind) == (1, "", "feed")
    assert found.subscription.title == "Pier News"
    assert found.subscription.articles == 1
    assert archive.ask("How many passengers of the ferry to Lowholm swam ashore?").results


# What is read, and when -------------------------------------------------------------------------


def test_nothing_is_asked_for_before_it_is_due_or_sent_twice(
    site: Site, archive: Archive, clock: Clock
) -> None:
    feed = rss(rss_item(site.url("/ferry"), date=DAY))
    site.replies["/feed"] = versioned(feed, '"1"')
    archive.subscribe(site.url("/feed"))
    archive.update()
    assert asked(site) == ["/feed", "/ferry"]

    assert archive.update().sources == ()
    assert asked(site) == []
    clock.pass_time(hours=2)
    [found] = archive.update().sources
    assert site.headers[-1]["If-None-Match"] == '"1"'
    assert (asked(site), found.added, found.problem) == (["/feed"], 0, "")

    feed = rss(rss_item(site.url("/ferry"), date=DAY), rss_item(site.url("/seal"), date=DAY))
    site.replies |= {"/feed": versioned(feed, '"2"'), "/seal": Reply(article_page("Seal"))}
    assert update_all(archive).added == 1
    assert asked(site) == ["/feed", "/seal"]


@pytest.mark.parametrize(
    ("head", "headers", "seconds"),
    [
        ("<ttl>120</ttl>", {}, 7200),
        (
            '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily'
            '</sy:updatePeriod><sy:updateFrequency xmlns:sy="http://purl.org/rss/1.0/modules/'
            'syndication/">4</sy:updateFrequency>',
            {},
            21_600,
        ),
        ("", {"Cache-Control": "public, max-age=900"}, 900),
        ("<ttl>60</ttl>", {"Cache-Control": "max-age=10"}, 3600),
        ("<ttl>1</ttl>", {}, 300),
        ("<ttl>99999</ttl>", {}, 86_400),
        ("<ttl>often</ttl>", {"Cache-Control": "no-cache, max-age=9000"}, 1800),
    ],
)
def test_a_feed_is_read_in_the_rhythm_that_it_states(
    head: str, headers: dict[str, str], seconds: float, site: Site, archive: Archive
) -> None:
    feed = rss(rss_item(site.url("/ferry"), date=DAY), head=f"<title>Pier</title>{head}")
    site.replies["/feed"] = replace(feed, headers=headers)
    archive.subscribe(site.url("/feed"))

    own = update_all(archive).subscription

    assert own.interval_s == seconds
    assert seconds <= delay_s(own) <= 1.1 * seconds


def test_the_stated_rhythm_holds_while_nothing_changes(
    site: Site, archive: Archive, clock: Clock
) -> None:
    feed = rss(rss_item(site.url("/ferry"), date=DAY), head="<title>Pier</title><ttl>120</ttl>")
    site.replies["/feed"] = versioned(feed, '"1"')
    archive.subscribe(site.url("/feed"))

    assert [update_all(archive).subscription.interval_s for _ in range(3)] == [7200.0] * 3


def test_a_feed_that_states_nothing_is_read_as_often_as_it_has_news(
    site: Site, archive: Archive
) -> None:
    archive.subscribe(site.url("/feed"))
    assert update_all(archive).subscription.interval_s == 1800
    for _ in range(12):
        slow = update_all(archive).subscription.interval_s
    assert slow == 86_400
    for number in range(12):
        site.replies["/feed"] = rss(rss_item(site.url(f"/{number}"), date=DAY))
        site.replies[f"/{number}"] = Reply(article_page(f"Seal number {number} bites a ferry"))
        fast = update_all(archive).subscription.interval_s
    assert fast == 300


def test_a_page_that_cannot_be_read_is_tried_again_after_a_while_and_stops_no_other(
    site: Site, archive: Archive, clock: Clock
) -> None:
    items = (rss_item(site.url("/lost"), date=DAY), rss_item(site.url("/ferry"), date=DAY))
    site.replies["/feed"] = versioned(rss(*items), '"1"')
    archive.subscribe(site.url("/feed"))
    found = update_all(archive)
    assert (found.added, found.problem, len(found.failed)) == (1, "", 1)
    assert found.subscription.failed_pages == 1
    assert asked(site) == ["/feed", "/lost", "/ferry"]

    update_all(archive)
    assert asked(site) == ["/feed"]
    clock.pass_time(hours=1.2)
    site.replies["/lost"] = Reply(article_page("The lost seal"))
    found = update_all(archive)
    assert (found.added, found.subscription.failed_pages) == (1, 0)
    assert asked(site) == ["/feed", "/lost"]


def test_pages_without_a_date_are_asked_for_again_once_a_day(
    site: Site, archive: Archive, clock: Clock
) -> None:
    site.replies["/feed"] = rss(rss_item(site.url("/ferry")))
    archive.subscribe(site.url("/feed"))
    update_all(archive)
    update_all(archive)
    assert asked(site) == ["/feed", "/ferry", "/feed"]

    clock.pass_time(days=1.2)
    site.replies["/ferry"] = Reply(article_page("Ferry to Lowholm is raised"))
    assert update_all(archive).replaced == 1


def test_a_page_is_read_again_and_replaced(site: Site, archive: Archive) -> None:
    archive.subscribe(site.url("/ferry"))
    first = update_all(archive)
    assert (first.added, first.subscription.kind) == (1, "page")

    site.replies["/ferry"] = Reply(article_page("Ferry to Lowholm is raised"))
    assert update_all(archive).replaced == 1


def test_a_removed_article_does_not_come_again(site: Site, archive: Archive) -> None:
    archive.subscribe(site.url("/feed"))
    update_all(archive)
    archive.remove(*archive.article_ids())

    assert update_all(archive).added == 0
    assert archive.article_ids() == []


# Errors -----------------------------------------------------------------------------------------


def test_an_error_is_told_waited_for_and_forgotten(
    site: Site, archive: Archive, clock: Clock
) -> None:
    archive.subscribe(site.url("/feed"))
    update_all(archive)
    working = site.replies.pop("/feed")
    delays = []
    for _ in range(4):
        own = update_all(archive).subscription
        delays.append(round(delay_s(own) / own.interval_s))
    assert own.last_error == "does not exist: check the address."
    assert (own.failures, own.is_dead, delays) == (4, False, [1, 2, 4, 8])

    site.replies["/feed"] = working
    own = update_all(archive).subscription
    assert (own.failures, own.last_error, own.failing_since) == (0, "", None)


def test_the_death_of_a_source_that_fails_for_days_and_its_recovery_are_told_once(
    site: Site, archive: Archive, clock: Clock
) -> None:
    archive.subscribe(site.url("/none"))
    for _ in range(6):
        archive.update()
        assert archive.unreported_subscriptions() == []
        clock.pass_time(hours=12)
    archive.update()
    clock.pass_time(hours=24)
    archive.update()

    [dead] = archive.unreported_subscriptions()
    archive.put_reported(dead)
    clock.pass_time(hours=27)
    archive.update()
    assert archive.unreported_subscriptions() == []
    site.replies["/none"] = site.replies["/feed"]
    clock.pass_time(hours=27)
    archive.update()
    [recovered] = archive.unreported_subscriptions()
    archive.put_reported(recovered)
    assert (dead.is_dead, recovered.is_dead) == (True, False)
    assert archive.unreported_subscriptions() == []


def test_a_computer_that_is_offline_for_days_finds_its_sources_again(
    archive: Archive, site: Site, clock: Clock
) -> None:
    archive.subscribe("http://news.invalid/feed")
    for _ in range(100):
        clock.pass_time(hours=1.2)
        [found] = archive.update().sources
    assert found.problem.startswith("has a host that is not known")
    assert not found.subscription.is_dead
    assert delay_s(found.subscription) <= 1.1 * 3600

    archive.subscribe(site.url("/feed"))
    clock.pass_time(hours=1.2)
    assert [own.subscription.is_dead for own in archive.update().sources] == [False, True]


def test_a_source_that_says_it_is_gone_is_dead_at_once(site: Site, archive: Archive) -> None:
    site.replies["/feed"] = Reply(b"", status=410)
    archive.subscribe(site.url("/feed"))
    own = update_all(archive).subscription

    assert own.is_dead
    assert own.last_error.startswith("is gone")
    assert round(delay_s(own) / 86_400) == 1


def test_a_dead_source_is_dead_until_it_can_be_read(
    site: Site, archive: Archive, clock: Clock
) -> None:
    feed = site.replies["/feed"]
    archive.subscribe(site.url("/feed"))
    gone, away = Reply(status=410), Reply(status=503)
    for reply, is_dead in ((gone, True), (away, True), (feed, False)):
        site.replies["/feed"] = reply
        clock.pass_time(hours=27)
        archive.update()
        assert archive.subscriptions()[0].is_dead is is_dead


def test_a_busy_host_is_asked_again_when_it_says(site: Site, archive: Archive) -> None:
    site.replies["/feed"] = Reply(b"", status=429, headers={"Retry-After": "20000"})
    archive.subscribe(site.url("/feed"))
    own = update_all(archive).subscription

    assert asked(site) == ["/feed"]
    assert 20_000 <= delay_s(own) <= 22_000
    assert own.last_error == "is receiving too many requests: try again later."


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (Reply(b"", status=401), "is open to members only"),
        (Reply(b"", status=500), "is not available now (status 500)"),
        (Reply(b"\x00\x01", "image/png"), "is image/png, not a page, a feed or a sitemap"),
        (Reply(b"<rss><channel><item><link>http", "application/rss+xml"), "lists no article"),
        (Reply(b"<html><p>Hello", "text/html"), ""),
    ],
)
def test_each_bad_source_gets_one_sentence_and_the_others_go_on(
    reply: Reply, sentence: str, site: Site, archive: Archive
) -> None:
    site.replies["/bad"] = reply
    bad = archive.subscribe(site.url("/bad"))
    archive.subscribe(site.url("/feed"))

    problems = {own.subscription.source: own.problem for own in archive.update().sources}

    assert problems[bad.source].startswith(sentence)
    assert problems[bad.source].endswith(".")
    assert problems[site.url("/feed")] == ""
    assert len(archive.article_ids()) == 1


def test_a_source_that_raises_is_recorded_and_stops_no_other(
    site: Site, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"/{'x' * 300}"  # what is not found by looking, as below a folder without permission
    with open_store_of(tmp_path) as store:
        store.add_subscription(
            name, now=archive._time(), next_run_at=archive._time(), interval_s=60, keep_days=None
        )
    (tmp_path / "in").mkdir()
    archive.subscribe(tmp_path / "in")
    archive.subscribe(site.url("/feed"))

    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch, archive.watch_sources():
        patch.setattr(Updater, "_read_files", fail)
        found = archive.update().sources

    problem = "cannot be read (Permission denied): check it, or unsubscribe."
    assert [each.problem for each in found] == [problem, problem, ""]
    assert [own.failures for own in archive.subscriptions()] == [1, 1, 0]
    assert len(archive.article_ids()) == 1
    [unseen, *_] = archive.update(due_only=False).sources
    assert unseen.problem == "does not exist: check the name."


def test_a_feed_that_has_become_empty_is_no_error_but_a_broken_one_is(
    site: Site, archive: Archive
) -> None:
    archive.subscribe(site.url("/feed"))
    update_all(archive)

    site.replies["/feed"] = rss()
    assert update_all(archive).problem == ""
    site.replies["/feed"] = Reply(b"<rss><channel>", "application/rss+xml")
    assert update_all(archive).problem.startswith("lists no article")


def test_a_page_in_place_of_a_feed_is_no_article(site: Site, archive: Archive) -> None:
    archive.subscribe(site.url("/feed"))
    update_all(archive)
    site.replies["/feed"] = Reply(article_page("This domain is for sale"))

    assert update_all(archive).problem == "listed articles, but is a page now: check the address."
    assert len(archive.article_ids()) == 1


# Moves, lists -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "is_followed"), [(301, True), (308, True), (302, False)])
def test_a_feed_that_has_moved_for_good_is_followed(
    status: int, is_followed: bool, site: Site, archive: Archive
) -> None:
    headers = {"Location": site.url("/feed")}
    site.replies["/old"] = Reply(b"", status=status, headers=headers)
    archive.subscribe(site.url("/old"))
    found = update_all(archive)

    assert found.moved_from == (site.url("/old") if is_followed else None)
    asked(site)
    update_all(archive)
    assert asked(site)[0] == ("/feed" if is_followed else "/old")


def test_a_feed_that_moves_to_a_known_one_stays_where_it_is(site: Site, archive: Archive) -> None:
    site.replies["/old"] = site.replies["/feed"]
    archive.subscribe(site.url("/old"))
    archive.subscribe(site.url("/feed"))
    archive.update()
    site.replies["/old"] = Reply(b"", status=301, headers={"Location": site.url("/feed")})

    assert [own.moved_from for own in archive.update(due_only=False).sources] == [None, None]


def test_a_new_subscription_that_leads_to_a_known_one_ends(site: Site, archive: Archive) -> None:
    site.replies["/old"] = Reply(b"", status=301, headers={"Location": site.url("/feed")})
    site.replies["/"] = home_page()
    archive.subscribe(site.url("/old"))
    archive.update()
    asked(site)
    archive.subscribe(site.url("/old"), keep_days=9000)
    archive.subscribe(site.url("/"))
    found = archive.update().sources

    assert [each.same_as for each in found] == [site.url("/feed")] * 2
    assert asked(site) == ["/old", "/feed", "/"]
    [own] = archive.subscriptions()
    assert (own.source, own.articles, own.keep_days) == (site.url("/feed"), 1, 9000)


def home_page(tag: str = "h2") -> Reply:
    """A page of teasers that offers a feed; ``tag`` is the element of a teaser."""
    teasers = "".join(
        f'<{tag}><a href="/news/{name}-bites-it">{name} bites the night ferry</a></{tag}>'
        for name in ("Seal", "Gull", "Crab", "Whale", "Eel")
    )
    head = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    page = f"<html><head><title>Pier</title>{head}</head><body><main>{teasers}</main></body></html>"
    return Reply(page.encode())


@pytest.mark.parametrize("tag", ["h2", "li", "div"])
def test_of_a_home_page_the_feed_that_it_offers_is_subscribed_to(
    site: Site, archive: Archive, tag: str
) -> None:
    site.replies["/"] = home_page(tag)
    archive.subscribe(site.url("/"))
    found = update_all(archive)

    assert (found.problem, found.added, found.moved_from) == ("", 1, site.url("/"))
    assert archive.subscriptions()[0].source == site.url("/feed")


def test_a_list_of_feeds_subscribes_to_each(site: Site, archive: Archive, tmp_path: Path) -> None:
    feeds = (site.url("/feed"), "http://ada:secret@news.example/", "http://news.example:22/")
    outlines = "".join(f'<outline xmlUrl="{feed}"/>' for feed in feeds)
    opml = f"<opml><body>{outlines}</body></opml>"
    (tmp_path / "feeds.opml").write_text(opml)
    site.replies["/opml"] = Reply(opml.encode(), "text/x-opml")
    archive.subscribe(tmp_path / "feeds.opml", keep_days=9)
    archive.subscribe(site.url("/opml"))

    assert [own.subscribed for own in archive.update().sources] == [(site.url("/feed"),), ()]
    assert [own.kind for own in archive.subscriptions()] == ["list", "list", ""]
    assert archive.subscriptions()[2].keep_days == 9
    archive.update()
    archive.unsubscribe(site.url("/feed"))
    archive.update(due_only=False)
    assert [own.kind for own in archive.subscriptions()] == ["list", "list"]  # it stays ended


def test_a_long_title_is_cut_between_words(site: Site, archive: Archive) -> None:
    site.replies["/feed"] = rss(
        rss_item(site.url("/ferry"), date=DAY), head=f"<title>{'Harbour ' * 40}</title>"
    )
    archive.subscribe(site.url("/feed"))
    title = update_all(archive).subscription.title
    assert title == f"{' '.join(['Harbour'] * 12)}…"


# Names, clocks, several programs, retention -----------------------------------------------------


def test_a_subscription_ends_by_number_or_source_and_its_articles_stay(
    site: Site, archive: Archive, tmp_path: Path
) -> None:
    first = archive.subscribe(site.url("/feed"))
    archive.update()

    assert archive.unsubscribe(first.subscription_id).articles == 1
    assert len(archive.article_ids()) == 1
    archive.subscribe(site.url("/feed"))
    archive.unsubscribe(site.url("/feed"))
    with pytest.raises(SubscriptionNotFoundError):
        archive.unsubscribe(7)
    with pytest.raises(SourceError):
        archive.subscribe(tmp_path / "nothing")


def test_a_clock_that_was_ahead_keeps_no_source_waiting(
    site: Site, archive: Archive, clock: Clock
) -> None:
    clock.pass_time(days=4000)
    archive.subscribe(site.url("/feed"))
    archive.update()
    clock.pass_time(days=-4000)

    assert len(archive.update().sources) == 1
    assert archive.update().sources == ()


def test_a_source_that_the_caller_reads_is_not_due_meanwhile(site: Site, archive: Archive) -> None:
    own = archive.subscribe(site.url("/feed"), is_read_next=True)

    assert archive.update().sources == ()
    [found] = archive.update(due_only=False, only={own.subscription_id}).sources
    assert found.added == 1


def test_a_file_that_cannot_be_read_has_a_problem_until_it_can(
    archive: Archive, tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "list.txt"
    path.write_text("<opml><body></body></opml>")
    archive.subscribe(path)
    for failures in (1, 2):
        found = update_all(archive)
        assert (found.problem != "", found.subscription.failures) == (True, failures)
    path.write_text(f"{HARBOUR.title}\n\n{HARBOUR.text}")
    found = update_all(archive)
    assert (found.problem, found.added, found.subscription.failed_pages) == ("", 1, 0)


def test_a_page_that_the_archive_has_is_known_to_be_one(site: Site, archive: Archive) -> None:
    site.replies["/ferry"] = versioned(Reply(article_page()), '"1"')
    archive.ingest([site.url("/ferry")])
    archive.subscribe(site.url("/ferry"))
    found = update_all(archive)
    assert (found.subscription.kind, site.asked.count("/ferry")) == ("page", 2)


@pytest.mark.folder
def test_a_backup_holds_the_subscriptions(
    site: Site, archive: Archive, clock: Clock, tmp_path: Path
) -> None:
    archive.subscribe(site.url("/feed"), keep_days=9999)
    archive.update()
    archive.backup(tmp_path / "news.backup")
    settings = Settings(archive=str(tmp_path / "other"))
    restore_archive(settings, tmp_path / "news.backup")

    with open_toy_archive(settings, now=clock) as restored:
        assert restored.subscriptions() == archive.subscriptions()
        assert restored.update().sources == ()
