"""What a script says where it is called wrongly, or where what it needs is not installed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_STARTED_BY_HAND = re.compile(r"^if __name__ == ", re.MULTILINE)
SCRIPTS = [
    path.name
    for path in sorted((ROOT / "scripts").glob("*.py"))
    if _STARTED_BY_HAND.search(path.read_text(encoding="utf-8"))
]

HIDDEN = """
import importlib.util, runpy, sys
hidden, script, *argv = sys.argv[1:]
class Hide:
    def find_spec(self, name, *_):
        if name.split(".")[0] == hidden:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
find_spec = importlib.util.find_spec
importlib.util.find_spec = lambda name, *a: None if name == hidden else find_spec(name, *a)
sys.meta_path.insert(0, Hide())
sys.argv = [script, *argv]
runpy.run_path(script, run_name="__main__")
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


@pytest.mark.parametrize("script", [name for name in SCRIPTS if name != "draw_chat.py"])
def test_every_script_has_help(script: str) -> None:
    ran = python(f"scripts/{script}", "--help")

    assert (ran.returncode, ran.stdout.startswith("usage: ")) == (0, True), ran.stderr


@pytest.mark.parametrize(
    "argv",
    [
        ("scripts/bench_reading.py",),
        ("scripts/bench_reading.py", "nowhere"),
        ("scripts/growth.py",),
        ("scripts/bench_encoders.py",),
    ],
)
def test_a_script_without_its_argument_says_which(argv: tuple[str, ...]) -> None:
    ran = python(*argv)

    assert (ran.returncode, ran.stdout) == (2, "")
    assert "Traceback" not in ran.stderr
    assert "usage: " in ran.stderr


@pytest.mark.parametrize(
    ("script", "package", "setup"),
    [
        ("stress.py", "hypothesis", "scripts/setup test"),
        ("bench_bot.py", "aiohttp", "scripts/setup test"),
        ("draw_chat.py", "PIL", "pip install pillow"),
        ("bench_reading.py", "trafilatura", "scripts/setup"),
    ],
)
def test_a_script_says_which_package_is_missing(script: str, package: str, setup: str) -> None:
    ran = python("-c", HIDDEN, package, f"scripts/{script}", "--help")

    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (1, "", 1)
    assert f"not installed ({package}): run " in ran.stderr
    assert setup in ran.stderr
