"""Fixtures for subscriptions: a site, an archive, a clock that a test sets."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.components import Backends
from retrieval.factory import location_of
from retrieval.settings import Settings
from retrieval.store.store import SqlStore
from retrieval.types import SourceUpdate, Subscription
from tests.conftest import TEST_STORE
from tests.support.postgres_server import PostgresServer
from tests.support.site import Reply, Site, article_page, rss, rss_item
from tests.support.toys import ToyBackends, open_toy_archive

ADDRESS_FILE = "address"
DAY = "Fri, 25 Feb 2022 10:00:00 +0200"


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
