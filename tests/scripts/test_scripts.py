"""What a script says where it is called wrongly, or where what it needs is not installed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.bench import __main__ as bench
from scripts.train import __main__ as train

ROOT = Path(__file__).resolve().parents[2]
_STARTED_BY_HAND = re.compile(r"^if __name__ == ", re.MULTILINE)
SCRIPTS = [
    *(
        (f"scripts/{path.name}",)
        for path in sorted((ROOT / "scripts").glob("*.py"))
        if _STARTED_BY_HAND.search(path.read_text(encoding="utf-8"))
    ),
    ("-m", "scripts.stress"),
]
PACKAGES = {"scripts.bench": bench.COMMANDS, "scripts.train": train.COMMANDS}

EACH_HELP = """
import contextlib, io, json, runpy, sys
package, *names = sys.argv[1:]
for name in names:
    sys.argv = [package, name, "--help"]
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            runpy.run_module(package, run_name="__main__", alter_sys=True)
        except SystemExit as ended:
            print(json.dumps([name, ended.code, out.getvalue()[:7]]), file=sys.__stdout__)
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


@pytest.mark.parametrize("script", SCRIPTS, ids=" ".join)
def test_every_script_has_help(script: tuple[str, ...]) -> None:
    ran = python(*script, "--help")

    assert (ran.returncode, ran.stdout.startswith("usage: ")) == (0, True), ran.stderr


@pytest.mark.parametrize("package", PACKAGES)
def test_every_command_of_a_package_has_help(package: str) -> None:
    ran = python("-c", EACH_HELP, package, *PACKAGES[package])

    told = [json.loads(line) for line in ran.stdout.splitlines()]
    assert told == [[name, 0, "usage: "] for name in PACKAGES[package]], ran.stderr


@pytest.mark.parametrize(
    "argv",
    [
        ("-m", "scripts.bench"),
        ("-m", "scripts.bench", "nothing"),
        ("-m", "scripts.bench", "reading"),
        ("-m", "scripts.bench", "reading", "nowhere"),
        ("-m", "scripts.bench", "one-archive"),
    ],
    ids=" ".join,
)
def test_a_script_without_its_argument_says_which(argv: tuple[str, ...]) -> None:
    ran = python(*argv)

    assert (ran.returncode, ran.stdout) == (2, "")
    assert "Traceback" not in ran.stderr
    assert "usage: " in ran.stderr


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_of_scripts_lists_its_commands(package: str) -> None:
    ran = python("-m", package, "--help")

    assert (ran.returncode, ran.stderr) == (0, "")
    assert [line.split()[0] for line in ran.stdout.splitlines()[3:]] == list(PACKAGES[package])


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
