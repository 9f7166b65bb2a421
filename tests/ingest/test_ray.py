"""Ingest on the machines of a Ray cluster: what it stores is what one machine would store."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval.factory import INGEST_CLUSTERS, open_ingest_cluster
from retrieval.sources import READER_VERSION
from tests.support.ray_nodes import RayNodes, running_nodes
from tests.support.tiny_models import tiny_model

_FILES, _ROWS = 300, 100
_TIMEOUT_S = 400
_WORDS = "harbour bridge owl valley mayor ferry choir storm school road".split()
# What is stored of articles, except when: their tables, and the columns left out.
_TABLES = {
    "articles": {"fetched_at", "checksum"},
    "files": set(),
    "file_articles": set(),
    "passages": set(),
    "passage_terms": set(),
    "stories": set(),
    "story_bands": set(),
    "token_vectors": {"checksum"},
    "pending": set(),
}


@pytest.fixture(scope="module")
def nodes() -> Iterator[RayNodes]:
    with running_nodes(2) as nodes:
        yield nodes


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model of the archives, which is needed only where Ray is."""
    folder = tmp_path_factory.mktemp("model")
    return tiny_model(folder) if importlib.util.find_spec("ray") else folder


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files of one article each, a file with many, and a broken one."""
    folder = tmp_path_factory.mktemp("news")
    for number in range(_FILES):
        (folder / f"{number:03}.txt").write_text(text_of(number), encoding="utf-8")
    rows = [{"title": f"Row {n}", "text": text_of(n)} for n in range(_FILES, _FILES + _ROWS)]
    lines = "".join(f"{json.dumps(row)}\n" for row in rows)
    (folder / "rows.jsonl").write_text(lines, encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4\nno page")
    return folder


def text_of(number: int) -> str:
    """An article of two passages that is no copy of another."""
    paragraphs = []
    for part in range(6):
        first = number * 7 + part * 3
        words = [_WORDS[(first + place * place) % len(_WORDS)] for place in range(30)]
        paragraphs.append(f"On day {number} of part {part} the {' '.join(words)} were counted.")
    return "\n\n".join([f"Report {number}", *paragraphs]) + "\n"


@pytest.fixture(scope="module")
def program(model: Path) -> Callable[..., subprocess.Popen[str]]:
    def start(archive: Path, *words: str | Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "retrieval", "--archive", archive, *words],
            env={**os.environ, "ARTICLE_BOT_EMBEDDER": str(model)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


@pytest.fixture(scope="module")
def stored_here(
    program: Callable[..., subprocess.Popen[str]], news: Path, tmp_path_factory: Any
) -> Path:
    """The archive that an ingest without a cluster fills."""
    archive: Path = tmp_path_factory.mktemp("here") / "archive"
    said, warned = finished(program(archive, "ingest", news))
    assert f"{_FILES + _ROWS} added, 1 failed" in said, warned
    return archive


def finished(program: subprocess.Popen[str]) -> tuple[str, str]:
    try:
        return program.communicate(timeout=_TIMEOUT_S)
    finally:
        program.kill()


def rows_in(archive: Path, table: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(archive / "store.sqlite")) as connection:
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        kept = ", ".join(name for name in names if name not in _TABLES[table])
        return sorted(connection.execute(f"SELECT {kept} FROM {table}").fetchall(), key=repr)


def vectors_in(archive: Path) -> dict[int, Any]:
    with contextlib.closing(sqlite3.connect(archive / "store.sqlite")) as connection:
        rows = connection.execute("SELECT passage_id, vector FROM vectors").fetchall()
    return {passage_id: np.frombuffer(vector, dtype="<f2") for passage_id, vector in rows}


def articles_in(archive: Path) -> int:
    try:
        name = f"file:{archive}/store.sqlite?mode=ro"
        with contextlib.closing(sqlite3.connect(name, uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
    except sqlite3.OperationalError:  # not made yet
        return 0


def assert_same(archive: Path, other: Path) -> None:
    for table in _TABLES:
        assert rows_in(archive, table) == rows_in(other, table), table
    own, others = vectors_in(archive), vectors_in(other)
    assert own.keys() == others.keys()
    assert max(float(abs(own[i] - others[i]).max()) for i in own) < 1e-5


def wait_for_articles(archive: Path, running: subprocess.Popen[str]) -> None:
    """Waits until an ingest has stored some of its articles."""
    deadline = time.monotonic() + _TIMEOUT_S
    while articles_in(archive) == 0:
        assert running.poll() is None, finished(running)
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert articles_in(archive) < _FILES + _ROWS


def test_a_cluster_stores_what_one_machine_would(
    nodes: RayNodes,
    program: Callable[..., subprocess.Popen[str]],
    news: Path,
    stored_here: Path,
    tmp_path: Path,
) -> None:
    archive = tmp_path / "archive"

    said, warned = finished(program(archive, "ingest", "--ray", nodes.address, news))

    assert f"{_FILES + _ROWS} added, 1 failed" in said, warned
    assert f"{news}/broken.pdf: is not a whole PDF" in warned
    assert "Warning" not in warned
    assert_same(archive, stored_here)

    said, _ = finished(program(archive, "ingest", "--ray", nodes.address, news))

    assert f"{_FILES + _ROWS} unchanged, 1 failed" in said
    assert_same(archive, stored_here)


def test_a_machine_that_fails_loses_nothing(
    nodes: RayNodes,
    program: Callable[..., subprocess.Popen[str]],
    news: Path,
    stored_here: Path,
    tmp_path: Path,
) -> None:
    archive, failing = tmp_path / "archive", nodes.start()
    running = program(archive, "ingest", "--ray", nodes.address, news)
    wait_for_articles(archive, running)

    nodes.kill(failing)
    said, warned = finished(running)

    assert f"{_FILES + _ROWS} added, 1 failed" in said, warned
    assert_same(archive, stored_here)


def test_ctrl_c_leaves_whole_articles_and_the_next_ingest_goes_on(
    nodes: RayNodes,
    program: Callable[..., subprocess.Popen[str]],
    news: Path,
    stored_here: Path,
    tmp_path: Path,
) -> None:
    archive = tmp_path / "archive"
    running = program(archive, "ingest", "--ray", nodes.address, news)
    wait_for_articles(archive, running)

    running.send_signal(signal.SIGINT)
    _, warned = finished(running)

    assert warned.endswith(
        "Stopped. What was stored is kept; run the same command again to continue.\n"
    )
    for table in ("articles", "passages", "passage_terms"):
        assert set(rows_in(archive, table)) < set(rows_in(stored_here, table)), table
    articles = {row[0] for row in rows_in(archive, "articles")}
    whole = [row for row in rows_in(stored_here, "passages") if row[1] in articles]
    assert rows_in(archive, "passages") == whole

    finished(program(archive, "ingest", "--ray", nodes.address, news))

    assert_same(archive, stored_here)


def test_a_first_machine_that_fails_ends_the_ingest_with_one_sentence(
    program: Callable[..., subprocess.Popen[str]],
    news: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RAY_gcs_rpc_server_reconnect_timeout_s", "5")  # Ray waits for 60 s
    archive = tmp_path / "archive"
    with running_nodes(1) as alone:
        running = program(archive, "ingest", "--ray", alone.address, news)
        wait_for_articles(archive, running)

        alone.kill(0)
        said, warned = finished(running)

    assert (running.returncode, said) == (1, "")
    assert warned.splitlines() == [
        "article-bot: The Ray cluster does not answer any more: what was stored is kept; start "
        "the cluster, then run the same command again to continue."
    ]


def test_without_a_cluster_one_sentence_says_so(
    program: Callable[..., subprocess.Popen[str]], news: Path, tmp_path: Path
) -> None:
    need_ray()

    running = program(tmp_path / "archive", "ingest", "--ray", "127.0.0.9:1", news)
    said, warned = finished(running)

    assert (said, running.returncode) == ("", 1)
    assert warned.splitlines() == [
        "article-bot: There is no Ray cluster at 127.0.0.9:1 that this machine belongs to: start "
        "it by 'ray start', on this machine too, with the same versions of Python and Ray."
    ]
    assert not (tmp_path / "archive").exists()


def test_without_ray_one_sentence_says_how_to_install_it(
    program: Callable[..., subprocess.Popen[str]], news: Path, tmp_path: Path
) -> None:
    if importlib.util.find_spec("ray") is not None:
        pytest.skip("Ray is installed")

    running = program(tmp_path / "archive", "ingest", "--ray", "127.0.0.9:1", news)

    assert finished(running) == (
        "",
        "article-bot: Ray, which --ray needs, is not installed: run pip install "
        "'article-bot[ray]' on each machine.\n",
    )


def test_a_file_that_a_machine_does_not_see_as_it_is_here_is_left_to_this_one(
    tmp_path: Path,
) -> None:
    file = tmp_path / "a.txt"
    file.write_text(text_of(1))

    found = read_on_a_machine({file: "0" * 64, Path("/missing"): ""})

    assert [row["items"] for row in found] == [None, None]


def test_a_machine_with_another_version_of_the_program_says_so() -> None:
    [row] = read_on_a_machine({Path("/missing"): "0" * 64}, reader_version=READER_VERSION - 1)

    assert row["problem"] == (
        "another version of article-bot is installed there: install the same everywhere."
    )


def test_machines_are_told_no_folder_of_the_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setitem(INGEST_CLUSTERS, "told", f"{__name__}:what_machines_get")

    sent = open_ingest_cluster("told", "")

    assert str(tmp_path).encode() not in pickle.dumps(sent)


def what_machines_get(address: str, load: object) -> object:
    """Stands for a cluster: what loads the model on its machines."""
    return load


def read_on_a_machine(
    files: Mapping[Path, str], *, reader_version: int = READER_VERSION
) -> list[dict[str, Any]]:
    """What a machine of a cluster tells of files, given with the SHA-256 of what is to be read."""
    need_ray()
    import pyarrow as pa

    from retrieval.ingest.ray_tasks import FILES, read_files

    paths = [bytes(path) for path in files]
    table = pa.table([[*range(len(files))], paths, [*files.values()]], schema=FILES)
    found = read_files(table, timeout_s=20.0, reader_version=reader_version)
    return [row for own in found for row in own.to_pylist()]


def need_ray() -> None:
    if importlib.util.find_spec("ray") is None:
        pytest.skip("Ray is not installed: scripts/cluster-test installs it")
