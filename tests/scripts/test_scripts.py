"""What a script says where it is called wrongly, or where what it needs is not installed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.bench import __main__ as bench
from scripts.train import __main__ as train

ROOT = Path(__file__).resolve().parents[2]
_STARTED_BY_HAND = re.compile(r"^if __name__ == ", re.MULTILINE)
SCRIPTS = [
    *(
        f"scripts/{path.name}"
        for path in sorted((ROOT / "scripts").glob("*.py"))
        if _STARTED_BY_HAND.search(path.read_text(encoding="utf-8"))
    ),
    "scripts.stress",
]
PACKAGES = {"scripts.bench": bench.COMMANDS, "scripts.train": train.COMMANDS}
HELP = [
    *(f"{script} --help" for script in SCRIPTS),
    *(f"{package} {name} --help" for package, names in PACKAGES.items() for name in names),
]
WRONG = [
    "scripts.bench",
    "scripts.bench nothing",
    "scripts.bench reading",
    "scripts.bench reading nowhere",
    "scripts.bench one-archive",
]

ONE_AFTER_THE_OTHER = """
import contextlib, io, json, runpy, sys
for line in sys.argv[1:]:
    sys.argv = line.split()
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            if sys.argv[0].endswith(".py"):
                runpy.run_path(sys.argv[0], run_name="__main__")
            else:
                runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
        except SystemExit as ended:
            status = ended.code
    print(json.dumps([status, out.getvalue(), err.getvalue()]))
"""

HIDDEN = """
import importlib.util, runpy, sys
hidden, package, *argv = sys.argv[1:]
class Hide:
    def find_spec(self, name, *_):
        if name.split(".")[0] == hidden:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
find_spec = importlib.util.find_spec
importlib.util.find_spec = lambda name, *a: None if name == hidden else find_spec(name, *a)
sys.meta_path.insert(0, Hide())
sys.argv = [package, *argv]
runpy.run_module(package, run_name="__main__", alter_sys=True)
"""


def python(*argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *argv],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def said() -> dict[str, list[Any]]:
    """The status, output and errors of each line, all run by one process."""
    lines = [*HELP, *WRONG, *(f"{package} --help" for package in PACKAGES)]
    ran = python("-c", ONE_AFTER_THE_OTHER, *lines)
    return dict(zip(lines, map(json.loads, ran.stdout.splitlines()), strict=True))


@pytest.mark.parametrize("line", HELP)
def test_every_script_and_every_command_of_a_package_has_help(
    said: dict[str, list[Any]], line: str
) -> None:
    status, out, err = said[line]

    assert (status, out[:7]) == (0, "usage: "), err


@pytest.mark.parametrize("line", WRONG)
def test_a_script_without_its_argument_says_which(said: dict[str, list[Any]], line: str) -> None:
    status, out, err = said[line]

    assert (status, out) == (2, "")
    assert "Traceback" not in err
    assert "usage: " in err


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_of_scripts_lists_its_commands(said: dict[str, list[Any]], package: str) -> None:
    status, out, err = said[f"{package} --help"]

    assert (status, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()[3:]] == list(PACKAGES[package])


@pytest.mark.parametrize(
    ("script", "package", "setup"),
    [
        ("scripts.stress", "hypothesis", "scripts/setup test"),
        ("scripts.bench bot", "aiohttp", "scripts/setup test"),
        ("scripts.bench reading", "trafilatura", "scripts/setup"),
    ],
)
def test_a_script_says_which_package_is_missing(script: str, package: str, setup: str) -> None:
    ran = python("-c", HIDDEN, package, *script.split(), "--help")

    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (1, "", 1)
    assert f"not installed ({package}): run " in ran.stderr
    assert setup in ran.stderr
