"""Several processes of one bot on the same data: each update handled once, none left behind."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.state import BotState, Database, SqliteDatabase
from bot.state.postgres import PostgresDatabase
from retrieval import BackendError, IndexMismatchError, UnreachableError
from retrieval.store.postgres.schema import BOT_SCHEMA
from tests.bot.shared_state import BOT_ID, open_shared_database
from tests.support.postgres_server import PostgresServer, running_server

OpenProcess = Callable[..., PostgresDatabase]


@pytest.fixture
def address(postgres_server: PostgresServer) -> str:
    return postgres_server.new_database()


@pytest.fixture
def open_process(address: str, tmp_path: Path) -> Iterator[OpenProcess]:
    """Opens the data as processes with folders of these names would."""
    with ExitStack() as stack:

        def open_one(name: str, *, bot_id: int = BOT_ID) -> PostgresDatabase:
            database = open_shared_database(address, tmp_path / name, bot_id=bot_id)
            stack.callback(database.close)
            return database

        yield open_one


def pass_time(database: Database, seconds: float, *, of: Database | None = None) -> None:
    """Makes it longer ago that the processes, or one, were seen."""
    values: tuple[object, ...] = (seconds, seconds)
    statement = "UPDATE processes SET seen_at = seen_at - ?, since = since - ?"
    if of is not None:
        statement, values = f"{statement} WHERE process_id = ?", (*values, of.process_id)
    database.run(statement, values)


def wait_until(condition: Callable[[], bool]) -> None:
    """Waits until a condition holds, which a thread fulfils."""
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_an_update_that_two_processes_receive_is_one_processs(open_process: OpenProcess) -> None:
    a, b = (BotState(open_process(name)) for name in "ab")

    received = [a.inbox.receive(5, "five"), b.inbox.receive(5, "five"), b.inbox.receive(6, "six")]

    assert received == [True, False, True]
    assert a.inbox.unfinished() == {5: "five"}
    assert b.inbox.unfinished() == {6: "six"}
    assert [a.inbox.begin(5), b.inbox.begin(5)] == [True, False]


def test_another_process_takes_over_from_one_that_is_gone(open_process: OpenProcess) -> None:
    killed, other = open_process("a"), open_process("b")
    a, b = BotState(killed), BotState(other)
    for state in (a, b):
        state.processes.keep_alive()
    a.inbox.receive(5, "five")
    a.inbox.receive(6, "six")
    a.inbox.done(6)
    pass_time(other, 61)
    b.processes.keep_alive()
    assert b.inbox.take_over() == 0  # it has not been there for a minute, so a may still come
    pass_time(other, 61, of=killed)
    other.run("UPDATE processes SET since = since - 61 WHERE process_id = ?", (other.process_id,))

    assert b.inbox.take_over() == 1

    assert b.inbox.unfinished() == {5: "five"}
    assert a.inbox.begin(5) is False
    assert b.inbox.begin(5) is True


def test_nothing_is_taken_from_a_process_that_runs(open_process: OpenProcess) -> None:
    first, second = open_process("a"), open_process("b")
    a, b = BotState(first), BotState(second)
    a.processes.keep_alive()
    b.processes.keep_alive()
    second.run("UPDATE processes SET since = since - 100")
    a.inbox.receive(5, "five")

    taken_while_running = b.inbox.take_over()
    a.processes.leave()

    assert taken_while_running == 0
    assert b.inbox.take_over() == 1


def test_a_process_that_starts_again_goes_on_with_its_updates(
    open_process: OpenProcess, address: str, tmp_path: Path
) -> None:
    before = open_shared_database(address, tmp_path / "a")
    BotState(before).inbox.receive(5, "five")
    before.close()

    again = BotState(open_process("a"))

    assert again.inbox.unfinished() == {5: "five"}


def test_updates_of_a_chat_wait_for_those_of_other_processes(open_process: OpenProcess) -> None:
    first, second = open_process("a"), open_process("b")
    a, b = BotState(first), BotState(second)
    a.processes.keep_alive()
    a.inbox.receive(5, "five", "chat 7")
    b.inbox.receive(6, "six", "chat 7")
    b.inbox.receive(7, "seven", "chat 8")
    b.inbox.receive(8, "eight", None)
    waiting = {update_id: not b.inbox.is_turn(update_id) for update_id in (6, 7, 8)}
    assert waiting == {6: True, 7: False, 8: False}
    assert a.inbox.is_turn(5)
    a.inbox.receive(9, "nine", "chat 8")
    b.inbox.receive(10, "ten", "chat 8")
    assert not b.inbox.is_turn(10)

    a.inbox.done(9)

    assert b.inbox.is_turn(10)


def test_a_process_that_is_gone_keeps_nobody_waiting(open_process: OpenProcess) -> None:
    first, second = open_process("a"), open_process("b")
    a, b = BotState(first), BotState(second)
    a.processes.keep_alive()
    a.inbox.receive(5, "five", "chat 7")
    b.inbox.receive(6, "six", "chat 7")
    assert not b.inbox.is_turn(6)
    assert not b.processes.is_alone()

    pass_time(second, 61)

    assert b.inbox.is_turn(6)
    assert b.processes.is_alone()


def test_bots_on_one_archive_know_nothing_of_each_other(open_process: OpenProcess) -> None:
    ada, eve = (BotState(open_process(str(bot_id), bot_id=bot_id)) for bot_id in (77, 78))
    ada.people.see(1, "Ann")

    assert eve.people.person(1) is None
    assert ada.people.person(1) is not None


def test_both_databases_have_the_same_tables_with_the_same_columns(
    open_process: OpenProcess, tmp_path: Path
) -> None:
    found = open_process("a").rows(
        "SELECT table_name AS t, column_name AS c FROM information_schema.columns"
        " WHERE table_schema = ? AND table_name <> 'meta'",
        (f"article_bot_telegram_{BOT_ID}",),
    )
    sqlite = SqliteDatabase(tmp_path / "sqlite")
    columns = sqlite.rows(
        "SELECT tables.name AS t, columns.name AS c FROM sqlite_schema AS tables,"
        " pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
    )
    sqlite.close()

    assert {tuple(row.values()) for row in found} == {tuple(row.values()) for row in columns}


def test_data_of_a_newer_program_is_refused(open_process: OpenProcess) -> None:
    open_process("a").run("UPDATE meta SET value = 99 WHERE key = 'schema'")

    with pytest.raises(IndexMismatchError, match="update article-bot"):
        open_process("b")


def test_deleting_a_user_waits_for_no_vacuum(address: str, open_process: OpenProcess) -> None:
    database = open_process("a")
    state = BotState(database)
    state.people.see(1, "Ann")
    vacuums = (
        "SELECT coalesce(sum(vacuum_count), 0) FROM pg_stat_all_tables WHERE relname = 'people'"
    )
    import psycopg

    with psycopg.connect(address) as other:
        # the lock of a vacuum
        other.execute(f"LOCK TABLE {BOT_SCHEMA}{BOT_ID}.people IN SHARE UPDATE EXCLUSIVE MODE")
        began = time.monotonic()
        state.forget_person(1)
        state.prune()
        assert time.monotonic() - began < 5
        assert state.people.person(1) is None
        assert database.value(vacuums) == 0

    wait_until(lambda: bool(database.value(vacuums)))


def test_a_vacuum_that_fails_is_logged(
    open_process: OpenProcess, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_process("a")

    def fail() -> None:
        raise UnreachableError("The database in db cannot be reached.")

    monkeypatch.setattr(database._database, "vacuum", fail)

    database.erase_deleted()

    wait_until(lambda: "later: The database in db cannot be reached." in caplog.text)


def test_a_process_keeps_its_id_and_a_copy_of_its_folder_has_another(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def id_in(name: str) -> str:
        database = open_shared_database(address, tmp_path / name)
        database.close()
        return database.process_id

    first = id_in("a")
    assert id_in("a") == first
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    copied = id_in("b")
    assert copied != first
    assert id_in("b") == copied

    monkeypatch.setattr(socket, "gethostname", lambda: "clone")  # of the whole machine

    assert id_in("a") not in (first, copied)


def test_a_folder_that_cannot_be_written_is_told(address: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(BackendError, match="set another folder in ARTICLE_BOT_STATE"):
        open_shared_database(address, tmp_path / "file")


def test_a_bot_goes_on_when_its_server_is_back(tmp_path: Path) -> None:
    with running_server() as server:
        database = open_shared_database(server.new_database(), tmp_path / "bot")
        state = BotState(database)
        state.people.see(1, "Ann")
        server.stop("immediate")
        with pytest.raises(UnreachableError, match="cannot be reached"):
            state.people.person(1)
        with pytest.raises(UnreachableError, match="cannot be reached"):
            state.forget_person(1)
        server.start()

        wait_until(lambda: is_reachable(state))

        person = state.people.person(1)
        assert person is not None
        assert person.name == "Ann"
        state.forget_person(1)
        assert state.people.person(1) is None
        database.close()


def test_nothing_waits_for_a_server_that_does_not_answer(tmp_path: Path) -> None:
    with running_server() as server, socket.socket(socket.AF_UNIX) as silent:
        database = open_shared_database(server.new_database(), tmp_path / "bot")
        state = BotState(database)
        server.stop("immediate")
        address = server.folder / ".s.PGSQL.5432"
        address.unlink(missing_ok=True)
        silent.bind(str(address))
        silent.listen()
        start = time.monotonic()

        reached = [is_reachable(state) for _ in range(10)]

        assert not any(reached)
        assert time.monotonic() - start < 2.5  # an attempt to connect takes three seconds
        silent.close()
        address.unlink()
        server.start()
        wait_until(lambda: is_reachable(state))
        database.close()


def is_reachable(state: BotState) -> bool:
    try:
        state.people.person(1)
    except UnreachableError:
        return False
    return True
