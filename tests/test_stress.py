"""A sample of scripts/stress.py: nothing lost, nothing wrong; the script itself does much more."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.stress_archive import Told, open_stress_archive, problems_of, write_source
from scripts.stress_damage import damage_all
from scripts.stress_fuzz import fuzz_all
from scripts.stress_hostile import read_hostile_files
from scripts.stress_kills import kill_all
from scripts.stress_processes import Report, run_apart
from scripts.stress_readers import read_beside_writer

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*use of fork.*:DeprecationWarning"  # Python 3.12: the children hold no thread
)


def test_a_kill_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    found = kill_all(tmp_path, 3)

    assert (found.lost_articles, found.problems) == ([], [])
    assert sum(found.kills.values()) >= 3


def test_damage_is_told_or_mended_and_cured_by_a_backup(tmp_path: Path) -> None:
    found = damage_all(tmp_path, 1, most=12)

    assert found.problems == []
    assert sum(found.done.values()) >= 12
    assert min(found.told, found.harmless) > 0


def test_a_reader_sees_whole_articles_soon_and_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    found = read_beside_writer(tmp_path, 8)

    assert found.problems == []
    assert found.changes == 8


def test_hostile_files_harm_nothing(tmp_path: Path) -> None:
    assert read_hostile_files(tmp_path).problems == []


def test_no_input_breaks_what_reads_it() -> None:
    found = fuzz_all(25)

    assert found.problems == []
    assert sum(found.inputs.values()) >= 6 * 25


def test_the_checks_of_stress_see_what_is_wrong(tmp_path: Path) -> None:
    told = [Told(key, 1) for key in range(4)]

    def make(report: Report) -> None:
        with open_stress_archive(tmp_path / "archive", create=True) as archive:
            archive.ingest([write_source(tmp_path / "news.jsonl", told)])

    assert not run_apart(make).failed
    assert problems_of(tmp_path / "archive", told, is_finished=True) == []
    others = [Told(key, 2) for key in range(3)]
    problems = problems_of(tmp_path / "archive", others, is_finished=True)
    assert sum("half or unknown article" in problem for problem in problems) == 4
