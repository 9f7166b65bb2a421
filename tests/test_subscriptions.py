"""Subscriptions: sources that are read again by themselves, on a played clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.settings import Settings
from tests.site import Reply, Site, article_page, rss, rss_item
from tests.toys import ToyBackends, open_toy_archive

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
def archive(tmp_path: Path, clock: Clock) -> Iterator[Archive]:
    settings = Settings(
        archive=str(tmp_path / "archive"), allow_private_addresses=True, fetch_delay_s=0.0
    )
    with open_toy_archive(settings, create=True, backends=ToyBackends(), now=clock) as archive:
        yield archive


def test_a_subscribed_feed_brings_its_articles(site: Site, archive: Archive) -> None:
    archive.subscribe(site.url("/feed"))
    report = archive.update()

    [found] = report.sources
    assert (found.added, found.problem, found.subscription.kind) == (1, "", "feed")
    assert found.subscription.title == "Pier News"
    assert found.subscription.articles == 1
    assert archive.ask("How many passengers of the ferry to Lowholm swam ashore?").results
