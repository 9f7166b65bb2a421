"""Runs the program on the toy archive, in the process of the tests or in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest

from retrieval.cli import main
from tests.support.toys import OWLS, open_toy_archive

ROOT = Path(__file__).resolve().parents[2]
ANSWERED = "How many chicks did the rangers count?"
NOT_ANSWERED = "What is the capital of Peru?"
PROGRAM = (
    "import sys; from retrieval.cli import main; from tests.support.toys import open_toy_archive; "
)
RUN = PROGRAM + "sys.exit(main(sys.argv[1:], open_archive=open_toy_archive))"


class Ran(NamedTuple):
    """What a run of the program left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its output as one JSON value."""
        return json.loads(self.out)

    @property
    def json_lines(self) -> list[Any]:
        """Its output as a JSON value a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Run: TypeAlias = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the program, in this process, on the toy archive in tmp_path."""
    for name in [name for name in os.environ if name.startswith("ARTICLE_BOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    monkeypatch.setenv("ARTICLE_BOT_ARCHIVE", str(tmp_path / "archive"))

    def run(*argv: str, open_archive: Any = open_toy_archive) -> Ran:
        try:
            status = main(argv, open_archive=open_archive)
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 1
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return run


def process(code: str, *argv: str, archive: Path, **environment: str) -> Ran:
    """Runs Python code on an archive in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code, "--archive", str(archive), *argv],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def write_article(folder: Path, name: str = "owls.txt") -> Path:
    """A file with an article."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{OWLS.title}\n\n{OWLS.text}\n", encoding="utf-8")
    return path
