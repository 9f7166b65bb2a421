"""A server of Milvus that is away, busy, old or killed, and the setting that names it."""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
import time
from pathlib import Path

import pytest

from retrieval.errors import BackendError, SettingsError
from retrieval.index.milvus.address import parse_address
from retrieval.settings import Settings
from retrieval.types import Note
from tests.index.milvus.conftest import OpenArchive, fill, found, held, stored
from tests.support.milvus_servers import need, new_file, started_milvus
from tests.support.toys import (
    HARBOUR,
    OWLS,
    ToyBackends,
    open_toy_archive,
)

_RECOVERY_S = 180


def test_without_a_server_answers_are_found_by_words(
    open_archive: OpenArchive, caplog: pytest.LogCaptureFixture
) -> None:
    archive = open_archive(search="milvus://127.0.0.1:1")
    with caplog.at_level(logging.WARNING):
        fill(archive)
        assert found(archive, "Who counted the chicks?")[0] == OWLS.doc_id
    assert (
        "milvus://127.0.0.1:1 does not answer: start it, or correct ARTICLE_BOT_SEARCH."
        in caplog.text
    )
    [finding] = archive.doctor()
    assert finding.problem.startswith("milvus://127.0.0.1:1 does not answer")


@pytest.mark.parametrize("away", ["milvus://127.0.0.1:1", "milvus-lite:/nonexistent/x.db"])
def test_one_sentence_says_that_milvus_is_away_and_answers_may_be_missed(
    open_archive: OpenArchive, caplog: pytest.LogCaptureFixture, away: str
) -> None:
    archive = open_archive(search=away)
    archive.add(OWLS)

    with caplog.at_level(logging.WARNING):
        found(archive, "Who counted the chicks?")
        answer = archive.ask("Who counted the owls?")

    assert answer.notes[-1] == Note("words_only", {})
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 2  # words and vectors are here two connections, in the program one
    assert set(told) == {told[0]}
    assert told[0].endswith(
        "Until then answers are found by words alone, and a refusal may be due to that."
    )


def test_only_answers_that_were_found_without_milvus_say_so(open_archive: OpenArchive) -> None:
    archive = open_archive(search="milvus://127.0.0.1:1")
    archive.add(OWLS)
    archive.ask("Who counted the chicks?")
    server = archive._index_server
    assert server is not None

    assert server.was_away_since(time.monotonic() - 3600)
    assert not server.was_away_since(time.monotonic())


def test_a_comparison_that_was_made_without_milvus_says_so(open_archive: OpenArchive) -> None:
    archive = open_archive(search="milvus://127.0.0.1:1")
    archive.add(OWLS)

    answered = archive.compare("Who counted the chicks?")
    refused = archive.compare("Who won the cup?")

    assert [own.source for own in answered.accounts] == [OWLS.publisher]
    assert Note("words_only", {}) in answered.notes
    assert refused.refusal is not None
    assert Note("words_only", {}) in refused.refusal.notes


def test_alerts_wait_while_milvus_is_away(open_archive: OpenArchive, search: str) -> None:
    question = "Who counted the owls?"
    archive = open_archive(search="milvus://127.0.0.1:1")
    archive.add_alert(question)
    archive.add(OWLS)
    assert archive.judge_alerts() == 0
    assert archive.alert_counts().unjudged == 1

    archive = open_archive(search=search)
    assert archive.judge_alerts() == 1
    assert archive.alert_counts().unjudged == 0


def test_a_file_that_another_program_uses_is_named(tmp_path: Path) -> None:
    address = parse_address(new_file(tmp_path))
    import fcntl

    from retrieval.index.milvus.server import MilvusAwayError, MilvusServer

    with (tmp_path / f".{Path(address.uri).name}.lock").open("a") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        code = (
            "import sys; from retrieval.index.milvus.address import parse_address;"
            "from retrieval.index.milvus.server import MilvusServer;"
            "MilvusServer(parse_address(sys.argv[1])).version()"
        )
        ran = _python(code, address.name)
        assert MilvusAwayError.__name__ in ran
        assert "is used by another program: stop it, or run a server for both." in ran
        assert "has been opened by another program" not in ran
    assert MilvusServer(address).version() is None


def test_a_server_too_busy_to_answer_itself_counts_as_away(tmp_path: Path) -> None:
    address = parse_address(new_file(tmp_path))
    from pymilvus.exceptions import MilvusException

    from retrieval.index.milvus.server import MilvusAwayError, MilvusServer

    server = MilvusServer(address)

    def refuse(code: str) -> None:
        trace = "stack trace: /pkg/stack_trace.go:51 Call\n/client.go:564 Upsert: attempt #0: "
        problem = MilvusException(99, f"{trace}rpc error: code = {code} desc = too large")
        server.run(lambda client: (_ for _ in ()).throw(problem))

    with contextlib.closing(server):
        with pytest.raises(BackendError, match="error: rpc error: code = Internal"):
            refuse("Internal")
        with pytest.raises(MilvusAwayError):
            refuse("DeadlineExceeded")


