"""The program as a process: Ctrl-C, closed streams, too little memory, narrow terminals."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from retrieval import Archive
from retrieval.settings import Settings
from tests.support.cli_run import ANSWERED
from tests.support.toys import open_toy_archive

ROOT = Path(__file__).resolve().parents[2]
TOY = """
from functools import partial
from retrieval import cli

def open_archive(*settings, **options):
    from tests.support.toys import open_toy_archive
    return open_toy_archive(*settings, **options)

cli.main = partial(cli.main, open_archive=open_archive)
cli.program()
"""


def shell(
    line: str, *argv: str, archive: Path, code: str = TOY
) -> subprocess.CompletedProcess[str]:
    """Runs a line of the shell, in which "$@" is the program with what it is called with."""
    command = [sys.executable, "-c", code, "--archive", str(archive), *argv]
    return subprocess.run(
        ["bash", "-c", line, "bash", *command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


# Closed streams ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "argv", "problem"),
    [
        ('"$@" <&- >&-', ("ask", ANSWERED, "--json"), "it is closed"),
        ('"$@" >/dev/full', ("ask", ANSWERED, "--json"), "No space left on device"),
        ('"$@" >&-', ("--help",), "it is closed"),
    ],
)
def test_an_output_that_cannot_be_written_is_one_sentence(
    toy_archive: Archive, line: str, argv: tuple[str, ...], problem: str
) -> None:
    ran = shell(line, *argv, archive=toy_archive.folder)

    said = f"article-bot: The output cannot be written: {problem}.\n"
    assert (ran.returncode, ran.stderr) == (1, said)


@pytest.mark.parametrize("argv", [("ask", "--batch", "-"), ("chat",)])
def test_reading_from_a_closed_input_is_one_sentence(
    toy_archive: Archive, argv: tuple[str, ...]
) -> None:
    ran = shell('"$@" <&-', *argv, archive=toy_archive.folder)

    expected = "article-bot: standard input: cannot be read (it is closed): name a file.\n"
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", expected)


def test_streams_that_are_not_needed_may_be_closed(toy_archive: Archive) -> None:
    ran = shell('"$@" <&- 2>&-', "ask", ANSWERED, archive=toy_archive.folder)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Rangers counted eleven chicks in June" in ran.stdout


def test_articles_stay_stored_if_the_report_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "owls.txt").write_text("Owls return\n\nRangers counted eleven chicks in June.\n")

    ran = shell('"$@" >&- 2>&-', "ingest", str(tmp_path / "owls.txt"), archive=tmp_path / "archive")

    assert ran.returncode == 1
    with open_toy_archive(Settings(archive=str(tmp_path / "archive"))) as archive:
        assert archive.ask(ANSWERED).answered


# Libraries that end the program -----------------------------------------------------------------


@pytest.mark.parametrize("kilobytes", [40_000, 145_000])
def test_too_little_memory_is_one_sentence(toy_archive: Archive, kilobytes: int) -> None:
    ran = shell(f'ulimit -v {kilobytes}; "$@"', "ask", ANSWERED, archive=toy_archive.folder)

    if ran.returncode:
        assert (ran.returncode, ran.stdout) == (1, "")
        assert ran.stderr.startswith("article-bot: There is too little memory")
        assert ran.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "error", ["MemoryError()", "SystemError('error return without exception set')"]
)
def test_an_error_for_want_of_memory_is_one_sentence(toy_archive: Archive, error: str) -> None:
    code = TOY.replace("cli.main = ", f"def fails(): raise {error}\n\ncli.main = fails #")

    ran = shell('ulimit -v 8000000; "$@"', "status", archive=toy_archive.folder, code=code)

    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (1, "", 1)
    assert ran.stderr.startswith("article-bot: There is too little memory")


def test_a_memory_limit_that_is_large_enough_changes_nothing(toy_archive: Archive) -> None:
    wide = 'ulimit -v 8000000; "$@"'
    limited = shell(wide, "ask", ANSWERED, "-k", "1", archive=toy_archive.folder)
    refused = shell(wide, "show", "nothing", archive=toy_archive.folder)

    assert (limited.returncode, limited.stderr) == (0, "")
    assert "Rangers counted eleven chicks in June" in limited.stdout
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "'article-bot articles' lists them" in refused.stderr


@pytest.mark.parametrize(
    ("number", "endings"),
    [
        (signal.SIGTERM, [(-signal.SIGTERM, b"")]),
        (signal.SIGINT, [(0, b""), (1, b"article-bot: Stopped.\n")]),  # if it waits, or answers
    ],
)
def test_ending_a_program_with_limited_memory_reports_no_shortage(
    toy_archive: Archive, number: int, endings: list[tuple[int, bytes]]
) -> None:
    command = [sys.executable, "-c", TOY, "--archive", str(toy_archive.folder), "chat"]
    with subprocess.Popen(
        ["bash", "-c", 'ulimit -v 8000000; exec "$@"', "bash", *command],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(f"{ANSWERED}\n".encode())
        program.stdin.flush()
        assert program.stdout.readline()  # it works, and waits for the next question
        for _ in range(10):  # a signal that comes in a finalizer is lost: people press again
            program.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                program.wait(6)
                break
        assert program.stderr is not None
        assert (program.returncode, program.stderr.read()) in endings


ENDED = """
import os, signal
from retrieval import cli
def end():
    os.write(2, b"Failed to connect to GCS within 60 seconds.")
    {end}
