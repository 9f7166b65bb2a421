"""``migrate``: the same archive and bot in another store, or a sentence that says why not."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.state import BotState, Database, Inbox, SqliteDatabase
from bot.state.transfer import TABLES as BOT_TABLES
from bot.state.transfer import bot_copies, rows_of
from bot.state.types import Channel, ConversationKey, ResultRef, ShownAnswer
from retrieval import Archive, BackendError, Settings
from retrieval.archive.parts import ignore_progress
from retrieval.index.faiss_index import FaissIndex
from retrieval.migration import copy_archive, different_answers
from retrieval.protocols import VectorIndex
from retrieval.store.connections import SqliteConnections
from retrieval.store.transfer import TABLES, row_digest
from tests.bot.shared_state import open_shared_database
from tests.support.cli_run import Run
from tests.support.postgres_server import PostgresServer
from tests.support.toys import HARBOUR, OWLS, ToyBackends, open_toy_archive

BRIDGE = "When will the harbour bridge in Eastwick close?"
BOT_ID = 77


@pytest.fixture
def run(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the program quietly, on the archive in tmp_path / "archive"."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return partial(run, "--quiet")


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A folder with an archive that has something in nearly every table."""
    with opened(tmp_path / "archive", create=True) as archive:
        archive.add(OWLS)
        alert = archive.add_alert(BRIDGE, owner="telegram:77:1")
        archive.add_alert("Who counted owls?")
        archive.add(HARBOUR)
        archive.remove_alert(archive.add_alert("Who sings in the Tarn valley?").alert_id)
        [match] = archive.take_matches("telegram:77:1")
        archive.mark_told([match.match_id])
        archive.subscribe(tmp_path / "archive")
        assert alert.alert_id == 1
    return tmp_path / "archive"


def opened(archive: Path | str, *, create: bool = False) -> Archive:
    return open_toy_archive(Settings(archive=str(archive)), create=create)


def remember(database: Database, *, bot_id: int | None = BOT_ID) -> None:
    """Fills the tables of a bot."""
    state = BotState(database)
    state.inbox.receive(500, "{}", "chat 1")
    state.inbox.receive(501, "{}")
    state.inbox.done(501)
    state.people.see(7, "Ada Ünder", "uk")
    state.people.set_access(7, "allowed")
    shown = ShownAnswer(
        "abc", 1, 7, 10, BRIDGE, ("Why?",), (ResultRef("d1", 0, 9, 1, 123),), True, (11, 12)
    )
    state.answers.put(shown)
    state.feedback.give(shown, 7, helpful=True)
    state.shares.share(shown)
    state.conversations.remember(ConversationKey(7, 1), 10, ["Who won?"])
    state.chats.greet(-1)
    state.chats.migrate(-1, -2)
    state.chats.set_time_zone(7, 0, "Europe/Kyiv")
    state.chats.set_note("profile", "x")
    if bot_id is not None:
        state.chats.set_note("bot id", str(bot_id))
    state.channels.put(Channel(-5, "News", "news", "approved"))


def digests_of(database: Database) -> dict[str, tuple[int, str]]:
    """How many rows a bot has in each table, and their hash."""
    return {
        table: row_digest(tuple(row.values()) for row in rows_of(database, table))
        for table in BOT_TABLES
    }


@pytest.fixture
def address(postgres_server: PostgresServer) -> str:
    return postgres_server.new_database()


