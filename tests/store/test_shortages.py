"""No memory, no file handles, no rights: nothing is deleted, and the reason is one sentence."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.state import BotState, SqliteDatabase
from retrieval.factory import open_archive, restore_archive
from retrieval.settings import Settings
from tests.support.short_of import ANSWERED, NOBODY, QUESTION
from tests.support.tiny_models import tiny_model
from tests.support.toys import HARBOUR, OWLS

ROOT = Path(__file__).resolve().parents[2]
ENDED_BY_A_LIBRARY = ""
NO_HANDLES = ("Too many open files", f"system error number {errno.EMFILE}")  # ONNX Runtime's


@dataclass(frozen=True)
class Kept:
    """An archive and the cache of its user, in a folder that everyone may enter."""

    folder: Path
    settings: Settings

    def said_without(self, *cases: str, **variables: str) -> list[str]:
        """What programs that lack something say to a question; nothing may be deleted."""
        variables |= {
            "ARTICLE_BOT_ARCHIVE": self.settings.archive,
            "ARTICLE_BOT_EMBEDDER": str(self.settings.embedder),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
        }
        ran = subprocess.run(
            [sys.executable, "-m", "tests.support.short_of", *cases],
            env={**os.environ, **variables}, cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        lines = [json.loads(line) for line in ran.stdout.splitlines()]
        assert [line["intact"] for line in lines] == [True] * len(cases), ran.stderr
        return [line["said"] for line in lines]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """An archive where others may enter; its model is large enough to be short of memory for."""
    model = tiny_model(tmp_path_factory.mktemp("large"), positions=250_000)
    folder = Path(tempfile.mkdtemp())
    settings = Settings(archive=str(folder / "archive"), embedder=str(model))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        with open_archive(settings, create=True) as archive:
            archive.add(HARBOUR)
            archive.add(OWLS)
            archive.ask(QUESTION)
    folder.chmod(0o755)
    yield Kept(folder, settings)
    shutil.rmtree(folder)


def test_a_program_that_is_killed_leaves_no_child_at_work() -> None:
    forked = (
        "import time; from retrieval.cli import shortage\n"
        "process = shortage.fork_worker(uses_ray=True)\n"
        "if isinstance(process, shortage.Worker):\n"
        "    print('at work', flush=True); time.sleep(60)\n"
        "process.status()"
    )
    command = [sys.executable, "-c", forked]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "at work\n"

        running.kill()

        running.communicate(timeout=30)  # its child holds the pipe as long as it runs


def test_with_few_file_handles_nothing_is_deleted(kept: Kept) -> None:
    cases = [f"NOFILE={spare}" for spare in range(-4, 9)]
    # It is loaded beside the embedder, and which of both gets the last handle is chance.
    *short, enough = kept.said_without(*cases, ARTICLE_BOT_ANSWER_READER="off")
    others = {said for said in short if not any(reason in said for reason in NO_HANDLES)}
    assert others <= {ANSWERED}
    assert "The model" in {said.partition(" in ")[0] for said in short}
    assert enough == ANSWERED


def test_with_little_memory_nothing_is_deleted(kept: Kept) -> None:
    *short, enough = kept.said_without(*(f"AS={spare}" for spare in (0, 8, 32, 64, 128, 1024)))
    told = ("not enough memory", "can't start new thread")
    others = {said for said in short if not any(reason in said for reason in told)}
    assert others <= {ANSWERED, ENDED_BY_A_LIBRARY}
    assert "The model" in {said.partition(" in ")[0] for said in short}
    assert enough == ANSWERED


def test_without_the_right_to_read_a_file_nothing_is_deleted(kept: Kept) -> None:
    if os.geteuid() == 0:
        for path in (kept.folder, *kept.folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    encoder = [
        f"cache/article-bot/*/{name}" for name in ("model.onnx", "tokenizer.json", "encoder.json")
    ]
    index = [
        f"archive/{name}" for name in ("vectors-*.faiss", "vectors-*.sha256", "words-*.postings")
    ]

    said = kept.said_without(*(f"unreadable={name}" for name in (*encoder, *index)))

    assert ["Permission denied" in each for each in said[:3]] == [True] * 3
    assert said[3:] == [ANSWERED] * 3


def test_an_archive_and_a_cache_whose_paths_are_not_utf8_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = tmp_path / os.fsdecode(b"\xe4rchive \xff")
    monkeypatch.setenv("XDG_CACHE_HOME", str(odd / "cache"))
    settings = Settings(archive=str(odd / "archive"), embedder=str(tiny_model(tmp_path)))
    with open_archive(settings, create=True) as archive:
        archive.add(HARBOUR)
        state = BotState(SqliteDatabase(archive.memory_folder))
        state.people.see(1, "Ada")
        archive.backup(odd / "backup")
        state.forget_person(1)
        state.close()
    [encoder] = (odd / "cache" / "article-bot").iterdir()
    made = (encoder / "model.onnx").stat().st_mtime_ns
    restore_archive(settings, odd / "backup", force=True)
    for _ in range(2):
        with open_archive(settings) as archive:
            assert archive.ask(QUESTION).results[0].article.doc_id == HARBOUR.doc_id
            assert archive.doctor() == []
    assert len(list((odd / "archive").glob("vectors-*.faiss"))) == 1
    assert (encoder / "model.onnx").stat().st_mtime_ns == made
    bot = SqliteDatabase(odd / "archive" / "bot")
    assert [row["name"] for row in bot.rows("SELECT name FROM people")] == ["Ada"]
    bot.close()


LOADING = """
import os, resource, sys
from retrieval.models.sentence_transformer import SentenceTransformerEmbedder
original = SentenceTransformerEmbedder(sys.argv[1])
handles = len(os.listdir("/proc/self/fd"))
resource.setrlimit(resource.RLIMIT_NOFILE, (handles, handles))
try:
    original.model
except Exception as error:
    print(error)
"""


def test_a_package_that_cannot_be_loaded_now_is_told(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", LOADING, str(tiny_model(tmp_path))],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "sentence-transformers cannot be loaded now" in said.stdout