cli.main = end
cli.program()
"""
RAY_ENDS = "os._exit(1)"
CLUSTER_GONE = (
    "article-bot: The Ray cluster does not answer any more: what was stored is kept; start the "
    "cluster, then run the same command again to continue.\n"
)
TOO_LITTLE_MEMORY = (
    "article-bot: There is too little memory: end other programs, or raise the limit (ulimit -v).\n"
)


@pytest.mark.parametrize(
    ("end", "limit", "told"),
    [
        (RAY_ENDS, "unlimited", CLUSTER_GONE),
        (RAY_ENDS, "8000000", CLUSTER_GONE),
        ("os.abort()", "unlimited", CLUSTER_GONE),
        ("os.abort()", "8000000", TOO_LITTLE_MEMORY),
        ("raise MemoryError", "8000000", TOO_LITTLE_MEMORY),
        ("os.kill(os.getpid(), signal.SIGKILL)", "unlimited", TOO_LITTLE_MEMORY),
        (
            "signal.signal(signal.SIGINT, signal.SIG_DFL); os.kill(os.getpid(), signal.SIGINT)",
            "unlimited",
            "article-bot: Stopped.\n",
        ),
        (
            "os._exit(7)",
            "unlimited",
            "article-bot: A library ended the program: what was stored is kept; run the same "
            "command again to continue.\n",
        ),
    ],
)
def test_why_an_ingest_with_ray_ended_is_one_sentence(
    tmp_path: Path, end: str, limit: str, told: str
) -> None:
    line = f'ulimit -c 0; ulimit -v {limit}; "$@"'
    argv = ("ingest", "--ray", "head:6379", "news")

    ran = shell(line, *argv, archive=tmp_path, code=ENDED.format(end=end))

    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", told)


def test_an_error_of_an_ingest_with_ray_is_told_as_it_is(tmp_path: Path) -> None:
    code = ENDED.format(end="raise ValueError('odd')")

    ran = shell('"$@"', "ingest", "--ray", "head:6379", archive=tmp_path, code=code)

    assert (ran.returncode, ran.stderr.splitlines()[-1]) == (1, "ValueError: odd")


def test_an_ingest_with_ray_ends_where_ends_of_children_are_ignored(tmp_path: Path) -> None:
    ignoring = "import signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN)"
    code = ignoring + ENDED.format(end=RAY_ENDS)

    ran = shell('timeout 30 "$@"', "ingest", "--ray", "head:6379", archive=tmp_path, code=code)

    assert (ran.returncode, ran.stderr) == (1, CLUSTER_GONE)


# Ctrl-C -----------------------------------------------------------------------------------------


BEGUN = """
import sys
class Tell:
    def find_spec(self, name, *_):
        if name == "retrieval.cli.interrupts":  # the first thing that the program does
            sys.stderr.write("begun\\n")
            sys.stderr.flush()
