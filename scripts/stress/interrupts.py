"""Interrupts every command by Ctrl-C at any moment: it must end cleanly without data loss."""

from __future__ import annotations

import contextlib
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from scripts.stress.archive import GeneratedArticle, open_stress_archive, problems_of, write_source
from scripts.stress.outcome import Outcome, tell
from scripts.stress.processes import Report, prepare_in_child, run_in_child

ROOT = Path(__file__).resolve().parents[2]

_LATEST_S = 2.0
_BEFORE = [GeneratedArticle(key, 1) for key in range(20)]
_AFTER = [GeneratedArticle(key, 1) for key in range(20, 60)]
_PROGRAM = """
import sys

class Finder:
    def find_spec(self, name, *_):
        if name == "retrieval.cli.interrupts":  # the first import of the program
            sys.stderr.write("started\\n")
            sys.stderr.flush()

sys.meta_path.insert(0, Finder())
from retrieval import cli

def open_archive(settings, *, create=False):
    from pathlib import Path
    from scripts.stress.archive import open_stress_archive
    return open_stress_archive(Path(settings.archive), create=create)

main = cli.main
cli.main = lambda argv=None: main(argv, open_archive=open_archive)
cli.program()
"""
_COMMANDS = (
    "ask Who opened the harbour?",
    "ingest {folder}/after.jsonl",
    "status",
    "doctor",
    "rebuild",
    "backup {folder}/news.backup",
    "remove {doc_id}",
)


def interrupt_all(folder: Path, times: int, *, seed: int = 0) -> Outcome:
    """Interrupt ``times``, evenly within the first two seconds."""

    def make(report: Report) -> None:
        write_source(folder / "after.jsonl", _AFTER)
        with open_stress_archive(folder / "base", create=True) as archive:
            archive.ingest([write_source(folder / "before.jsonl", _BEFORE)])
            report(next(archive.articles()).doc_id)

    [doc_id] = prepare_in_child(make)
    # Where a shell started this by ``&``, Ctrl-C is ignored, and in the programs below as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    found, random_ = Outcome({"Ctrl-C": times, "said": {}}), random.Random(seed)
    for turn in range(times):
        words = _COMMANDS[random_.randrange(len(_COMMANDS))]
        shutil.rmtree(folder / "archive", ignore_errors=True)
        shutil.copytree(folder / "base", folder / "archive")
        command = words.format(folder=folder, doc_id=doc_id).split()
        _interrupt(folder / "archive", command, turn / times * _LATEST_S, found)
        tell(turn + 1, times)
    return found


def _interrupt(archive: Path, command: list[str], after_s: float, found: Outcome) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, *command, "--archive", str(archive)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stderr is not None
        program.stderr.readline()
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(after_s)
        program.send_signal(signal.SIGINT)
        output = program.stderr.read()
    where = f"{command[0]} after {after_s:.3f} s"
    stopped = [line for line in output.splitlines() if line.startswith("article-bot: ")]
    said, last = found.counts["said"], (stopped or [""])[-1]
    said[last] = said.get(last, 0) + 1
    if "Traceback" in output or "Internal error" in output or "KeyboardInterrupt" in output:
        found.problems.append(f"{where}: {output.strip()[-300:]}")
    if program.returncode not in (0, 1, 3, -signal.SIGINT):
        found.problems.append(f"{where}: status {program.returncode}: {output.strip()[-200:]}")

    def check(report: Report) -> None:
        for problem in problems_of(archive, [*_BEFORE, *_AFTER], is_finished=False):
            report(problem)

    found.problems += [f"{where}: {problem}" for problem in run_in_child(check).reported]
