"""A sample of ``python -m scripts.stress``, which itself does much more."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.stress.archive import GeneratedArticle, open_stress_archive, problems_of, write_source

ROOT = Path(__file__).resolve().parents[2]


def short_form(part: str) -> Any:
    """What a sample of a part counts, in a process of its own: some of them fork."""
    ran = subprocess.run(
        [sys.executable, "-m", "scripts.stress", "--short", "--json", "--only", part],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(ran.stdout)
    assert (found["problems"], ran.returncode) == ([], 0)
    return found["counts"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("kills", {"kills": 3}),
        ("damage", {"damages": 12, "damages told with their cure": 1}),
        ("readers", {"changes beside a reader": 8, "answers beside a writer": 8}),
        ("hostile", {"hostile files": 17}),
        ("fuzz", {"fuzzed inputs": 6 * 25}),
        ("growth", {"growing inputs": 150}),
        ("upkeep", {"kills of upkeep": 3}),
        ("interrupts", {"Ctrl-C": 4}),
        ("crawl", {"crawled articles": 160, "addresses without an article": 16}),
    ],
)
def test_nothing_is_lost_or_wrong(part: str, expected: dict[str, int]) -> None:
    counts = short_form(part)

    assert counts["wrong answers"] == 0
    assert [name for name, least in expected.items() if counts[name] < least] == []


def test_the_checks_of_stress_see_what_is_wrong(tmp_path: Path) -> None:
    told = [GeneratedArticle(key, 1) for key in range(4)]
    with open_stress_archive(tmp_path / "archive", create=True) as archive:
        archive.ingest([write_source(tmp_path / "news.jsonl", told)])
    assert problems_of(tmp_path / "archive", told, is_finished=True) == []

    others = [GeneratedArticle(key, 2) for key in range(3)]
    problems = problems_of(tmp_path / "archive", others, is_finished=True)

    assert sum("half or unknown article" in problem for problem in problems) == 4