# The archive ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["folder", "postgresql"])
def test_an_archive_that_was_migrated_there_and_back_is_the_same(
    run: Run, filled: Path, tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    there = str(tmp_path / "there") if kind == "folder" else str(request.getfixturevalue("address"))
    back = tmp_path / "back"
    status, said, errors = run("migrate", "--to", there)
    assert errors == ""
    assert status == 0
    assert said.startswith("2 articles copied to ")
    assert " were tried: both archives answer them in the same way.\n" in said

    assert run("--archive", there, "migrate", "--to", str(back))[0] == 0

    stores = [SqliteConnections(folder / "store.sqlite") for folder in (filled, back)]
    for table in TABLES:
        before, after = (row_digest(store.stream(table.query)) for store in stores)
        assert (table.name, before) == (table.name, after)
    for store in stores:
        store.close()
    with opened(there) as archive:
        assert archive.doctor() == []
        assert archive.take_matches("telegram:77:1") == []  # it was told before
        # neither ids nor generations are used again
        assert archive.add_alert("Who rows on the Tarn?").alert_id == 4
        archive.add(OWLS)
        assert archive.ask(BRIDGE).results[0].article.doc_id == HARBOUR.doc_id


def test_counts_are_told_as_json(run: Run, filled: Path, tmp_path: Path) -> None:
    with closing(SqliteConnections(filled / "store.sqlite")) as store:
        rows = sum(store.rows(f"SELECT count(*) FROM {table.name}")[0][0] for table in TABLES)

    told = json.loads(run("migrate", "--to", str(tmp_path / "there"), "--json")[1])

    assert told.pop("questions") >= 2
    assert told == {"articles": 2, "rows": rows, "bots": 0, "bot_rows": 0}


def test_an_archive_that_is_not_empty_is_left_alone(run: Run, filled: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "there", create=True) as other:
        other.add(OWLS)

    status, said, errors = run("migrate", "--to", str(tmp_path / "there"))

    assert (status, said) == (1, "")
    assert "is not empty, and nothing is overwritten" in errors
    with opened(tmp_path / "there") as other:
        assert other.article_ids() == [OWLS.doc_id]


@pytest.mark.parametrize("name", ["", " "])
def test_an_empty_name_is_no_archive(
    run: Run, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    status, said, errors = run("migrate", "--to", name)

    assert (status, said) == (1, "")
    assert errors.endswith("has no name: give a folder, or postgresql://USER@HOST/NAME.\n")
    assert not list(Path().iterdir())


def test_an_address_of_something_else_is_no_archive(run: Run, filled: Path) -> None:
    status, _, errors = run("migrate", "--to", "https://ada:hush@db.example/news")

    assert status == 1
    assert "https://… is neither a folder nor postgresql://USER@HOST/NAME" in errors
    assert "hush" not in errors


def test_a_folder_with_other_files_is_left_alone(run: Run, filled: Path, tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("Owls\n")

    status, said, errors = run("migrate", "--to", str(tmp_path / "articles"))

    assert (status, said) == (1, "")
    assert errors.count("\n") == 1
    assert "articles holds other files: name one that does not exist yet or is empty." in errors
    assert [file.name for file in (tmp_path / "articles").iterdir()] == ["a.txt"]


def test_what_a_stopped_migration_left_is_not_overwritten(
    run: Run, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("retrieval.cli.commands.migrate.different_answers", stop)

    status, said, errors = run("migrate", "--to", str(tmp_path / "there"))

    assert (status, said) == (1, "")
    assert errors == "article-bot: Stopped.\n"
    assert (
        "name a folder that does not exist yet or an empty database"
        in (run("migrate", "--to", str(tmp_path / "there"))[2])
    )


def test_a_copy_that_was_killed_can_be_made_again(
    run: Run, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(connections: SqliteConnections, *_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(SqliteConnections, "put_last_id", full)
        assert run("migrate", "--to", str(tmp_path / "there"))[0] != 0

    assert run("migrate", "--to", str(tmp_path / "there"))[0] == 0


def test_rows_that_arrive_changed_are_noticed_and_nothing_is_stored(
    run: Run, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = SqliteConnections.insert

    def damaging(self: SqliteConnections, table: str, columns: Any, rows: Any) -> None:
        kept = list(rows)[1:] if table == "story_bands" else rows
        insert(self, table, columns, kept)

    with monkeypatch.context() as patch:
        patch.setattr(SqliteConnections, "insert", damaging)
        status, _, errors = run("migrate", "--to", str(tmp_path / "there"))

    assert status == 1
    assert "did not get the rows of story_bands" in errors
    with opened(tmp_path / "there") as other:
        assert other.article_ids() == []


def test_other_answers_are_told(
    run: Run, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.migration._shown", id)

    status, _, errors = run("migrate", "--to", str(tmp_path / "there"))

    assert status == 1
    assert "in another way" in errors


def test_without_an_archive_there_is_nothing_to_migrate(run: Run, tmp_path: Path) -> None:
    status, _, errors = run("migrate", "--to", str(tmp_path / "there"))

    assert status == 1
    assert "article-bot ingest" in errors


def test_every_table_and_column_is_copied_or_made_again(tmp_path: Path) -> None:
    connections = SqliteConnections(tmp_path / "store.sqlite")
    columns = connections.rows(
        "SELECT tables.name, columns.name FROM sqlite_schema AS tables,"
        " pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
        " AND tables.name <> 'sqlite_sequence'"
    )
    connections.close()
    copied = {(table.name, column) for table in TABLES for column in table.columns}

    made_again = ("pending", "meta")  # by triggers, and value by value
    left = {(table, column) for table, column in columns if table not in made_again} - copied

    assert left == {("embedders", "vectors")}  # a count that triggers keep


def test_a_copy_of_a_large_archive_answers_the_same_however_its_index_grew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.index.faiss_lists.EXACT_UP_TO", 10)  # a large one begins here
    monkeypatch.setattr("retrieval.index.faiss_index._PROBED", 1)
    folders = [Settings(archive=str(tmp_path / name)) for name in ("one", "other")]
    words = [f"{first}{last}" for first in ("bran", "kel", "tor", "vel") for last in "aeiouy"]
    random = np.random.default_rng(3)
    asked = [" ".join(random.choice(words, 3)) for _ in range(15)]
    backends = FaissBackends()
    with open_toy_archive(folders[0], create=True, backends=backends) as one:
        for number in range(100):
            text = " ".join(random.choice(words, 12))
            one.add(replace(OWLS, doc_id=f"{number:016x}", title=f"Report {number}", text=text))
            if number % 25 == 24:
                one.save_indexes()
        copy_archive(folders[0], folders[1], ignore_progress)
        with open_toy_archive(folders[1], backends=backends) as other:
            found = [[nearest(archive, own) for own in asked] for archive in (one, other)]
            assert found[0] != found[1]  # by the indexes of both

            assert different_answers(one, other, asked, ignore_progress) == []

            other.remove(one.ask(asked[0]).results[0].article.doc_id)
            assert asked[0] in different_answers(one, other, asked, ignore_progress)


class FaissBackends(ToyBackends):
    """The toy with the program's own index."""

    def vector_index(self) -> type[VectorIndex]:
        """See :class:`retrieval.components.Backends`."""
        return FaissIndex


def nearest(archive: Archive, question: str) -> list[int]:
    searcher = archive.searcher()
    hits = searcher.vectors.search(searcher.embedder.embed_question(question), 10)
    return [hit.passage_id for hit in hits]


# The bot's data ---------------------------------------------------------------------------------


def test_every_table_of_the_bot_is_copied(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path)
    tables = database.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")
    database.close()

    assert {row["name"] for row in tables} == {*BOT_TABLES, "processes"}


def test_the_bots_data_goes_there_and_back(
    run: Run, filled: Path, tmp_path: Path, address: str
) -> None:
    before = SqliteDatabase(filled / "bot")
    remember(before)
    expected = digests_of(before)
    before.close()

    status, said, errors = run("migrate", "--to", address)
    assert errors == ""
    assert status == 0
    assert "The bot's data was copied too" in said
    there = open_shared_database(address, tmp_path / "process", bot_id=BOT_ID)
    assert digests_of(there) == expected
    assert Inbox(there).unfinished() == {}  # of no process yet, so that the first takes it over
    there.close()
    assert run("--archive", address, "migrate", "--to", str(tmp_path / "back"))[0] == 0

    back = SqliteDatabase(tmp_path / "back" / "bot")
    assert digests_of(back) == expected
    assert Inbox(back).unfinished() == {500: "{}"}
    assert BRIDGE in (tmp_path / "back" / "bot" / "feedback.jsonl").read_text()
    back.close()


def test_bot_data_that_does_not_arrive_is_told_with_what_to_do(
    run: Run, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_data = SqliteDatabase(filled / "bot")
    remember(with_data)
    with_data.close()
    there = tmp_path / "there"
    execute = SqliteDatabase.run

    def losing(self: SqliteDatabase, statement: str, values: Sequence[object] = ()) -> int:
        return 0 if "INTO people" in statement else execute(self, statement, values)

    with monkeypatch.context() as patch:
        patch.setattr(SqliteDatabase, "run", losing)
        status, _, errors = run("migrate", "--to", str(there))

    assert status == 1
    assert "not the bot's data: Not all rows of people arrived." in errors
    assert "remove the new archive" in errors
    assert run("migrate", "--to", str(there))[0] == 1
    shutil.rmtree(there)
    assert run("migrate", "--to", str(there))[0] == 0


def test_a_bot_that_runs_is_not_copied(
    run: Run, filled: Path, tmp_path: Path, address: str
) -> None:
    running = SqliteDatabase(filled / "bot")
    remember(running)
    status, _, errors = run("migrate", "--to", address)
    running.close()
    assert status == 1
    assert "already running" in errors
    assert run("migrate", "--to", address)[0] == 0
    shared = open_shared_database(address, tmp_path / "process", bot_id=BOT_ID)
    BotState(shared).processes.keep_alive()

    status, _, errors = run("--archive", address, "migrate", "--to", str(tmp_path / "back"))

    shared.close()
    assert status == 1
    assert "The bot 77 is running" in errors


def test_a_bot_cannot_start_while_it_is_copied(tmp_path: Path, address: str) -> None:
    first = open_shared_database(address, tmp_path / "process", bot_id=BOT_ID)
    processes, target = BotState(first).processes, Settings(archive=str(tmp_path / "new"))
    first.run("SET lock_timeout = '50ms'")

    with (
        bot_copies(Settings(archive=address), target, None),
        pytest.raises(BackendError, match="being written by another program: try again"),
    ):
        processes.keep_alive()
    processes.keep_alive()

    first.close()
    with (
        pytest.raises(BackendError, match="The bot 77 is running"),
        bot_copies(Settings(archive=address), target, None),
    ):
        pass


def test_data_that_does_not_tell_its_bot_needs_the_token(
    run: Run, filled: Path, tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_data = SqliteDatabase(filled / "bot")
    remember(with_data, bot_id=None)
    with_data.close()
    status, _, errors = run("migrate", "--to", address)
    assert status == 1
    assert "set TELEGRAM_BOT_TOKEN" in errors
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "78:secret")

    assert run("migrate", "--to", address)[0] == 0

    there = open_shared_database(address, tmp_path / "process", bot_id=78)
    assert there.value("SELECT count(*) FROM people") == 1
    there.close()


def test_data_of_a_bot_is_not_overwritten(
    run: Run, filled: Path, tmp_path: Path, address: str
) -> None:
    with_data = SqliteDatabase(filled / "bot")
    remember(with_data)
    with_data.close()
    there = open_shared_database(address, tmp_path / "process", bot_id=BOT_ID)
    BotState(there).people.see(9, "Eve")
    there.close()

    status, _, errors = run("migrate", "--to", address)

    assert status == 1
    assert "has data of the bot 77 already" in errors
    with opened(address) as archive:
        assert archive.article_ids() == []


def test_each_of_several_bots_gets_a_folder(run: Run, address: str, tmp_path: Path) -> None:
    with opened(address, create=True) as archive:
        archive.add(OWLS)
    for bot_id in (77, 78):
        shared = open_shared_database(address, tmp_path / str(bot_id), bot_id=bot_id)
        BotState(shared).people.see(bot_id, "Ada")
        shared.close()

    assert run("--archive", address, "migrate", "--to", str(tmp_path / "back"))[0] == 0

    for bot_id in (77, 78):
        with closing(sqlite3.connect(tmp_path / "back" / f"bot-{bot_id}" / "bot.sqlite")) as own:
            assert own.execute("SELECT user_id FROM people").fetchall() == [(bot_id,)]
