"""Subscriptions read by several programs, by one that is killed, and for weeks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event

import pytest

from retrieval.archive import Archive
from retrieval.errors import (
    BackendError,
)
from retrieval.subscriptions.claimant import has_ended, new_claimant
from retrieval.types import Answer
from tests.subscriptions.conftest import (
    DAY,
    Clock,
    asked,
    open_archive_of,
    open_store_of,
    update_all,
    versioned,
)
from tests.support.site import Reply, Site, article_page, rss, rss_item
from tests.support.toys import OWLS, ToyBackends, ToyEmbedder

ROOT = Path(__file__).resolve().parents[2]
UPDATE = """
import sys
from pathlib import Path
from tests.subscriptions.conftest import Clock, open_archive_of
with open_archive_of(Path(sys.argv[1]), Clock()) as archive:
    archive.update()
"""
QUESTION = "How many passengers of the ferry to Lowholm swam ashore?"


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


# Weeks on a played clock ------------------------------------------------------------------------


def test_a_feed_that_grows_for_ten_days_is_read_in_its_rhythm(
    site: Site, archive: Archive, clock: Clock
) -> None:
    """Two articles a day; a day of errors, and a move to another address."""
    items: list[str] = []
    start, statuses = clock.now, list[int]()
    versions: list[int] = []

    def feed(request: BaseHTTPRequestHandler) -> Reply:
        if start + timedelta(days=3) <= clock.now < start + timedelta(days=4):
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
    while clock.now < start + timedelta(days=10):
        archive.update()
        if clock.now >= start + timedelta(days=7) and "/new" not in site.replies:
            site.replies["/new"] = feed
            site.replies["/feed"] = Reply(b"", status=301, headers={"Location": site.url("/new")})
        next_run = datetime.fromisoformat(archive.subscriptions()[0].next_run_at)
        assert timedelta(0) < next_run - clock.now <= timedelta(hours=26.5)
        clock.now = next_run

    [own] = archive.subscriptions()
    assert (own.articles, own.source, own.failures) == (20, site.url("/new"), 0)
    pages = [path for path in site.asked if path.startswith("/report/")]
    assert sorted(pages) == sorted({f"/report/{number}" for number in range(20)})
    assert 9 * 24 / 1.1 - 24 <= len(statuses) <= 10 * 24
    assert len(set(versions)) == len(versions) >= 18
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
