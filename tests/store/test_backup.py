"""Backup and restore: one file, whole or not at all, and never the loss of what was there."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.state import Feedback, Inbox, People, SqliteDatabase
from bot.state.types import ResultRef, ShownAnswer
from retrieval.archive import Archive
from retrieval.errors import BackendError
from retrieval.factory import restore_archive
from retrieval.settings import Settings
from retrieval.store.schema import MIGRATIONS
from retrieval.types import Answer, Article
from tests.conftest import MakeArchive
from tests.support.toys import HARBOUR, OWLS, open_toy_archive

QUESTION = "Which of the nine cables had cracks?"


@pytest.fixture
def backup(toy_archive: Archive, tmp_path: Path) -> Path:
    toy_archive.backup(tmp_path / "news.backup")
    return tmp_path / "news.backup"


def settings(tmp_path: Path, name: str = "archive") -> Settings:
    return Settings(archive=str(tmp_path / name))


def answered(archive: Archive) -> Answer:
    return replace(archive.ask(QUESTION), took_ms=0.0)


def ids(archive: Archive) -> set[str]:
    return {article.doc_id for article in archive.articles()}


def cut(content: bytes) -> bytes:
    return content[:-1]


def shortened(content: bytes) -> bytes:
    return content[:5000] + content[9096:]


def flipped(content: bytes) -> bytes:
    return content[:9000] + bytes([content[9000] ^ 4]) + content[9001:]


def test_alerts_and_what_they_found_are_restored(toy_archive: Archive, tmp_path: Path) -> None:
    toy_archive.add_alert(QUESTION)
    toy_archive.add(replace(HARBOUR, doc_id="new", url=None, text=f"{HARBOUR.text} All is well."))
    toy_archive.backup(tmp_path / "news.backup")

    restore_archive(settings(tmp_path, "other"), tmp_path / "news.backup")
    with open_toy_archive(settings(tmp_path, "other")) as other:
        [match] = other.take_matches("terminal")
        assert (match.alert.question, match.kind) == (QUESTION, "story")


def test_a_restored_archive_answers_as_the_one_that_was_backed_up(
    toy_archive: Archive, backup: Path, tmp_path: Path
) -> None:
    restore_archive(settings(tmp_path, "other"), backup)
    with open_toy_archive(settings(tmp_path, "other")) as other:
        assert list(other.articles()) == list(toy_archive.articles())
        assert answered(other) == answered(toy_archive)
        assert other.doctor() == []


def test_a_backup_is_one_private_file_and_an_sqlite_file(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in backup.parent.iterdir()) == ["archive", "news.backup"]
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (2,)


def test_a_later_backup_takes_the_place_of_an_earlier_one(
    toy_archive: Archive, backup: Path, tmp_path: Path
) -> None:
    toy_archive.remove(HARBOUR.doc_id)
    toy_archive.backup(backup)
    restore_archive(settings(tmp_path, "other"), backup)
    with open_toy_archive(settings(tmp_path, "other")) as other:
        assert ids(other) == {OWLS.doc_id}


def test_the_backup_of_another_archive_is_only_replaced_by_force(
    backup: Path, tmp_path: Path
) -> None:
    before = backup.read_bytes()
    with open_toy_archive(settings(tmp_path, "other"), create=True) as other:
        with pytest.raises(BackendError, match=r"is a backup of another archive.*--force"):
            other.backup(backup)
        assert backup.read_bytes() == before
        other.backup(backup, force=True)
    assert backup.read_bytes() != before


def test_the_backup_of_an_archive_with_other_articles_since_is_replaced(
    toy_archive: Archive, backup: Path
) -> None:
    for doc_id in ids(toy_archive):
        toy_archive.remove(doc_id)
    toy_archive.add(replace(OWLS, doc_id="1" * 16))
    before = backup.read_bytes()
    toy_archive.backup(backup)
    assert backup.read_bytes() != before


def test_a_file_that_is_no_backup_is_not_overwritten(toy_archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(BackendError, match="is not a backup: name another file"):
        toy_archive.backup(tmp_path / "thesis.txt")
    assert (tmp_path / "thesis.txt").read_text() == "precious"


@pytest.mark.parametrize("name", ["missing/news.backup", "."])
def test_a_place_that_cannot_be_written_is_one_sentence(
    toy_archive: Archive, tmp_path: Path, name: str
) -> None:
    with pytest.raises(BackendError, match=r"The backup .* cannot be (written|read): "):
        toy_archive.backup(tmp_path / name)


def test_a_damaged_archive_is_not_backed_up_over_a_sound_backup(
    toy_archive: Archive, backup: Path
) -> None:
    before = backup.read_bytes()
    with closing(sqlite3.connect(toy_archive.folder / "store.sqlite")) as connection:
        connection.execute("UPDATE articles SET text = replace(text, 'nine', 'five')")
        connection.commit()
    with pytest.raises(BackendError, match="is damaged"):
        toy_archive.backup(backup)
    assert backup.read_bytes() == before


def test_articles_are_replaced_only_by_force(
    make_archive: MakeArchive, backup: Path, tmp_path: Path
) -> None:
    other = make_archive([replace(OWLS, doc_id="0" * 16)], archive=str(tmp_path / "other"))
    with pytest.raises(BackendError, match="holds 1 articles: run the same command with --force"):
        restore_archive(settings(tmp_path, "other"), backup)
    assert ids(other) == {"0" * 16}
    restore_archive(settings(tmp_path, "other"), backup, force=True)
    assert ids(other) == {HARBOUR.doc_id, OWLS.doc_id}


def test_an_archive_that_is_open_goes_on_with_what_was_restored(
    toy_archive: Archive, backup: Path, tmp_path: Path
) -> None:
    before = answered(toy_archive)
    toy_archive.remove(HARBOUR.doc_id)
    toy_archive.add(replace(HARBOUR, doc_id="1" * 16, text="Owls took the bridge."))
    toy_archive.ask(QUESTION)
    restore_archive(settings(tmp_path), backup, force=True)
    assert answered(toy_archive) == before
    toy_archive.add(replace(OWLS, doc_id="2" * 16, text="Ravens took the valley."))
    assert toy_archive.ask("Who took the valley?").results[0].article.doc_id == "2" * 16
    assert toy_archive.doctor() == []


@pytest.mark.parametrize("damage", [cut, shortened, flipped, bytes.swapcase])
def test_a_backup_that_has_changed_leaves_the_archive_as_it_is(
    toy_archive: Archive, backup: Path, tmp_path: Path, damage: object
) -> None:
    assert callable(damage)
    backup.write_bytes(damage(backup.read_bytes()))
    before = {path.name: path.read_bytes() for path in toy_archive.folder.iterdir()}
    with pytest.raises(BackendError, match=r"restore another|made by 'article-bot backup"):
        restore_archive(settings(tmp_path), backup, force=True)
    assert {path.name: path.read_bytes() for path in toy_archive.folder.iterdir()} == before


@pytest.mark.usefixtures("toy_archive")
@pytest.mark.parametrize("name", ["archive", "other/archive"])
def test_a_backup_that_is_not_there_is_one_sentence_and_makes_no_folder(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(BackendError, match="cannot be read: No such file or directory"):
        restore_archive(settings(tmp_path, name), tmp_path / "none")
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


@pytest.mark.parametrize("content", [b"", b"garbage" * 1000, None])
def test_a_store_that_is_damaged_or_lost_is_cured(
    toy_archive: Archive, backup: Path, tmp_path: Path, content: bytes | None
) -> None:
    before = answered(toy_archive)
    toy_archive.close()
    store = toy_archive.folder / "store.sqlite"
    if content is None:
        store.unlink()
    else:
        store.write_bytes(content)
        (toy_archive.folder / "store.sqlite-wal").write_bytes(b"stale log")
    with pytest.raises(BackendError, match="article-bot restore FILE --force"):
        open_toy_archive(settings(tmp_path))
    restore_archive(settings(tmp_path), backup, force=True)
    with open_toy_archive(settings(tmp_path)) as cured:
        assert answered(cured) == before
        assert cured.doctor() == []


def test_a_page_in_the_middle_that_is_damaged_is_cured(
    toy_archive: Archive, backup: Path, tmp_path: Path
) -> None:
    before = answered(toy_archive)
    toy_archive.close()
    store = toy_archive.folder / "store.sqlite"
    content = bytearray(store.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    store.write_bytes(content)
    restore_archive(settings(tmp_path), backup, force=True)
    with open_toy_archive(settings(tmp_path)) as cured:
        assert answered(cured) == before
        assert cured.doctor() == []


def test_a_backup_of_an_older_schema_is_brought_up_to_date(
    toy_archive: Archive, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "old.sqlite")) as old:
        old.executescript("".join(MIGRATIONS[:2]) + "PRAGMA user_version = 2;")
        old.execute("INSERT INTO articles (doc_id, text, authors) VALUES ('a', 'Text.', '[]')")
        old.commit()
    sign(tmp_path / "old.sqlite")
    restore_archive(settings(tmp_path), tmp_path / "old.sqlite", force=True)
    assert [article.text for article in toy_archive.articles()] == ["Text."]


def test_a_backup_of_a_newer_program_is_refused(toy_archive: Archive, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "new.sqlite")) as new:
        new.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
        new.execute("CREATE TABLE future (x)")
        new.commit()
    sign(tmp_path / "new.sqlite")
    with pytest.raises(Exception, match="update article-bot to read it"):
        restore_archive(settings(tmp_path), tmp_path / "new.sqlite", force=True)
    assert ids(toy_archive) == {HARBOUR.doc_id, OWLS.doc_id}


def sign(path: Path) -> None:
    """Ends ``path`` with the line that a backup ends with."""
    from hashlib import sha256

    content = path.read_bytes()
    line = f"\narticle-bot backup 1 sha256 {sha256(content).hexdigest()} bytes {len(content):020}\n"
    path.write_bytes(content + line.encode())


def test_a_backup_while_articles_are_added_holds_whole_articles(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    archive = make_archive([HARBOUR])
    articles = [
        Article(doc_id=f"{n:016}", title=f"Flood {n}", text=f"River {n} rose.") for n in range(40)
    ]
    writer = threading.Thread(target=lambda: [archive.add(article) for article in articles])
    writer.start()
    sizes: list[int] = []
    while writer.is_alive() or not sizes:
        archive.backup(tmp_path / "news.backup")
        restore_archive(settings(tmp_path, "other"), tmp_path / "news.backup", force=True)
        with open_toy_archive(settings(tmp_path, "other")) as other:
            status = other.status()
            assert status.articles <= status.passages
            assert [f for f in other.doctor() if "without a vector" not in f.problem] == []
            sizes.append(status.articles)
    writer.join()
    assert sizes == sorted(sizes)


def test_what_a_killed_restore_left_is_removed_by_the_next(backup: Path, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    for name in ("store.sqlite.restoring", "store.sqlite.restoring-wal"):
        (folder / name).write_bytes(b"left")
    restore_archive(settings(tmp_path, "other"), backup)
    assert sorted(os.listdir(folder)) == ["store.sqlite"]


# What the bot remembers -------------------------------------------------------------------------

USER, ASKED = 77, "Who is the mayor?"


def remember(folder: Path, user: int = USER) -> SqliteDatabase:
    """A bot that knows a user, an opinion and an update that it has not answered yet."""
    database = SqliteDatabase(folder)
    People(database).see(user, "Ada")
    shown = ShownAnswer(
        answer_id=f"answer-{user}",
        chat_id=1,
        user_id=user,
        message_id=1,
        reply_ids=(2,),
        question=ASKED,
        earlier=(),
        results=(ResultRef(HARBOUR.doc_id, 0, 9, 1, 123, ((0, 4),)),),
        answered=True,
    )
    Feedback(database).give(shown, user, helpful=True)
    Inbox(database).receive(500 + user, "{}")
    return database


def known(folder: Path) -> list[int]:
    database = SqliteDatabase(folder)
    try:
        return [row["user_id"] for row in database.rows("SELECT user_id FROM people")]
    finally:
        database.close()


def test_a_restore_brings_back_what_the_bot_remembers(toy_archive: Archive, tmp_path: Path) -> None:
    running = remember(toy_archive.folder / "bot")
    toy_archive.backup(tmp_path / "news.backup")  # while the bot runs
    running.close()

    assert restore_archive(settings(tmp_path, "other"), tmp_path / "news.backup")

    bot = tmp_path / "other" / "bot"
    assert sorted(path.name for path in bot.iterdir()) == [
        "bot.lock",
        "bot.sqlite",
        "feedback.jsonl",
    ]
    assert [path.name for path in bot.iterdir() if path.stat().st_mode & 0o077] == []
    assert ASKED in (bot / "feedback.jsonl").read_text()
    assert known(bot) == [USER]
    with open_toy_archive(settings(tmp_path, "other")) as other:
        assert other.doctor() == []
    with closing(sqlite3.connect(tmp_path / "other" / "store.sqlite")) as store:
        assert store.execute("SELECT 1 FROM sqlite_schema WHERE name = 'memory'").fetchall() == []


def test_what_waited_for_an_answer_is_not_answered_again_after_a_restore(
    toy_archive: Archive, tmp_path: Path
) -> None:
    running = remember(toy_archive.folder / "bot")
    toy_archive.backup(tmp_path / "news.backup")
    assert len(Inbox(running).unfinished()) == 1
    running.close()
    restore_archive(settings(tmp_path, "other"), tmp_path / "news.backup")

    restored = SqliteDatabase(tmp_path / "other" / "bot")
    assert Inbox(restored).unfinished() == {}
    assert not Inbox(restored).receive(500 + USER, "{}")  # that it came is still known
    restored.close()


def test_a_bot_that_runs_gets_its_memory_back_at_its_next_start(
    toy_archive: Archive, tmp_path: Path
) -> None:
    folder = toy_archive.folder / "bot"
    remember(folder).close()
    toy_archive.backup(tmp_path / "news.backup")
    running = remember(folder, USER + 1)

    assert not restore_archive(settings(tmp_path), tmp_path / "news.backup", force=True)

    People(running).see(USER + 2, "Bo")  # it goes on with what it has
    assert running.value("SELECT count(*) FROM people") == 3
    toy_archive.backup(tmp_path / "later.backup")  # holds what was restored
    running.close()
    assert known(folder) == [USER]
    restore_archive(settings(tmp_path, "other"), tmp_path / "later.backup")
    assert known(tmp_path / "other" / "bot") == [USER]


def test_the_memory_of_a_bot_is_replaced_only_by_force(
    toy_archive: Archive, tmp_path: Path
) -> None:
    remember(toy_archive.folder / "bot").close()
    toy_archive.backup(tmp_path / "news.backup")
    other = tmp_path / "other" / "bot"
    remember(other, USER + 1).close()

    with pytest.raises(BackendError, match=r"bot's memory in .* --force to replace it"):
        restore_archive(settings(tmp_path, "other"), tmp_path / "news.backup")
    assert known(other) == [USER + 1]
    assert not (tmp_path / "other" / "store.sqlite").exists()
    assert restore_archive(settings(tmp_path, "other"), tmp_path / "news.backup", force=True)
    assert known(other) == [USER]


def test_a_backup_without_a_memory_leaves_the_bots_alone(
    toy_archive: Archive, backup: Path, tmp_path: Path
) -> None:
    content = backup.read_bytes()
    (tmp_path / "old.sqlite").write_bytes(content[: content.rindex(b"\narticle-bot backup")])
    with closing(sqlite3.connect(tmp_path / "old.sqlite")) as old:
        old.execute("DROP TABLE memory")  # as earlier versions wrote them
    sign(tmp_path / "old.sqlite")
    remember(toy_archive.folder / "bot").close()
    toy_archive.remove(HARBOUR.doc_id)

    for file in (backup, tmp_path / "old.sqlite"):
        assert restore_archive(settings(tmp_path), file, force=True)
        assert known(toy_archive.folder / "bot") == [USER]
        assert ids(toy_archive) == {HARBOUR.doc_id, OWLS.doc_id}


def test_the_memory_is_where_the_settings_say(make_archive: MakeArchive, tmp_path: Path) -> None:
    archive = make_archive([OWLS], state=str(tmp_path / "memory"))
    remember(tmp_path / "memory").close()
    archive.backup(tmp_path / "news.backup")
    elsewhere = Settings(archive=str(tmp_path / "other"), state=str(tmp_path / "new" / "memory"))
    restore_archive(elsewhere, tmp_path / "news.backup")
    assert known(tmp_path / "new" / "memory") == [USER]
    assert not (tmp_path / "other" / "bot").exists()


def test_a_memory_that_cannot_be_read_is_one_sentence(toy_archive: Archive, tmp_path: Path) -> None:
    (toy_archive.folder / "bot").mkdir()
    (toy_archive.folder / "bot" / "bot.sqlite").write_bytes(b"garbage" * 1000)
    with pytest.raises(BackendError, match=r"bot's memory in .* cannot be used: file is not a"):
        toy_archive.backup(tmp_path / "news.backup")
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


def test_a_restore_that_fails_leaves_nothing_of_the_memory(
    toy_archive: Archive, tmp_path: Path
) -> None:
    remember(toy_archive.folder / "bot").close()
    toy_archive.backup(tmp_path / "news.backup")
    (tmp_path / "news.backup").write_bytes(flipped((tmp_path / "news.backup").read_bytes()))
    with pytest.raises(BackendError, match="restore another backup"):
        restore_archive(settings(tmp_path), tmp_path / "news.backup", force=True)
    assert [path.name for path in toy_archive.folder.rglob("*.restor*")] == []


def test_what_a_killed_backup_left_is_removed_by_the_next(
    toy_archive: Archive, tmp_path: Path
) -> None:
    for name in ("news.backup.7.partial", "news.backup.7.partial-memory"):
        (tmp_path / name).write_bytes(b"left")
    with (tmp_path / "news.backup.8.partial").open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)  # of a backup that goes on
        toy_archive.backup(tmp_path / "news.backup")
    found = sorted(path.name for path in tmp_path.iterdir())
    assert found == ["archive", "news.backup", "news.backup.8.partial"]