def test_a_server_that_still_reads_its_rows_counts_as_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = parse_address(new_file(tmp_path))
    from pymilvus import MilvusClient
    from pymilvus.exceptions import MilvusException

    from retrieval.index.milvus.collection import MilvusCollection
    from retrieval.index.milvus.server import MilvusAwayError, MilvusServer

    def load_slowly(*_: object, timeout: float, **_others: object) -> None:
        assert timeout <= 5.0
        raise MilvusException(message="wait for loading collection timeout, collection: rows")

    with contextlib.closing(MilvusServer(address)) as server:
        collection = MilvusCollection(server, "rows", 2)
        collection.create()
        monkeypatch.setattr(MilvusClient, "load_collection", load_slowly)
        for _ in ("first", "in the pause after it"):
            with pytest.raises(MilvusAwayError, match="still loads its rows: ask again"):
                collection.search([0.0, 1.0], 1)


def test_who_starts_meanwhile_waits_for_its_turn(tmp_path: Path) -> None:
    pytest.importorskip("pymilvus")
    from retrieval.index.milvus.file_lock import FileLock

    file = tmp_path / "search.db"
    code = (
        "import sys, time; from pathlib import Path;"
        "from retrieval.index.milvus.file_lock import FileLock;"
        "own = FileLock(Path(sys.argv[1])); print(own.take(), flush=True); sys.stdin.readline();"
        "time.sleep(0.2); own.release(); sys.stdin.readline()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdin
        assert other.stdout
        assert other.stdout.readline() == "True\n"
        own = FileLock(file)
        assert not own.take()
        other.stdin.write("\n")
        other.stdin.flush()
        assert own.take()
        own.release()


def _python(code: str, *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    return ran.stderr


def test_a_version_that_is_too_old_is_named(search: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from pymilvus import MilvusClient

    from retrieval.index.milvus.server import MilvusServer

    monkeypatch.setattr(MilvusClient, "get_server_version", lambda *_, **__: "v2.2.9")
    with pytest.raises(BackendError, match=r"is Milvus 2\.2: update it to 2\.3 or newer\."):
        MilvusServer(parse_address(search)).version()


@pytest.mark.slow
def test_a_server_that_is_killed_is_used_again_once_it_is_back(tmp_path: Path) -> None:
    need("pymilvus")
    from retrieval.index.milvus.search import MilvusSearch

    def is_recovered() -> bool:
        archive.save_indexes()
        with contextlib.suppress(BackendError):
            return held(archive) == stored(archive)
        return False

    with started_milvus() as server:
        engine = MilvusSearch(server.address)
        settings = Settings(archive=str(tmp_path / "archive"), search=server.address)
        backends = ToyBackends(engine=engine)
        with open_toy_archive(settings, create=True, backends=backends) as archive:
            fill(archive, HARBOUR)
            server.kill()
            fill(archive, OWLS)
            assert found(archive, "Who counted the chicks?")[0] == OWLS.doc_id
            server.start()
            start = time.monotonic()
            while not is_recovered():
                assert time.monotonic() - start < _RECOVERY_S
                time.sleep(0.5)
            assert found(archive, "Who counted the chicks?")[0] == OWLS.doc_id


# The setting -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("search", "shown"),
    [
        ("milvus://search.example", "milvus://search.example:19530"),
        ("milvus://ada:se%3Acret@search.example:1/news", "milvus://search.example:1/news"),
        ("milvus+tls://[::1]:2", "milvus+tls://[::1]:2"),
    ],
)
def test_an_address_is_shown_without_its_password(search: str, shown: str) -> None:
    address = parse_address(search)
    assert address.name == shown
    assert "cret" not in repr(address) + repr(Settings(search=search))


@pytest.mark.parametrize(
    "search",
    ["milvus://", "milvus://host:port", "milvus-lite:news", "milvus-lite:a b.db", "milvus://h?x=1"],
)
def test_what_is_no_address_is_refused_with_how_to_write_one(search: str) -> None:
    with pytest.raises(SettingsError, match=r"The setting search \(ARTICLE_BOT_SEARCH\)"):
        parse_address(search)


def test_the_user_and_password_may_be_in_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MILVUS_TOKEN", "ada:secret")
    assert parse_address("milvus://search.example").token == "ada:secret"
    assert parse_address("milvus://bob:se%3Acret@search.example").token == "bob:se:cret"
