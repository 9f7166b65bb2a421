"""The program: status, doctor and rebuild, what goes wrong, and how a process of it ends."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from retrieval import Answer, Archive, BackendError, ModelIdentity, OnProgress
from retrieval.evaluation.calibration import Calibration, Refit
from retrieval.protocols import IngestCluster
from retrieval.search.judging.confidence import default_model
from retrieval.types import NO_FILTERS, Filters, FloatArray, IngestReport, SourceVersion
from tests.conftest import MakeArchive
from tests.support.cli_run import ANSWERED, PROGRAM, ROOT, RUN, Run, process, write_article
from tests.support.toys import OWLS, ToyBackends, ToyEmbedder, open_toy_archive

# Status, doctor, rebuild ------------------------------------------------------------------------


class StoppingEmbedder(ToyEmbedder):
    """A model that stops at the first passage."""

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        raise BackendError("The model stopped.")


class StoppingBackends(ToyBackends):
    """Back-ends with such a model."""

    def load_embedder(
        self, name: str | None, expected: ModelIdentity | None, sample: Sequence[str]
    ) -> ToyEmbedder:
        return StoppingEmbedder()


@pytest.mark.usefixtures("toy_archive")
def test_doctor_finds_no_problem_in_a_healthy_archive(run: Run) -> None:
    ran = run("doctor")

    assert ran.status == 0
    assert ran.out.startswith("Nothing is wrong with the archive in ")


def test_doctor_reports_problems_with_their_cure(run: Run, tmp_path: Path) -> None:
    stopping = partial(open_toy_archive, backends=StoppingBackends())
    assert run("ingest", str(write_article(tmp_path / "in")), open_archive=stopping).status == 1

    ran = run("doctor")

    assert ran.status == 1
    assert "found only by their words: 1." in ran.out
    assert "Cure: run 'article-bot ingest'" in ran.out


@pytest.mark.parametrize("table", ["vectors", "token_vectors"])
def test_vectors_that_are_lost_are_told_and_made_again(
    toy_archive: Archive, run: Run, table: str
) -> None:
    with closing(sqlite3.connect(toy_archive.folder / "store.sqlite")) as store, store:
        store.execute(f"DELETE FROM {table}")

    ran = run("doctor")
    rebuilt = run("rebuild")

    assert ran.status == 1
    assert "Cure: run 'article-bot rebuild'" in ran.out
    assert "restore" not in ran.out
    assert "'article-bot ingest'" not in ran.out  # which does not know what is lost
    assert (rebuilt.status, run("doctor").status) == (0, 0)


def test_rows_that_belong_to_nothing_are_told_once_a_table(toy_archive: Archive, run: Run) -> None:
    with closing(sqlite3.connect(toy_archive.folder / "store.sqlite")) as store, store:
        [(count,)] = store.execute("SELECT count(*) FROM token_vectors")
        store.execute("DELETE FROM vectors")  # without what removes token vectors with them
        store.execute("DELETE FROM passages")

    ran = run("doctor")

    assert ran.status == 1
    assert f"rows of token_vectors that belong to nothing: {count}." in ran.out


@pytest.mark.parametrize(("area", "is_told"), [(0.79, True), (0.81, False)])
@pytest.mark.usefixtures("toy_archive")
def test_calibrate_tells_of_a_confidence_that_tells_answers_apart_less_well(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, area: float, is_told: bool
) -> None:
    before, after = Calibration(0.2, 0.8, 0.5), Calibration(0.1, area, 0.5)
    fitted = Refit(default_model(), 40, before, after)
    monkeypatch.setattr(Archive, "calibrate", lambda *_, **__: fitted)
    (tmp_path / "q.jsonl").write_text('{"question": "Who won?", "answer": "Rovers"}')

    ran = run("calibrate", "--questions", str(tmp_path / "q.jsonl"))

    assert ("right answers from wrong ones less well" in ran.out) == is_told


@pytest.mark.parametrize("pattern", ["words-*.postings", "vectors-*.npz"])
def test_doctor_makes_an_index_file_again_that_was_cut_off(
    run: Run, toy_archive: Archive, pattern: str
) -> None:
    toy_archive.save_indexes()
    [path] = toy_archive.folder.glob(pattern)
    path.write_bytes(path.read_bytes()[:-40])

    examined = run("doctor")

    assert examined.status == 0
    assert f"{path} has changed since it was written. The index is rebuilt" in examined.err
    assert "rebuilt" not in run("doctor").err


@pytest.mark.usefixtures("toy_archive")
@pytest.mark.parametrize(
    ("line", "mode", "message"),
    [
        ('webhook_secret = "hush-hush"', 0o644, "holds a secret (webhook_secret)"),
        ('webhook_secret = "hush-hush"', 0o640, "holds a secret (webhook_secret)"),
        ('api_url = "https://me:word@bot.example"', 0o604, "holds a secret (api_url)"),
        ('webhook_secret = "hush-hush"', 0o600, None),
        ('webhook_secret = ""', 0o644, None),
        ("admins = [7]", 0o644, None),
    ],
)
def test_doctor_reports_a_secret_in_a_settings_file_that_others_can_read(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    line: str,
    mode: int,
    message: str | None,
) -> None:
    file = tmp_path / "my settings.toml"
    file.write_text(f"[bot]\n{line}\n")
    file.chmod(mode)
    monkeypatch.setenv("ARTICLE_BOT_SETTINGS", str(file))

    ran = run("doctor")

    assert "hush" not in ran.out
    if message is None:
        assert (ran.status, "settings file" in ran.out) == (0, False)
        return
    assert (ran.status, message in ran.out) == (1, True)
    assert f"Cure: chmod go= '{file}'." in ran.out


@pytest.mark.usefixtures("toy_archive")
def test_rebuild_embeds_the_archive_with_another_model(run: Run) -> None:
    ran = run("rebuild", "--embedder", "other toy")

    assert ran.status == 0
    assert run("status", "--json").json["embedder"]["model"] == "other toy"
    assert run("ask", ANSWERED).status == 0


# What goes wrong --------------------------------------------------------------------------------


class FailingArchive(Archive):
    """An archive whose every use ends with ``error``."""

    error: BaseException

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def close(self) -> None:
        """Nothing is open."""

    def ingest(
        self,
        sources: Any,
        *,
        on_progress: OnProgress = lambda _: None,
        files_stay: bool = True,
        known_as: SourceVersion | None = None,
        cluster: IngestCluster | None = None,
    ) -> IngestReport:
        raise self.error

    def articles(self, filters: Filters = NO_FILTERS, *, words: str = "") -> Any:
        raise self.error

    def ask(
        self,
        question: str,
        *,
        k: int = 3,
        earlier: Any = (),
        filters: Filters = NO_FILTERS,
        with_explanation: bool = False,
    ) -> Answer:
        raise self.error


def failing(error: BaseException) -> Callable[..., Archive]:
    return lambda settings, create=False: FailingArchive(error)


def test_an_interrupted_ingest_says_how_to_continue(run: Run) -> None:
    ran = run("ingest", "x.txt", open_archive=failing(KeyboardInterrupt()))

    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "article-bot: Stopped. What was stored is kept; run the same command again to continue.\n"
    )


def test_an_unexpected_error_is_one_sentence_without_a_traceback(run: Run) -> None:
    ran = run("articles", open_archive=failing(ZeroDivisionError("by\x1b[2J zero")))

    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "article-bot: Internal error (ZeroDivisionError: by [2J zero). "
        "Set ARTICLE_BOT_DEBUG=1 to see the traceback.\n"
    )


class Panic(BaseException):
    """What a library written in Rust raises; it is no Exception."""


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (Panic("index out of bounds"), "Internal error (Panic: index"),
        (Panic("ThreadPoolBuildError { kind: IOError }"), "There is too little memory: "),
        (MemoryError(), "There is too little memory: "),
        (RuntimeError("can't start new thread"), "There is too little memory: "),
        (ImportError("libx.so: failed to map segment from shared object"), "There is too little"),
    ],
)
def test_whatever_a_library_raises_is_one_sentence(
    run: Run, error: BaseException, message: str
) -> None:
    ran = run("articles", open_archive=failing(error))

    assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert ran.err.startswith(f"article-bot: {message}")


def test_the_traceback_is_shown_on_request(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARTICLE_BOT_DEBUG", "1")

    ran = run("articles", open_archive=failing(ZeroDivisionError("by zero")))

    assert "Traceback (most recent call last)" in ran.err


def test_an_article_cannot_write_escape_sequences(run: Run, make_archive: MakeArchive) -> None:
    hostile = "\x1b[2J\x1b]0;owned\x07\x9b31m[bold]Owls[/bold]\u202e"
    make_archive(
        [
            replace(
                OWLS,
                title=hostile,
                text=f"{hostile} Rangers counted eleven chicks.",
                publisher=hostile,
                authors=(hostile,),
                url=f"https://x.example/{hostile}",
                path=f"/{hostile}",
            )
        ]
    )
    commands = [["ask", ANSWERED], ["articles"], ["show", OWLS.doc_id], ["status"]]
    commands += [[*command, "--json"] for command in commands]

    for command in commands:
        out = run(*command).out
        assert [char for char in "\x1b\x07\x9b\u202e" if char in out] == []
        assert "[bold]Owls[/bold]" in out


# As a process -----------------------------------------------------------------------------------

WATCH = PROGRAM + (
    "main(sys.argv[1:], open_archive=open_toy_archive); print(*sys.modules, file=sys.stderr)"
)
HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "trafilatura",
    "htmldate",
    "lxml",
    "httpx",
    "feedparser",
    "prompt_toolkit",
    "ir_measures",
    "telegram",
}


STOPPED_WHILE_LOADING = """
import sys
class Stop:
    def find_spec(self, name, *_):
        if name == "numpy":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Stop())
