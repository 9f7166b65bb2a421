"""An archive in PostgreSQL: what only a server can do, and what only a server can suffer."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.errors import (
    ArchiveNotFoundError,
    BackendError,
    IndexMismatchError,
    MissingDependencyError,
)
from retrieval.factory import open_archive, restore_archive
from retrieval.settings import Settings
from retrieval.store.connections import SqliteConnections
from tests.support.postgres_server import PostgresServer, running_server
from tests.support.toys import HARBOUR, OWLS, open_toy_archive

OpenArchive = Callable[[str], Archive]


@pytest.fixture
def open_at() -> Iterator[OpenArchive]:
    """Opens archives by their address, each time as another program would."""
    with ExitStack() as stack:

        def open_one(address: str) -> Archive:
            opened = open_toy_archive(Settings(archive=address), create=True)
            stack.callback(opened.close)
            return opened

        yield open_one


@pytest.fixture
def address(postgres_server: PostgresServer) -> str:
    return postgres_server.new_database()


def database_of(address: str) -> str:
    return address.partition("@/")[2].partition("?")[0]


# Opening ----------------------------------------------------------------------------------------


def test_without_psycopg_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for name in [name for name in sys.modules if name.startswith("retrieval.store.postgres.")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(MissingDependencyError, match=r"pip install 'article-bot\[cluster\]'"):
        open_archive(Settings(archive="postgresql://ada@db.example/news"))


def test_an_address_of_another_kind_is_told(tmp_path: Path) -> None:
    with pytest.raises(BackendError, match="neither a folder nor postgresql://USER@HOST/NAME"):
        open_archive(Settings(archive="mysql://ada@db.example/news"))


def test_a_database_without_an_archive_is_told_and_left_alone(
    postgres_server: PostgresServer, address: str
) -> None:
    with pytest.raises(ArchiveNotFoundError, match="article-bot ingest FOLDER"):
        open_archive(Settings(archive=address))
    schemas = "SELECT count(*) FROM pg_namespace WHERE nspname = 'article_bot'"
    assert postgres_server.query(database_of(address), schemas) == "0\n"


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ada:s3cret@127.0.0.1:1/news",
        "postgresql://ada:s3cret@localhost:1/news?connect_timeout=2",
        "postgresql://ada:s3cret%@127.0.0.1/news",
        "postgresql://ada@127.0.0.1:1/news?password=s3cret",
        "postgresql://ada:s3cret@127.0.0.1/news?no_such_parameter=1",
    ],
)
@pytest.mark.usefixtures("postgres_server")
def test_a_server_that_is_away_is_told_without_the_password(address: str) -> None:
    with pytest.raises(BackendError) as raised:
        open_archive(Settings(archive=address), create=True)
    assert "s3cret" not in str(raised.value)
    assert "\n" not in str(raised.value)
    assert "address" in str(raised.value)


def test_the_password_is_shown_nowhere(open_at: OpenArchive, address: str) -> None:
    with_password = address.replace("ada@", "ada:s3cret@")
    archive = open_at(with_password)
    archive.add(HARBOUR)
    shown = [archive.name, str(archive.folder), str(archive.memory_folder), str(archive.status())]
    for call in (
        lambda: archive.backup(Path("news.backup")),
        lambda: restore_archive(Settings(archive=with_password), Path("news.backup")),
    ):
        with pytest.raises(BackendError, match=r"pg_(dump|restore)") as raised:
            call()
        shown.append(str(raised.value))
    assert (
        "pg_dump --format=custom --schema='article_bot*' --file=news.backup postgresql" in shown[-2]
    )
    assert [text for text in shown if "s3cret" in text] == []
    assert archive.name.startswith("postgresql://ada@")


def test_a_server_that_is_too_old_is_told(
    address: str, open_at: OpenArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.store.postgres.migrations._OLDEST_SERVER", 99)
    with pytest.raises(BackendError, match=r"is PostgreSQL \d\d: update it to 99 or newer"):
        open_at(address)


def test_a_database_that_cannot_hold_every_letter_is_told(
    postgres_server: PostgresServer, open_at: OpenArchive
) -> None:
    statement = "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0"
    postgres_server.query("postgres", statement)
    with pytest.raises(BackendError, match="create the database with ENCODING 'UTF8'"):
        open_at(postgres_server.address("latin"))


def test_an_archive_of_a_newer_program_is_refused(
    postgres_server: PostgresServer, address: str, open_at: OpenArchive
) -> None:
    open_at(address)
    newer = "UPDATE article_bot.meta SET value = 99 WHERE key = 'schema'"
    postgres_server.query(database_of(address), newer)
    with pytest.raises(IndexMismatchError, match="update article-bot to read it"):
        open_at(address)


def test_programs_that_create_an_archive_at_once_create_one(
    address: str, open_at: OpenArchive
) -> None:
    with ThreadPoolExecutor(4) as pool:
        archives = list(pool.map(open_at, [address] * 4))
    archives[0].add(HARBOUR)
    assert [archive.article_ids() for archive in archives] == [[HARBOUR.doc_id]] * 4


def test_both_databases_have_the_same_tables_with_the_same_columns(
    postgres_server: PostgresServer, address: str, open_at: OpenArchive, tmp_path: Path
) -> None:
    open_at(address)
    query = (
        "SELECT table_name || ' ' || column_name FROM information_schema.columns"
        " WHERE table_schema = 'article_bot' AND column_name <> 'rowid'"
    )
    found = set(postgres_server.query(database_of(address), query).split("\n")) - {""}
    connections = SqliteConnections(tmp_path / "store.sqlite")
    columns = connections.rows(
        "SELECT tables.name || ' ' || columns.name FROM sqlite_schema AS tables,"
        " pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
        " AND tables.name <> 'sqlite_sequence'"
    )
    connections.close()
    assert found - {"meta_texts key", "meta_texts value"} == {row[0] for row in columns}


# Several programs -------------------------------------------------------------------------------


def test_programs_that_write_at_once_store_whole_articles(
    address: str, open_at: OpenArchive
) -> None:
    archives = [open_at(address) for _ in range(3)]

    def write(number: int) -> None:
        for copy in range(8):
            doc_id = f"{number}-{copy}"
            text = f"Mayor {doc_id} opened a bridge.\n\nFerry {doc_id} is idle."
            archives[number].add(replace(HARBOUR, doc_id=doc_id, url=None, text=text))

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, range(3)))
    for archive in archives:
        assert len(archive.article_ids()) == 24
        assert archive.doctor() == []
        found = archive.ask("What did mayor 2-7 open?").results[0]
        assert found.article.text[found.passage.start : found.passage.end] == found.passage.text


def test_a_change_is_seen_by_other_programs_at_once(address: str, open_at: OpenArchive) -> None:
    writer, reader = open_at(address), open_at(address)
    writer.add(HARBOUR)
    question = "Who counted eleven chicks in the Tarn valley?"
    assert OWLS.doc_id not in {r.article.doc_id for r in reader.ask(question).results}
    writer.add(OWLS)
    assert reader.ask(question).results[0].article.doc_id == OWLS.doc_id
    writer.remove(OWLS.doc_id)
    assert OWLS.doc_id not in {r.article.doc_id for r in reader.ask(question).results}


def test_a_cache_of_another_machine_follows_after_one_was_saved_here(
    address: str, open_at: OpenArchive, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = open_at(address)
    here.add(HARBOUR)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "there"))
    there = open_at(address)
    assert there.folder != here.folder
    there.ask("Who closed the bridge?")
    here.add(OWLS)
    here.save_indexes()
    monkeypatch.setattr(
        "retrieval.index.lexical.Bm25Index._rebuilt", lambda _: pytest.fail("it was rebuilt")
    )
    assert there.ask("Who counted eleven chicks?").results[0].article.doc_id == OWLS.doc_id


def test_a_reader_with_one_view_does_not_see_what_comes_meanwhile(
    address: str, open_at: OpenArchive
) -> None:
    archive, other = open_at(address), open_at(address)
    archive.add(HARBOUR)
    with archive._store.read_transaction():
        assert archive.article_ids() == [HARBOUR.doc_id]
        other.add(OWLS)
        assert archive.article_ids() == [HARBOUR.doc_id]
    assert archive.article_ids() == [HARBOUR.doc_id, OWLS.doc_id]


# Failures ---------------------------------------------------------------------------------------


def test_a_write_whose_connection_is_lost_leaves_nothing_and_the_next_succeeds(
    postgres_server: PostgresServer, address: str, open_at: OpenArchive
) -> None:
    archive = open_at(address)
    store = archive._store
    before = store.generation()
    with (
        pytest.raises(BackendError, match=r"try again|cannot be reached"),
        store.write_transaction(),
    ):
        store.put_article(HARBOUR)
        lose_connections(postgres_server, address)
        store.put_article(OWLS)
    assert (archive.article_ids(), store.generation()) == ([], before)
    archive.add(HARBOUR)
    assert archive.article_ids() == [HARBOUR.doc_id]


def test_questions_are_answered_again_once_connections_were_lost(
    postgres_server: PostgresServer, address: str, open_at: OpenArchive
) -> None:
    archive = open_at(address)
    archive.add(HARBOUR)
    for _ in range(2):
        assert archive.ask("Who closed the harbour bridge?").results
        lose_connections(postgres_server, address)
    assert archive.ask("Who closed the harbour bridge?").results


def test_a_server_that_crashed_loses_no_article_and_programs_go_on(open_at: OpenArchive) -> None:
    with running_server(is_durable=True) as server:
        archive = open_at(server.new_database())
        archive.add(HARBOUR)
        server.stop("immediate")
        with pytest.raises(BackendError, match="cannot be reached"):
            archive.article_ids()
        server.start()
        assert archive.article_ids() == [HARBOUR.doc_id]
        archive.add(OWLS)
        assert archive.doctor() == []
        archive.close()


def lose_connections(server: PostgresServer, address: str) -> None:
    server.query(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{database_of(address)}'",
    )


def test_a_user_who_may_only_read_asks_and_is_told(
    postgres_server: PostgresServer, address: str, open_at: OpenArchive
) -> None:
    open_at(address).add(HARBOUR)
    name = database_of(address)
    postgres_server.query(
        name,
        "CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA article_bot TO reader;"
        "GRANT SELECT ON ALL TABLES IN SCHEMA article_bot TO reader",
    )
    archive = open_at(address.replace("ada@", "reader@"))
    assert archive.ask("Who closed the harbour bridge?").results[0].article.doc_id == HARBOUR.doc_id
    [finding] = archive.doctor()
    assert finding.problem.endswith("is read-only: it can only be searched.")
    with pytest.raises(BackendError, match="as a user who may write"):
        archive.add(OWLS)


# Removal, dumps ---------------------------------------------------------------------------------


def test_a_removed_article_leaves_no_row_in_any_table(
    postgres_server: PostgresServer, address: str, open_at: OpenArchive, tmp_path: Path
) -> None:
    archive = open_at(address)
    archive.add(HARBOUR)
    archive.add(OWLS)
    archive.remove(HARBOUR.doc_id)
    assert archive.doctor() == []
    dump = postgres_server.folder / "dump"
    postgres_server.dump(address, dump, as_text=True)
    dumped = dump.read_text()
    assert OWLS.doc_id in dumped
    assert [word for word in (HARBOUR.doc_id, "Ardley", "Eastwick") if word in dumped] == []


def test_rows_that_an_old_reader_may_still_see_are_told_until_it_ends(
    address: str, open_at: OpenArchive
) -> None:
    archive, other = open_at(address), open_at(address)
    archive.add(HARBOUR)
    reading, may_end = threading.Event(), threading.Event()

    def read() -> None:
        with other._store.read_transaction():
            other.article_ids()
            reading.set()
            may_end.wait(60)

    reader = threading.Thread(target=read)
    reader.start()
    assert reading.wait(60)
    archive.remove(HARBOUR.doc_id)
    assert archive._store.has_traces()
    may_end.set()
    reader.join()
    assert archive._store.erase_traces()
    assert not archive._store.has_traces()


def test_a_restored_dump_is_another_database_whose_caches_are_built_again(
    postgres_server: PostgresServer, address: str, open_at: OpenArchive
) -> None:
    archive = open_at(address)
    archive.add(HARBOUR)
    before = archive._store.database_id()
    dump = postgres_server.folder / "restored"
    postgres_server.dump(address, dump)
    archive.add(OWLS)
    postgres_server.restore(dump, address)
    with pytest.raises(BackendError, match="was replaced while it was open"):
        archive.ask("Who counted the chicks?")
    restored = open_at(address)
    assert restored._store.database_id() != before
    assert restored.article_ids() == [HARBOUR.doc_id]
    assert restored.doctor() == []
