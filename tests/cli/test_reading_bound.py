"""One article is bounded in time and memory, whatever a library makes of it; the rest is stored."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from retrieval.settings import Settings
from tests.support.site import Reply, Site, article_page, rss, rss_item
from tests.support.toys import open_toy_archive

ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = (
    "import sys; from retrieval.cli import main; from tests.support.toys import open_toy_archive;"
    "sys.exit(main(sys.argv[1:], open_archive=open_toy_archive))"
)
_TEXT = "The council of Tarnby met on Monday and voted for the new bridge, the mayor said."
_LATE = "took longer than 3 s to read: save the article alone, or raise ARTICLE_BOT_READ_TIMEOUT_S."
_NOT_UTF_8 = 3 * b"\xe4\xff"
_IN_NO_KNOWN_LETTERS = 2000 * _NOT_UTF_8  # pages in others are decoded without the library


class Program:
    """The program with the library of tests/support/unruly_library.py, on an archive of its own."""

    def __init__(self, folder: Path) -> None:
        self.archive = folder / "archive"
        self.library = folder / "library"
        self.library.mkdir()
        shutil.copy(
            ROOT / "tests" / "support" / "unruly_library.py", self.library / "charset_normalizer.py"
        )

    def start(self, *words: str, before: str = "", **settings: str) -> subprocess.Popen[str]:
        """Starts a command; ``before`` is Python that runs first."""
        own = {f"ARTICLE_BOT_{name.upper()}": value for name, value in settings.items()}
        environment = {**os.environ, "PYTHONPATH": str(self.library), **own}
        return subprocess.Popen(
            [sys.executable, "-c", before + _PROGRAM, *words, "--archive", str(self.archive)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str, before: str = "", **settings: str) -> tuple[int, str, str]:
        """Runs a command; its status, output and errors."""
        with self.start(*words, before=before, **settings) as process:
            out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def ingest(self, *sources: object, **settings: str) -> Any:
        """What an ingest reports, with three seconds for each article."""
        settings = {"read_timeout_s": "3", **settings}
        _, out, err = self.run("ingest", "--json", "--quiet", *map(str, sources), **settings)
        assert out, err
        return json.loads(out)

    def titles(self) -> list[str]:
        """The titles of the articles that are stored, in order."""
        with open_toy_archive(Settings(archive=str(self.archive))) as archive:
            return sorted(article.title or "" for article in archive.articles())

    @contextlib.contextmanager
    def hanging(self, *sources: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
        """An ingest that hangs, and the process in which it hangs."""
        with self.start("ingest", "--quiet", *map(str, sources)) as process:
            while not (self.library / "hanging").is_file() or not self._worker():
                assert process.poll() is None
                time.sleep(0.01)
            try:
                yield process, self._worker()
            finally:
                process.kill()

    def _worker(self) -> int:
        return int((self.library / "hanging").read_text() or 0)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The program with an unruly library."""
    return Program(tmp_path)


def line(title: str, act: bytes = b"") -> bytes:
    record = json.dumps({"title": title, "text": f"{title}. {_TEXT}"}).encode()
    return (
        record.replace(b"Monday", b"Monday " + _NOT_UTF_8 + act) + b"\n" if act else record + b"\n"
    )


def write_text(path: Path, title: str, act: bytes = b"") -> Path:
    path.parent.mkdir(exist_ok=True)
    mark = _NOT_UTF_8 + act if act else b""
    path.write_bytes(f"{title}\n\n{title}. {_TEXT} ".encode() + mark)
    return path


