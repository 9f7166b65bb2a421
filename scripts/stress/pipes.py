"""Replaces files by pipes that nobody writes to: no command may wait for them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.stress.archive import GeneratedArticle, open_stress_archive, write_source
from scripts.stress.outcome import Outcome
from scripts.stress.processes import Report, prepare_in_child

ROOT = Path(__file__).resolve().parents[2]

_LIMIT_S = 60.0
_COMMANDS = (
    "backup {pipe}",
    "restore {pipe} --force",
    "ingest {pipe}",
    "ask --batch {pipe}",
    "evaluate --questions {pipe}",
    "evaluate --questions {questions} --compare {pipe}",
    "calibrate --questions {pipe}",
    "rebuild --questions {pipe}",
    "status --archive {pipe}",
)
_PROGRAM = """
import sys
from pathlib import Path
from retrieval.cli import main
from scripts.stress.archive import open_stress_archive
def open_archive(settings, *, create=False):
    return open_stress_archive(Path(settings.archive), create=create)
sys.exit(main(sys.argv[1:], open_archive=open_archive))
"""


def try_pipes(folder: Path) -> Outcome:
    """Run all commands with a pipe as argument, and archives with a pipe for each file."""

    def make(report: Report) -> None:
        with open_stress_archive(folder / "base", create=True) as archive:
            archive.ingest(
                [write_source(folder / "news.jsonl", [GeneratedArticle(n, 1) for n in range(20)])]
            )
            archive.ask("Who opened the harbour?")
            archive.backup(folder / "news.backup")
        report(sorted(path.name for path in (folder / "base").iterdir() if path.is_file()))

    [files] = prepare_in_child(make)
    (folder / "questions.jsonl").write_text('{"question": "Who?", "answerable": false}\n')
    os.mkfifo(folder / "pipe.jsonl")
    found = Outcome({"pipes for files": 0})
    for command in _COMMANDS:
        words = command.format(pipe=folder / "pipe.jsonl", questions=folder / "questions.jsonl")
        shutil.rmtree(folder / "archive", ignore_errors=True)
        shutil.copytree(folder / "base", folder / "archive")
        found.problems += _problems(folder / "archive", words, (1,))
        found.counts["pipes for files"] += 1
    for name in [*files, "store.sqlite-wal", "store.sqlite.restoring", "chat-history"]:
        found.counts["pipes for files"] += 1
        found.problems += [f"{name}: {problem}" for problem in _with_pipe(folder, name)]
    return found


def _with_pipe(folder: Path, name: str) -> Iterator[str]:
    archive = folder / "archive"
    shutil.rmtree(archive, ignore_errors=True)
    shutil.copytree(folder / "base", archive)
    (archive / name).unlink(missing_ok=True)
    os.mkfifo(archive / name)
    for words in ("ask Who opened the harbour?", "chat", "doctor", "status"):
        yield from _problems(archive, words, (0, 1, 3))
    yield from _problems(archive, f"restore {folder / 'news.backup'} --force", (0,))
    yield from _problems(archive, "ask How many people came to Zquaaon?", (0, 3))


def _problems(archive: Path, words: str, statuses: tuple[int, ...]) -> Iterator[str]:
    """Run a command; problems are a timeout, a wrong exit status, or a traceback."""
    archive_words = () if "--archive" in words else ("--archive", str(archive))
    try:
        ran = subprocess.run(
            [sys.executable, "-c", _PROGRAM, *words.split(), *archive_words],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        yield f"{words}: hangs"
        return
    if ran.returncode not in statuses:
        yield f"{words}: status {ran.returncode}: {ran.stderr.strip()[-200:]}"
    if "Traceback" in ran.stderr or "Internal error" in ran.stderr:
        yield f"{words}: {ran.stderr.strip()[-300:]}"
