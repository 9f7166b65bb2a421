"""Dates of articles that are read again: first published, last updated, and fetched, apart."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.types import Article
from tests.conftest import MakeArchive
from tests.support.site import PARAGRAPHS, Reply, Site, article_page

FIRST = Article(
    "a0", "Mill burns", "The mill burned down.", published_at="2024-03-06", language="en"
)
LATER = "The mill burned down. Its owner will rebuild it."


def dated(published: str, modified: str = "") -> str:
    """The head of a page that states its dates."""
    fields = {"datePublished": published, **({"dateModified": modified} if modified else {})}
    value = {"@type": "NewsArticle", "headline": "Ferry to Lowholm sinks", **fields}
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


@pytest.mark.parametrize(
    ("published", "updated", "expected"),
    [
        ("2024-03-08", None, ("2024-03-06", "2024-03-08")),
        ("2024-03-06", "2024-03-09", ("2024-03-06", "2024-03-09")),
        ("2024-03-08", "2024-03-09T10:00:00+01:00", ("2024-03-06", "2024-03-09T10:00:00+01:00")),
        ("2024-03-01", None, ("2024-03-01", "2024-03-06")),
        (None, None, ("2024-03-06", None)),
    ],
)
def test_a_new_version_keeps_the_first_and_the_last_date(
    published: str | None,
    updated: str | None,
    expected: tuple[str, str | None],
    make_archive: MakeArchive,
) -> None:
    archive = make_archive([FIRST])
    archive.add(replace(FIRST, text=LATER, published_at=published, updated_at=updated))
    found = archive.article("a0")
    assert (found.published_at, found.updated_at) == expected


def test_a_date_that_is_corrected_without_a_new_text_counts(make_archive: MakeArchive) -> None:
    archive = make_archive([FIRST])
    archive.add(replace(FIRST, published_at="2024-05-06"))
    assert archive.article("a0").published_at == "2024-05-06"


def test_a_page_that_was_updated_tells_when_it_was_published_updated_and_fetched(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive(allow_private_addresses=True)
    first = Reply(article_page(head=dated("2024-03-06")))
    with Site({"/ferry": first}) as site:
        archive.ingest([site.url("/ferry")])
        [before] = archive.articles()
        more = (*PARAGRAPHS, "A diver found the bell of the ferry on the sea floor in the evening.")
        site.replies["/ferry"] = Reply(article_page(head=dated("2024-03-08"), paragraphs=more))
        archive.ingest([site.url("/ferry")])
    [after] = archive.articles()
    assert (after.doc_id, after.published_at, after.updated_at) == (
        before.doc_id,
        "2024-03-06",
        "2024-03-08",
    )
    assert after.fetched_at is not None


def test_a_file_of_an_address_keeps_them_too(make_archive: MakeArchive, tmp_path: Path) -> None:
    archive, file = make_archive(), tmp_path / "news.jsonl"
    line = {"url": "https://keston.example/mill", "title": "Mill burns"}
    for text, day in ((FIRST.text, "2024-03-06"), (LATER, "2024-03-08")):
        file.write_text(json.dumps({**line, "text": text, "published_at": day}), encoding="utf-8")
        archive.ingest([file])
    [found] = archive.articles()
    assert (found.published_at, found.updated_at) == ("2024-03-06", "2024-03-08")
