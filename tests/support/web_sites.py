"""A site on this machine, and what an archive made of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from retrieval.archive import Archive
from retrieval.types import Article, IngestReport
from tests.conftest import MakeArchive
from tests.support.site import Reply, Site, article_page

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