sys.meta_path.insert(0, Tell())
"""


def interrupted(argv: Sequence[str], after_s: float, code: str) -> tuple[int, str]:
    """Presses Ctrl-C ``after_s`` after the program has begun; its status and what it said."""
    with subprocess.Popen(
        [sys.executable, "-c", BEGUN + code, *argv],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stderr is not None
        assert program.stderr.readline() == "begun\n"
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(after_s)
        program.send_signal(signal.SIGINT)
        return program.wait(60), program.stderr.read()


@pytest.mark.parametrize("moment", [0, 2])
def test_ctrl_c_at_any_moment_is_at_most_one_sentence(
    toy_archive: Archive, tmp_path: Path, moment: int
) -> None:
    """The long form, with hundreds of moments, is in python -m scripts.stress."""
    archive = ["--archive", str(toy_archive.folder)]
    commands = (["ask", ANSWERED], ["status"], ["backup", str(tmp_path / "news.backup")])
    for argv in commands:
        status, said = interrupted([*argv, *archive], moment / 5, TOY)
        assert said in ("", "article-bot: Stopped.\n"), said
        assert status in (0, 1, -signal.SIGINT)


SWALLOWED = """
import os, signal
from retrieval.cli import interrupts
interrupts.install_handler()
class Deleted:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
del Deleted.__del__  # its class is ready
class Dies:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1000):
            pass
thing = Dies()
del thing
"""

CONVERTED = """
import sys
from retrieval import cli
from retrieval.cli import interrupts
from retrieval.cli import run
interrupts.install_handler()
def parse(*_, **__):
    try:
        import os, signal
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1000): pass
    except KeyboardInterrupt:
        raise ImportError("numpy.core.multiarray failed to import") from None
run.parse = parse
sys.exit(cli.main(["status"]))
"""


@pytest.mark.parametrize("code", [SWALLOWED, CONVERTED])
def test_ctrl_c_that_a_library_drops_or_renames_is_one_sentence(code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (1, "", "article-bot: Stopped.\n")


def test_ctrl_c_while_the_bot_is_loaded_is_one_sentence() -> None:
    code = """
import runpy, sys
class Stop:
    def find_spec(self, name, *_):
        if name == "telegram":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Stop())
runpy.run_module("bot", run_name="__main__", alter_sys=True)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (1, "Stopped before it was listening.\n")


def test_ctrl_c_stays_ignored_if_it_was_ignored_at_the_start(toy_archive: Archive) -> None:
    ran = shell(
        """trap '' INT; "$@" & child=$!; sleep 0.2; kill -INT $child; wait $child""",
        "ask",
        ANSWERED,
        archive=toy_archive.folder,
    )

    assert (ran.returncode, ran.stderr) == (0, "")


# Terminals --------------------------------------------------------------------------------------


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    yield ours, theirs
    os.close(ours)


WRONG_VARIABLES = {"ARTICLE_BOT_ALLOW_PRIVATE_ADDRESSE": "1", "ARTICLE_BOT_ANSWER_THRESHOLD": "1.5"}
LONG_TEXTS = f"""
import os
from retrieval.cli import main
for name, value in {WRONG_VARIABLES}.items():
    os.environ[name] = value
    main(["status"])
    del os.environ[name]
main(["--help"])
"""


@pytest.mark.parametrize("columns", [36, 80])
def test_words_are_not_broken_on_a_terminal_of_any_width(
    terminal: tuple[int, int], columns: int
) -> None:
    ours, theirs = terminal
    with subprocess.Popen(
        [sys.executable, "-c", LONG_TEXTS],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": str(columns), "TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        said = b""
        with contextlib.suppress(OSError):  # the end of a terminal
            while block := os.read(ours, 4096):
                said += block
    lines = said.decode().replace("\r", "").split("\n")

    names = set(re.findall(r"ARTICLE_BOT_[A-Z_]+", said.decode()))
    assert names == {*WRONG_VARIABLES, *KNOWN}
    too_long = [line for line in lines if len(line) > columns and " " in line.strip()]
    assert [line for line in too_long if "article-bot " not in line] == []  # examples are whole


KNOWN = {"ARTICLE_BOT_ARCHIVE", "ARTICLE_BOT_ALLOW_PRIVATE_ADDRESSES"}


def test_ctrl_c_before_anything_is_loaded_ends_the_program_silently(tmp_path: Path) -> None:
    package = tmp_path / "retrieval"
    package.mkdir()
    (package / "__init__.py").write_text("import os, time; os.kill(os.getpid(), 2); time.sleep(9)")
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "article-bot"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")
