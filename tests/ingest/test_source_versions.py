"""Versions of what is no file, such as posts: each replaces the one before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.sources.worker.article_reader import ArticleReader
from retrieval.types import IngestFailure, IngestReport, SourceVersion
from tests.conftest import MakeArchive

FERRY = "The night ferry to Lowholm sank off the pier on Tuesday; all passengers swam ashore."
SEAL = "A grey seal that had bitten through the mooring was caught on Friday."


@pytest.fixture
def archive(make_archive: MakeArchive) -> Archive:
    return make_archive()


def put(archive: Archive, folder: Path, version: str, text: str, **fields: str) -> IngestReport:
    file = folder / "post.json"
    file.write_text(json.dumps({"message": text, **fields}))
    return archive.ingest([file], known_as=SourceVersion("post 7", version))


def texts(archive: Archive) -> list[str]:
    return [article.text for article in archive.articles()]


@pytest.mark.parametrize("fields", [{}, {"url": "https://t.me/piernews/7"}])
def test_a_version_replaces_the_one_before(
    archive: Archive, tmp_path: Path, fields: dict[str, str]
) -> None:
    put(archive, tmp_path, "1", FERRY, **fields)
    put(archive, tmp_path, "2", SEAL, **fields)

    assert texts(archive) == [SEAL]
    [article] = archive.articles_from("post 7")
    assert article.path is None
    assert archive.articles_from("post 8") == []


def test_the_same_version_changes_nothing_and_a_removed_one_stays_away(
    archive: Archive, tmp_path: Path
) -> None:
    put(archive, tmp_path, "1", FERRY)
    assert put(archive, tmp_path, "1", FERRY).unchanged == 1

    archive.remove(archive.articles_from("post 7")[0].doc_id)
    put(archive, tmp_path, "1", FERRY)
    assert texts(archive) == []

    put(archive, tmp_path, "2", SEAL)
    assert texts(archive) == [SEAL]


def test_a_version_without_text_removes_the_article(archive: Archive, tmp_path: Path) -> None:
    put(archive, tmp_path, "1", FERRY)

    file = tmp_path / "post.json"
    report = archive.ingest([file], known_as=SourceVersion("post 7", "2", is_empty=True))

    assert report.failed == ()
    assert texts(archive) == []
    put(archive, tmp_path, "1", FERRY)
    assert texts(archive) == [FERRY]


def test_a_version_that_cannot_be_read_loses_nothing_and_is_tried_again(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(archive, tmp_path, "1", FERRY)
    with monkeypatch.context() as patch:
        failure = IngestFailure("post 7", "took longer than 20 s to read: try again.")
        patch.setattr(ArticleReader, "read_file", lambda *_, **__: iter([failure]))
        assert len(put(archive, tmp_path, "2", SEAL).failed) == 1

    assert texts(archive) == [FERRY]
    put(archive, tmp_path, "2", SEAL)
    assert texts(archive) == [SEAL]


def test_the_articles_of_an_address_are_found(archive: Archive, tmp_path: Path) -> None:
    put(archive, tmp_path, "1", FERRY, url="https://t.me/piernews/7")

    found = archive.articles_from("https://t.me/piernews/7?utm_source=x")

    assert [article.text for article in found] == [FERRY]
