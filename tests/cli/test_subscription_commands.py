"""The commands subscribe, subscriptions, unsubscribe and update, as the program runs them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.subscriptions.conftest import DAY, Clock
from tests.support.cli_run import ROOT, Run, write_article
from tests.support.site import Reply, Site, article_page, rss, rss_item
from tests.support.toys import OWLS, open_toy_archive

WATCH = """
import sys
from retrieval.cli import interrupts, main
from retrieval.subscriptions import watching
from tests.support.toys import open_toy_archive
watching._LOOKED_AFTER_S, watching._STEP_S = 0.5, 0.1
interrupts.install_handler()
sys.exit(main(["update", "--watch"], open_archive=open_toy_archive))
"""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, run: Run) -> Iterator[Site]:
    monkeypatch.setenv("ARTICLE_BOT_ALLOW_PRIVATE_ADDRESSES", "true")
    monkeypatch.setenv("ARTICLE_BOT_FETCH_DELAY_S", "0")
    with Site() as site:
        site.replies["/ferry"] = Reply(article_page())
        site.replies["/feed"] = rss(rss_item(site.url("/ferry"), date=DAY))
        yield site


def test_subscribe_reads_the_sources_at_once(site: Site, run: Run, tmp_path: Path) -> None:
    write_article(tmp_path / "in")
    ran = run("subscribe", site.url("/feed"), str(tmp_path / "in"), "--keep-days", "36500")

    first, second = ran.out.splitlines()
    assert ran.status == 0
    assert first.startswith("Subscribed to Pier News (number 1), 1 added; read again ")
    assert second.startswith(f"Subscribed to {tmp_path / 'in'} (number 2), 1 added; read again ")
    [feed, folder] = run("subscriptions", "--json").json_lines
    assert (feed["title"], feed["kind"], feed["articles"]) == ("Pier News", "feed", 1)
    assert (folder["source"], folder["kind"]) == (str(tmp_path / "in"), "folder")
    assert (feed["keep_days"], feed["last_error"], feed["is_dead"]) == (36500, None, False)
    listed = run("subscriptions").out
    assert (
        f"  1  Pier News\n     {site.url('/feed')}\n     feed · 1 article brought · kept for"
        in listed
    )


def test_a_source_that_cannot_be_read_is_subscribed_to_only_for_later(site: Site, run: Run) -> None:
    ran = run("subscribe", site.url("/none"), site.url("/feed"))

    assert (ran.status, ran.out.count("\n")) == (1, 1)
    assert ran.err.endswith(
        f"{site.url('/none')}: does not exist: check the address.\n"
        "article-bot: Not subscribed to 1 of 2 sources, as I cannot read it: --later subscribes to "
        "it all the same.\n"
    )
    assert len(run("subscriptions", "--json").json_lines) == 1
    later = run("subscribe", site.url("/none"), "--later")
    assert later.out == (
        f"Subscribed to {site.url('/none')} (number 3); 'article-bot update' reads it.\n"
    )
    assert " · due now" in run("subscriptions").out
    failed = run("update")
    assert "article-bot: Could not read 1 of 1 source.\n" in failed.err
    assert "does not exist: check the address. It is tried again" in failed.err
    assert "Problem: does not exist: check the address. It has failed" in run("subscriptions").out
    assert run("status", "--json").json["subscriptions"] == {"count": 2, "failing": 1}
    assert "2 sources, 1 failing" in run("status").out


def test_articles_of_a_new_source_that_are_in_the_archive_are_known_already(
    run: Run, tmp_path: Path
) -> None:
    known, empty = write_article(tmp_path / "in").parent, tmp_path / "empty"
    empty.mkdir()
    run("ingest", str(known))

    first, second = run("subscribe", str(known), str(empty)).out.splitlines()

    assert first.startswith(f"Subscribed to {known} (number 1), 1 article known already; read ")
    assert second.startswith(f"Subscribed to {empty} (number 2), no article yet; read again ")


def test_an_update_counts_pages_that_cannot_be_read(site: Site, run: Run) -> None:
    run("subscribe", site.url("/feed"), "--later")
    site.replies["/ferry"] = Reply(b"<html><body><p>Menu</p></body></html>")

    assert run("update", "--all").out == "Pier News: 1 page not readable.\n"


def test_a_source_that_was_subscribed_to_for_later_stays_so(site: Site, run: Run) -> None:
    run("subscribe", site.url("/none"), "--later")

    ran = run("subscribe", site.url("/none"), site.url("/gone"))

    assert ran.status == 1
    assert ran.out == f"Already subscribed to {site.url('/none')} (number 1).\n"
    assert ran.err.endswith(
        "Not subscribed, as I cannot read it: --later subscribes to it all the same.\n"
    )
    assert [own["source"] for own in run("subscriptions", "--json").json_lines] == [
        site.url("/none")
    ]


def test_a_known_source_is_said_to_be_one_and_its_days_can_be_taken_back(
    site: Site, run: Run
) -> None:
    run("subscribe", site.url("/feed"))

    assert (
        run("subscribe", site.url("/feed")).out == "Already subscribed to Pier News (number 1).\n"
    )
    short = run("subscribe", site.url("/feed"), "--keep-days", "10")
    assert short.out.endswith("(number 1); what it brings is now kept for 10 days.\n")
    assert short.err.startswith("1 article will be removed by the next update because of its age;")
    back = run("subscribe", site.url("/feed"), "--keep-days", "none")
    assert (back.out.endswith("; what it brings is now kept as the setting says.\n"), back.err) == (
        True,
        "",
    )
    [own] = run("subscriptions", "--json").json_lines
    assert (own["keep_days"], own["articles"]) == (None, 1)
    assert "Removed" not in run("update", "--all").out


def test_the_feeds_of_a_list_are_read_at_once(site: Site, run: Run, tmp_path: Path) -> None:
    feeds = "".join(f"<outline xmlUrl='{site.url(path)}'/>" for path in ("/feed", "/none"))
    (tmp_path / "feeds.opml").write_text(f"<opml><body>{feeds}</body></opml>")
    ran = run("subscribe", str(tmp_path / "feeds.opml"))

    first, *others = ran.out.splitlines()
    assert (ran.status, others) == (0, ["Pier News: 1 added."])
    assert "feeds.opml (number 1), 2 feeds subscribed; read again" in first
    assert f"{site.url('/none')}: does not exist: check the address. It is tried again" in ran.err
    assert "list · read " in run("subscriptions").out


def test_subscribing_prints_json_if_asked(site: Site, run: Run) -> None:
    later = run("subscribe", site.url("/feed"), "--later", "--json").json
    assert [(own["subscription_id"], own["problem"]) for own in later["sources"]] == [(1, None)]
    known = run("subscribe", site.url("/feed"), "--json").json
    run("unsubscribe", "1")
    read = run("subscribe", site.url("/feed"), "--json").json
    assert [report["sources"][0]["added"] for report in (known, read)] == [0, 1]


def test_a_quiet_update_prints_only_what_is_new(site: Site, run: Run) -> None:
    run("subscribe", site.url("/feed"))
    quiet = run("--quiet", "update", "--all")
    assert (quiet.status, quiet.out, quiet.err) == (0, "", "")
    assert run("--quiet", "update").out == ""
    feed = site.replies.pop("/feed")
    failed, again = (run("--quiet", "update", "--all") for _ in range(2))
    assert "does not exist: check the address" in failed.err
    assert (again.status, again.out, again.err) == (1, "", "")
    site.replies["/feed"] = feed
    mended, again = (run("--quiet", "update", "--all") for _ in range(2))
    assert (mended.out, again.out) == ("Pier News: can be read again.\n", "")


def test_update_reads_what_is_due_and_reports_it(site: Site, run: Run) -> None:
    clock = Clock()
    at_that_time = partial(open_toy_archive, now=clock)
    run("subscribe", site.url("/feed"), "--later", open_archive=at_that_time)
    first = run("update", "--json", open_archive=at_that_time)
    [source] = first.json["sources"]
    assert (first.status, source["added"], source["problem"]) == (0, 1, None)

    assert run("update", open_archive=at_that_time).out == "No subscription is due.\n"
    assert run("update", "--all", open_archive=at_that_time).out == "1 source without news.\n"
    del site.replies["/feed"]
    clock.pass_time(days=1)
    failed = run("update", open_archive=at_that_time)
    assert (failed.status, failed.out) == (1, "")


def test_an_update_tells_what_the_alerts_found(site: Site, run: Run) -> None:
    run("alert", "How many passengers of the ferry to Lowholm swam ashore?")
    run("subscribe", site.url("/feed"), "--later")

    out = run("update").out
    assert out.startswith("Pier News: 1 added.\n")
    assert "New: How many passengers of the ferry" in out
    assert "New:" not in run("update", "--all").out


def test_unsubscribe_takes_numbers_and_sources(site: Site, run: Run, tmp_path: Path) -> None:
    write_article(tmp_path / "in")
    run("subscribe", site.url("/feed"), str(tmp_path / "in"))

    assert run("unsubscribe", "1", "9").status == 1
    ran = run("unsubscribe", "1", str(tmp_path / "in"))
    assert ran.out.startswith(f"Unsubscribed from {site.url('/feed')}, which brought 1 article.")
    assert run("subscriptions").out.startswith("There is no subscription: add one with")
    assert len(run("articles", "--json").json_lines) == 2


@pytest.mark.parametrize("options", [("--keep-days", "0"), ("--keep-days", "x"), ()])
def test_wrong_usage_ends_with_status_2(options: tuple[str, ...], run: Run) -> None:
    assert run("subscribe", *options).status == 2


def test_a_source_that_does_not_exist_is_refused(run: Run, tmp_path: Path) -> None:
    ran = run("subscribe", str(tmp_path / "nothing"))

    assert ran.status == 1
    assert ran.err.startswith(
        f"article-bot: {tmp_path / 'nothing'}: does not exist: check the path"
    )


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("~nosuchuser/x", "does not exist"),
        ("loop", "does not exist"),
        ("news.example", "does not exist: check the path, or write https:// before a web address."),
        ("http://", "is not http or https: give a web address."),
        ("https://exa mple", ""),
        ("https://ada:secret@news.example/feed", "holds a name or password: give"),
        ("http://news.example:22/feed", "names port 22, where no web pages are"),
    ],
)
def test_of_several_sources_none_is_subscribed_to_if_one_cannot_be(
    source: str, problem: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "in").mkdir()
    ran = run("subscribe", "--later", str(tmp_path / "in"), source)

    assert (ran.status, ran.out) == (1, "")
    assert problem in ran.err
    assert "Internal" not in ran.err
    assert "secret" not in ran.err
    assert run("subscriptions").out.startswith("There is no subscription")
    assert "Internal" not in run("unsubscribe", source).err


def test_doctor_names_dead_subscriptions(site: Site, run: Run) -> None:
    site.replies["/feed"] = Reply(b"", status=410)
    run("subscribe", site.url("/feed"), "--later")
    told = " ".join(run("update").err.split())

    assert "is gone: check the address. It counts as dead and is tried again" in told
    assert "has failed once since" in run("subscriptions").out
    assert "counts as dead and is tried once a day." in run("subscriptions").out
    found = run("doctor").out
    assert re.search(
        f"The subscription 1 to {site.url('/feed')} has failed since [0-9]+ [A-Z]", found
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_watching_brings_new_files_and_ends_with_a_sentence(
    number: signal.Signals, tmp_path: Path, run: Run
) -> None:
    (tmp_path / "in").mkdir()
    run("subscribe", str(tmp_path / "in"))
    program = subprocess.Popen(
        [sys.executable, "-c", WATCH],
        cwd=ROOT,
        env={**os.environ, "ARTICLE_BOT_ARCHIVE": str(tmp_path / "archive")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert program.stderr is not None
    begun = program.stderr.readline()
    write_article(tmp_path / "in")
    line = program.stdout.readline()
    program.send_signal(number)
    _, err = program.communicate(timeout=60)

    assert begun.startswith("Watching 1 folder; the next is read ")
    assert line == f"{tmp_path / 'in'}: 1 added.\n"
    assert (program.returncode, err.endswith("Stopped.\n")) == (0, True)
    assert str(OWLS.title) in run("articles").out


@pytest.mark.parametrize(("typed", "shown"), [("abc", "abc"), ("./abc", "./abc"), ("", "''")])
def test_a_subscription_that_does_not_exist_is_named_as_typed(
    site: Site, run: Run, typed: str, shown: str
) -> None:
    run("subscribe", site.url("/feed"))

    assert f"There is no subscription {shown}: " in run("unsubscribe", typed).err