from retrieval.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_ctrl_c_while_the_program_is_loaded_is_one_sentence(tmp_path: Path) -> None:
    ran = process(STOPPED_WHILE_LOADING, "status", archive=tmp_path)
    assert (ran.status, ran.out, ran.err) == (1, "", "article-bot: Stopped.\n")


def test_serve_without_a_token_is_one_sentence(run: Run) -> None:
    ran = run("serve")

    assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1)


def test_a_question_imports_nothing_heavy(toy_archive: Archive) -> None:
    ran = process(WATCH, "ask", ANSWERED, archive=toy_archive.folder)

    assert HEAVY & set(ran.err.split()) == set()
    assert "retrieval.sources" not in ran.err.split()  # which starts the process that reads
    assert "eleven chicks" in ran.out


def test_a_closed_output_pipe_is_no_error(toy_archive: Archive) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", RUN, "show", OWLS.doc_id, "--archive", str(toy_archive.folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout is not None
    program.stdout.close()
    _, err = program.communicate(timeout=60)

    assert (program.returncode, err) == (0, b"")


def test_a_character_missing_in_the_encoding_is_replaced(toy_archive: Archive) -> None:
    ran = process(RUN, "ask", ANSWERED, archive=toy_archive.folder, PYTHONIOENCODING="ascii")

    assert ran.status == 0
    assert "Harbour bridge in Eastwick closes for repairs ? Eastwick Post" in ran.out
