"""Subscriptions: sources that are read again by themselves, on a played clock."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event

import pytest

from retrieval.archive import Archive
from retrieval.components import Backends
from retrieval.errors import (
    BackendError,
    SettingsError,
    SourceError,
    SubscriptionNotFoundError,
)
from retrieval.factory import location_of, restore_archive
from retrieval.settings import Settings
from retrieval.store.store import SqlStore
from retrieval.subscriptions.claimant import has_ended, new_claimant
from retrieval.subscriptions.updater import Updater
from retrieval.types import Answer, SourceUpdate, Subscription
from tests.conftest import TEST_STORE
from tests.support.postgres_server import PostgresServer
from tests.support.site import Reply, Site, article_page, rss, rss_item
from tests.support.toys import HARBOUR, OWLS, ToyBackends, ToyEmbedder, open_toy_archive

ROOT = Path(__file__).resolve().parents[2]
UPDATE = """
import sys
from pathlib import Path
from tests.subscriptions.test_subscriptions import Clock, open_archive_of
with open_archive_of(Path(sys.argv[1]), Clock()) as archive:
    archive.update()
"""
ADDRESS_FILE = "address"
DAY = "Fri, 25 Feb 2022 10:00:00 +0200"
QUESTION = "How many passengers of the ferry to Lowholm swam ashore?"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2022, 3, 1, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **parts: float) -> None:
        self.now += timedelta(**parts)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        site.replies["/ferry"] = Reply(article_page())
        site.replies["/feed"] = rss(rss_item(site.url("/ferry"), date=DAY))
        yield site


@pytest.fixture
def archive(tmp_path: Path, clock: Clock, request: pytest.FixtureRequest) -> Iterator[Archive]:
    """The archive in tmp_path / "archive", or a database; see :func:`settings_of`."""
    if os.environ.get(TEST_STORE) == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        (tmp_path / ADDRESS_FILE).write_text(server.new_database(), encoding="utf-8")
    with open_archive_of(tmp_path, clock) as archive:
        yield archive


def open_archive_of(tmp_path: Path, clock: Clock, backends: Backends | None = None) -> Archive:
    return open_toy_archive(
        settings_of(tmp_path), create=True, backends=backends or ToyBackends(), now=clock
    )


def open_store_of(tmp_path: Path) -> closing[SqlStore]:
    """The same store, as another program has it open."""
    return closing(location_of(settings_of(tmp_path)).open(create=False))


def settings_of(tmp_path: Path) -> Settings:
    """The settings of the archive of a test: a folder, unless a file there has its address."""
    address = tmp_path / ADDRESS_FILE
    archive = address.read_text(encoding="utf-8") if address.exists() else tmp_path / "archive"
    return Settings(archive=str(archive), allow_private_addresses=True, fetch_delay_s=0.0)


def test_a_subscribed_feed_brings_its_articles(site: Site, archive: Archive) -> None:
    archive.subscribe(site.url("/feed"))
    report = archive.update()

    [found] = report.sources
    assert (found.added, found.problem, found.subscription.kind) == (1, "", "feed")
    assert found.subscription.title == "Pier News"
    assert found.subscription.articles == 1
    assert archive.ask("How many passengers of the ferry to Lowholm swam ashore?").results


def asked(site: Site) -> list[str]:
    """The pages asked for since this was called last."""
    pages = site.pages_asked()
    site.asked.clear()
    site.headers.clear()
    return pages


def update_all(archive: Archive) -> SourceUpdate:
    """Reads the only subscription, whether or not it is due."""
    [found] = archive.update(due_only=False).sources
    return found


def delay_s(own: Subscription) -> float:
    """The time from the last run to the next one."""
    assert own.last_run_at is not None
    last, following = map(datetime.fromisoformat, (own.last_run_at, own.next_run_at))
    return (following - last).total_seconds()


def versioned(reply: Reply, etag: str) -> Callable[[BaseHTTPRequestHandler], Reply]:
    """A reply with a version, which is not sent again to those who have it."""

    def answer(request: BaseHTTPRequestHandler) -> Reply:
        if request.headers.get("If-None-Match") == etag:
            return Reply(b"", "", 304)
        return replace(reply, headers={**reply.headers, "ETag": etag})

    return answer


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
    locked = '<outline xmlUrl="http://ada:secret@news.example/"/>'
    opml = f'<opml><body><outline xmlUrl="{site.url("/feed")}"/>{locked}</body></opml>'
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


def test_a_source_that_another_program_reads_is_passed_over(
    site: Site, archive: Archive, clock: Clock, tmp_path: Path
) -> None:
    own = archive.subscribe(site.url("/feed"))
    until = (clock.now + timedelta(minutes=5)).isoformat(timespec="seconds")
    with open_store_of(tmp_path) as store:
        store.claim_subscription(own.subscription_id, by="other", now=own.added_at, until=until)
    report = archive.update()

    assert ([one.source for one in report.claimed], report.sources) == ([own.source], ())
    assert asked(site) == []
    clock.pass_time(minutes=5)
    assert len(archive.update().sources) == 1


def test_the_claim_of_a_program_that_was_killed_ends_at_once(
    site: Site, archive: Archive, tmp_path: Path
) -> None:
    own = archive.subscribe(site.url("/feed"))
    code = "from retrieval.subscriptions.claimant import new_claimant; print(new_claimant())"
    ended = subprocess.run([sys.executable, "-c", code], stdout=-1, text=True, check=True).stdout
    place, _, start, number = ended.strip().split(":")
    elsewhere, mine = f"0{place[1:]}1:1:{start}:{number}", new_claimant()
    until = (archive._now() + timedelta(minutes=5)).isoformat(timespec="seconds")
    for holder, is_read in [(mine, False), (elsewhere, False), ("x", False), (ended.strip(), True)]:
        with open_store_of(tmp_path) as store:
            store.claim_subscription(own.subscription_id, by=holder, now=own.added_at, until=until)
        assert bool(archive.update().sources) == is_read
        with open_store_of(tmp_path) as store:
            store.release_subscription(own.subscription_id, by=holder)


def test_a_program_that_ended_has_ended_before_its_parent_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "from retrieval.subscriptions.claimant import new_claimant; print(new_claimant())"
    with subprocess.Popen([sys.executable, "-c", code], stdout=-1, text=True) as program:
        assert program.stdout is not None
        claimant = program.stdout.read().strip()
        os.waitid(os.P_PID, program.pid, os.WEXITED | os.WNOWAIT)  # it stays a zombie

        assert has_ended(claimant)

        monkeypatch.setattr("retrieval.subscriptions.claimant._PROCESSES", tmp_path)
        assert not has_ended(claimant)  # as the processes of others are hidden


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


def test_two_programs_that_update_at_once_read_each_source_once(
    site: Site, archive: Archive, clock: Clock, tmp_path: Path
) -> None:
    for number in range(3):
        site.replies[f"/feed/{number}"] = site.replies["/feed"]
        archive.subscribe(site.url(f"/feed/{number}"))
    first, other = site.replies["/feed/0"], open_archive_of(tmp_path, clock)

    def update_elsewhere(_: BaseHTTPRequestHandler) -> Reply:
        site.replies["/feed/0"] = first
        other.update()
        assert isinstance(first, Reply)
        return first

    site.replies["/feed/0"] = update_elsewhere
    with other:
        report = archive.update()

    assert sorted(asked(site)) == ["/feed/0", "/feed/1", "/feed/2", "/ferry"]
    assert (len(report.sources), len(report.claimed)) == (1, 2)


def test_a_program_killed_in_the_middle_loses_nothing_and_asks_for_nothing_twice(
    site: Site, archive: Archive, clock: Clock, tmp_path: Path
) -> None:
    paths = [f"/{number}" for number in range(4)]
    for path in paths:
        site.replies[path] = Reply(
            article_page(f"Seal {path} bites the ferry", paragraphs=(path * 90,))
        )
    site.replies["/feed"] = versioned(
        rss(*(rss_item(site.url(path), date=DAY) for path in paths)), '"1"'
    )
    archive.subscribe(site.url("/feed"))
    program = subprocess.Popen([sys.executable, "-c", UPDATE, str(tmp_path)], cwd=ROOT)
    page = site.replies["/2"]

    def kill(_: BaseHTTPRequestHandler) -> Reply:
        program.kill()
        program.wait()
        return Reply()

    site.replies["/2"] = kill
    assert program.wait(timeout=60) == -signal.SIGKILL
    site.replies["/2"] = page
    assert asked(site) == ["/feed", "/0", "/1", "/2"]

    clock.pass_time(minutes=6)
    assert update_all(archive).subscription.articles == 4
    assert asked(site) == ["/feed", "/2", "/3"]
    assert len(archive.article_ids()) == 4


def test_an_article_is_found_as_well_as_later_while_the_next_page_is_read(
    site: Site, archive: Archive
) -> None:
    answers: list[Answer] = []

    def ask(_: BaseHTTPRequestHandler) -> Reply:
        answers.append(archive.ask(QUESTION))
        return Reply(article_page("Seal caught", paragraphs=("A seal was caught off the pier.",)))

    archive.add(OWLS)
    site.replies["/seal"] = ask
    site.replies["/feed"] = rss(
        rss_item(site.url("/ferry"), date=DAY), rss_item(site.url("/seal"), date=DAY)
    )
    archive.subscribe(site.url("/feed"))
    archive.update()
    site.replies["/other"] = ask
    archive.ingest([site.url("/other")])

    [during, later] = answers
    assert during.answered
    assert during.results[0].passage.text == later.results[0].passage.text
    assert during.confidence == pytest.approx(later.confidence, abs=0.05)


def test_a_model_that_cannot_be_loaded_stops_no_page_from_being_stored(
    site: Site, tmp_path: Path, clock: Clock
) -> None:
    class NoModel(ToyBackends):
        def load_embedder(self, *_: object) -> ToyEmbedder:
            loaded.append(1)
            raise BackendError("The model cannot be loaded.")

    loaded: list[int] = []
    pages = [site.url(f"/{number}") for number in range(3)]
    site.replies |= {f"/{n}": Reply(article_page(f"Seal {n} bites")) for n in range(3)}
    site.replies["/feed"] = rss(*(rss_item(page, date=DAY) for page in pages))
    with open_archive_of(tmp_path, clock, NoModel()) as archive:
        archive.subscribe(site.url("/feed"))
        with pytest.raises(BackendError, match="cannot be loaded"):
            archive.update()
        assert len(archive.article_ids()) == 3
    assert len(loaded) == 2


def test_articles_are_removed_after_the_days_of_their_source(
    site: Site, archive: Archive, clock: Clock
) -> None:
    archive.add(OWLS)
    archive.subscribe(site.url("/feed"), keep_days=10)
    archive.update()
    assert len(archive.article_ids()) == 2

    clock.pass_time(days=7)
    report = archive.update()
    assert report.expired == 1
    assert archive.article_ids() == [OWLS.doc_id]
    files = [path for path in archive.folder.rglob("*") if path.is_file()]
    assert [path.name for path in files if b"Lowholm" in path.read_bytes()] == []
    clock.pass_time(days=2)
    assert archive.update().sources[0].added == 0


@pytest.mark.parametrize("is_from_elsewhere", [True, False])
def test_an_article_whose_file_was_edited_is_removed_after_the_days_if_it_was_before(
    archive: Archive, clock: Clock, tmp_path: Path, is_from_elsewhere: bool
) -> None:
    file = tmp_path / "articles" / "ferry.txt"
    file.parent.mkdir()
    file.write_text(f"{HARBOUR.title}\n\n{HARBOUR.text}")
    if is_from_elsewhere:
        archive.ingest([file])
    archive.subscribe(file.parent, keep_days=10)
    archive.update()

    file.write_text(f"{HARBOUR.title}\n\n{HARBOUR.text} So it is.")
    [edited] = archive.update(due_only=False).sources
    clock.pass_time(days=11)
    expired = archive.update().expired

    assert (edited.added, edited.replaced) == (0, 1)
    assert expired == (0 if is_from_elsewhere else 1)


@pytest.mark.parametrize("keep_days", [-5, 0, 10**9])
def test_days_that_cannot_be_kept_are_refused(site: Site, archive: Archive, keep_days: int) -> None:
    own = archive.subscribe(site.url("/feed"))

    for put in (
        lambda: archive.subscribe(site.url("/new"), keep_days=keep_days),
        lambda: archive.put_keep_days(own.subscription_id, keep_days),
    ):
        with pytest.raises(SettingsError, match="from 1 to 36500"):
            put()
    assert archive.subscriptions() == [own]


def test_a_file_and_a_page_that_stay_do_not_bring_what_was_removed_again(
    site: Site, archive: Archive, clock: Clock, tmp_path: Path
) -> None:
    file, old = tmp_path / "mail.jsonl", {"title": HARBOUR.title, "text": HARBOUR.text}
    file.write_text(json.dumps(old | {"published_at": "2022-02-25"}) + "\n")
    archive.subscribe(file, keep_days=10)
    archive.subscribe(site.url("/ferry"), keep_days=10)
    found = [archive.update().sources]
    for _ in range(3):
        clock.pass_time(days=9)
        found.append(archive.update().sources)

    assert [[own.added for own in run] for run in found] == [[1, 1], [0, 0], [0, 0], [0, 0]]
    assert archive.article_ids() == []
    with file.open("a") as mailbox:
        new = {"title": OWLS.title, "text": OWLS.text, "published_at": clock.now.isoformat()}
        mailbox.write(json.dumps(new) + "\n")
    [grown, _] = archive.update(due_only=False).sources
    assert (grown.added, len(archive.article_ids())) == (1, 1)
    assert archive.ingest([file, site.url("/ferry")]).added == 2


def test_what_was_too_old_comes_back_once_it_would_be_kept_but_not_what_was_removed_by_hand(
    site: Site, archive: Archive, clock: Clock, tmp_path: Path
) -> None:
    feed = rss(*(rss_item(site.url(path), date=DAY) for path in ("/ferry", "/seal", "/owls")))
    site.replies["/seal"] = Reply(article_page("Seal caught"))
    site.replies["/owls"] = Reply(article_page("Owls return", paragraphs=(OWLS.text,)))
    site.replies["/feed"] = lambda handler: (
        Reply(status=304)
        if handler.headers["If-None-Match"]
        else replace(feed, headers={"ETag": '"1"'})
    )
    folder = tmp_path / "articles"
    folder.mkdir()
    for own in (HARBOUR, OWLS):
        fields = {"title": own.title, "text": own.text, "published_at": "2022-02-25"}
        (folder / f"{own.doc_id}.json").write_text(json.dumps(fields))
    archive.subscribe(folder, keep_days=10)
    archive.subscribe(site.url("/feed"), keep_days=10)
    archive.update()
    owls = [article.doc_id for article in archive.articles() if "owls" in article.text]
    archive.remove(*owls)
    clock.pass_time(days=11)
    expired = archive.update().expired

    found = [archive.update(due_only=False).sources]
    for source in archive.subscriptions():
        archive.put_keep_days(source.subscription_id, 30)
    found += [archive.update(due_only=False).sources for _ in range(2)]

    assert (len(owls), expired) == (2, 3)
    assert [[run.added for run in runs] for runs in found] == [[0, 0], [1, 2], [0, 0]]
    assert owls[0] not in archive.article_ids()


def test_a_folder_or_feed_given_by_hand_does_not_bring_back_what_was_too_old(
    site: Site, archive: Archive, clock: Clock, tmp_path: Path
) -> None:
    site.replies["/feed"] = rss(rss_item(site.url("/ferry"), date=DAY))
    (tmp_path / "articles").mkdir()
    file = tmp_path / "articles" / "harbour.json"
    fields = {"title": HARBOUR.title, "text": HARBOUR.text, "published_at": "2022-02-25"}
    file.write_text(json.dumps(fields))
    for source in (file.parent, site.url("/feed")):
        archive.subscribe(source, keep_days=10)
    archive.update()
    clock.pass_time(days=11)
    assert archive.update().expired == 2

    given = archive.ingest([file.parent, site.url("/feed")])

    assert (given.added, given.removed_earlier) == (0, 1)
    assert archive.ingest([file, site.url("/ferry")]).added == 2


def test_pages_too_old_to_be_kept_are_not_asked_for(site: Site, archive: Archive) -> None:
    old = "Thu, 01 Jul 2021 10:00:00 +0200"
    site.replies["/feed"] = rss(
        rss_item(site.url("/ferry"), date=DAY), rss_item(site.url("/old"), date=old)
    )
    archive.subscribe(site.url("/feed"), keep_days=30)
    found = update_all(archive)

    assert (asked(site), found.failed) == (["/feed", "/ferry"], ())


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


# A month and a week on a played clock -----------------------------------------------------------


def test_a_feed_that_grows_for_a_month_is_read_in_its_rhythm(
    site: Site, archive: Archive, clock: Clock
) -> None:
    """Two articles a day; a day of errors, and a move to another address."""
    items: list[str] = []
    start, statuses = clock.now, list[int]()
    versions: list[int] = []

    def feed(request: BaseHTTPRequestHandler) -> Reply:
        if start + timedelta(days=10) <= clock.now < start + timedelta(days=11):
            reply: Reply = Reply(b"", status=503)
        else:
            due = int((clock.now - start) / timedelta(hours=12)) + 1
            for number in range(len(items), due):
                page = article_page(f"Report number {number}", paragraphs=(f"{number} " * 99,))
                site.replies[f"/report/{number}"] = Reply(page)
                date = format_datetime(start + timedelta(hours=12 * number))
                items.insert(0, rss_item(site.url(f"/report/{number}"), date=date))
            head = "<title>Pier News</title><ttl>60</ttl>"
            reply = versioned(rss(*items[:20], head=head), f'"{due}"')(request)
            versions.extend([due] if reply.status == 200 else [])
        statuses.append(reply.status)
        return reply

    site.replies["/feed"] = feed
    archive.subscribe(site.url("/feed"))
    while clock.now < start + timedelta(days=30):
        archive.update()
        if clock.now >= start + timedelta(days=20) and "/new" not in site.replies:
            site.replies["/new"] = feed
            site.replies["/feed"] = Reply(b"", status=301, headers={"Location": site.url("/new")})
        next_run = datetime.fromisoformat(archive.subscriptions()[0].next_run_at)
        assert timedelta(0) < next_run - clock.now <= timedelta(hours=26.5)
        clock.now = next_run

    [own] = archive.subscriptions()
    assert (own.articles, own.source, own.failures) == (60, site.url("/new"), 0)
    pages = [path for path in site.asked if path.startswith("/report/")]
    assert sorted(pages) == sorted({f"/report/{number}" for number in range(60)})
    assert 29 * 24 / 1.1 - 24 <= len(statuses) <= 30 * 24
    assert len(set(versions)) == len(versions) >= 58
    assert 3 <= statuses.count(503) <= 6


@pytest.mark.slow
def test_a_week_of_updates_leaves_memory_and_handles_level(
    site: Site, archive: Archive, clock: Clock, tmp_path: Path
) -> None:
    """Ten feeds with news each hour, one that fails, and a folder with a new file each hour."""
    start = clock.now
    (tmp_path / "in").mkdir()
    archive.subscribe(tmp_path / "in")
    archive.subscribe(site.url("/none"))
    for number in range(10):
        archive.subscribe(site.url(f"/feed/{number}"))
    figures: list[tuple[int, int]] = []
    with archive.watch_sources() as watch:
        for hour in range(7 * 24):
            text = (" ".join(f"{word}{hour}" for word in "seal ferry pier coat".split()) + ". ") * 9
            (tmp_path / "in" / f"{hour % 50}.txt").write_text(f"Hour {hour}\n\n{text}")
            page = article_page(f"Report of hour {hour}", paragraphs=(text,))
            site.replies[f"/report/{hour}"] = Reply(page)
            date = format_datetime(clock.now)
            for number in range(10):
                own = rss_item(site.url(f"/report/{hour}?of={number}"), date=date)
                site.replies[f"/report/{hour}?of={number}"] = site.replies[f"/report/{hour}"]
                site.replies[f"/feed/{number}"] = rss(own, head="<title>Pier</title><ttl>30</ttl>")
            for _ in range(2):
                archive.update()
                clock.pass_time(minutes=30)
            watch.wait(Event(), timeout_s=0.0)
            site.asked.clear()
            site.headers.clear()
            figures.append((resident_kib(), len(os.listdir("/proc/self/fd"))))

    assert clock.now - start == timedelta(days=7)
    (memory, handles), (memory_later, handles_later) = figures[24], figures[-1]
    assert handles_later <= handles + 2
    assert memory_later <= memory * 1.1, figures[::12]


def resident_kib() -> int:
    """The memory of this process."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])