def is_gone(process: int) -> bool:
    """Whether a process ends within a moment."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                time.sleep(0.01)
                continue
        return True
    return False


def test_what_hangs_swells_crashes_or_breaks_is_one_failure_and_the_rest_is_stored(
    program: Program, tmp_path: Path
) -> None:
    acts = {"Bridge": b"HANG", "Ferry": b"SWELL", "Harbour": b"CRASH", "Pier": b"BREAK"}
    lines = tmp_path / "news.jsonl"
    bad = b"".join(line(title, act) + line(f"After {title}") for title, act in acts.items())
    lines.write_bytes(line("First") + bad)
    hanging = write_text(tmp_path / "news" / "1.txt", "Boat 1", b"HANG")
    write_text(tmp_path / "news" / "2.txt", "Boat 2")
    page = tmp_path / "page.html"
    page.write_bytes(
        article_page("Ferry sinks").replace(b"ferry", b"ferry" + _IN_NO_KNOWN_LETTERS + b"SWELL")
    )
    records = tmp_path / "news.json"
    records.write_text(json.dumps([{"title": f"Quay {n}", "text": _TEXT} for n in range(2)]))

    report = program.ingest(lines, tmp_path / "news", page, records)

    no_memory = "needs more than 1 GB of memory to read: save the article alone."
    crashed = "crashed the process that reads it (signal 11): save the article as plain text."
    broken = "could not be read (KeyError): save the article as plain text."
    assert [(item["source"], item["problem"]) for item in report["failed"]] == [
        (f"{lines} line 2", _LATE),
        (f"{lines} line 4", no_memory),
        (f"{lines} line 6", crashed),
        (f"{lines} line 8", broken),
        (str(hanging), _LATE),
        (str(page), no_memory),
    ]
    after = [f"After {title}" for title in acts]
    assert program.titles() == [*after, "Boat 2", "First", "Quay 0", "Quay 1"]


def test_an_entry_of_a_feed_that_hangs_is_one_failure_and_the_next_ones_are_stored(
    program: Program,
) -> None:
    bad = article_page("Bridge 1").replace(b"ferry", b"ferry " + _IN_NO_KNOWN_LETTERS + b"HANG")
    pages = {f"/{n}": bad if n == 1 else article_page(f"Bridge {n}") for n in range(3)}
    with Site({path: Reply(page, "text/html") for path, page in pages.items()}) as site:
        site.replies["/feed"] = rss(*(rss_item(site.url(path)) for path in pages))
        settings = {"allow_private_addresses": "true", "fetch_delay_s": "0"}
        report = program.ingest(site.url("/feed"), **settings)

        assert report["failed"] == [{"source": site.url("/1"), "problem": _LATE}]
    assert program.titles() == ["Bridge 0", "Bridge 2"]


def test_nothing_is_lost_where_the_process_that_reads_is_killed(
    program: Program, tmp_path: Path
) -> None:
    file = tmp_path / "news.jsonl"
    file.write_bytes(line("First") + line("Bridge", b"KILL") + line("Last"))

    report = program.ingest(file)

    assert (program.library / "crashed").exists()
    assert report["failed"] == []
    assert program.titles() == ["Bridge", "First", "Last"]


def test_the_process_that_reads_has_no_secrets_and_ends_with_the_program(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:classified")
    with program.hanging(write_text(tmp_path / "news.txt", "Bridge", b"HANG")) as (process, worker):
        assert b"classified" not in Path(f"/proc/{worker}/environ").read_bytes()

        process.kill()

        assert is_gone(worker)


def test_ctrl_c_while_an_article_hangs_is_one_sentence_and_leaves_no_process(
    program: Program, tmp_path: Path
) -> None:
    with program.hanging(write_text(tmp_path / "news.txt", "Bridge", b"HANG")) as (process, worker):
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)

        assert (process.returncode, out) == (1, "")
        assert err == (
            "article-bot: Stopped. What was stored is kept; run the same command again to "
            "continue.\n"
        )
        assert is_gone(worker)


def test_a_process_that_cannot_be_started_is_told_in_one_sentence(
    program: Program, tmp_path: Path
) -> None:
    file = write_text(tmp_path / "news.txt", "Bridge")
    nowhere = "import sys; sys.executable = '/nowhere/python';"

    status, out, err = program.run("ingest", "--quiet", str(file), before=nowhere)

    assert (status, out) == (1, "")
    assert err == (
        "article-bot: Articles cannot be read now because the worker process does not start "
        "(No such file or directory): close other programs to free memory, then try again.\n"
    )
