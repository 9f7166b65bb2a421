"""Forgetting: after a removal no byte of the article is left in any file of the archive."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.settings import Settings
from retrieval.types import Article
from tests.conftest import MakeArchive
from tests.support.toys import HARBOUR, OWLS, open_toy_archive


def made_up(random_: random.Random, number: int) -> Article:
    """An article of words that begin as those of no other, of a few to some hundred of them."""
    count = random_.choice([5, 10, 30, 60, 300])
    mark = marked(number)
    words = [mark + "".join(random_.choices("aeioubdgklm", k=6)) for _ in range(count)]
    paragraphs = [" ".join(words[first : first + 40]) + "." for first in range(0, count, 40)]
    return Article(
        doc_id=f"{number:016}",
        title=f"{words[0]} {words[-1]}",
        text="\n\n".join(paragraphs),
        publisher=words[1],
        authors=(words[2],),
        url=f"https://e.example/{words[3]}",
        published_at="2022-02-25",
    )


def marked(number: int) -> str:
    """How each word of the article of that number begins."""
    first, second = divmod(number, 16)
    return f"zqx{chr(ord('a') + first)}{chr(ord('a') + second)}w"


def traces(folder: Path, article: Article) -> list[str]:
    """The files below ``folder`` in which a word of ``article`` stands."""
    mark = marked(int(article.doc_id)).encode()
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if mark in path.read_bytes().lower()]


def remaining(folder: Path, articles: Iterable[Article]) -> list[str]:
    return [trace for article in articles for trace in traces(folder, article)]


@pytest.mark.parametrize("seed", range(2))
def test_no_byte_of_a_removed_article_is_left(make_archive: MakeArchive, seed: int) -> None:
    random_ = random.Random(seed)
    articles = [made_up(random_, number) for number in range(90)]
    kept, gone, added = articles[:30], articles[30:60], articles[60:]
    archive = make_archive()
    writer = archive._writer()  # as ingest and remove do, without erasing after each
    for article in random_.sample(kept + gone, 60):
        writer.put(article)
    for removed, new in zip(gone, added, strict=True):
        writer.put(new)
        writer.remove(removed.doc_id)
    archive.remove(added[0].doc_id)
    assert remaining(archive.folder, [*gone, added[0]]) == []
    assert all(traces(archive.folder, article) for article in kept)
    archive.close()
    assert remaining(archive.folder, [*gone, added[0]]) == []


def test_several_articles_are_forgotten_at_once(make_archive: MakeArchive) -> None:
    articles = [made_up(random.Random(number), number) for number in range(3)]
    archive = make_archive(articles)
    archive.remove(*(article.doc_id for article in articles[:2]))
    assert remaining(archive.folder, articles[:2]) == []
    assert archive.doctor() == []


def test_an_article_that_its_file_no_longer_holds_is_forgotten(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    article = made_up(random.Random(7), 7)
    path = tmp_path / "news.jsonl"
    path.write_text(f'{{"title": "{article.title}", "text": "Xylographers met."}}')
    archive = make_archive()
    archive.ingest([path])
    path.write_text('{"title": "Rain", "text": "Rain fell."}')
    archive.ingest([path])
    assert remaining(archive.folder, [article]) == []


def test_what_a_reader_kept_of_a_removal_is_told_and_forgotten_by_the_next_ingest(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    article = made_up(random.Random(3), 3)
    archive = make_archive([article, OWLS])

    (tmp_path / "news.jsonl").write_text('{"title": "Rain", "text": "Rain fell."}')
    archive.ingest([tmp_path / "news.jsonl"])
    with closing(sqlite3.connect(archive.folder / "store.sqlite")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM articles").fetchone()
        archive.remove(article.doc_id)  # a reader is still at what was there before
        assert [f.cure for f in archive.doctor() if "may still contain" in f.problem] != []
    archive.ingest([tmp_path / "news.jsonl"])
    assert remaining(archive.folder, [article]) == []
    assert archive.doctor() == []


def test_a_backup_made_after_a_removal_holds_nothing_of_it(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    gone, kept = (made_up(random.Random(number), number) for number in range(2))
    archive = make_archive([gone, kept])
    archive.remove(gone.doc_id)
    folder = tmp_path / "backups"
    folder.mkdir()
    archive.backup(folder / "news.backup")
    assert traces(folder, gone) == []
    assert traces(folder, kept) != []


def test_an_archive_that_was_closed_keeps_no_log(make_archive: MakeArchive, tmp_path: Path) -> None:
    make_archive([HARBOUR]).close()
    with open_toy_archive(Settings(archive=str(tmp_path / "archive"))) as archive:
        archive.remove(HARBOUR.doc_id)
    assert not list((tmp_path / "archive").glob("*-wal"))
